/** Every engine behind one shape: built once from the same rules, then asked for the verdicts of one profile at a time. */
import { createRequire } from "node:module";
import { ZenDecisionContent, ZenEngine } from "@gorules/zen-engine";
import { Engine as JsonRulesEngine } from "json-rules-engine";
import Publicodes from "publicodes";
import { assess, compileBook, type Known } from "../packages/rules/src/index.ts";
// Not a public entry point: the Kleene pass alone, to show what it costs without the exact pass and the facts needed.
import { prepare, valuesOf } from "../packages/rules/src/evaluate/state.ts";
import { kleene } from "../packages/rules/src/compile/program.ts";
import {
  atlasOf,
  facts,
  knownOf,
  query,
  treeOf,
  type SyntheticRule,
  type Tree,
  type Values,
  type Verdict,
} from "./rules-book.ts";

// The Node build of Cedar is CommonJS.
const cedar = createRequire(import.meta.url)(
  "@cedar-policy/cedar-wasm/nodejs",
) as typeof import("@cedar-policy/cedar-wasm/nodejs");

export type Verdicts = readonly Verdict[] | Uint8Array;
export interface Engine {
  readonly name: string;
  /** npm package whose version is printed; null for ours. */
  readonly peer: string | null;
  build(rules: readonly SyntheticRule[]): {
    /** The profile in the engine's own form; outside the timing. */
    encode(values: Values): unknown;
    /** Verdicts in the order of the rules. */
    verdicts(input: never): Verdicts | Promise<Verdicts>;
  };
}

const factsOf = (values: Values): ReadonlyMap<string, Known> =>
  new Map([...values].map(([id, value]) => [id, knownOf(value)]));
type Profile = { readonly facts: ReadonlyMap<string, Known> };

const comityKleene: Engine = {
  name: "Comity, one profile, Kleene pass",
  peer: null,
  build(rules) {
    const book = compileBook(atlasOf(rules));
    const prepared = prepare(book, query);
    const entries = prepared.asked.map((number) => book.rules[number]?.entry ?? -2);
    return {
      encode: (values): Profile => ({ facts: factsOf(values) }),
      verdicts(profile: Profile) {
        const values = valuesOf(book, prepared, profile.facts);
        const found = new Uint8Array(entries.length);
        for (let i = 0; i < entries.length; i += 1) found[i] = kleene(book.code, entries[i] as number, values);
        return found;
      },
    };
  },
};

const comityAssess: Engine = {
  name: "Comity, `assess` (exact, with the facts needed)",
  peer: null,
  build(rules) {
    const book = compileBook(atlasOf(rules));
    return {
      encode: (values): Profile => ({ facts: factsOf(values) }),
      verdicts(profile: Profile) {
        const found = new Uint8Array(rules.length);
        for (const finding of assess(book, profile, query).findings)
          found[book.ruleNumber.get(finding.rule) as number] = finding.verdict === "applies" ? 1 : 2;
        return found;
      },
    };
  },
};

const plain = (values: Values): Record<string, unknown> =>
  Object.fromEntries([...values].map(([id, value]) => [id.replace(".", "_"), value]));
const named = (fact: string): string => fact.replace(".", "_");

/** One tree as an expression of ZEN. */
function zenText(tree: Tree): string {
  if ("all" in tree) return `(${tree.all.map(zenText).join(" and ")})`;
  if ("any" in tree) return `(${tree.any.map(zenText).join(" or ")})`;
  if ("not" in tree) return `not (${zenText(tree.not)})`;
  const fact = named(tree.fact);
  if ("is" in tree) return `${fact} == ${String(tree.is)}`;
  if ("oneOf" in tree) return `(${tree.oneOf.map((value) => `${fact} == "${value}"`).join(" or ")})`;
  if ("has" in tree) return `"${tree.has}" in ${fact}`;
  return "gte" in tree ? `${fact} >= ${tree.gte}` : `${fact} < ${tree.lt}`;
}

