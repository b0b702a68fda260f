/** Days on which encoded law changes: when rules begin and cease to apply, transitions end, instruments take effect. */
import { holds, type Instrument, type InstrumentId, type IsoDate, type Rule } from "@comity/rules";

export interface DateOfLaw {
  readonly day: IsoDate;
  readonly instrument: InstrumentId;
  /** Rules that begin to apply; to apply again counts too. */
  readonly starts: number;
  readonly ends: number;
  /** Rules with a transition that ends. */
  readonly binds: number;
}

/** Days on which rules change, as the law is known on `knownOn`; sorted by day, one entry a day and instrument. */
export function datesOfRules(rules: Iterable<Rule>, knownOn: IsoDate): DateOfLaw[] {
  const found = new Map<
    string,
    { day: IsoDate; instrument: InstrumentId; starts: number; ends: number; binds: number }
  >();
  const at = (day: IsoDate, instrument: InstrumentId) => {
    const key = `${day} ${instrument}`;
    let entry = found.get(key);
    if (!entry) found.set(key, (entry = { day, instrument, starts: 0, ends: 0, binds: 0 }));
    return entry;
  };
  for (const rule of rules) {
    const rows = rule.applies.filter((row) => holds(row.known, knownOn));
    const starts = new Set(rows.map((row) => row.from));
    const ends = new Set(rows.flatMap((row) => row.to ?? []));
    // A row that follows on another is no change.
    for (const day of starts) if (!ends.has(day)) at(day, rule.instrument).starts += 1;
    for (const day of ends) if (!starts.has(day)) at(day, rule.instrument).ends += 1;
    const binds = new Set(rule.transition.filter((one) => holds(one.known, knownOn)).map(({ until }) => until));
    for (const day of binds) at(day, rule.instrument).binds += 1;
  }
  return [...found.values()].toSorted((a, b) => compare(a.day, b.day) || compare(a.instrument, b.instrument));
}

export const instrumentEvents = ["adopted", "published", "inForce", "repealed"] as const;
export interface InstrumentDate {
  readonly day: IsoDate;
  readonly instrument: InstrumentId;
  readonly event: (typeof instrumentEvents)[number];
}

export const datesOfInstruments = (instruments: Iterable<Instrument>): InstrumentDate[] =>
  [...instruments]
    .flatMap(({ id, dates }) =>
      instrumentEvents.flatMap((event) => {
        const day = dates[event];
        return day === undefined ? [] : [{ day, instrument: id, event }];
      }),
    )
    .toSorted((a, b) => compare(a.day, b.day) || compare(a.instrument, b.instrument));

/** How many rules apply from each day on which that number changes, as known on `knownOn`; sorted. */
export function countOverTime(
  rules: Iterable<Rule>,
  knownOn: IsoDate,
): { readonly day: IsoDate; readonly value: number }[] {
  const changes = new Map<IsoDate, number>();
  for (const { day, starts, ends } of datesOfRules(rules, knownOn))
    changes.set(day, (changes.get(day) ?? 0) + starts - ends);
  let value = 0;
  return [...changes]
    .filter(([, change]) => change !== 0)
    .toSorted(([a], [b]) => compare(a, b))
    .map(([day, change]) => ({ day, value: (value += change) }));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
