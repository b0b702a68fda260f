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
const exactly = (includes: readonly string[]): Known => ({ kind: "members", includes, excludes: [], closed: true });
const quantity = (value: string): Known => ({ kind: "range", gte: value, lte: value });

/** A value that no book names: stands for all the others. */
const other = "\u0000other";

/** Values one by one that together meet every combination of the atoms of a fact of one value. */
function candidates(fact: BookFact, atoms: readonly Atom[]): readonly Known[] {
  const values = [...new Set(atoms.map((atom) => atom.value))];
  switch (fact.type) {
    case "bool":
      return [one(true), one(false)];
    case "enum":
      return fact.values.map(one);
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
    default:
      return [...values, other].map(one);
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

/** A possible member (or place) with the atoms that it makes true, one bit each. */
interface Single {
  readonly member: string;
  readonly mask: number;
}
/** Most atoms that fit the bits; more would exceed any budget of classes. */
const mostAtoms = 30;
const singlesCache = new WeakMap<Within, Map<string, readonly Single[]>>();

/** Every value of a set or every place, and one that stands for all others. */
function singlesOf(book: Book, fact: BookFact, atomNumbers: readonly number[], within: Within): readonly Single[] {
  let cache = singlesCache.get(within);
  if (!cache) singlesCache.set(within, (cache = new Map()));
  const key = `${fact.id} ${atomNumbers.join()}`;
  const found = cache.get(key);
  if (found) return found;
  const atoms = atomNumbers.flatMap((number) => book.atoms[number] ?? []);
  const members = fact.type === "set" ? fact.values : [...book.places.keys(), other];
  const singles = members.map((member): Single => {
    let mask = 0;
    atoms.forEach((atom, i) => {
      if (atom.op === "within" ? within(member, atom.value) : member === atom.value) mask |= 1 << i;
    });
    return { member, mask };
  });
  cache.set(key, singles);
  return singles;
}

const isTooWide = (fact: BookFact | undefined, atoms: readonly number[]): boolean =>
  atoms.length > mostAtoms && (fact?.type === "place" || fact?.type === "set" || fact?.type === "places");

/**
 * The classes one after the other, the simplest first; none when a set or places have more than 30 atoms.
 * For sets and places a class is a union of members.
 */
function* eachClass(
  book: Book,
  factId: FactId,
  atomNumbers: readonly number[],
  given: Known | undefined,
  within: Within,
): Generator<ValueClass, void, undefined> {
  const fact = book.facts.get(factId);
  if (!fact || isTooWide(fact, atomNumbers)) return;
  const atoms = atomNumbers.flatMap((number) => book.atoms[number] ?? []);
  if (fact.type === "place" || fact.type === "set" || fact.type === "places") {
    yield* classesOfMembers(fact, atoms, given, within, singlesOf(book, fact, atomNumbers, within));
    return;
  }
  const bands: (ValueClass & { readonly key: string })[] = [];
  for (const known of candidates(fact, atoms)) {
    if (!isPossible(known, given, atoms, within)) continue;
    const truths = atoms.map((atom): 0 | 1 => (truthOf(atom, known, within) === 1 ? 1 : 0));
    const key = truths.join("");
    const last = bands.at(-1);
    if (last?.key === key) bands[bands.length - 1] = { ...last, known: joined(last.known, known) };
    else if (!bands.some((band) => band.key === key)) bands.push({ known, truths, key });
  }
  for (const { known, truths } of bands) yield { known: narrowed(known, given), truths };
}

type Range = Extract<Known, { readonly kind: "range" }>;
const lowOf = ({ gt, gte }: Range): Pick<Range, "gt" | "gte"> =>
  gte === undefined ? (gt === undefined ? {} : { gt }) : { gte };
const highOf = ({ lt, lte }: Range): Pick<Range, "lt" | "lte"> =>
  lte === undefined ? (lt === undefined ? {} : { lt }) : { lte };

/** Two neighbouring bands of numbers or days as one; of other values the first stands for both. */
function joined(first: Known, next: Known): Known {
  if (first.kind === "range" && next.kind === "range") return { kind: "range", ...lowOf(first), ...highOf(next) };
  if (first.kind === "days" && next.kind === "days")
    return {
      kind: "days",
      ...(first.from === undefined ? {} : { from: first.from }),
      ...(next.to === undefined ? {} : { to: next.to }),
    };
  return first;
}

/** A band cut down to what is known already, so that choosing it takes nothing back. */
function narrowed(band: Known, given: Known | undefined): Known {
  if (band.kind === "range" && given?.kind === "range") {
    const [low, high] = [lowOf(band), highOf(band)];
    const [givenLow, givenHigh] = [lowOf(given), highOf(given)];
    return {
      kind: "range",
      ...(isTighter(givenLow.gte ?? givenLow.gt, low.gte ?? low.gt, 1, givenLow.gt !== undefined) ? givenLow : low),
      ...(isTighter(givenHigh.lte ?? givenHigh.lt, high.lte ?? high.lt, -1, givenHigh.lt !== undefined)
        ? givenHigh
        : high),
    };
  }
  if (band.kind === "days" && given?.kind === "days") {
    const from = [band.from, given.from]
      .filter((day) => day !== undefined)
      .toSorted()
      .at(-1);
    const to = [band.to, given.to]
      .filter((day) => day !== undefined)
      .toSorted()
      .at(0);
    return { kind: "days", ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
  }
  return band;
}

/** Whether bound `a` lies further in than `b`. @param side 1 for lower bounds, -1 for upper ones. @param isOpen whether `a` excludes itself. */
function isTighter(a: string | undefined, b: string | undefined, side: 1 | -1, isOpen: boolean): boolean {
  if (a === undefined) return false;
  if (b === undefined) return true;
  const order = compareQuantities(a, b) * side;
  return order > 0 || (order === 0 && isOpen);
}

function* classesOfMembers(
  fact: BookFact,
  atoms: readonly Atom[],
  given: Known | undefined,
  within: Within,
  singles: readonly Single[],
): Generator<ValueClass, void, undefined> {
  let known = 0;
  let held = 0;
  if (given)
    atoms.forEach((atom, i) => {
      const truth = truthOf(atom, given, within);
      if (truth !== 2) known |= 1 << i;
      if (truth === 1) held |= 1 << i;
    });
  const isFree = (mask: number): boolean => (mask & known) === held;
  const truths = (mask: number): (0 | 1)[] => atoms.map((_, i) => ((mask >> i) & 1) as 0 | 1);
  if (fact.type === "place") {
    const seen = new Set<number>();
    for (const { member, mask } of singles) {
      if (seen.has(mask) || !isFree(mask)) continue;
      seen.add(mask);
      yield { known: one(member), truths: truths(mask) };
    }
    return;
  }
  // Start from what is included for certain, add one more member at a time until nothing new comes.
  const start = given?.kind === "members" ? given.includes : [];
  const excluded = given?.kind === "members" ? given.excludes : [];
  let base = 0;
  atoms.forEach((atom, i) => {
    if (start.some((code) => (atom.op === "within" ? within(code, atom.value) : code === atom.value))) base |= 1 << i;
  });
  const classes = new Map<number, readonly string[]>([[base, start]]);
  if (isFree(base)) yield { known: exactly(start), truths: truths(base) };
  const usable = new Map<number, string>();
  for (const { member, mask } of singles) {
    if (mask === 0 || usable.has(mask) || excluded.includes(member)) continue;
    if (given?.kind === "members" && given.closed && !start.some((code) => within(member, code))) continue;
    usable.set(mask, member);
  }
  // The walk reaches the classes that it adds: first each member alone, then each pair, and so on.
  const hasNone = fact.values.includes("none");
  for (const [before, includes] of classes) {
    if (hasNone && includes.includes("none")) continue;
    for (const [mask, member] of usable) {
      const union = before | mask;
      if (classes.has(union) || (hasNone && member === "none" && includes.length > 0)) continue;
      const more = includes.includes(member) ? includes : [...includes, member];
      classes.set(union, more);
      if (isFree(union)) yield { known: exactly(more), truths: truths(union) };
    }
  }
}

// Rules of one instrument ask about the same atoms again and again; so do the questions of one interview.
type ClassCache = Map<string, readonly ValueClass[]>;
const unknown = {};
const classCache = new WeakMap<Within, WeakMap<object, ClassCache>>();

/** The first classes, the simplest first, at most `count`; none when a set or places have more than 30 atoms. */
export function firstClasses(
  book: Book,
  factId: FactId,
  atomNumbers: readonly number[],
  given: Known | undefined,
  within: Within,
  count: number,
): readonly ValueClass[] {
  let byKnown = classCache.get(within);
  if (!byKnown) classCache.set(within, (byKnown = new WeakMap()));
  let cache = byKnown.get(given ?? unknown);
  if (!cache) byKnown.set(given ?? unknown, (cache = new Map()));
  const key = `${factId} ${count} ${atomNumbers.join()}`;
  const found = cache.get(key);
  if (found) return found;
  const classes: ValueClass[] = [];
  for (const one of eachClass(book, factId, atomNumbers, given, within)) {
    classes.push(one);
    if (classes.length >= count) break;
  }
  cache.set(key, classes);
  return classes;
}

/** Classes of the values of one fact with respect to `atoms` (numbers of atoms of that fact); null when there are more than `limit`. */
export function classesOf(
  book: Book,
  factId: FactId,
  atomNumbers: readonly number[],
  given: Known | undefined,
  within: Within,
  limit: number,
): readonly ValueClass[] | null {
  if (isTooWide(book.facts.get(factId), atomNumbers)) return null;
  const classes = firstClasses(book, factId, atomNumbers, given, within, Math.floor(limit) + 1);
  return classes.length > limit ? null : classes;
}
