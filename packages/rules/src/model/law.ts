/**
 * The law as data: instruments, provisions, rules, topics, places.
 *
 * Shapes follow `docs/reference/rule-data.md`. Everything here is plain,
 * serialisable and immutable; positions in the YAML files are kept beside the
 * records (`SourcePosition`) so that every message can name file and line.
 */

/** The six interface languages, in the order in which they are always listed. */
export const languages = ["ar", "zh", "en", "fr", "ru", "es"] as const;
export type Language = (typeof languages)[number];

/** Words by language. English is always there; titles of instruments, topics and facts have all six. */
export type LanguageMap = { readonly en: string } & { readonly [L in Language]?: string };

/** A calendar day, `YYYY-MM-DD`, proleptic Gregorian, no time zone (law applies by local day). */
export type IsoDate = string;

/** ISO 3166-1 alpha-2 (`KR`), ISO 3166-2 (`US-CO`), or a coined upper-case code (`EU`, `US-NYC`, `INTL`, `COE`). */
export type PlaceCode = string;
/** `<place>/<short name>`, lower case: `eu/aia`, `us-co/sb26-189`. */
export type InstrumentId = string;
/** `<instrument>/<local>`: `eu/aia/art-53-1-a`. */
export type RuleId = string;
/** Akoma Ntoso eId: `art_53__para_1__point_a`, `annex_III__point_4`, `sec_6-1-1703`. */
export type EId = string;
/** `<instrument>#<eId>`. */
export type ProvisionRef = string;
export type TopicId = string;
export type FactId = string;
/** Name of a derived (concluded) fact, by convention `<place>.<instrument>.<what>`: `eu.aia.highRisk`. */
export type DerivedId = string;

export interface SourcePosition {
  /** Path relative to the atlas folder, `/`-separated. */
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly column: number;
}

export type PlaceKind = "state" | "area" | "union" | "region" | "city" | "organisation";
export interface Place {
  readonly code: PlaceCode;
  readonly kind: PlaceKind;
  readonly names: LanguageMap;
  /** Places this one belongs to, with the dates of belonging; law of those places reaches here. */
  readonly partOf: readonly { readonly place: PlaceCode; readonly from?: IsoDate; readonly to?: IsoDate }[];
  readonly iso3?: string;
  readonly m49?: number;
}

export type InstrumentKind =
  | "treaty"
  | "regulation"
  | "directive"
  | "statute"
  | "decree"
  | "order"
  | "rule"
  | "guideline"
  | "standard"
  | "code"
  | "recommendation"
  | "resolution"
  | "contract";
export type Force = "binding" | "comply-or-explain" | "voluntary" | "private";
export type InstrumentStatus =
  | "in-force"
  | "partly-in-force"
  | "adopted"
  | "proposed"
  | "lapsed"
  | "repealed"
  | "superseded";

/** One dated wording of an instrument in one language. */
export interface Expression {
  readonly id: string;
  readonly from: IsoDate;
  readonly lang: string;
  /** Path below `shared/sources` of the text that was read. */
  readonly source?: string;
  /** SHA-256 (hex) of that file. */
  readonly sha256?: string;
  readonly url?: string;
  readonly amendedBy?: InstrumentId;
  /** False for a translation or documentary consolidation without legal force. */
  readonly authentic: boolean;
}

export interface Instrument {
  readonly id: InstrumentId;
  readonly place: PlaceCode;
  readonly kind: InstrumentKind;
  readonly force: Force;
  readonly status: InstrumentStatus;
  readonly title: LanguageMap;
  readonly shortTitle: LanguageMap;
  readonly officialIds: Readonly<Record<string, string>>;
  readonly url?: string;
  readonly dates: {
    readonly adopted?: IsoDate;
    readonly published?: IsoDate;
    readonly inForce?: IsoDate;
    readonly repealed?: IsoDate;
  };
  readonly expressions: readonly Expression[];
  readonly amends: readonly InstrumentId[];
  readonly replacedBy?: InstrumentId;
  /** Derived fact that every duty of the instrument presupposes (its scope article), unless the rule says `scope: none`. */
  readonly scope?: DerivedId;
  /** Day on which the status was last checked. */
  readonly checked: IsoDate;
  readonly note?: LanguageMap;
  readonly position: SourcePosition;
}

