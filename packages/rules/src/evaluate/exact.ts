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
import { classesOf, type ValueClass } from "./domains.ts";
import { openAtoms } from "./residual.ts";
import { settle, type Prepared } from "./state.ts";

/** Most completions tried for one rule. */
export const completionBudget = 4096;

export interface ExactTruth {
  readonly truth: Trit;
  /** False when the budget ran out: `truth` is then Kleene's. */
  readonly exact: boolean;
  /** Facts with open atoms. */
  readonly open: readonly FactId[];
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
  const polarity = openAtoms(book, prepared, formula, values);
  const byFact = new Map<FactId, number[]>();
  for (const atom of polarity.keys()) {
    const fact = book.atoms[atom]?.fact ?? "";
    byFact.set(fact, [...(byFact.get(fact) ?? []), atom]);
  }
  const open = [...byFact.keys()];
  const entangled: { readonly atoms: readonly number[]; readonly classes: readonly ValueClass[] }[] = [];
  let completions = 1;
  for (const [fact, atoms] of byFact) {
    const type = book.facts.get(fact)?.type;
    const mixed = atoms.filter((atom) => polarity.get(atom) === 3);
    // Members of a set are independent of each other, but for `none`.
    const isDependent =
      type !== "set" ? atoms.length > 1 : atoms.length > 1 && atoms.some((atom) => book.atoms[atom]?.value === "none");
    const chosen = isDependent ? atoms : mixed;
    if (chosen.length === 0) continue;
    const classes = classesOf(book, fact, chosen, facts.get(fact), prepared.within, completionBudget / completions);
    if (classes === null || classes.length === 0 || completions * classes.length > completionBudget)
      return { truth, exact: false, open };
    completions *= classes.length;
    entangled.push({ atoms: chosen, classes });
  }
  if (entangled.length === 0) return { truth, exact: true, open };
  const trial = Uint8Array.from(values);
  let common: Trit | null = null;
  const assign = (depth: number): boolean => {
    const group = entangled[depth];
    if (!group) {
      settle(book, prepared, trial);
      const found = kleeneOf(formula, trial);
      if (common === null) common = found;
      return found !== 2 && found === common;
    }
    return group.classes.every(({ truths }) => {
      group.atoms.forEach((atom, i) => {
        trial[atom] = truths[i] ?? 0;
      });
      return assign(depth + 1);
    });
  };
  return assign(0) && common !== null ? { truth: common, exact: true, open } : { truth: 2, exact: true, open };
}
