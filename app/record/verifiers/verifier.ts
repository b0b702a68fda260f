/** What a verifier of outcomes is: it replays the acts in the order of the log and says which result each must have had. */
import type { Json } from "@comity/record";
import type { RecordEntry } from "../entry.ts";

/** Facts that earlier entries established; it is JSON, so that a long verification can stop and go on. */
export interface Facts {
  get(key: string): Json | undefined;
  set(key: string, value: Json): void;
}

/** What the verifier may know besides the log. */
export interface Outside {
  /** Counts of an atlas release that the verifying person holds; null when it is another one. */
  readonly atlas: (release: string) => { readonly rules: number; readonly instruments: number } | null;
}

export type Rule =
  | "form"
  | "role-not-held-before"
  | "role-held-before"
  | "first-administrator"
  | "actor-administrator"
  | "last-administrator"
  | "setting-before"
  | "release-new"
  | "release-before"
  | "release-counts";

export type Outcome =
  | { readonly is: "ok" }
  /** A value entered as a commitment, or what it needs is not at hand: nothing is claimed about it. */
  | { readonly is: "withheld" }
  | { readonly is: "divergence"; readonly rule: Rule; readonly expected: Json; readonly found: Json };

export const ok: Outcome = { is: "ok" };
export const withheld: Outcome = { is: "withheld" };
export const divergence = (rule: Rule, expected: Json, found: unknown): Outcome => ({
  is: "divergence",
  rule,
  expected,
  // Entries come from JSON, so whatever stands in them is JSON.
  found: found as Json,
});

/** One kind of entry, one version of its algorithm. A version is never changed once entries of it exist; a new one stands beside it. */
export interface Verifier {
  readonly kind: string;
  /** `v` of the entries that it understands. */
  readonly version: number;
  /** Checks the entry against the facts so far, then adds what it establishes. */
  recompute(facts: Facts, entry: RecordEntry, outside: Outside): Outcome;
}

/** A salted commitment that stands in place of a private value. */
export const isCommitment = (value: unknown): boolean =>
  typeof value === "object" &&
  value !== null &&
  !Array.isArray(value) &&
  Object.keys(value).length === 1 &&
  typeof (value as { commit?: unknown }).commit === "string";
