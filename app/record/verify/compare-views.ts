/** Compares a log with what it was seen to sign before: by an earlier verification, by witnesses, by whoever kept a checkpoint. */
import {
  consistencyProof,
  equalBytes,
  RecordFormatError,
  toBase64,
  verifyConsistency,
  type Checkpoint,
  type Hash,
} from "@comity/record";
import type { LogReader } from "../read-log.ts";
import { Diverged } from "./divergence.ts";
import { withNodes } from "./log-nodes.ts";
import { openByAny, originOf, type VerifyState } from "./verify-state.ts";

/** A checkpoint that the log signed and showed to someone. */
export interface KnownCheckpoint {
  /** Witness or file. */
  readonly from: string;
  readonly note: string;
}

/** Against the newest checkpoint of an earlier verification. */
export function compareSeen(begin: VerifyState, note: string, now: Checkpoint): void {
  const seen = openByAny(begin.seen, begin.keys).checkpoint;
  const checkpoints = [begin.seen, note] as const;
  if (now.size < seen.size)
    throw new Diverged({
      what: "shorter",
      index: now.size,
      place: "checkpoint",
      expected: `≥ ${seen.size}`,
      found: String(now.size),
      checkpoints,
    });
  if (now.size === seen.size && !equalBytes(now.root, seen.root))
    throw new Diverged({
      what: "split",
      index: null,
      place: "checkpoint",
      expected: toBase64(seen.root),
      found: toBase64(now.root),
      checkpoints,
    });
}

/** Size that a note is signed for; 0 when it is not signed by the log. */
export function sizeOf(note: string, { keys }: VerifyState): number {
  try {
    return openByAny(note, keys).checkpoint.size;
  } catch {
    return 0;
  }
}

/** Known checkpoints by size; those beyond the log, or not signed by it, are findings of their own. */
export function knownHere(
  known: readonly KnownCheckpoint[],
  state: VerifyState,
  size: number,
): ReadonlyMap<number, readonly KnownCheckpoint[]> {
  const here = known.filter((other) => sizeOf(other.note, state) <= size);
  return Map.groupBy(here, (other) => sizeOf(other.note, state));
}

/** What the log signed elsewhere at the size that the tree has now. */
export function compareKnown(
  known: ReadonlyMap<number, readonly KnownCheckpoint[]>,
  { tree, keys, seen }: VerifyState,
  now: Checkpoint,
): void {
  for (const other of known.get(tree.size) ?? []) {
    const { root } = openByAny(other.note, keys).checkpoint;
    // The tree as read gives the checkpoint's own root, or that is the finding.
    const own: Hash = tree.root();
    if (tree.size === now.size && !equalBytes(own, now.root)) continue;
    if (!equalBytes(own, root)) throw split(other, seen, own, root);
  }
}

function split(other: KnownCheckpoint, note: string, own: Hash, theirs: Hash): Diverged {
  return new Diverged({
    what: "split",
    index: null,
    place: other.from,
    expected: toBase64(theirs),
    found: toBase64(own),
    checkpoints: [other.note, note],
  });
}

/** What shows without reading an entry: known checkpoints that are not the log's, of a longer log, or of another tree of this size. */
export function compareSigned(
  note: string,
  now: Checkpoint,
  known: readonly KnownCheckpoint[],
  { keys }: VerifyState,
): void {
  for (const other of known) {
    let theirs: Checkpoint;
    try {
      theirs = openByAny(other.note, keys).checkpoint;
    } catch (error) {
      if (!(error instanceof RecordFormatError)) throw error;
      throw new Diverged({
        what: "signature",
        index: null,
        place: other.from,
        expected: originOf(keys),
        found: error.message,
      });
    }
    if (theirs.size > now.size)
      throw new Diverged({
        what: "shorter",
        index: now.size,
        place: other.from,
        expected: `≥ ${theirs.size}`,
        found: String(now.size),
        checkpoints: [other.note, note],
      });
    if (theirs.size === now.size && !equalBytes(theirs.root, now.root)) throw split(other, note, now.root, theirs.root);
  }
}

/** Known checkpoints that end before the entries read now: the log must prove that it extends them. */
export async function compareEarlier(
  reader: LogReader,
  start: number,
  note: string,
  now: Checkpoint,
  known: readonly KnownCheckpoint[],
  { keys }: VerifyState,
): Promise<void> {
  for (const other of known) {
    const theirs = openByAny(other.note, keys).checkpoint;
    if (theirs.size === 0 || theirs.size >= start || theirs.size === now.size) continue;
    const proof = await withNodes(reader, now.size, (nodes) => consistencyProof(nodes, theirs.size, now.size));
    if (!verifyConsistency(theirs.size, theirs.root, now.size, now.root, proof))
      throw split(other, note, now.root, theirs.root);
  }
}