export interface Provision {
  readonly instrument: InstrumentId;
  readonly eId: EId;
  /** As lawyers cite it: `Art. 53(1)(a)`. */
  readonly label: string;
  readonly expression: string;
  /** What the provision is about, own words, a few words. */
  readonly about?: LanguageMap;
  /** First and last line (1-based, inclusive) in the source file of the expression. */
  readonly lines: readonly [number, number];
  /** SHA-256 (hex) of those lines after `normaliseQuoted`. */
  readonly sha256: string;
  readonly position: SourcePosition;
}

export const modalities = ["must", "mustNot", "may", "right", "power", "definition", "exemption", "sanction"] as const;
export type Modality = (typeof modalities)[number];

export type ExceptionKind = "scope-exclusion" | "exception" | "derogation" | "safe-harbour" | "transition";
export type OverrideReason = "specialis" | "posterior" | "superior" | "exception";

/** One span of law time, and the span in which it was the law as known. */
export interface Applies {
  readonly from: IsoDate;
  readonly to?: IsoDate;
  /** Knowledge time: from when to when this row stood. Absent = since the instrument was adopted, still. */
  readonly known: { readonly from?: IsoDate; readonly to?: IsoDate };
  /** Instrument that set the date, if not the rule's own. */
  readonly by?: InstrumentId;
  readonly at?: ProvisionRef;
}

/** Those for whom `when` holds are not bound before `until`. */
export interface Transition {
  readonly when: Condition;
  readonly until: IsoDate;
  readonly at: ProvisionRef;
  readonly known: { readonly from?: IsoDate; readonly to?: IsoDate };
}

export interface Exception {
  /** An exemption rule of the book, or … */
  readonly exemption?: RuleId;
  /** … a condition in place. */
  readonly when?: Condition;
  readonly at?: ProvisionRef;
  readonly kind: ExceptionKind;
  readonly reason: OverrideReason;
  readonly note?: LanguageMap;
}

export type DurationUnit = "hours" | "days" | "workingDays" | "months" | "years";
export type Duration = Readonly<Partial<Record<DurationUnit, number>>>;
export interface Deadline {
  /** Relative: this long after the trigger. */
  readonly within?: Duration;
  /** Trigger in words, kebab-case: `awareness-of-incident`, `placing-on-market`. */
  readonly after?: string;
  readonly before?: string;
  /** Absolute. */
  readonly by?: IsoDate;
  readonly every?: Duration;
  /** How long something must be kept. */
  readonly keepFor?: Duration;
  readonly immediately?: boolean;
}

export interface Money {
  readonly amount: string;
  readonly currency: string;
}
export interface Penalty {
  readonly kind:
    | "administrative-fine"
    | "civil-penalty"
    | "criminal"
    | "order"
    | "licence"
    | "private-action"
    | "other";
  readonly max?: Money;
  readonly min?: Money;
  /** Exact fraction of worldwide annual turnover, `3/100`. */
  readonly turnoverShare?: string;
  readonly combine?: "higher" | "lower";
  readonly per?: string;
  readonly text?: LanguageMap;
}

export interface Reading {
  /** `editor-1`, `editor-2` or an account; never an invented name. */
  readonly by: string;
  readonly on: IsoDate;
  readonly expression: string;
  readonly basis: "primary" | "secondary";
  /** What the second reader found. */
  readonly outcome: "encoded" | "agreed" | "corrected";
  readonly note?: string;
}

