/**
 * A synthetic book that every engine can be given: rules over 60 typed facts (24 yes/no, 14 enumerations, 8 sets,
 * 14 numbers), drawn with a seed. Each rule: a bearer, one to three tests, an alternative, and an exception.
 */
import type { Atlas, Condition, Fact, Known, Rule } from "../packages/rules/src/index.ts";

export type Test =
  | { readonly fact: string; readonly is: boolean }
  | { readonly fact: string; readonly oneOf: readonly string[] }
  | { readonly fact: string; readonly has: string }
  | { readonly fact: string; readonly gte: number }
  | { readonly fact: string; readonly lt: number };
export type Node = Test | { readonly all: readonly Node[] } | { readonly any: readonly Node[] };

export interface SyntheticRule {
  readonly id: string;
  /** Members of `actor.role`, any of which bears the rule. */
  readonly bearer: readonly string[];
  readonly when: Node;
  /** Defeats the rule when it holds. */
  readonly unless: Node | null;
}

export type Value = boolean | string | readonly string[] | number;
/** Facts that are absent are unknown. */
export type Values = ReadonlyMap<string, Value>;
/** 0 does not apply, 1 applies, 2 undecided, 3 the engine gave no answer (an error). */
export type Verdict = 0 | 1 | 2 | 3;

export interface SyntheticFact {
  readonly id: string;
  readonly type: "bool" | "enum" | "set" | "num";
  readonly values: readonly string[];
}

