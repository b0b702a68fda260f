/**
 * The exact second pass: Kleene's answer is sound but can stay "unknown" though every completion of the facts agrees
 * (supervaluation, van Fraassen 1966). Only facts that occur with both polarities, or whose open atoms depend on each
 * other, can cause that; those are enumerated, and the rest stays to Kleene, which is complete for the rest.
 */
import type { FactId } from "../model/law.ts";
import type { Known } from "../model/facts.ts";
import type { Book } from "../compile/book.ts";
import type { Formula, Trit } from "../compile/atoms.ts";
import { kleeneOf } from "../compile/program.ts";
import { classesOf, firstClasses, type ValueClass } from "./domains.ts";
import { residualOf, settleResidual, type Polarity } from "./residual.ts";
import type { Prepared } from "./state.ts";

/** Most completions tried for one rule. */
export const completionBudget = 4096;

/** Most values of one fact tried alone, before the completions are enumerated. */
const mostTried = 64;

export interface ExactTruth {
  readonly truth: Trit;
  /** False when the budget ran out: `truth` is then Kleene's. */
  readonly exact: boolean;
  /** Facts with open atoms. */
  readonly open: readonly FactId[];
}

interface Entangled {
  readonly fact: FactId;
  readonly atoms: readonly number[];
}

export function exactTruth(
  book: Book,
  prepared: Prepared,
  formula: Formula,
  values: Uint8Array,
  facts: ReadonlyMap<FactId, Known>,
): ExactTruth {
  const truth = kleeneOf(formula, values);
  if (truth !== 2) return { truth, exact: true, open: [] };
  const residual = residualOf(book, prepared, formula, values);
  const byFact = new Map<FactId, number[]>();
  for (const atom of residual.atoms.keys()) {
    const fact = book.atoms[atom]?.fact ?? "";
    const atoms = byFact.get(fact);
    if (atoms) atoms.push(atom);
    else byFact.set(fact, [atom]);
  }
  const open = [...byFact.keys()];
  const entangled = entangledOf(book, byFact, residual.atoms);
  if (entangled.length === 0) return { truth, exact: true, open };
  const trial = Uint8Array.from(values);
  const truthWith = (): Trit => {
    settleResidual(book, residual, trial);
    return kleeneOf(formula, trial);
  };
  const set = (atoms: readonly number[], { truths }: ValueClass): void =>
    atoms.forEach((atom, i) => {
      trial[atom] = truths[i] ?? 0;
    });
  // A few completions first: if the other facts leave one of them open, or two of them differ, nothing need be enumerated.
  const extremes: (readonly [ValueClass, ValueClass])[] = [];
  const some: (readonly ValueClass[])[] = [];
  for (const { fact, atoms } of entangled) {
    const few = firstClasses(book, fact, atoms, facts.get(fact), prepared.within, mostTried);
    const extreme = extremesOf(atoms, few, residual.atoms);
    if (!extreme) return { truth, exact: false, open };
    extremes.push(extreme);
    some.push(few);
  }
  const setAll = (which: 0 | 1): void =>
    entangled.forEach(({ atoms }, i) => set(atoms, extremes[i]?.[which] as ValueClass));
  setAll(0);
  const common = truthWith();
  if (common === 2) return { truth: 2, exact: true, open };
  setAll(1);
  if (truthWith() !== common) return { truth: 2, exact: true, open };
  // From the completion that speaks most for the rule one fact alone most often turns it; the other way round hardly ever.
  setAll(0);
  for (const [i, { atoms }] of entangled.entries()) {
    for (const one of some[i] ?? []) {
      set(atoms, one);
      if (truthWith() !== common) return { truth: 2, exact: true, open };
    }
    set(atoms, extremes[i]?.[0] as ValueClass);
  }
  const groups: { readonly atoms: readonly number[]; readonly classes: readonly ValueClass[] }[] = [];
  let completions = 1;
  for (const { fact, atoms } of entangled) {
    const classes = classesOf(book, fact, atoms, facts.get(fact), prepared.within, completionBudget / completions);
    if (classes === null) return { truth, exact: false, open };
    completions *= classes.length;
    groups.push({ atoms, classes });
  }
  const agrees = (depth: number): boolean => {
    const group = groups[depth];
    if (!group) return truthWith() === common;
    return group.classes.every((one) => {
      set(group.atoms, one);
      return agrees(depth + 1);
    });
  };
  return { truth: agrees(0) ? common : 2, exact: true, open };
}

/** The class whose atoms speak most for the formula, and the one that speaks most against it; null without any class. */
function extremesOf(
  atoms: readonly number[],
  classes: readonly ValueClass[],
  polarity: ReadonlyMap<number, Polarity>,
): [ValueClass, ValueClass] | null {
  // An atom of both polarities mostly stands in the condition itself, and against it only inside an exception.
  const signs = atoms.map((atom) => (polarity.get(atom) === 1 ? 1 : polarity.get(atom) === 2 ? -1 : 0.5));
  let best: ValueClass | null = null;
  let worst: ValueClass | null = null;
  let most = -Infinity;
  let least = Infinity;
  for (const one of classes) {
    let score = 0;
    for (let i = 0; i < signs.length; i += 1) if (one.truths[i] === 1) score += signs[i] ?? 0;
    if (score > most) {
      most = score;
      best = one;
    }
    if (score < least) {
      least = score;
      worst = one;
    }
  }
  return best && worst ? [best, worst] : null;
}

/** The facts that must be enumerated, each with the atoms that matter. */
function entangledOf(
  book: Book,
  byFact: ReadonlyMap<FactId, readonly number[]>,
  polarity: ReadonlyMap<number, Polarity>,
): Entangled[] {
  return [...byFact].flatMap(([fact, atoms]) => {
    // Members of a set are independent of each other, but for `none`.
    const isDependent =
      atoms.length > 1 &&
      (book.facts.get(fact)?.type !== "set" || atoms.some((atom) => book.atoms[atom]?.value === "none"));
    const chosen = isDependent ? atoms : atoms.filter((atom) => polarity.get(atom) === 3);
    return chosen.length === 0 ? [] : [{ fact, atoms: chosen }];
  });
}
