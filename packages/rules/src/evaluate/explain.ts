/** Why: the full tree with citations, a minimal set of facts that forces the verdict, and the smallest change that would flip it. */
import type { Condition, FactId, ProvisionRef, Rule, RuleId } from "../model/law.ts";
import type { Known, Profile, Query } from "../model/facts.ts";
import type { Explained, Explanation, Truth, Verdict } from "../model/results.ts";
import type { Atlas } from "../atlas.ts";
import { testOf } from "../check/check-conditions.ts";
import type { Book, BookRule } from "../compile/book.ts";
import { holds } from "../days.ts";
import { classesOf } from "./domains.ts";
import { judge } from "./assess.ts";
import { naiveCondition, naiveRule } from "./naive.ts";
import {
  atomValues,
  changedValues,
  prepare,
  slotUses,
  valuesOf,
  writesOf,
  type Prepared,
  type Writes,
} from "./state.ts";

type Facts = ReadonlyMap<FactId, Known>;

/** Most verdicts computed while looking for a change of two facts. */
const changeBudget = 20_000;

/** @throws RangeError when the rule is not in the book, or not in force for the query. */
export function explain(
  atlas: Atlas,
  book: Book,
  profile: Pick<Profile, "facts">,
  query: Query,
  id: RuleId,
): Explanation {
  const rule = atlas.rules.get(id);
  const number = book.ruleNumber.get(id);
  if (!rule || number === undefined) throw new RangeError(`there is no rule ${id}`);
  const prepared = prepare(book, query);
  const verdict = verdictOf(book, prepared, number, profile.facts);
  return {
    rule: id,
    verdict,
    tree: explainRule(atlas, rule, profile.facts, query),
    because: becauseOf(book, prepared, number, profile.facts, verdict),
    wouldChangeIf: verdict === "undecided" ? null : changeOf(book, prepared, number, profile.facts, verdict),
  };
}

function verdictOf(book: Book, prepared: Prepared, number: number, facts: Facts): Verdict {
  return judge(book, prepared, valuesOf(book, prepared, facts), { facts }, number).verdict;
}

/** All facts that a rule can depend on, definitions and exemptions included. */
export function factsOf(book: Book, number: number): FactId[] {
  const uses = slotUses(book);
  const found = new Set<FactId>();
  const seen = new Set<number>();
  const visit = (rule: BookRule | undefined): void => {
    if (!rule) return;
    const walk = (formula: BookRule["formula"]): void => {
      if (!("slot" in formula)) {
        for (const part of "all" in formula ? formula.all : formula.any) walk(part);
        return;
      }
      const atom = book.atoms[formula.slot];
      if (atom) found.add(atom.fact);
      else if (!seen.has(formula.slot)) {
        seen.add(formula.slot);
        const use = uses.get(formula.slot);
        for (const one of use?.definitions ?? (use?.rule === undefined ? [] : [use.rule])) visit(book.rules[one]);
      }
    };
    walk(rule.formula);
  };
  visit(book.rules[number]);
  return [...found];
}

/** Greedy deletion gives a subset-minimal set (prime implicant); dear facts are dropped first, so that easy ones remain. */
function becauseOf(book: Book, prepared: Prepared, number: number, facts: Facts, verdict: Verdict): FactId[] {
  if (verdict === "undecided") return [];
  const relevant = new Set(factsOf(book, number));
  const kept = new Map([...facts].filter(([fact]) => relevant.has(fact)));
  const order = [...kept.keys()].toSorted(
    (a, b) => (book.facts.get(b)?.cost ?? 0) - (book.facts.get(a)?.cost ?? 0) || (a < b ? 1 : -1),
  );
  for (const fact of order) {
    const known = kept.get(fact) as Known;
    kept.delete(fact);
    if (verdictOf(book, prepared, number, kept) !== verdict) kept.set(fact, known);
  }
  return [...kept.keys()].toSorted();
}

interface Move {
  readonly fact: FactId;
  readonly to: Known;
  readonly writes: Writes;
}