export interface Rule {
  readonly id: RuleId;
  readonly instrument: InstrumentId;
  readonly at: readonly ProvisionRef[];
  readonly modality: Modality;
  /** Any of these roles bears it. `authority` = a public authority; such rules are shown but never asked of a profile. */
  readonly bearer: readonly string[];
  /** For a right or power: against whom. */
  readonly against: readonly string[];
  readonly action: { readonly verb: string; readonly object: string };
  /** The norm in our own words. */
  readonly text: LanguageMap;
  readonly topic: TopicId;
  readonly topics: readonly TopicId[];
  readonly when?: Condition;
  readonly unless: readonly Exception[];
  readonly overrides: readonly { readonly rule: RuleId; readonly reason: OverrideReason; readonly at?: ProvisionRef }[];
  readonly applies: readonly Applies[];
  readonly transition: readonly Transition[];
  /** Sanction rules that follow a breach. */
  readonly breach: readonly RuleId[];
  /** Only for definitions: the derived fact concluded when `when` holds. */
  readonly concludes?: DerivedId;
  /** Only for exemptions. */
  readonly kind?: ExceptionKind;
  readonly penalty?: Penalty;
  readonly deadline?: Deadline;
  /** Measures by name, exact decimal strings. */
  readonly measures: Readonly<Record<string, string>>;
  readonly scope: "instrument" | "none";
  readonly readings: readonly Reading[];
  readonly certainty: "settled" | "guidance" | "contested";
  /** Shared by alternative readings of one contested point. */
  readonly question?: string;
  readonly note?: LanguageMap;
  readonly position: SourcePosition;
}

export interface Topic {
  readonly id: TopicId;
  readonly group: string;
  readonly title: LanguageMap;
  /** One sentence: what would count as having a rule. */
  readonly counts: LanguageMap;
  readonly oecd?: string;
  readonly nist?: string;
}

/** A cell of places × topics that someone looked at and found empty. `coded` follows from rules; anything else is `not-coded`. */
export interface CodedNone {
  readonly place: PlaceCode;
  readonly topic: TopicId;
  readonly on: IsoDate;
  readonly by: readonly string[];
  readonly note?: LanguageMap;
}
export type Silence = "coded" | "coded-none" | "not-coded";

/** A profile with expected results, kept beside the rules it tests. */
export interface ExampleProfile {
  readonly id: string;
  readonly instrument: InstrumentId;
  readonly title: LanguageMap;
  readonly facts: Readonly<Record<FactId, unknown>>;
  readonly asOf: IsoDate;
  readonly knownOn: IsoDate;
  readonly expect: {
    readonly applies: readonly RuleId[];
    readonly undecided: readonly RuleId[];
    readonly not: readonly RuleId[];
    readonly complete: boolean;
  };
  readonly position: SourcePosition;
}

/**
 * A condition over facts: `all`, `any`, `not`, a derived fact, or one test of
 * one fact. Exactly one test key stands in a leaf (`is`, `gte`, `within` …).
 */
export type Condition =
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | { readonly not: Condition }
  | { readonly derived: DerivedId }
  | Test;

export type Test =
  | { readonly fact: FactId; readonly is: string | boolean }
  | { readonly fact: FactId; readonly isNot: string | boolean }
  | { readonly fact: FactId; readonly in: readonly string[] }
  | { readonly fact: FactId; readonly has: string }
  | { readonly fact: FactId; readonly hasAny: readonly string[] }
  | { readonly fact: FactId; readonly hasAll: readonly string[] }
  | { readonly fact: FactId; readonly within: PlaceCode }
  | { readonly fact: FactId; readonly lt: Quantity }
  | { readonly fact: FactId; readonly lte: Quantity }
  | { readonly fact: FactId; readonly gt: Quantity }
  | { readonly fact: FactId; readonly gte: Quantity }
  | { readonly fact: FactId; readonly before: IsoDate }
  | { readonly fact: FactId; readonly onOrBefore: IsoDate }
  | { readonly fact: FactId; readonly after: IsoDate }
  | { readonly fact: FactId; readonly onOrAfter: IsoDate };

/** Exact decimal in the fact's own unit (`"1e25"`, `"0.5"`); in YAML also a number or `"1e25 FLOP"`. */
export type Quantity = string;
