/** What a verification keeps to go on later: the tree so far, the facts so far, and the newest signed checkpoint it saw. */
import { openCheckpoint, RecordFormatError, type Checkpoint, type Json, type VerifierKey } from "@comity/record";
import { MapFacts } from "../verifiers/registry.ts";
import { GrowingTree } from "./growing-tree.ts";

/** Entries by kind and version. */
export type Counts = Record<string, number>;

export interface VerifyState {
  /** Keys of the log, at least one, all of one name: several after a rotation. */
  readonly keys: readonly VerifierKey[];
  /** Newest checkpoint note of the log that was seen; empty at the beginning. */
  readonly seen: string;
  readonly tree: GrowingTree;
  readonly facts: MapFacts;
  /** Outcome recomputed, not recomputable (withheld), kind without a verifier. */
  readonly recomputed: Counts;
  readonly withheld: Counts;
  readonly unknown: Counts;
}

export const freshState = (keys: readonly VerifierKey[]): VerifyState => ({
  keys,
  seen: "",
  tree: new GrowingTree(),
  facts: new MapFacts(),
  recomputed: {},
  withheld: {},
  unknown: {},
});

/** Name of the log. */
export const originOf = (keys: readonly VerifierKey[]): string => keys[0]?.name ?? "";

/** Opens a checkpoint note with the first of the keys that fits. @throws RecordFormatError when none does. */
export function openByAny(note: string, keys: readonly VerifierKey[]): { checkpoint: Checkpoint; key: VerifierKey } {
  let failure: unknown = new RecordFormatError("no key of the log is known");
  for (const key of keys) {
    try {
      return { checkpoint: openCheckpoint(note, key).checkpoint, key };
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}

const FORM = "comity-verification/1";

export function formatState(state: VerifyState): string {
  const { keys, ...rest } = state;
  return `${JSON.stringify({ form: FORM, origin: originOf(keys), ...rest })}\n`;
}

/** @throws RecordFormatError when it is not the state of a verification of this log. */
export function parseState(text: string, keys: readonly VerifierKey[]): VerifyState {
  let value: Record<string, unknown>;
  try {
    value = JSON.parse(text) as typeof value;
  } catch {
    throw new RecordFormatError("state file is not JSON");
  }
  if (value["form"] !== FORM) throw new RecordFormatError(`state file is not of the form ${FORM}`);
  if (value["origin"] !== originOf(keys)) throw new RecordFormatError("state file is of another log");
  const counts = (name: string): Counts => ({ ...(value[name] as Counts | undefined) });
  return {
    keys,
    seen: String(value["seen"]),
    tree: GrowingTree.fromJSON(value["tree"] as ReturnType<GrowingTree["toJSON"]>),
    facts: new MapFacts(value["facts"] as Record<string, Json>),
    recomputed: counts("recomputed"),
    withheld: counts("withheld"),
    unknown: counts("unknown"),
  };
}
