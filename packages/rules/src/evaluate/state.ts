/** A question to the book made ready (which rows hold, which places are asked), and the values of all slots for one profile. */
import type { Applies, FactId, IsoDate, PlaceCode } from "../model/law.ts";
import type { Known, Query } from "../model/facts.ts";
import type { Book } from "../compile/book.ts";
import { truthOf, type Trit, type Within } from "../compile/atoms.ts";
import { kleene } from "../compile/program.ts";
import { holds } from "../days.ts";

export interface Prepared {
  readonly query: Query;
  /** For each rule the row of law time that holds, or null. */
  readonly rows: readonly (Applies | null)[];
  /** Numbers of the rules that are asked: of the places of the query, in force, borne by someone a profile can be. */
  readonly asked: readonly number[];
  readonly places: ReadonlySet<PlaceCode>;
  readonly within: Within;
  /** Slots of transitions still running on the query's day. */
  readonly running: readonly number[];
}

/** The row of `applies` that holds on the day of law, as the law was known on the day of knowledge. */
export const rowOn = (rows: readonly Applies[], asOf: IsoDate, knownOn: IsoDate): Applies | null =>
  rows.find((row) => holds(row, asOf) && holds(row.known, knownOn)) ?? null;

/** Queries kept ready for one book; a timeline or an interview asks the same few again and again. */
const mostPrepared = 32;
const preparedOf = new WeakMap<Book, Map<string, Prepared>>();

/** A query made ready; equal queries to one book give the same object. */
export function prepare(book: Book, query: Query): Prepared {
  let cache = preparedOf.get(book);
  if (!cache) preparedOf.set(book, (cache = new Map()));
  const key = JSON.stringify([query.asOf, query.knownOn, query.places]);
  const found = cache.get(key);
  if (found) return found;
  const prepared = makeReady(book, query);
  const [oldest] = cache.size >= mostPrepared ? cache.keys() : [];
  if (oldest !== undefined) cache.delete(oldest);
  cache.set(key, prepared);
  return prepared;
}

function makeReady(book: Book, query: Query): Prepared {
  const around = new Map<PlaceCode, ReadonlySet<PlaceCode>>();
  const placesAround = (code: PlaceCode): ReadonlySet<PlaceCode> => {
    let found = around.get(code);
    if (!found) {
      const all = new Set<PlaceCode>();
      const visit = (one: PlaceCode): void => {
        if (all.has(one)) return;
        all.add(one);
        for (const membership of book.places.get(one) ?? []) if (holds(membership, query.asOf)) visit(membership.place);
      };
      visit(code);
      around.set(code, (found = all));
    }
    return found;
  };
  const places = new Set(query.places.flatMap((code) => [...placesAround(code)]));
  const rows = book.rules.map((rule) => rowOn(rule.applies, query.asOf, query.knownOn));
  const asked = book.rules.flatMap((rule, i) => (rule.asked && rows[i] && places.has(rule.place) ? [i] : []));
  const running = book.rules.flatMap((rule) =>
    rule.transitions
      .filter((transition) => query.asOf < transition.until && holds(transition.known, query.knownOn))
      .map((transition) => transition.slot),
  );
  return { query, rows, asked, places, within: (code, container) => placesAround(code).has(container), running };
}

/** Values of all slots: 0 false, 1 true, 2 unknown. */
export function valuesOf(book: Book, prepared: Prepared, facts: ReadonlyMap<FactId, Known>): Uint8Array {
  const values = atomValues(book, prepared, facts);
  settle(book, prepared, values);
  return values;
}

/** As `valuesOf`, with nothing computed from the atoms yet. */
export function atomValues(book: Book, prepared: Prepared, facts: ReadonlyMap<FactId, Known>): Uint8Array {
  const values = new Uint8Array(book.slots);
  values.fill(2, 0, book.atoms.length);
  for (const [fact, known] of facts) setFact(book, prepared, values, fact, known);
  for (const slot of prepared.running) values[slot] = 1;
  return values;
}

