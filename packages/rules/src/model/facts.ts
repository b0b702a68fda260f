/** The fact vocabulary and profiles: what can be said of one AI system, chip, dataset or service. */
import type { FactId, IsoDate, LanguageMap, PlaceCode, SourcePosition } from "./law.ts";

export type FactType = "bool" | "enum" | "set" | "int" | "num" | "date" | "place" | "places" | "spdx";

export interface FactValue {
  readonly id: string;
  readonly label: LanguageMap;
}

export interface Fact {
  readonly id: FactId;
  readonly type: FactType;
  /** For enum and set. */
  readonly values: readonly FactValue[];
  /** For int and num: the unit in which thresholds and profiles are written. */
  readonly unit?: string;
  readonly label: LanguageMap;
  /** A plain question. */
  readonly question: LanguageMap;
  /** Help: an example, and how one would know. */
  readonly help?: LanguageMap;
  /** Cost of asking, 1 (easy) to 5 (needs an expert). */
  readonly cost: 1 | 2 | 3 | 4 | 5;
  /** Relative weights by value id (or `true`/`false`); uniform where absent. Used only to choose questions. */
  readonly prior: Readonly<Record<string, number>>;
  /** Part of the first screen of scoping facts. */
  readonly screen: boolean;
  /** Never leaves the browser unless the user sends it. */
  readonly sensitive: boolean;
  readonly iri?: string;
  readonly position: SourcePosition;
}

export interface Vocabulary {
  /** Version of the vocabulary that profiles name (`vocabulary: 1`). */
  readonly version: number;
  readonly facts: ReadonlyMap<FactId, Fact>;
}

/**
 * What is known of one fact. Absent = unknown, which is never "no".
 * - `bool`, `enum`, `spdx`, `place`: the one value.
 * - `set`, `places`: `includes` are members for certain, `excludes` certainly not;
 *   `closed` says that nothing beyond `includes` is a member (a plain YAML list is closed).
 * - `int`, `num`: exact bounds; equal inclusive bounds = the value itself.
 * - `date`: bounds as days, inclusive.
 */
export type Known =
  | { readonly kind: "one"; readonly value: string | boolean }
  | {
      readonly kind: "members";
      readonly includes: readonly string[];
      readonly excludes: readonly string[];
      readonly closed: boolean;
    }
  | { readonly kind: "range"; readonly gte?: string; readonly gt?: string; readonly lt?: string; readonly lte?: string }
  | { readonly kind: "days"; readonly from?: IsoDate; readonly to?: IsoDate };

export interface Profile {
  readonly schema: "profile/1";
  readonly vocabulary: number;
  readonly title?: string;
  readonly facts: ReadonlyMap<FactId, Known>;
}

/** Arguments of a question to the book; none of them is a fact. */
export interface Query {
  /** Law time: the day asked about. */
  readonly asOf: IsoDate;
  /** Knowledge time: the state of the book, i.e. what had been adopted by then. */
  readonly knownOn: IsoDate;
  /** Places asked about; the law of the places they belong to on `asOf` is included. */
  readonly places: readonly PlaceCode[];
}
