/** Formulas as flat code: jumps for one profile, postfix for storage and for columns. */
import type { Formula, Trit } from "./atoms.ts";

/** Ends of a program. */
export const yes = -1;
export const no = -2;

/**
 * Appends the code of a formula and gives its first leaf. Leaves are emitted last to first, so that every jump target is known.
 * Leaf: [slot, negated, next if true, next if false].
 */
export function emit(formula: Formula, code: number[], whenTrue: number = yes, whenFalse: number = no): number {
  if ("slot" in formula) {
    const at = code.length / 4;
    code.push(formula.slot, formula.negated ? 1 : 0, whenTrue, whenFalse);
    return at;
  }
  const isAll = "all" in formula;
  const parts = isAll ? formula.all : formula.any;
  let entry = isAll ? whenTrue : whenFalse;
  for (let i = parts.length - 1; i >= 0; i -= 1) {
    const part = parts[i];
    if (part) entry = isAll ? emit(part, code, entry, whenFalse) : emit(part, code, whenTrue, entry);
  }
  return entry;
}

/** Runs one program; unknown leaves count as `unknown` (0 or 1), negated or not. */
function run(code: Int32Array, entry: number, values: Uint8Array, unknown: 0 | 1): boolean {
  let at = entry;
  while (at >= 0) {
    const base = at * 4;
    const value = values[code[base] as number] as number;
    const holds = value === 2 ? unknown : value ^ (code[base + 1] as number);
    at = (holds === 1 ? code[base + 2] : code[base + 3]) as number;
  }
  return at === yes;
}

/**
 * Strong Kleene truth of a program (Kleene 1952). In negation normal form it is decided by two two-valued runs:
 * true if it holds with every unknown leaf false, false if it fails with every unknown leaf true.
 */
export function kleene(code: Int32Array, entry: number, values: Uint8Array): Trit {
  if (run(code, entry, values, 0)) return 1;
  return run(code, entry, values, 1) ? 2 : 0;
}

/** Strong Kleene truth of a formula tree; for explanations and residuals, where the tree is at hand. */
export function kleeneOf(formula: Formula, values: Uint8Array): Trit {
  if ("slot" in formula) {
    const value = values[formula.slot] as Trit;
    return value === 2 ? 2 : ((value ^ (formula.negated ? 1 : 0)) as Trit);
  }
  const isAll = "all" in formula;
  let found: Trit = isAll ? 1 : 0;
  for (const part of isAll ? formula.all : formula.any) {
    const value = kleeneOf(part, values);
    if (value === (isAll ? 0 : 1)) return value;
    if (value === 2) found = 2;
  }
  return found;
}

/** Postfix: a leaf is 2·slot + negated; `all` of n is -(2n + 1), `any` of n is -(2n + 2). */
export function toPostfix(formula: Formula): number[] {
  if ("slot" in formula) return [formula.slot * 2 + (formula.negated ? 1 : 0)];
  const parts = "all" in formula ? formula.all : formula.any;
  return [...parts.flatMap(toPostfix), "all" in formula ? -(2 * parts.length + 1) : -(2 * parts.length + 2)];
}

export function fromPostfix(postfix: readonly number[]): Formula {
  const stack: Formula[] = [];
  for (const word of postfix) {
    if (word >= 0) stack.push({ slot: word >> 1, negated: (word & 1) === 1 });
    else {
      const isAll = (-word & 1) === 1;
      const count = (-word - (isAll ? 1 : 2)) / 2;
      if (count > stack.length) throw new SyntaxError("postfix formula lacks parts");
      const parts = count === 0 ? [] : stack.splice(-count);
      stack.push(isAll ? { all: parts } : { any: parts });
    }
  }
  const [formula] = stack;
  if (stack.length !== 1 || formula === undefined) throw new SyntaxError("postfix formula is not whole");
  return formula;
}
