/**
 * Many profiles at once, bit-sliced: 32 profiles a word, two planes a slot ("holds for certain", "may hold").
 * In negation normal form Kleene's logic is plain Boolean algebra on each plane, so a rule costs a few word operations
 * for 32 profiles. Verdicts are Kleene's; a rule left undecided here may be decided by the exact pass of `assess`.
 */
import type { FactId } from "../model/law.ts";
import type { Known, Query } from "../model/facts.ts";
import type { Book } from "../compile/book.ts";
import type { Formula } from "../compile/atoms.ts";
import { truthOf } from "../compile/atoms.ts";
import { planOf, prepare } from "./state.ts";

/** One column: for each profile an index into `values`, whose entry `undefined` means unknown. */
export interface FactColumn {
  readonly fact: FactId;
  readonly values: readonly (Known | undefined)[];
  /** Length = number of profiles. */
  readonly indices: Uint8Array | Uint16Array;
}

export interface ColumnResult {
  readonly rule: string;
  /** Numbers of profiles. */
  readonly applies: number;
  readonly undecided: number;
  readonly doesNotApply: number;
}

/** Profiles a block: keeps all planes of a block in the processor's cache. */
const blockProfiles = 8192;

/**
 * Assesses `count` profiles given by columns; facts without a column are unknown for all.
 * @param onBlock called after each block with the planes of every asked rule, for callers that need each verdict.
 * Memory: slots × 2 kB, whatever the number of profiles.
 */
export function assessColumns(
  book: Book,
  columns: readonly FactColumn[],
  count: number,
  query: Query,
  onBlock?: (
    first: number,
    verdicts: ReadonlyMap<string, { readonly must: Uint32Array; readonly may: Uint32Array }>,
  ) => void,
): ColumnResult[] {
  const prepared = prepare(book, query);
  // Fewer profiles than a block need smaller planes only.
  const words = Math.ceil(Math.min(count, blockProfiles) / 32);
  const must: Uint32Array[] = Array.from({ length: book.slots }, () => new Uint32Array(words));
  const may: Uint32Array[] = Array.from({ length: book.slots }, () => new Uint32Array(words));
  for (const slot of prepared.running) {
    must[slot]?.fill(0xffffffff);
    may[slot]?.fill(0xffffffff);
  }
  const byFact = new Map(columns.map((column) => [column.fact, column]));
  const tables = book.atoms.map((atom) => {
    const column = byFact.get(atom.fact);
    return column ? Uint8Array.from(column.values, (known) => truthOf(atom, known, prepared.within)) : null;
  });
  const results = prepared.asked.map((number) => ({
    number,
    mustPlane: new Uint32Array(words),
    mayPlane: new Uint32Array(words),
    applies: 0,
    possible: 0,
  }));
  const scratch = new Scratch();
  for (let first = 0; first < count; first += blockProfiles) {
    const size = Math.min(blockProfiles, count - first);
    book.atoms.forEach((atom, i) =>
      fillAtom(
        tables[i] ?? null,
        byFact.get(atom.fact)?.indices,
        first,
        size,
        must[i] as Uint32Array,
        may[i] as Uint32Array,
      ),
    );
    for (const step of planOf(book)) {
      const into = [must[step.slot] as Uint32Array, may[step.slot] as Uint32Array] as const;
      if (step.kind === "rule") {
        const rule = book.rules[step.rule];
        if (rule && prepared.rows[step.rule]) {
          scratch.evaluate(rule.formula, must, may, false, into[0], 0);
          scratch.evaluate(rule.formula, must, may, true, into[1], 0);
        } else for (const plane of into) plane.fill(0);
      } else {
        into[0].fill(0);
        into[1].fill(0);
        for (const slot of step.slots) {
          or(into[0], must[slot] as Uint32Array);
          or(into[1], may[slot] as Uint32Array);
        }
      }
    }
    for (const result of results) {
      const rule = book.rules[result.number];
      if (!rule) continue;
      scratch.evaluate(rule.formula, must, may, false, result.mustPlane, 0);
      scratch.evaluate(rule.formula, must, may, true, result.mayPlane, 0);
      result.applies += ones(result.mustPlane, size);
      result.possible += ones(result.mayPlane, size);
    }
    onBlock?.(
      first,
      new Map(
        results.map((result) => [
          book.rules[result.number]?.id ?? "",
          { must: result.mustPlane, may: result.mayPlane },
        ]),
      ),
    );
  }
  return results.map(({ number, applies, possible }) => ({
    rule: book.rules[number]?.id ?? "",
    applies,
    undecided: possible - applies,
    doesNotApply: count - possible,
  }));
}

function fillAtom(
  table: Uint8Array | null,
  indices: Uint8Array | Uint16Array | undefined,
  first: number,
  size: number,
  must: Uint32Array,
  may: Uint32Array,
): void {
  if (!table || !indices) {
    must.fill(0);
    may.fill(0xffffffff);
    return;
  }
  for (let word = 0; word < must.length; word += 1) {
    let sure = 0;
    let possible = 0;
    const base = word * 32;
    const end = Math.min(32, size - base);
    for (let bit = 0; bit < end; bit += 1) {
      const value = table[indices[first + base + bit] as number] as number;
      sure |= (value & 1) << bit;
      possible |= (value === 0 ? 0 : 1) << bit;
    }
    must[word] = sure;
    may[word] = possible;
  }
}

function or(into: Uint32Array, from: Uint32Array): void {
  for (let i = 0; i < into.length; i += 1) into[i] = (into[i] as number) | (from[i] as number);
}

function ones(plane: Uint32Array, size: number): number {
  let count = 0;
  for (let word = 0; word * 32 < size; word += 1) {
    const left = size - word * 32;
    let bits = plane[word] as number;
    if (left < 32) bits &= 2 ** left - 1;
    bits -= (bits >>> 1) & 0x55555555;
    bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
    count += Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
  }
  return count;
}

/** Word planes for the inner parts of formulas, one for each depth, made once. */
class Scratch {
  readonly #planes: Uint32Array[] = [];

  /** Writes a plane of `formula`: leaves that are negated read the complement of the other plane. */
  evaluate(
    formula: Formula,
    must: readonly Uint32Array[],
    may: readonly Uint32Array[],
    optimistic: boolean,
    into: Uint32Array,
    depth: number,
  ): void {
    if ("slot" in formula) {
      const source = (formula.negated === optimistic ? must[formula.slot] : may[formula.slot]) as Uint32Array;
      if (formula.negated) for (let i = 0; i < into.length; i += 1) into[i] = ~(source[i] as number);
      else into.set(source);
      return;
    }
    const isAll = "all" in formula;
    into.fill(isAll ? 0xffffffff : 0);
    for (const part of isAll ? formula.all : formula.any) {
      if ("slot" in part) {
        const source = (part.negated === optimistic ? must[part.slot] : may[part.slot]) as Uint32Array;
        const flip = part.negated ? -1 : 0;
        if (isAll)
          for (let i = 0; i < into.length; i += 1) into[i] = (into[i] as number) & ((source[i] as number) ^ flip);
        else for (let i = 0; i < into.length; i += 1) into[i] = (into[i] as number) | ((source[i] as number) ^ flip);
        continue;
      }
      const inner = (this.#planes[depth] ??= new Uint32Array(into.length));
      this.evaluate(part, must, may, optimistic, inner, depth + 1);
      if (isAll) for (let i = 0; i < into.length; i += 1) into[i] = (into[i] as number) & (inner[i] as number);
      else or(into, inner);
    }
  }
}