/** What one answer writes: its fact's atoms and their values, kept to be written many times. */
export interface Writes {
  readonly slots: readonly number[];
  readonly values: Uint8Array;
}

export function writesOf(book: Book, prepared: Prepared, fact: FactId, known: Known): Writes {
  const slots = book.atomsOf.get(fact) ?? [];
  const all = new Uint8Array(book.atoms.length);
  setFact(book, prepared, all, fact, known);
  return { slots, values: Uint8Array.from(slots, (slot) => all[slot] ?? 0) };
}

/** Values after some answers change, from the `atomValues` before: the atoms of all other facts stay. */
export function changedValues(
  book: Book,
  prepared: Prepared,
  before: Uint8Array,
  changes: readonly Writes[],
): Uint8Array {
  const values = before.slice();
  for (const { slots, values: written } of changes)
    for (const [i, slot] of slots.entries()) values[slot] = written[i] ?? 0;
  settle(book, prepared, values);
  return values;
}

/** Writes what is known of one fact into all its atoms. */
function setFact(book: Book, prepared: Prepared, values: Uint8Array, fact: FactId, known: Known): void {
  for (const number of book.atomsOf.get(fact) ?? []) {
    const atom = book.atoms[number];
    if (atom) values[number] = truthOf(atom, known, prepared.within);
  }
}

/** Computes derived facts, definitions and exemptions from the atoms: law is a closed world, facts are an open one. */
export function settle(book: Book, prepared: Prepared, values: Uint8Array): void {
  const plan = planOf(book);
  for (const step of plan) {
    if (step.kind === "rule")
      values[step.slot] = prepared.rows[step.rule] ? kleene(book.code, book.rules[step.rule]?.entry ?? -2, values) : 0;
    else {
      let found: Trit = 0;
      for (const slot of step.slots) {
        const value = values[slot] as Trit;
        if (value === 1) {
          found = 1;
          break;
        }
        if (value === 2) found = 2;
      }
      values[step.slot] = found;
    }
  }
}

type Step =
  | { readonly kind: "rule"; readonly rule: number; readonly slot: number }
  | { readonly kind: "derived"; readonly slot: number; readonly slots: readonly number[] };
const plans = new WeakMap<Book, readonly Step[]>();

/** The order in which slots are filled: each definition or exemption, and a derived fact as soon as its last definition is there. */
export function planOf(book: Book): readonly Step[] {
  let plan = plans.get(book);
  if (plan) return plan;
  const resultOf = new Map(book.order.map(({ rule, slot }) => [rule, slot]));
  const waiting = new Map(book.derived.map((derived) => [derived.slot, new Set(derived.definitions)]));
  const steps: Step[] = [];
  for (const { rule, slot } of book.order) {
    steps.push({ kind: "rule", rule, slot });
    for (const derived of book.derived) {
      const left = waiting.get(derived.slot);
      if (!left?.delete(rule) || left.size > 0) continue;
      steps.push({
        kind: "derived",
        slot: derived.slot,
        slots: derived.definitions.map((one) => resultOf.get(one) ?? 0),
      });
    }
  }
  plans.set(book, (plan = steps));
  return plan;
}

/** Rules and derived facts by the slot that holds their result. */
export interface SlotUse {
  readonly rule?: number;
  readonly definitions?: readonly number[];
}
const uses = new WeakMap<Book, ReadonlyMap<number, SlotUse>>();
export function slotUses(book: Book): ReadonlyMap<number, SlotUse> {
  let map = uses.get(book);
  if (!map)
    uses.set(
      book,
      (map = new Map<number, SlotUse>([
        ...book.order.map(({ rule, slot }) => [slot, { rule }] as const),
        ...book.derived.map(({ slot, definitions }) => [slot, { definitions }] as const),
      ])),
    );
  return map;
}
