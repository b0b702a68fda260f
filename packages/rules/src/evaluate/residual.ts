/** What is left open in an undecided formula: the unknown leaves that can still matter, with their polarity. */
import type { Book } from "../compile/book.ts";
import type { Formula, Trit } from "../compile/atoms.ts";
import { kleene, kleeneOf } from "../compile/program.ts";
import { slotUses, type Prepared } from "./state.ts";

/** Bits: 1 the atom occurs positively, 2 negatively; 3 both, which is where Kleene's logic can be too cautious. */
export type Polarity = 1 | 2 | 3;

export interface Residual {
  readonly atoms: ReadonlyMap<number, Polarity>;
  /** Undecided slots of derived facts and exemptions that the formula rests on, each after those it needs, with the rules in force that fill it. */
  readonly slots: readonly { readonly slot: number; readonly entries: readonly number[] }[];
}

/** Unknown atoms reachable through undecided parts of `formula`, definitions and exemptions opened up. */
export function residualOf(book: Book, prepared: Prepared, formula: Formula, values: Uint8Array): Residual {
  const atoms = new Map<number, Polarity>();
  const slots: { slot: number; entries: number[] }[] = [];
  const uses = slotUses(book);
  const seen = new Set<number>();
  const listed = new Set<number>();
  const visit = (part: Formula, negated: boolean): void => {
    if (!("slot" in part)) {
      if (kleeneOf(part, values) === 2) for (const inner of "all" in part ? part.all : part.any) visit(inner, negated);
      return;
    }
    if (values[part.slot] !== 2) return;
    const opposite = part.negated !== negated;
    if (part.slot < book.atoms.length) {
      atoms.set(part.slot, ((atoms.get(part.slot) ?? 0) | (opposite ? 2 : 1)) as Polarity);
      return;
    }
    const key = part.slot * 2 + (opposite ? 1 : 0);
    if (seen.has(key)) return;
    seen.add(key);
    const use = uses.get(part.slot);
    const entries: number[] = [];
    for (const number of use?.definitions ?? (use?.rule === undefined ? [] : [use.rule])) {
      const rule = book.rules[number];
      if (!rule || !prepared.rows[number]) continue;
      visit(rule.formula, opposite);
      entries.push(rule.entry);
    }
    if (listed.has(part.slot)) return;
    listed.add(part.slot);
    slots.push({ slot: part.slot, entries });
  };
  visit(formula, false);
  return { atoms, slots };
}

/** Computes the undecided slots again after some atoms were set; what was decided stays decided, since facts only add. */
export function settleResidual(book: Book, residual: Residual, values: Uint8Array): void {
  for (const { slot, entries } of residual.slots) {
    let found: Trit = 0;
    for (const entry of entries) {
      const value = kleene(book.code, entry, values);
      if (value === 1) {
        found = 1;
        break;
      }
      if (value === 2) found = 2;
    }
    values[slot] = found;
  }
}
