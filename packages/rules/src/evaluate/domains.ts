/** Equivalence classes of a fact's values: two values in one class answer every open atom alike. */
import type { FactId } from "../model/law.ts";
import type { Known } from "../model/facts.ts";
import type { Book, BookFact } from "../compile/book.ts";
import { truthOf, type Atom, type Within } from "../compile/atoms.ts";
import { compareQuantities } from "../decimal.ts";
import { dayNumber, dayOf } from "../days.ts";

export interface ValueClass {
  /** A value of the class. */
  readonly known: Known;
  /** Truth of each atom asked about, in their order; all decided. */
  readonly truths: readonly (0 | 1)[];
}

const one = (value: string | boolean): Known => ({ kind: "one", value });
const exactly = (...includes: string[]): Known => ({ kind: "members", includes, excludes: [], closed: true });
const quantity = (value: string): Known => ({ kind: "range", gte: value, lte: value });

/** A value that no book names: stands for all the others. */
const other = "\u0000other";

/** Values one by one that together meet every combination of the atoms of a fact of one value. */
function candidates(book: Book, fact: BookFact, atoms: readonly Atom[]): Known[] {
  const values = [...new Set(atoms.map((atom) => atom.value))];
  switch (fact.type) {
    case "bool":
      return [one(true), one(false)];
    case "enum":
      return fact.values.map(one);
    case "spdx":
      return [...values, other].map(one);
    case "place":
      return [...book.places.keys(), other].map(one);
    case "int":
    case "num": {
      const sorted = values.toSorted(compareQuantities);
      return [
        ...sorted.flatMap((value, i): Known[] => [
          i === 0 ? { kind: "range", lt: value } : { kind: "range", gt: sorted[i - 1] ?? value, lt: value },
          quantity(value),
        ]),
        { kind: "range", gt: sorted.at(-1) ?? "0" },
      ];
    }
    case "date": {
      const days = values.toSorted();
      const before = (day: string): string => dayOf((dayNumber(day) ?? 0) - 1);
      const after = (day: string): string => dayOf((dayNumber(day) ?? 0) + 1);
      return [
        ...days.flatMap((day, i): Known[] => {
          const previous = days[i - 1];
          const gap: Known[] =
            previous === undefined
              ? [{ kind: "days", to: before(day) }]
              : after(previous) <= before(day)
                ? [{ kind: "days", from: after(previous), to: before(day) }]
                : [];
          return [...gap, { kind: "days", from: day, to: day }];
        }),
        { kind: "days", from: after(days.at(-1) ?? "1970-01-01") },
      ];
    }
    case "set":
      return fact.values.map((value) => exactly(value));
    case "places":
      return [...book.places.keys(), other].map((code) => exactly(code));
  }
}

/** Whether a candidate is possible given what is known: no atom known for certain may change. */
function isPossible(candidate: Known, given: Known | undefined, atoms: readonly Atom[], within: Within): boolean {
  if (given === undefined) return true;
  if (given.kind === "range" && candidate.kind === "range") {
    const low = (bound: Known & { kind: "range" }) => bound.gte ?? bound.gt;
    const high = (bound: Known & { kind: "range" }) => bound.lte ?? bound.lt;
    const [givenLow, givenHigh, low1, high1] = [low(given), high(given), low(candidate), high(candidate)];
    const above =
      givenLow !== undefined &&
      high1 !== undefined &&
      (compareQuantities(high1, givenLow) < 0 ||
        (compareQuantities(high1, givenLow) === 0 && !(candidate.lte !== undefined && given.gte !== undefined)));
    const below =
      givenHigh !== undefined &&
      low1 !== undefined &&
      (compareQuantities(low1, givenHigh) > 0 ||
        (compareQuantities(low1, givenHigh) === 0 && !(candidate.gte !== undefined && given.lte !== undefined)));
    return !above && !below;
  }
  if (given.kind === "days" && candidate.kind === "days")
    return !(
      (given.from !== undefined && candidate.to !== undefined && candidate.to < given.from) ||
      (given.to !== undefined && candidate.from !== undefined && candidate.from > given.to)
    );
  return atoms.every((atom) => {
    const known = truthOf(atom, given, within);
    return known === 2 || known === truthOf(atom, candidate, within);
  });
}

/**
 * Classes of the values of one fact with respect to `atoms` (numbers of atoms of that fact).
 * For sets and places a class is a union of members; null when there are more than `limit`.
 */
export function classesOf(
  book: Book,
  factId: FactId,
  atomNumbers: readonly number[],
  given: Known | undefined,
  within: Within,
  limit: number,
): readonly ValueClass[] | null {
  const fact = book.facts.get(factId);
  if (!fact) return [];
  const atoms = atomNumbers.flatMap((number) => book.atoms[number] ?? []);
  const decided = (known: Known): (0 | 1)[] => atoms.map((atom) => (truthOf(atom, known, within) === 1 ? 1 : 0));
  const classes = new Map<string, ValueClass>();
  const add = (known: Known, truths: readonly (0 | 1)[]): void => {
    const key = truths.join("");
    if (!classes.has(key)) classes.set(key, { known, truths });
  };
  if (fact.type !== "set" && fact.type !== "places") {
    for (const candidate of candidates(book, fact, atoms))
      if (isPossible(candidate, given, atoms, within)) add(candidate, decided(candidate));
    return [...classes.values()];
  }
  // Members: start from what is included for certain, add one more member at a time until nothing new comes.
  const start = given?.kind === "members" ? given.includes : [];
  const excluded = new Set(given?.kind === "members" ? given.excludes : []);
  add(exactly(...start), decided(exactly(...start)));
  const singles = new Map<string, string>();
  for (const candidate of candidates(book, fact, atoms)) {
    const [member = ""] = candidate.kind === "members" ? candidate.includes : [];
    const key = decided(candidate).join("");
    const open = given?.kind !== "members" || !given.closed || given.includes.some((code) => within(member, code));
    if (open && !excluded.has(member) && key.includes("1") && !singles.has(key)) singles.set(key, member);
  }
  for (const member of singles.values()) {
    for (const { known } of [...classes.values()]) {
      if (
        known.kind !== "members" ||
        (fact.values.includes("none") &&
          (known.includes.includes("none") || (member === "none" && known.includes.length > 0)))
      )
        continue;
      const joined = exactly(...new Set([...known.includes, member]));
      add(joined, decided(joined));
      if (classes.size > limit) return null;
    }
  }
  return [...classes.values()].filter(({ known }) => isPossible(known, given, atoms, within));
}
