/**
 * Evidence of a split view: a file that convinces anyone, without any server, that a log signed two checkpoints that
 * cannot both be true. Two of one size speak for themselves; for two of different sizes the file holds the root that the
 * larger tree has at the smaller size, and the proof (RFC 9162 section 2.1.4) that it is the larger tree's.
 */
import {
  canonicalJson,
  consistencyProof,
  equalBytes,
  formatVerifierKey,
  openCheckpoint,
  parseHashLine,
  parseVerifierKey,
  RecordFormatError,
  splitView,
  toBase64,
  treeRoot,
  verifyConsistency,
  type Hash,
  type VerifierKey,
} from "@comity/record";
import type { LogReader } from "../read-log.ts";
import { withNodes } from "./log-nodes.ts";

const FORM = "comity-split-view/1";

export interface Evidence {
  readonly log: VerifierKey;
  /** Of the smaller (or same) size. */
  readonly first: string;
  readonly second: string;
  /** Root of the second tree at the first one's size, and its proof; null when the sizes are the same. */
  readonly prefix: { readonly root: Hash; readonly proof: readonly Hash[] } | null;
}

export type Comparison =
  | { readonly is: "evidence"; readonly evidence: Evidence }
  | { readonly is: "same" | "consistent" }
  /** Sizes differ, and the larger tree was not given. */
  | { readonly is: "tree-needed" };

/**
 * Compares two signed checkpoints of one log.
 * @param tree where the larger of the two trees can be read.
 * @throws RecordFormatError when either is not signed by the log, or the tree given is not that of the larger checkpoint.
 */
export async function compareCheckpoints(
  one: string,
  other: string,
  log: VerifierKey,
  tree: LogReader | null,
): Promise<Comparison> {
  const sizes = [one, other].map((note) => openCheckpoint(note, log).checkpoint.size) as [number, number];
  const [first, second] = sizes[0] <= sizes[1] ? [one, other] : [other, one];
  const split = splitView(first, second, log);
  if (split) return { is: "evidence", evidence: { log, first, second, prefix: null } };
  const a = openCheckpoint(first, log).checkpoint;
  const b = openCheckpoint(second, log).checkpoint;
  if (a.size === b.size) return { is: "same" };
  if (a.size === 0) return { is: "consistent" };
  if (tree === null) return { is: "tree-needed" };
  const prefix = await withNodes(tree, b.size, (nodes) => ({
    root: treeRoot(nodes, a.size),
    proof: consistencyProof(nodes, a.size, b.size),
  }));
  if (!verifyConsistency(a.size, prefix.root, b.size, b.root, prefix.proof))
    throw new RecordFormatError(`${tree.place} does not hold the tree of the checkpoint of size ${b.size}`);
  return equalBytes(prefix.root, a.root)
    ? { is: "consistent" }
    : { is: "evidence", evidence: { log, first, second, prefix } };
}

export function formatEvidence({ log, first, second, prefix }: Evidence): string {
  return `${canonicalJson({
    form: FORM,
    log: formatVerifierKey(log),
    first,
    second,
    ...(prefix && { prefix: { root: toBase64(prefix.root), proof: prefix.proof.map(toBase64) } }),
  })}\n`;
}

/** Reads an evidence file; whether it holds, `checkEvidence` says. @throws RecordFormatError */
export function parseEvidence(text: string): Evidence {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new RecordFormatError("evidence file is not JSON");
  }
  const { form, log, first, second, prefix } = (value ?? {}) as Record<string, unknown>;
  if (form !== FORM) throw new RecordFormatError(`evidence file is not of the form ${FORM}`);
  if (typeof log !== "string" || typeof first !== "string" || typeof second !== "string")
    throw new RecordFormatError("evidence file lacks log, first or second");
  return { log: parseVerifierKey(log), first, second, prefix: prefix === undefined ? null : parsePrefix(prefix) };
}

function parsePrefix(value: unknown): NonNullable<Evidence["prefix"]> {
  const { root, proof } = (value ?? {}) as Record<string, unknown>;
  if (typeof root !== "string" || !Array.isArray(proof) || proof.length > 63)
    throw new RecordFormatError("evidence file has a prefix without root or proof");
  return { root: parseHashLine(root), proof: proof.map((line) => parseHashLine(String(line))) };
}

/**
 * Whether the evidence proves that whoever holds the key signed two trees that exclude each other. The reader must still
 * compare the key with the one the log is known by.
 * @throws RecordFormatError when a checkpoint is not signed by that key.
 */
export function checkEvidence({ log, first, second, prefix }: Evidence): boolean {
  if (splitView(first, second, log)) return true;
  const a = openCheckpoint(first, log).checkpoint;
  const b = openCheckpoint(second, log).checkpoint;
  return (
    prefix !== null &&
    a.size < b.size &&
    !equalBytes(prefix.root, a.root) &&
    verifyConsistency(a.size, prefix.root, b.size, b.root, prefix.proof)
  );
}
