/** Where a log stops agreeing with itself, with what was seen of it before, or with its own rules: one finding, both sides. */
import type { Rule } from "../verifiers/verifier.ts";

export type DivergenceKind =
  /** The checkpoint is not signed by the log's key. */
  | "signature"
  /** A tile, bundle or document that the checkpoint promises is not there or has another form. */
  | "missing"
  /** An entry's hash is not the one in the tree. */
  | "leaf"
  /** A hash of a higher tile is not the one that its entries give. */
  | "tile"
  /** The entries give another root than the checkpoint. */
  | "root"
  /** The log is shorter than a checkpoint that it signed. */
  | "shorter"
  /** Entries that were verified before are other ones now. */
  | "rewritten"
  /** The log showed someone else another tree. */
  | "split"
  /** An entry is not in the one form of entries. */
  | "form"
  /** A document is not the one that its entry names. */
  | "document"
  /** The recomputed outcome is another one. */
  | "outcome"
  /** Too few witnesses of the policy cosigned. */
  | "quorum";

export interface Divergence {
  readonly what: DivergenceKind;
  /** Entry at which it begins; null when it concerns no single entry. */
  readonly index: number | null;
  /** File of the log, name of a witness or file of the other side. */
  readonly place: string;
  readonly expected: string;
  readonly found: string;
  /** Of an outcome: the rule that it breaks. */
  readonly rule?: Rule;
  /** Of a split view: the two signed checkpoints. */
  readonly checkpoints?: readonly [string, string];
}

/** Carries a finding out of the depth of a verification. */
export class Diverged extends Error {
  override readonly name = "Diverged";
  readonly divergence: Divergence;
  constructor(divergence: Divergence) {
    super(divergence.what);
    this.divergence = divergence;
  }
}
