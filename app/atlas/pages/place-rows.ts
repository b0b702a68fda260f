/** Rows of the table of jurisdictions: filters, order, CSV. */
import { holds, placeStates, type IsoDate, type Language, type Place, type PlaceState } from "@comity/rules";
import { csvRow } from "../report/format-csv.ts";
import { normaliseWord } from "../search/terms.ts";
import type { AtlasIndex } from "./atlas-index.ts";

export const placeSorts = ["place", "code", "status", "rules", "checked"] as const;
export type PlaceSort = (typeof placeSorts)[number];

export interface PlaceRow {
  readonly place: Place;
  readonly name: string;
  readonly state: PlaceState | "not-coded";
  /** Day on which the status was checked. */
  readonly checked: IsoDate | null;
  readonly instruments: number;
  readonly rules: number;
}

export interface PlaceFilter {
  /** Part of a name in any language, or of a code. */
  readonly text?: string | undefined;
  /** A state, `not-coded`, or `any`: every place that has a status. */
  readonly status?: string | undefined;
  /** Id of a group (`ldc`), or code of a place that others belong to (`EU`). */
  readonly group?: string | undefined;
  /** `yes` or `no`. */
  readonly law?: string | undefined;
}

export const statusChoices = [...placeStates, "not-coded"] as const;

export function placeRows(index: AtlasIndex, filter: PlaceFilter, lang: Language, today: IsoDate): PlaceRow[] {
  const wanted = comparable(filter.text ?? "");
  return [...index.atlas.places.values()]
    .map((place) => ({
      place,
      name: place.names[lang] ?? place.names.en,
      state: index.stateOf(place.code),
      checked: index.atlas.status.get(place.code)?.checked ?? null,
      instruments: index.instrumentsOf.get(place.code)?.length ?? 0,
      rules: index.rulesAt.get(place.code)?.length ?? 0,
    }))
    .filter(
      ({ place, state, rules }) =>
        (wanted === "" ||
          [place.code, place.iso3 ?? "", ...Object.values(place.names)].some((words) =>
            comparable(words).includes(wanted),
          )) &&
        (!filter.status || (filter.status === "any" ? state !== "not-coded" : state === filter.status)) &&
        (!filter.group || isMember(index, place, filter.group, today)) &&
        (!filter.law || (filter.law === "yes") === rules > 0),
    );
}

const comparable = (text: string): string => text.split(/\s+/u).map(normaliseWord).join(" ").trim();

function isMember({ atlas }: AtlasIndex, place: Place, group: string, today: IsoDate): boolean {
  if (place.code === group || place.partOf.some((one) => one.place === group && holds(one, today))) return true;
  return atlas.groups.get(group)?.members.some((one) => one.place === place.code && holds(one, today)) ?? false;
}

export function sortPlaces(rows: readonly PlaceRow[], by: PlaceSort, descending: boolean, lang: Language): PlaceRow[] {
  const { compare } = new Intl.Collator(lang);
  const order: readonly string[] = statusChoices;
  const orders: Readonly<Record<PlaceSort, (a: PlaceRow, b: PlaceRow) => number>> = {
    place: () => 0,
    code: (a, b) => (a.place.code < b.place.code ? -1 : 1),
    status: (a, b) => order.indexOf(a.state) - order.indexOf(b.state),
    rules: (a, b) => b.rules - a.rules,
    checked: (a, b) => (b.checked ?? "").localeCompare(a.checked ?? ""),
  };
  const sorted = rows.toSorted((a, b) => orders[by](a, b) || compare(a.name, b.name));
  return descending ? sorted.toReversed() : sorted;
}

/** RFC 4180 with a header row; codes as they stand in the data, names in English and in `lang`. */
export function placesCsv(rows: readonly PlaceRow[], { atlas }: AtlasIndex): string {
  const head = csvRow([
    "code",
    "name_en",
    "name",
    "kind",
    "status",
    "status_text",
    "status_source",
    "status_checked",
    "instruments",
    "rules",
  ]);
  return (
    head +
    rows
      .map(({ place, name, state, checked, instruments, rules }) => {
        const status = atlas.status.get(place.code);
        return csvRow([
          place.code,
          place.names.en,
          name,
          place.kind,
          state,
          status?.text.en ?? "",
          status?.source ?? "",
          checked ?? "",
          String(instruments),
          String(rules),
        ]);
      })
      .join("")
  );
}