/** Numbers in [0, 1), the same on every machine (mulberry32). */
export function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const pick = <T>(random: () => number, from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;

const numbered = (count: number, prefix: string): string[] => Array.from({ length: count }, (_, i) => `${prefix}${i}`);
export const roleFact = "actor.role";
export const facts: readonly SyntheticFact[] = [
  { id: roleFact, type: "set", values: ["provider", "deployer", "importer", "developer", "host"] },
  ...numbered(24, "b").map((id): SyntheticFact => ({ id, type: "bool", values: [] })),
  ...numbered(14, "e").map((id): SyntheticFact => ({ id, type: "enum", values: numbered(4, "v") })),
  ...numbered(7, "s").map((id): SyntheticFact => ({ id, type: "set", values: numbered(5, "m") })),
  ...numbered(14, "n").map((id): SyntheticFact => ({ id, type: "num", values: [] })),
];
const rest = facts.slice(1);
/** Thresholds are multiples of 50, values whole numbers below 1,000. */
const step = 50;
const most = 1000;

function drawTest(random: () => number): Test {
  const fact = pick(random, rest);
  const threshold = step * (1 + Math.floor(random() * (most / step - 1)));
  switch (fact.type) {
    case "bool":
      return { fact: fact.id, is: random() < 0.5 };
    case "enum": {
      const first = pick(random, fact.values);
      const second = pick(random, fact.values);
      return { fact: fact.id, oneOf: first === second ? [first] : [first, second] };
    }
    case "set":
      return { fact: fact.id, has: pick(random, fact.values) };
    case "num":
      return random() < 0.5 ? { fact: fact.id, gte: threshold } : { fact: fact.id, lt: threshold };
  }
}

export function drawRules(count: number, seed: number): SyntheticRule[] {
  const random = generator(seed);
  const tests = (least: number, spread: number): Test[] =>
    Array.from({ length: least + Math.floor(random() * spread) }, () => drawTest(random));
  return Array.from({ length: count }, (_, i): SyntheticRule => {
    const roles = facts[0]?.values ?? [];
    const bearer = random() < 0.5 ? [pick(random, roles)] : [...new Set([pick(random, roles), pick(random, roles)])];
    const all: Node[] = tests(1, 3);
    if (random() < 0.6) all.push({ any: [...tests(1, 2), { all: tests(1, 2) }] });
    return { id: `r${i}`, bearer, when: { all }, unless: random() < 0.5 ? { all: tests(1, 2) } : null };
  });
}

export function drawProfile(random: () => number, missing = 0): Values {
  const values = new Map<string, Value>();
  for (const fact of facts) {
    const value: Value =
      fact.type === "bool"
        ? random() < 0.5
        : fact.type === "enum"
          ? pick(random, fact.values)
          : fact.type === "set"
            ? fact.values.filter(() => random() < 0.35)
            : Math.floor(random() * most);
    if (random() >= missing) values.set(fact.id, value);
  }
  return values;
}

/** The whole condition of a rule as one tree with a negation, for engines that know neither bearers nor exceptions. */
export type Tree =
  | Test
  | { readonly all: readonly Tree[] }
  | { readonly any: readonly Tree[] }
  | { readonly not: Tree };
export const treeOf = (rule: SyntheticRule): Tree => ({
  all: [
    { any: rule.bearer.map((role) => ({ fact: roleFact, has: role })) },
    rule.when,
    ...(rule.unless ? [{ not: rule.unless }] : []),
  ],
});

/** Two-valued truth over a full profile: the oracle, independent of every engine. */
export function holds(tree: Tree, values: Values): boolean {
  if ("all" in tree) return tree.all.every((part) => holds(part, values));
  if ("any" in tree) return tree.any.some((part) => holds(part, values));
  if ("not" in tree) return !holds(tree.not, values);
  const value = values.get(tree.fact);
  if (value === undefined) throw new RangeError(`${tree.fact} is unknown; the oracle needs full profiles`);
  if ("is" in tree) return value === tree.is;
  if ("oneOf" in tree) return tree.oneOf.includes(value as string);
  if ("has" in tree) return (value as readonly string[]).includes(tree.has);
  return "gte" in tree ? (value as number) >= tree.gte : (value as number) < tree.lt;
}

const testsOf = (tree: Tree): Test[] =>
  "all" in tree
    ? tree.all.flatMap(testsOf)
    : "any" in tree
      ? tree.any.flatMap(testsOf)
      : "not" in tree
        ? testsOf(tree.not)
        : [tree];

/** Values of one fact that meet every combination of answers to these tests. */
function representatives(fact: SyntheticFact, tests: readonly Test[]): readonly Value[] {
  if (fact.type === "bool") return [true, false];
  if (fact.type === "enum") return fact.values;
  if (fact.type === "num") {
    const thresholds = tests.flatMap((test) => ("gte" in test ? [test.gte] : "lt" in test ? [test.lt] : []));
    return [...new Set([0, ...thresholds])];
  }
  const named = [...new Set(tests.flatMap((test) => ("has" in test ? [test.has] : [])))];
  return Array.from({ length: 2 ** named.length }, (_, bits) => named.filter((_one, i) => (bits >> i) & 1));
}

/** What is true of a rule whatever the unknown facts are: found by trying all their completions. */
export function truthOver(tree: Tree, values: Values): 0 | 1 | 2 {
  const tests = testsOf(tree);
  const open = facts.filter((fact) => !values.has(fact.id) && tests.some((test) => test.fact === fact.id));
  const filled = new Map(values);
  let seen = 0;
  const visit = (depth: number): void => {
    if (seen === 3) return;
    const fact = open[depth];
    if (!fact) seen |= holds(tree, filled) ? 1 : 2;
    else
      for (const value of representatives(
        fact,
        tests.filter((test) => test.fact === fact.id),
      )) {
        filled.set(fact.id, value);
        visit(depth + 1);
      }
  };
  visit(0);
  return seen === 3 ? 2 : seen === 1 ? 1 : 0;
}

const position = { file: "synthetic", line: 1, column: 1 };
const words = { en: "synthetic" };

const conditionOf = (node: Node): Condition =>
  "all" in node
    ? { all: node.all.map(conditionOf) }
    : "any" in node
      ? { any: node.any.map(conditionOf) }
      : "oneOf" in node
        ? { fact: node.fact, in: node.oneOf }
        : "gte" in node
          ? { fact: node.fact, gte: String(node.gte) }
          : "lt" in node
            ? { fact: node.fact, lt: String(node.lt) }
            : node;

/** The same book as an atlas of ours. */
export function atlasOf(rules: readonly SyntheticRule[]): Atlas {
  const instrument = "xx/book";
  const fact = ({ id, type, values }: SyntheticFact): Fact => ({
    id,
    type,
    values: values.map((value) => ({ id: value, label: words })),
    label: words,
    question: words,
    cost: 1,
    prior: {},
    screen: false,
    sensitive: false,
    position,
  });
  const rule = ({ id, bearer, when, unless }: SyntheticRule): Rule => ({
    id,
    instrument,
    at: [],
    modality: "must",
    bearer,
    against: [],
    action: { verb: id, object: "duty" },
    text: words,
    topic: "synthetic",
    topics: [],
    when: conditionOf(when),
    unless: unless ? [{ when: conditionOf(unless), kind: "exception", reason: "exception" }] : [],
    overrides: [],
    applies: [{ from: "2026-01-01", known: {} }],
    transition: [],
    breach: [],
    measures: {},
    scope: "none",
    readings: [],
    certainty: "settled",
    position,
  });
  return {
    vocabulary: { version: 1, facts: new Map(facts.map((one) => [one.id, fact(one)])) },
    topics: new Map(),
    topicGroups: [],
    places: new Map([["XX", { code: "XX", kind: "state", names: words, partOf: [] }]]),
    groups: new Map(),
    status: new Map(),
    instruments: new Map([
      [
        instrument,
        {
          id: instrument,
          place: "XX",
          kind: "statute",
          force: "binding",
          status: "in-force",
          title: words,
          shortTitle: words,
          officialIds: {},
          dates: {},
          expressions: [],
          amends: [],
          checked: "2026-11-24",
          position,
        },
      ],
    ]),
    provisions: new Map(),
    rules: new Map(rules.map((one) => [one.id, rule(one)])),
    derived: new Map(),
    codedNone: [],
    profiles: [],
    positions: { instruments: new Map() },
  };
}

export const query = { asOf: "2026-11-24", knownOn: "2026-11-24", places: ["XX"] } as const;

export const knownOf = (value: Value): Known =>
  typeof value === "number"
    ? { kind: "range", gte: String(value), lte: String(value) }
    : typeof value === "object"
      ? { kind: "members", includes: value, excludes: [], closed: true }
      : { kind: "one", value };
