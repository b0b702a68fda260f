/** The atlas as a whole: all records by id, places with their dated memberships. */
import type {
  CodedNone,
  DerivedId,
  ExampleProfile,
  Instrument,
  InstrumentId,
  IsoDate,
  LanguageMap,
  Place,
  PlaceCode,
  Provision,
  ProvisionRef,
  Rule,
  RuleId,
  Silence,
  SourcePosition,
  Topic,
  TopicId,
} from "./model/law.ts";
import type { Vocabulary } from "./model/facts.ts";
import { holds } from "./days.ts";

export interface PlaceGroup {
  readonly id: string;
  readonly names: LanguageMap;
  readonly members: readonly { readonly place: PlaceCode; readonly from?: IsoDate; readonly to?: IsoDate }[];
  readonly source: string;
  readonly on: IsoDate;
}

export const placeStates = [
  "binding-law-in-force",
  "law-adopted",
  "bill",
  "soft-law",
  "strategy",
  "none-found",
] as const;
export type PlaceState = (typeof placeStates)[number];
/** What a place's AI law is at, in a sentence, with its source and the day on which it was checked. */
export interface PlaceStatus {
  readonly place: PlaceCode;
  readonly state: PlaceState;
  readonly text: LanguageMap;
  readonly source: string;
  readonly checked: IsoDate;
}

export interface TopicGroup {
  readonly id: string;
  readonly title: LanguageMap;
}

export interface Atlas {
  readonly vocabulary: Vocabulary;
  readonly topics: ReadonlyMap<TopicId, Topic>;
  readonly topicGroups: readonly TopicGroup[];
  readonly places: ReadonlyMap<PlaceCode, Place>;
  readonly groups: ReadonlyMap<string, PlaceGroup>;
  readonly status: ReadonlyMap<PlaceCode, PlaceStatus>;
  readonly instruments: ReadonlyMap<InstrumentId, Instrument>;
  readonly provisions: ReadonlyMap<ProvisionRef, Provision>;
  readonly rules: ReadonlyMap<RuleId, Rule>;
  /** Definitions by the derived fact that they conclude. */
  readonly derived: ReadonlyMap<DerivedId, readonly RuleId[]>;
  readonly codedNone: readonly CodedNone[];
  readonly profiles: readonly ExampleProfile[];
  readonly positions: {
    readonly instruments: ReadonlyMap<InstrumentId, SourcePosition>;
    /** Places of the records without a position of their own: `topic gpai`, `place KR`, `group g7`, `status KR`, `none KR gpai`. */
    readonly records?: ReadonlyMap<string, SourcePosition>;
  };
}

/** The places that `code` belongs to on a day, itself first, each once. */
export function placesAround(atlas: Pick<Atlas, "places">, code: PlaceCode, on: IsoDate): PlaceCode[] {
  const found: PlaceCode[] = [];
  const visit = (one: PlaceCode): void => {
    if (found.includes(one)) return;
    found.push(one);
    for (const membership of atlas.places.get(one)?.partOf ?? []) if (holds(membership, on)) visit(membership.place);
  };
  visit(code);
  return found;
}

export const isWithin = (atlas: Pick<Atlas, "places">, code: PlaceCode, container: PlaceCode, on: IsoDate): boolean =>
  placesAround(atlas, code, on).includes(container);

/** Whether a cell place × topic has rules, was looked at and is empty, or was not looked at. */
export function silence(atlas: Atlas, place: PlaceCode, topic: TopicId): Silence {
  for (const rule of atlas.rules.values()) {
    if (
      atlas.instruments.get(rule.instrument)?.place === place &&
      (rule.topic === topic || rule.topics.includes(topic))
    )
      return "coded";
  }
  return atlas.codedNone.some((cell) => cell.place === place && cell.topic === topic) ? "coded-none" : "not-coded";
}
