/** What is left open in an undecided formula: the unknown leaves that can still matter, with their polarity. */
import type { Book } from "../compile/book.ts";
import type { Formula } from "../compile/atoms.ts";
import { kleeneOf } from "../compile/program.ts";
import { slotUses, type Prepared } from "./state.ts";

/** Bits: 1 the atom occurs positively, 2 negatively; 3 both, which is where Kleene's logic can be too cautious. */
export type Polarity = 1 | 2 | 3;

/** Unknown atoms reachable through undecided parts of `formula`, definitions and exemptions opened up. */
export function openAtoms(
  book: Book,
  prepared: Prepared,
  formula: Formula,
  values: Uint8Array,
): ReadonlyMap<number, Polarity> {
  const found = new Map<number, Polarity>();
  const uses = slotUses(book);
  const seen = new Set<number>();
  const visit = (part: Formula, negated: boolean): void => {
    if (kleeneOf(part, values) !== 2) return;
    if (!("slot" in part)) {
      for (const inner of "all" in part ? part.all : part.any) visit(inner, negated);
      return;
    }
    const opposite = part.negated !== negated;
    if (part.slot < book.atoms.length) {
      found.set(part.slot, ((found.get(part.slot) ?? 0) | (opposite ? 2 : 1)) as Polarity);
      return;
    }
    const key = part.slot * 2 + (opposite ? 1 : 0);
    if (seen.has(key)) return;
    seen.add(key);
    const use = uses.get(part.slot);
    const rules = use?.definitions ?? (use?.rule === undefined ? [] : [use.rule]);
    for (const number of rules) {
      const rule = book.rules[number];
      if (rule && prepared.rows[number]) visit(rule.formula, opposite);
    }
  };
  visit(formula, false);
  return found;
}
