/**
 * The next best question: expected drop of uncertainty over the open rules, weighted by severity, divided by the cost of
 * asking (greedy stochastic Boolean function evaluation; Golovin and Krause 2011, Deshpande, Hellerstein and Kletenik 2014).
 * Probabilities choose questions only; no verdict rests on them.
 */
import type { FactId } from "../model/law.ts";
import type { Known, Profile, Query } from "../model/facts.ts";
import type { Answer, Question } from "../model/results.ts";
import type { Book, BookFact } from "../compile/book.ts";
import { truthOfRule, type Found } from "../evaluate/assess.ts";
import { classesOf, type ValueClass } from "../evaluate/domains.ts";
import { factsOf } from "../evaluate/explain.ts";
import { prepare, valuesOf, type Prepared } from "../evaluate/state.ts";
import { OpenRules } from "./open-rules.ts";

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
  const found: Found = new Map();
  const open = prepared.asked.filter(
    (number) => truthOfRule(book, prepared, values, profile, number, found).truth === 2,
  );
  if (open.length === 0) return null;
  const rules = new OpenRules(book, prepared, values, open, atomPriors(book));
  let best: Candidate | null = null;
  for (const id of rules.facts) {
    const fact = book.facts.get(id);
    if (!fact || options.skip?.has(id)) continue;
    const answers = answersOf(book, prepared, fact, profile.facts.get(id), values);
    if (answers.length === 0) continue;
    const touched = rules.touchedBy(id);
    const score = rules.expectedDrop(touched, answers) / fact.cost;
    if (best === null || score > best.score + 1e-12) best = { fact, answers, score, rules: touched.rules };
  }
  if (best === null) return null;
  return {
    fact: best.fact.id,
    answers: best.answers.map(({ id, known }) => ({ id, known })),
    because: best.rules.map((number) => book.rules[number]?.id ?? ""),
    cost: best.fact.cost,
    score: best.score,
  };
}

type Weighted = Answer & { readonly weight: number };
interface Candidate {
  readonly fact: BookFact;
  readonly answers: readonly Weighted[];
  readonly score: number;
  readonly rules: readonly number[];
}

/** Possible answers of one fact: values of an enum, members of a set one by one, bands between live thresholds, places that the book names. */
export function answersOf(
  book: Book,
  prepared: Prepared,
  fact: BookFact,
  given: Known | undefined,
  values: Uint8Array,
): Weighted[] {
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
  const classes =
    classesOf(book, fact.id, live, given, prepared.within, mostAnswers) ??
    placesAlone(book, fact.id, live, given, prepared);
  return classes.map(({ known }, i) => ({ id: `band-${i + 1}`, known, weight: 1 }));
}

/** Places in which many laws are told apart have too many combinations: none, and each place alone, stand for them. */
function placesAlone(
  book: Book,
  fact: FactId,
  live: readonly number[],
  given: Known | undefined,
  prepared: Prepared,
): ValueClass[] {
  const found = new Map<string, ValueClass>();
  for (const atom of live) {
    for (const one of classesOf(book, fact, [atom], given, prepared.within, mostAnswers) ?? [])
      found.set(JSON.stringify(one.known), one);
    if (found.size >= mostAnswers) break;
  }
  return [...found.values()].slice(0, mostAnswers);
}

const priorsOf = new WeakMap<Book, Float64Array>();
/** Probability that each atom holds, from the priors of its fact; uniform over values or bands where none is given. */
function atomPriors(book: Book): Float64Array {
  const known = priorsOf.get(book);
  if (known) return known;
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
  priorsOf.set(book, priors);
  return priors;
}