/** The smallest change: one fact, else two, to values that decide the opposite. Cheapest facts first. */
function changeOf(
  book: Book,
  prepared: Prepared,
  number: number,
  facts: Facts,
  verdict: Verdict,
): Explanation["wouldChangeIf"] {
  const wanted: Verdict = verdict === "applies" ? "doesNotApply" : "applies";
  const moves = factsOf(book, number)
    .toSorted((a, b) => (book.facts.get(a)?.cost ?? 0) - (book.facts.get(b)?.cost ?? 0) || (a < b ? -1 : 1))
    .flatMap((fact): Move[] =>
      (classesOf(book, fact, book.atomsOf.get(fact) ?? [], undefined, prepared.within, 64) ?? []).map(({ known }) => ({
        fact,
        to: known,
        writes: writesOf(book, prepared, fact, known),
      })),
    );
  const before = atomValues(book, prepared, facts);
  // One map for all tries: each sets its facts and puts them back.
  const changed = new Map(facts);
  let tried = 0;
  const flips = (changes: readonly Move[]): boolean => {
    tried += 1;
    for (const { fact, to } of changes) changed.set(fact, to);
    const values = changedValues(
      book,
      prepared,
      before,
      changes.map(({ writes }) => writes),
    );
    const { verdict: found } = judge(book, prepared, values, { facts: changed }, number);
    for (const { fact } of changes) {
      const known = facts.get(fact);
      if (known) changed.set(fact, known);
      else changed.delete(fact);
    }
    return found === wanted;
  };
  const told = (changes: readonly Move[]) => changes.map(({ fact, to }) => ({ fact, to }));
  for (const move of moves) if (flips([move])) return told([move]);
  for (const [i, first] of moves.entries()) {
    for (const second of moves.slice(i + 1)) {
      if (tried >= changeBudget) return null;
      if (first.fact !== second.fact && flips([first, second])) return told([first, second]);
    }
  }
  return null;
}

const node = (
  truth: Truth,
  kind: Explained["node"],
  at: readonly ProvisionRef[],
  children: readonly Explained[],
): Explained => ({ truth, node: kind, at, children });

/** The rule as a tree: role, scope, condition, exceptions; each part with its truth and provision. */
export function explainRule(atlas: Atlas, rule: Rule, facts: Facts, query: Query): Explained {
  const children: Explained[] = [];
  const inForce = rule.applies.some((row) => holds(row, query.asOf) && holds(row.known, query.knownOn));
  children.push(node(inForce ? "true" : "false", { kind: "time" }, [], []));
  const roles = rule.modality === "right" ? rule.against : rule.bearer;
  if (roles.length > 0 && !["definition", "exemption", "sanction"].includes(rule.modality)) {
    const test: Condition = { fact: "actor.role", hasAny: [...roles] };
    children.push(
      node(naiveCondition(atlas, test, facts, query), { kind: "role" }, rule.at, [
        explainCondition(atlas, test, facts, query),
      ]),
    );
  }
  const scope =
    rule.scope === "instrument" && rule.modality !== "definition"
      ? atlas.instruments.get(rule.instrument)?.scope
      : undefined;
  if (scope !== undefined) {
    const inner = explainCondition(atlas, { derived: scope }, facts, query);
    children.push(node(inner.truth, { kind: "scope" }, [], [inner]));
  }
  if (rule.when) {
    const inner = explainCondition(atlas, rule.when, facts, query);
    children.push(node(inner.truth, { kind: "condition" }, rule.at, [inner]));
  }
  for (const exception of rule.unless) {
    const exemption = exception.exemption === undefined ? undefined : atlas.rules.get(exception.exemption);
    const inner = exemption
      ? explainRule(atlas, exemption, facts, query)
      : explainCondition(atlas, exception.when as Condition, facts, query);
    children.push(
      node(
        inner.truth,
        {
          kind: "exception",
          ...(exception.exemption === undefined ? {} : { exemption: exception.exemption }),
          exceptionKind: exception.kind,
        },
        exception.at === undefined ? (exemption?.at ?? []) : [exception.at],
        [inner],
      ),
    );
  }
  for (const transition of rule.transition) {
    if (query.asOf >= transition.until || !holds(transition.known, query.knownOn)) continue;
    const inner = explainCondition(atlas, transition.when, facts, query);
    children.push(node(inner.truth, { kind: "exception", exceptionKind: "transition" }, [transition.at], [inner]));
  }
  return node(naiveRule(atlas, rule, facts, query), { kind: "rule", rule: rule.id }, rule.at, children);
}

function explainCondition(atlas: Atlas, condition: Condition, facts: Facts, query: Query): Explained {
  const truth = naiveCondition(atlas, condition, facts, query);
  const inner = (part: Condition): Explained => explainCondition(atlas, part, facts, query);
  if ("all" in condition) return node(truth, { kind: "all" }, [], condition.all.map(inner));
  if ("any" in condition) return node(truth, { kind: "any" }, [], condition.any.map(inner));
  if ("not" in condition) return node(truth, { kind: "not" }, [], [inner(condition.not)]);
  if ("derived" in condition) {
    const definitions = (atlas.derived.get(condition.derived) ?? []).flatMap((id) => atlas.rules.get(id) ?? []);
    return node(
      truth,
      { kind: "derived", derived: condition.derived },
      definitions.flatMap((rule) => rule.at),
      definitions.map((rule) => explainRule(atlas, rule, facts, query)),
    );
  }
  const { key, value } = testOf(condition);
  return node(
    truth,
    { kind: "test", fact: condition.fact, op: key, value, given: facts.get(condition.fact) ?? null },
    [],
    [],
  );
}