const zen: Engine = {
  name: "ZEN, one expression node",
  peer: "@gorules/zen-engine",
  build(rules) {
    const at = { x: 0, y: 0 };
    const expressions = rules.map((rule) => ({ id: rule.id, key: rule.id, value: zenText(treeOf(rule)) }));
    const decision = new ZenEngine().createDecision(
      new ZenDecisionContent({
        contentType: "application/vnd.gorules.decision",
        nodes: [
          { id: "in", name: "in", type: "inputNode", position: at },
          { id: "rules", name: "rules", type: "expressionNode", position: at, content: { expressions } },
          { id: "out", name: "out", type: "outputNode", position: at },
        ],
        edges: [
          { id: "a", sourceId: "in", targetId: "rules", type: "edge" },
          { id: "b", sourceId: "rules", targetId: "out", type: "edge" },
        ],
      }),
    );
    return {
      encode: plain,
      async verdicts(context: object) {
        try {
          const { result } = await decision.evaluate(context);
          return rules.map((rule): Verdict => (result[rule.id] === true ? 1 : 0));
        } catch {
          // One expression that meets an unknown fact ends the whole decision.
          return rules.map((): Verdict => 3);
        }
      },
    };
  },
};

type JsonCondition = Record<string, unknown>;
function jsonCondition(tree: Tree): JsonCondition {
  if ("all" in tree) return { all: tree.all.map(jsonCondition) };
  if ("any" in tree) return { any: tree.any.map(jsonCondition) };
  if ("not" in tree) return { not: jsonCondition(tree.not) };
  const fact = named(tree.fact);
  if ("is" in tree) return { fact, operator: "equal", value: tree.is };
  if ("oneOf" in tree) return { fact, operator: "in", value: tree.oneOf };
  if ("has" in tree) return { fact, operator: "contains", value: tree.has };
  return "gte" in tree
    ? { fact, operator: "greaterThanInclusive", value: tree.gte }
    : { fact, operator: "lessThan", value: tree.lt };
}

const jsonRules: Engine = {
  name: "json-rules-engine",
  peer: "json-rules-engine",
  build(rules) {
    // Without this option every missing fact is an exception.
    const engine = new JsonRulesEngine([], { allowUndefinedFacts: true });
    for (const rule of rules)
      engine.addRule({ conditions: jsonCondition(treeOf(rule)) as never, event: { type: rule.id } });
    const numbers = new Map(rules.map((rule, i) => [rule.id, i]));
    return {
      encode: plain,
      async verdicts(input: Record<string, unknown>) {
        const found = new Uint8Array(rules.length);
        for (const event of (await engine.run(input)).events) found[numbers.get(event.type) as number] = 1;
        return found;
      },
    };
  },
};

function publicodesTree(tree: Tree): unknown {
  if ("all" in tree) return { "toutes ces conditions": tree.all.map(publicodesTree) };
  if ("any" in tree) return { "une de ces conditions": tree.any.map(publicodesTree) };
  if ("not" in tree) return { "=": [publicodesTree(tree.not), "non"] };
  const fact = `f . ${named(tree.fact).replace("_", " ")}`;
  if ("is" in tree) return `${fact} = ${tree.is ? "oui" : "non"}`;
  if ("oneOf" in tree) return { "une de ces conditions": tree.oneOf.map((value) => `${fact} = '${value}'`) };
  // publicodes has no sets: a yes/no for each member.
  if ("has" in tree) return `${fact} ${tree.has} = oui`;
  return "gte" in tree ? `${fact} >= ${tree.gte}` : `${fact} < ${tree.lt}`;
}

