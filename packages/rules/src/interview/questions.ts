/**
 * The next best question: expected drop of uncertainty over the open rules, weighted by severity, divided by the cost of
 * asking (greedy stochastic Boolean function evaluation; Golovin and Krause 2011, Deshpande, Hellerstein and Kletenik 2014).
 * Probabilities choose questions only; no verdict rests on them.
 */
import type { FactId } from "../model/law.ts";
import type { Known, Profile, Query } from "../model/facts.ts";
import type { Answer, Question } from "../model/results.ts";
import type { Book, BookFact, BookRule } from "../compile/book.ts";
import type { Formula, Trit } from "../compile/atoms.ts";
import { truthOf } from "../compile/atoms.ts";
import { kleene } from "../compile/program.ts";
import { judge, severity } from "../evaluate/assess.ts";
import { classesOf } from "../evaluate/domains.ts";
import { factsOf } from "../evaluate/explain.ts";
import { openAtoms } from "../evaluate/residual.ts";
import { prepare, settle, slotUses, valuesOf, type Prepared } from "../evaluate/state.ts";

/** Answers simulated for one fact; more would not change the choice. */
const mostAnswers = 40;

/** Scoping facts to ask at once: those marked for the first screen that the rules of the query's places use. */
export function firstScreen(book: Book, query: Query): FactId[] {
  const prepared = prepare(book, query);
  const used = new Set(prepared.asked.flatMap((number) => factsOf(book, number)));
  return [...book.facts.values()].filter((fact) => fact.screen && used.has(fact.id)).map((fact) => fact.id);
}

export interface QuestionOptions {
  /** Facts that the person does not know: never asked again. */
  readonly skip?: ReadonlySet<FactId>;
}

/** The next best question, or null when every rule is decided or nothing that is left can be asked. Deterministic. */
export function nextQuestion(
  book: Book,
  profile: Pick<Profile, "facts">,
  query: Query,
  options: QuestionOptions = {},
): Question | null {
  const prepared = prepare(book, query);
  const values = valuesOf(book, prepared, profile.facts);
  const open = prepared.asked.filter(
    (number) => judge(book, prepared, values, profile, number).verdict === "undecided",
  );
  if (open.length === 0) return null;
  const touches = new Map<FactId, number[]>();
  for (const number of open) {
    const rule = book.rules[number] as BookRule;
    for (const fact of new Set(
      [...openAtoms(book, prepared, rule.formula, values).keys()].map((atom) => book.atoms[atom]?.fact ?? ""),
    ))
      touches.set(fact, [...(touches.get(fact) ?? []), number]);
  }
  const priors = atomPriors(book);
  const before = uncertainty(book, open, values, priors);
  let best: Question | null = null;
  for (const [id, rules] of [...touches].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    const fact = book.facts.get(id);
    if (!fact || options.skip?.has(id)) continue;
    const answers = answersOf(book, prepared, fact, profile.facts.get(id), values);
    if (answers.length === 0) continue;
    const trial = Uint8Array.from(values);
    const total = answers.reduce((sum, answer) => sum + answer.weight, 0);
    let after = 0;
    for (const { known, weight } of answers) {
      for (const atom of book.atomsOf.get(id) ?? [])
        trial[atom] = truthOf(book.atoms[atom] as Book["atoms"][number], known, prepared.within);
      settle(book, prepared, trial);
      after += (weight / total) * uncertainty(book, open, trial, priors);
    }
    const score = (before - after) / fact.cost;
    if (best === null || score > best.score + 1e-12)
      best = {
        fact: id,
        answers: answers.map(({ id: answer, known }) => ({ id: answer, known })),
        because: rules.map((number) => book.rules[number]?.id ?? ""),
        cost: fact.cost,
        score,
      };
  }
  return best;
}

/** Possible answers of one fact: values of an enum, members of a set one by one, bands between live thresholds, places that the book names. */
export function answersOf(
  book: Book,
  prepared: Prepared,
  fact: BookFact,
  given: Known | undefined,
  values: Uint8Array,
): (Answer & { readonly weight: number })[] {
  const weight = (id: string): number => fact.prior[id] ?? 1;
  const member = (value: string): Known => ({ kind: "members", includes: [value], excludes: [], closed: true });
  if (fact.type === "set")
    return fact.values.slice(0, mostAnswers).map((id) => ({ id, known: member(id), weight: weight(id) }));
  if (fact.type === "enum")
    return fact.values.map((id): Answer & { weight: number } => ({
      id,
      known: { kind: "one", value: id },
      weight: weight(id),
    }));
  if (fact.type === "bool")
    return (["true", "false"] as const).map((id): Answer & { weight: number } => ({
      id,
      known: { kind: "one", value: id === "true" },
      weight: weight(id),
    }));
  const live = (book.atomsOf.get(fact.id) ?? []).filter((atom) => values[atom] === 2);
  const classes = classesOf(book, fact.id, live, given, prepared.within, mostAnswers) ?? [];
  return classes.slice(0, mostAnswers).map(({ known }, i) => ({ id: `band-${i + 1}`, known, weight: 1 }));
}

/** Probability that each atom holds, from the priors of its fact; uniform over values or bands where none is given. */
function atomPriors(book: Book): Float64Array {
  const priors = new Float64Array(book.atoms.length);
  book.atoms.forEach((atom, i) => {
    const fact = book.facts.get(atom.fact);
    const weights = (fact?.values ?? []).map((value) => fact?.prior[value] ?? 1);
    const sum = weights.reduce((total, one) => total + one, 0);
    if (fact?.type === "bool") {
      const yes = fact.prior["true"] ?? 1;
      priors[i] = yes / (yes + (fact.prior["false"] ?? 1));
    } else if ((fact?.type === "enum" || fact?.type === "set") && sum > 0)
      priors[i] = (fact.prior[atom.value] ?? 1) / sum;
    else priors[i] = atom.op === "within" || atom.op === "has" ? 0.2 : 0.5;
  });
  return priors;
}

/** Sum over the open rules of severity × entropy of "it applies", leaves taken as independent. */
function uncertainty(book: Book, open: readonly number[], values: Uint8Array, priors: Float64Array): number {
  const memo = new Map<number, number>();
  const uses = slotUses(book);
  const slotProbability = (slot: number): number => {
    const value = values[slot] as Trit;
    if (value !== 2) return value;
    if (slot < priors.length) return priors[slot] ?? 0.5;
    const known = memo.get(slot);
    if (known !== undefined) return known;
    const use = uses.get(slot);
    const rules = use?.definitions ?? (use?.rule === undefined ? [] : [use.rule]);
    const p =
      1 - rules.reduce((product, number) => product * (1 - probability(book.rules[number]?.formula ?? { any: [] })), 1);
    memo.set(slot, p);
    return p;
  };
  const probability = (formula: Formula): number => {
    if ("slot" in formula) return formula.negated ? 1 - slotProbability(formula.slot) : slotProbability(formula.slot);
    if ("all" in formula) return formula.all.reduce((product, part) => product * probability(part), 1);
    return 1 - formula.any.reduce((product, part) => product * (1 - probability(part)), 1);
  };
  let sum = 0;
  for (const number of open) {
    const rule = book.rules[number] as BookRule;
    if (kleene(book.code, rule.entry, values) !== 2) continue;
    const p = Math.min(0.999, Math.max(0.001, probability(rule.formula)));
    sum += severity[rule.modality] * -(p * Math.log2(p) + (1 - p) * Math.log2(1 - p));
  }
  return sum;
}
