/** The assessment of one profile: what applies, what is undecided, and which facts would decide it. */
import type { FactId, Modality } from "../model/law.ts";
import type { Profile, Query } from "../model/facts.ts";
import type { Assessment, Conflict, Finding } from "../model/results.ts";
import type { Book, BookRule } from "../compile/book.ts";
import { kleene, kleeneOf, toPostfix } from "../compile/program.ts";
import { exactTruth, type ExactTruth } from "./exact.ts";
import { prepare, valuesOf, type Prepared } from "./state.ts";

const rank: Readonly<Record<Modality, number>> = {
  mustNot: 0,
  must: 1,
  right: 2,
  may: 3,
  power: 4,
  exemption: 5,
  definition: 6,
  sanction: 7,
};
/** Weight of a finding when questions are chosen: what is forbidden matters most. */
export const severity: Readonly<Record<Modality, number>> = {
  mustNot: 4,
  must: 3,
  right: 2,
  may: 1,
  power: 1,
  exemption: 0,
  definition: 0,
  sanction: 0,
};

export function assess(book: Book, profile: Pick<Profile, "facts">, query: Query): Assessment {
  const prepared = prepare(book, query);
  const values = valuesOf(book, prepared, profile.facts);
  const findings: Finding[] = [];
  const exactTruths: Found = new Map();
  let decided = 0;
  for (const number of prepared.asked) {
    const finding = judge(book, prepared, values, profile, number, exactTruths);
    if (finding.verdict !== "undecided") decided += 1;
    if (finding.verdict !== "doesNotApply") findings.push(finding);
  }
  findings.sort(
    (a, b) => rank[a.modality] - rank[b.modality] || compare(a.place, b.place) || orderOf(book, a) - orderOf(book, b),
  );
  const touched = new Map<FactId, number>();
  for (const finding of findings) for (const fact of finding.needs) touched.set(fact, (touched.get(fact) ?? 0) + 1);
  const asking = rankingOf(book).rank;
  const needs = [...touched]
    .map(([fact, count]) => ({ fact, findings: count }))
    .toSorted((a, b) => b.findings - a.findings || (asking.get(a.fact) ?? 0) - (asking.get(b.fact) ?? 0));
  return {
    algorithm: book.algorithm,
    book: book.hash,
    asOf: query.asOf,
    knownOn: query.knownOn,
    places: query.places,
    findings,
    conflicts: conflictsOf(book, findings),
    decided: { rules: decided, of: prepared.asked.length },
    needs,
  };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const orderOf = (book: Book, finding: Finding): number => book.ruleNumber.get(finding.rule) ?? 0;

interface Ranking {
  readonly order: readonly FactId[];
  readonly rank: ReadonlyMap<FactId, number>;
}
const rankings = new WeakMap<Book, Ranking>();
/** The facts in the order of asking: cheapest first, then by name. */
function rankingOf(book: Book): Ranking {
  let found = rankings.get(book);
  if (!found) {
    const order = [...book.facts.values()]
      .toSorted((a, b) => a.cost - b.cost || compare(a.id, b.id))
      .map((fact) => fact.id);
    rankings.set(book, (found = { order, rank: new Map(order.map((id, i) => [id, i])) }));
  }
  return found;
}

function inOrderOfAsking(book: Book, facts: readonly FactId[]): FactId[] {
  const { order, rank } = rankingOf(book);
  return [...Uint32Array.from(facts, (fact) => rank.get(fact) ?? 0).sort()].map((number) => order[number] ?? "");
}

const formulas = new WeakMap<Book, Int32Array>();
/** For each rule the number of the first rule with the same formula: one article often holds several duties under one condition. */
function sameFormula(book: Book): Int32Array {
  let found = formulas.get(book);
  if (!found) {
    const first = new Map<string, number>();
    found = Int32Array.from(book.rules, (rule, i) => {
      const key = toPostfix(rule.formula).join();
      const known = first.get(key);
      if (known === undefined) first.set(key, i);
      return known ?? i;
    });
    formulas.set(book, found);
  }
  return found;
}

/** Exact truths already found for one profile and query, by formula. */
export type Found = Map<number, ExactTruth>;

/** Kleene's truth of one rule, and where that is unknown the exact pass. @param found filled for the next rules of the same profile and query. */
export function truthOfRule(
  book: Book,
  prepared: Prepared,
  values: Uint8Array,
  profile: Pick<Profile, "facts">,
  number: number,
  found?: Found,
): ExactTruth {
  const rule = book.rules[number] as BookRule;
  const fast = kleene(book.code, rule.entry, values);
  if (fast !== 2) return { truth: fast, exact: true, open: [] };
  const formula = found ? (sameFormula(book)[number] ?? number) : number;
  let truth = found?.get(formula);
  if (!truth) {
    truth = exactTruth(book, prepared, rule.formula, values, profile.facts);
    found?.set(formula, truth);
  }
  return truth;
}

/** The verdict on one rule that is in force for the query. */
export function judge(
  book: Book,
  prepared: Prepared,
  values: Uint8Array,
  profile: Pick<Profile, "facts">,
  number: number,
  found?: Found,
): Finding {
  const rule = book.rules[number] as BookRule;
  const since = prepared.rows[number];
  if (!since)
    throw new RangeError(`${rule.id} is not in force on ${prepared.query.asOf} as known on ${prepared.query.knownOn}`);
  const { truth, exact, open } = truthOfRule(book, prepared, values, profile, number, found);
  const isOpen = truth === 2;
  const perhaps = isOpen ? rule.exceptions.filter((exception) => kleeneOf(exception.formula, values) === 2) : [];
  return {
    rule: rule.id,
    instrument: rule.instrument,
    place: rule.place,
    modality: rule.modality,
    verdict: truth === 1 ? "applies" : isOpen ? "undecided" : "doesNotApply",
    since,
    needs: isOpen ? inOrderOfAsking(book, open) : [],
    perhapsDefeatedBy: perhaps.map(({ exemption, at, kind }) => ({
      ...(exemption === undefined ? {} : { exemption }),
      ...(at === undefined ? {} : { at }),
      kind,
    })),
    exact,
  };
}

/** Two rules that both apply, of which one commands what the other forbids to the same bearer in the same place, and no edge orders them (Catala's rule: never a silent winner). */
export function conflictsOf(book: Book, findings: readonly Finding[]): Conflict[] {
  const applying = findings.filter(
    (finding) => finding.verdict === "applies" && (finding.modality === "must" || finding.modality === "mustNot"),
  );
  const conflicts: Conflict[] = [];
  for (const forbidding of applying) {
    if (forbidding.modality !== "mustNot") continue;
    for (const commanding of applying) {
      if (commanding.modality === "must" && contradict(book, forbidding.rule, commanding.rule))
        conflicts.push({ rules: [forbidding.rule, commanding.rule], reason: "contradiction" });
    }
  }
  return conflicts;
}

/** Same place, same act, a bearer in common, and no override either way. */
export function contradict(book: Book, first: string, second: string): boolean {
  const a = book.rules[book.ruleNumber.get(first) ?? -1];
  const b = book.rules[book.ruleNumber.get(second) ?? -1];
  if (!a || !b || a.place !== b.place || a.action !== b.action || a.action.trim() === "") return false;
  return a.bearer.some((role) => b.bearer.includes(role)) && !a.overrides.includes(b.id) && !b.overrides.includes(a.id);
}