const publicodes: Engine = {
  name: "publicodes",
  peer: "publicodes",
  build(rules) {
    const names = facts.flatMap(({ id, type, values }) => {
      const name = `f . ${named(id).replace("_", " ")}`;
      return type === "set" ? values.map((member) => `${name} ${member}`) : [name];
    });
    const silent = { log: () => undefined, warn: () => undefined, error: () => undefined };
    const engine = new Publicodes(
      Object.fromEntries<unknown>([
        ["f", null],
        ...names.map((name) => [name, null] as const),
        ...rules.map((rule) => [rule.id, publicodesTree(treeOf(rule))] as const),
      ]) as never,
      { logger: silent },
    );
    return {
      encode: (values) =>
        Object.fromEntries(
          facts.flatMap(({ id, type, values: members }) => {
            const value = values.get(id);
            const name = `f . ${named(id).replace("_", " ")}`;
            if (value === undefined) return [];
            if (type === "set")
              return members.map((member) => [
                `${name} ${member}`,
                (value as string[]).includes(member) ? "oui" : "non",
              ]);
            return [
              [
                name,
                typeof value === "boolean" ? (value ? "oui" : "non") : type === "enum" ? `'${String(value)}'` : value,
              ],
            ];
          }),
        ),
      verdicts(situation: never) {
        engine.setSituation(situation);
        return rules.map((rule): Verdict => {
          const { nodeValue } = engine.evaluate(rule.id);
          return nodeValue === undefined ? 2 : nodeValue === true ? 1 : 0;
        });
      },
    };
  },
};

function cedarText(tree: Tree): string {
  if ("all" in tree) return `(${tree.all.map(cedarText).join(" && ")})`;
  if ("any" in tree) return `(${tree.any.map(cedarText).join(" || ")})`;
  if ("not" in tree) return `!(${cedarText(tree.not)})`;
  const fact = `context.${named(tree.fact)}`;
  if ("is" in tree) return `${fact} == ${String(tree.is)}`;
  if ("oneOf" in tree) return `(${tree.oneOf.map((value) => `${fact} == "${value}"`).join(" || ")})`;
  if ("has" in tree) return `${fact}.contains("${tree.has}")`;
  return "gte" in tree ? `${fact} >= ${tree.gte}` : `${fact} < ${tree.lt}`;
}

/**
 * All rules are permits of one request; the policies that gave the permission are the rules that apply: one call for a
 * profile, policies parsed beforehand. @param errorsAsUnknown reads a policy listed under `errors` as undecided.
 */
const cedarWith = (name: string, errorsAsUnknown: boolean): Engine => ({
  name,
  peer: "@cedar-policy/cedar-wasm",
  build(rules) {
    const set = `book ${rules.length} ${String(errorsAsUnknown)}`;
    const staticPolicies = Object.fromEntries(
      rules.map((rule) => [rule.id, `permit(principal, action, resource) when { ${cedarText(treeOf(rule))} };`]),
    );
    const parsed = cedar.preparsePolicySet(set, { staticPolicies });
    if (parsed.type !== "success")
      throw new Error(`Cedar refuses the policies: ${JSON.stringify(parsed).slice(0, 300)}`);
    const numbers = new Map(rules.map((rule, i) => [rule.id, i]));
    return {
      encode: plain,
      verdicts(context: never) {
        const answer = cedar.statefulIsAuthorized({
          principal: { type: "Actor", id: "a" },
          action: { type: "Action", id: "assess" },
          resource: { type: "System", id: "s" },
          context,
          preparsedPolicySetId: set,
          entities: [],
          validateRequest: false,
        });
        if (answer.type !== "success") return rules.map((): Verdict => 3);
        const found = new Uint8Array(rules.length);
        const { reason, errors } = answer.response.diagnostics;
        for (const id of reason) found[numbers.get(id) as number] = 1;
        if (errorsAsUnknown) for (const { policyId } of errors) found[numbers.get(policyId) as number] = 2;
        return found;
      },
    };
  },
});

/** Those whose speed is compared; columns are measured apart, since they take many profiles at once. */
export const engines: readonly Engine[] = [
  comityKleene,
  comityAssess,
  zen,
  jsonRules,
  publicodes,
  cedarWith("cedar-wasm, `statefulIsAuthorized`", false),
];
/** Those whose verdicts are compared with facts missing. */
export const enginesWithGaps: readonly Engine[] = [
  ...engines,
  cedarWith("cedar-wasm, policies in error read as undecided", true),
];
