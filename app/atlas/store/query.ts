/** Queries and profiles as people write them: places, days and facts from the command line, the API and forms. */
import {
  closest,
  dayNumber,
  parseProfile,
  placesAround,
  type Atlas,
  type PlaceCode,
  type Profile,
  type Query,
} from "@comity/rules";
import { Problem } from "../../platform/problem.ts";

/** Places whose law the atlas holds, each with its number of rules. */
export function placesWithLaw(atlas: Atlas): ReadonlyMap<PlaceCode, number> {
  const counts = new Map<PlaceCode, number>();
  for (const rule of atlas.rules.values()) {
    const place = atlas.instruments.get(rule.instrument)?.place;
    if (place !== undefined) counts.set(place, (counts.get(place) ?? 0) + 1);
  }
  return counts;
}

/** `eu,kr,us-co` -> codes. @throws Problem naming the place that the atlas lacks, or for which it holds no law. */
export function readPlaces(atlas: Atlas, text: string, asOf: string): PlaceCode[] {
  const law = placesWithLaw(atlas);
  const codes = [
    ...new Set(
      text
        .split(/[\s,]+/)
        .filter((part) => part !== "")
        .map((part) => part.toUpperCase()),
    ),
  ];
  if (codes.length === 0)
    throw new Problem("invalid-input", "No place was named.", {
      mend: `Name at least one of ${[...law.keys()].toSorted().join(", ")}.`,
    });
  for (const code of codes) {
    if (!atlas.places.has(code)) {
      const near = closest(code, atlas.places.keys());
      throw new Problem("invalid-input", `\`${code}\` is not a place of the atlas.`, {
        mend: near ? `Did you mean ${near}?` : "Write an ISO 3166 code such as KR or US-CO, or EU.",
      });
    }
    if (!placesAround(atlas, code, asOf).some((one) => law.has(one)))
      throw new Problem(
        "invalid-input",
        `The atlas holds no law of \`${code}\` yet (not coded, which does not mean that there is none).`,
        { mend: `Law is encoded for ${[...law.keys()].toSorted().join(", ")}.` },
      );
  }
  return codes;
}

/** A day. @throws Problem */
export function readDay(text: string, what: string): string {
  if (dayNumber(text) === null)
    throw new Problem("invalid-input", `${what} \`${text.slice(0, 40)}\` is not a date.`, {
      mend: "Write a day that exists as YYYY-MM-DD.",
    });
  return text;
}

/** A profile from YAML or JSON text or an object. @throws Problem with every fault at its place. */
export function readProfile(atlas: Atlas, input: string | Readonly<Record<string, unknown>>, file: string): Profile {
  const { profile, problems } = parseProfile(input, atlas.vocabulary, { file, places: atlas.places });
  if (profile) return profile;
  throw new Problem(
    "invalid-input",
    `The profile ${file} has ${problems.length} fault${problems.length === 1 ? "" : "s"}.`,
    {
      fields: problems.map(({ position, message, mend }) => ({
        path: `${position.file}:${position.line}:${position.column}`,
        message: `${message}; ${mend}`,
      })),
      mend: "See docs/reference/rule-data.md, Profiles.",
    },
  );
}

export interface QueryText {
  readonly places: string;
  readonly asOf?: string | undefined;
  readonly knownOn?: string | undefined;
}

/** @param today the day of the caller: what is not said means "now". */
export function readQuery(atlas: Atlas, text: QueryText, today: string): Query {
  const asOf = readDay(text.asOf ?? today, "The day");
  return {
    asOf,
    knownOn: readDay(text.knownOn ?? today, "The day of knowledge"),
    places: readPlaces(atlas, text.places, asOf),
  };
}
