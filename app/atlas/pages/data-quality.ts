/** How much of the atlas was read by whom, and how much of the world it covers. */
import type { InstrumentId, Reading, Rule, Silence } from "@comity/rules";
import type { AtlasIndex } from "./atlas-index.ts";

export const outcomes = ["encoded", "agreed", "corrected"] as const satisfies readonly Reading["outcome"][];
export const certainties = ["settled", "guidance", "contested"] as const satisfies readonly Rule["certainty"][];
export const silences = ["coded", "coded-none", "not-coded"] as const satisfies readonly Silence[];

export interface DataQuality {
  /** Readings by outcome. */
  readonly readings: Readonly<Record<Reading["outcome"], number>>;
  readonly certainty: Readonly<Record<Rule["certainty"], number>>;
  /** Rules by number of different readers. */
  readonly byInstrument: readonly { readonly instrument: InstrumentId; readonly one: number; readonly two: number }[];
  /** Cells of places with encoded law × topics. */
  readonly cells: Readonly<Record<Silence, number>>;
}

/** Different people who read the words of a rule themselves. */
export const readersOf = (rule: Rule): number =>
  new Set(rule.readings.filter(({ basis }) => basis === "primary").map(({ by }) => by)).size;

export function dataQuality(index: AtlasIndex): DataQuality {
  const { atlas } = index;
  const rules = [...atlas.rules.values()];
  const readings = rules.flatMap((rule) => rule.readings);
  const cells = index.placesWithLaw.flatMap((place) =>
    [...atlas.topics.keys()].map((topic) => index.cell(place, topic).silence),
  );
  const count = <Value>(all: readonly Value[], value: Value): number => all.filter((one) => one === value).length;
  const each = <Name extends string>(names: readonly Name[], of: (name: Name) => number) =>
    Object.fromEntries(names.map((name) => [name, of(name)])) as Record<Name, number>;
  return {
    readings: each(outcomes, (outcome) =>
      count(
        readings.map((reading) => reading.outcome),
        outcome,
      ),
    ),
    certainty: each(certainties, (one) =>
      count(
        rules.map((rule) => rule.certainty),
        one,
      ),
    ),
    byInstrument: [...atlas.instruments.keys()].flatMap((instrument) => {
      const own = index.rulesOf.get(instrument) ?? [];
      return own.length === 0
        ? []
        : [
            {
              instrument,
              one: own.filter((rule) => readersOf(rule) < 2).length,
              two: own.filter((rule) => readersOf(rule) >= 2).length,
            },
          ];
    }),
    cells: each(silences, (silence) => count(cells, silence)),
  };
}
