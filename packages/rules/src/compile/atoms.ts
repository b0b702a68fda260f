/** Atoms: the elementary tests of a book, each once; what a profile's facts say about each. */
import type { Condition, FactId, PlaceCode } from "../model/law.ts";
import type { Known } from "../model/facts.ts";
import { compareDecimals, parseDecimal, type Decimal } from "../decimal.ts";

/** Positive elementary test. `lt` is a negated `gte`, `before` a negated `dayGte`, and so on. */
export interface Atom {
  readonly fact: FactId;
  readonly op: "is" | "has" | "within" | "gte" | "lte" | "dayGte" | "dayLte";
  /** For `is` of a bool: `true`. */
  readonly value: string;
}

/** Truth of an atom or slot: 0 false, 1 true, 2 unknown. */
export type Trit = 0 | 1 | 2;

/** Formula in negation normal form over slots. */
export type Formula =
  | { readonly all: readonly Formula[] }
  | { readonly any: readonly Formula[] }
  | { readonly slot: number; readonly negated: boolean };

/** Whether place `code` lies in `container` on the query's day. */
export type Within = (code: PlaceCode, container: PlaceCode) => boolean;

/** What is known of a fact decides an atom, or leaves it unknown. */
export function truthOf(atom: Atom, known: Known | undefined, within: Within): Trit {
  if (known === undefined) return 2;
  switch (known.kind) {
    case "one": {
      if (atom.op !== "within") return String(known.value) === atom.value ? 1 : 0;
      return placeTruth(String(known.value), atom.value, within);
    }
    case "members": {
      if (atom.op === "within") {
        const each = known.includes.map((code) => placeTruth(code, atom.value, within));
        if (each.includes(1)) return 1;
        return each.includes(2) || !known.closed ? 2 : 0;
      }
      if (known.includes.includes(atom.value)) return 1;
      // `none` stands alone: whoever holds another value does not hold it.
      if (atom.value === "none" && known.includes.length > 0) return 0;
      return known.closed || known.excludes.includes(atom.value) ? 0 : 2;
    }
    case "range":
      return rangeTruth(atom, known);
    case "days": {
      const { from, to } = known;
      if (atom.op === "dayGte")
        return from !== undefined && from >= atom.value ? 1 : to !== undefined && to < atom.value ? 0 : 2;
      return to !== undefined && to <= atom.value ? 1 : from !== undefined && from > atom.value ? 0 : 2;
    }
  }
}

type Range = Extract<Known, { readonly kind: "range" }>;
interface Bound {
  readonly at: Decimal;
  /** Whether the bound itself is excluded. */
  readonly open: boolean;
}
interface Bounds {
  readonly low: readonly Bound[];
  readonly high: readonly Bound[];
}
const zero: Decimal = { digits: 0n, exponent: 0 };
const decimal = (text: string): Decimal => parseDecimal(text) ?? zero;

// Thresholds and bounds are read once: a profile meets every threshold of its fact, and a book every profile.
const thresholds = new WeakMap<Atom, Decimal>();
const bounds = new WeakMap<Range, Bounds>();

function thresholdOf(atom: Atom): Decimal {
  let found = thresholds.get(atom);
  if (!found) thresholds.set(atom, (found = decimal(atom.value)));
  return found;
}

function boundsOf(known: Range): Bounds {
  let found = bounds.get(known);
  if (!found) {
    const bound = (text: string | undefined, open: boolean): Bound[] =>
      text === undefined ? [] : [{ at: decimal(text), open }];
    found = {
      low: [...bound(known.gte, false), ...bound(known.gt, true)],
      high: [...bound(known.lte, false), ...bound(known.lt, true)],
    };
    bounds.set(known, found);
  }
  return found;
}

function rangeTruth(atom: Atom, known: Range): Trit {
  const at = thresholdOf(atom);
  const { low, high } = boundsOf(known);
  if (atom.op === "gte") {
    if (low.some((bound) => compareDecimals(bound.at, at) >= 0)) return 1;
    return high.some((bound) => compareDecimals(bound.at, at) < (bound.open ? 1 : 0)) ? 0 : 2;
  }
  if (high.some((bound) => compareDecimals(bound.at, at) <= 0)) return 1;
  return low.some((bound) => compareDecimals(bound.at, at) > (bound.open ? -1 : 0)) ? 0 : 2;
}

/** A place that holds the container (`EU` asked about `FR`) may or may not reach into it: unknown. */
const placeTruth = (code: PlaceCode, container: PlaceCode, within: Within): Trit =>
  within(code, container) ? 1 : within(container, code) ? 2 : 0;

/** Collects atoms, each once, and gives them numbers in the order of first use. */
export class AtomTable {
  readonly atoms: Atom[] = [];
  readonly #numbers = new Map<string, number>();

  number(atom: Atom): number {
    const key = `${atom.fact}\u0000${atom.op}\u0000${atom.value}`;
    let number = this.#numbers.get(key);
    if (number === undefined) {
      number = this.atoms.length;
      this.atoms.push(atom);
      this.#numbers.set(key, number);
    }
    return number;
  }
}

const quantityOf = (text: string): string => text.split(" ")[0] ?? text;
const flip = (formula: Formula): Formula =>
  "all" in formula
    ? { any: formula.all.map(flip) }
    : "any" in formula
      ? { all: formula.any.map(flip) }
      : { slot: formula.slot, negated: !formula.negated };

/** The opposite of a formula, negations pushed to its leaves (De Morgan). */
export const negate = flip;

/**
 * Condition -> formula. @param derivedSlot slot of a derived fact.
 * `previousDay` is not needed: `before d` is `not dayGte d`, `after d` is `not dayLte d`.
 */
export function formulaOf(condition: Condition, table: AtomTable, derivedSlot: (id: string) => number): Formula {
  const inner = (part: Condition): Formula => formulaOf(part, table, derivedSlot);
  if ("all" in condition) return { all: condition.all.map(inner) };
  if ("any" in condition) return { any: condition.any.map(inner) };
  if ("not" in condition) return flip(inner(condition.not));
  if ("derived" in condition) return { slot: derivedSlot(condition.derived), negated: false };
  const { fact } = condition;
  const leaf = (op: Atom["op"], value: string, negated = false): Formula => ({
    slot: table.number({ fact, op, value }),
    negated,
  });
  if ("is" in condition)
    return typeof condition.is === "boolean" ? leaf("is", "true", !condition.is) : leaf("is", condition.is);
  if ("isNot" in condition)
    return typeof condition.isNot === "boolean"
      ? leaf("is", "true", condition.isNot)
      : leaf("is", condition.isNot, true);
  if ("in" in condition) return { any: condition.in.map((value) => leaf("is", value)) };
  if ("has" in condition) return leaf("has", condition.has);
  if ("hasAny" in condition) return { any: condition.hasAny.map((value) => leaf("has", value)) };
  if ("hasAll" in condition) return { all: condition.hasAll.map((value) => leaf("has", value)) };
  if ("within" in condition) return leaf("within", condition.within);
  if ("gte" in condition) return leaf("gte", quantityOf(condition.gte));
  if ("lt" in condition) return leaf("gte", quantityOf(condition.lt), true);
  if ("lte" in condition) return leaf("lte", quantityOf(condition.lte));
  if ("gt" in condition) return leaf("lte", quantityOf(condition.gt), true);
  if ("onOrAfter" in condition) return leaf("dayGte", condition.onOrAfter);
  if ("before" in condition) return leaf("dayGte", condition.before, true);
  if ("onOrBefore" in condition) return leaf("dayLte", condition.onOrBefore);
  return leaf("dayLte", condition.after, true);
}
