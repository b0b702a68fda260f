/**
 * Verifies a published log from its entries: reads every bundle once, recomputes every tile, the root and every outcome
 * that can be recomputed, and compares with the signed checkpoint, the policy and whatever else the log was seen to sign.
 * Memory does not grow with the log.
 */
import {
  bundleEntries,
  checkPolicy,
  equalBytes,
  leafHash,
  meets,
  RecordFormatError,
  tilePath,
  tileWidth,
  toBase64,
  type Checkpoint,
  type Policy,
} from "@comity/record";
import { Problem } from "../../platform/problem.ts";
import type { LogReader } from "../read-log.ts";
import type { Outside } from "../verifiers/verifier.ts";
import {
  compareEarlier,
  compareKnown,
  compareSeen,
  compareSigned,
  knownHere,
  sizeOf,
  type KnownCheckpoint,
} from "./compare-views.ts";
import { checkEntry } from "./check-entry.ts";
import { Diverged, type Divergence } from "./divergence.ts";
import type { FinishedTile } from "./growing-tree.ts";
import { widthAt } from "./log-nodes.ts";
import { formatState, openByAny, originOf, parseState, type VerifyState } from "./verify-state.ts";

/** Takes what was read, in the order of the log; a mirror writes it down. */
export interface LogSink {
  bundle(index: number, bytes: Uint8Array, width: number): Promise<void>;
  tile(tile: FinishedTile): Promise<void>;
  document(sha256: string, bytes: Uint8Array): Promise<void>;
}

export interface VerifyOptions {
  readonly policy: Policy | null;
  readonly known: readonly KnownCheckpoint[];
  readonly outside: Outside;
  readonly onProgress?: (done: number, total: number) => void;
  /** Called at times with the text of a state from which verification can go on. */
  readonly save?: (text: string) => void | Promise<void>;
  readonly sink?: LogSink;
}

export interface Verification {
  /** Null: nothing wrong was found. */
  readonly divergence: Divergence | null;
  /** The checkpoint note that was verified, or that diverged. */
  readonly note: string;
  readonly checkpoint: Checkpoint | null;
  /** Witnesses of the policy that cosigned. */
  readonly witnesses: readonly { readonly name: string; readonly time: number }[];
  /** Entries that this run read. */
  readonly read: number;
  readonly state: VerifyState;
}

/** Bundles in flight: a web server is far, and a folder does not mind. */
const AHEAD = 8;
const SAVE_EACH = 64 * tileWidth;

/** @throws Problem when the log cannot be read at all; a finding is a result, not an error. */
export async function verifyLog(reader: LogReader, begin: VerifyState, options: VerifyOptions): Promise<Verification> {
  const before = formatState(begin);
  // The caller's state stays as it was.
  const state = parseState(before, begin.keys);
  let note = "";
  let checkpoint: Checkpoint | null = null;
  let witnesses: Verification["witnesses"] = [];
  const start = state.tree.size;
  try {
    note = await currentNote(reader, begin, options.known);
    checkpoint = openNow(note, begin);
    if (begin.seen !== "") compareSeen(begin, note, checkpoint);
    compareSigned(note, checkpoint, options.known, begin);
    await compareOpenTiles(reader, state, checkpoint);
    await readEntries(reader, { ...state, seen: note }, checkpoint, options);
    if (!equalBytes(state.tree.root(), checkpoint.root))
      throw new Diverged({
        what: "root",
        index: null,
        place: `checkpoint, ${checkpoint.size}`,
        expected: toBase64(checkpoint.root),
        found: toBase64(state.tree.root()),
      });
    await compareEarlier(reader, start, note, checkpoint, options.known, begin);
    witnesses = checkQuorum(options.policy, note);
    const done = { ...state, seen: note };
    await options.save?.(formatState(done));
    return { divergence: null, note, checkpoint, witnesses, read: state.tree.size - start, state: done };
  } catch (error) {
    const divergence = divergenceOf(error);
    if (divergence === null) throw error;
    // What was read since may be wrong: go on from where all was well.
    if (start !== state.tree.size) await options.save?.(before);
    return { divergence, note, checkpoint, witnesses, read: state.tree.size - start, state: begin };
  }
}

function divergenceOf(error: unknown): Divergence | null {
  if (error instanceof Diverged) return error.divergence;
  if (error instanceof Problem && error.kind === "not-found")
    return { what: "missing", index: null, place: "–", expected: "–", found: error.message };
  return null;
}

/** Fetches the checkpoint; a witness may be some seconds ahead of what the log shows, so a shorter one gets a second look. */
async function currentNote(reader: LogReader, begin: VerifyState, known: readonly KnownCheckpoint[]): Promise<string> {
  const wanted = Math.max(0, ...known.map((other) => sizeOf(other.note, begin)));
  let note = await readNote(reader);
  for (let attempt = 1; attempt < 4 && /^https?:/.test(reader.place) && sizeOf(note, begin) < wanted; attempt += 1) {
    await new Promise((resolve) => setTimeout(resolve, 700 * attempt));
    note = await readNote(reader);
  }
  return note;
}

async function readNote(reader: LogReader): Promise<string> {
  try {
    return await reader.checkpoint();
  } catch (error) {
    // What TextDecoder throws.
    if (!(error instanceof TypeError)) throw error;
    throw new Diverged({
      what: "signature",
      index: null,
      place: "checkpoint",
      expected: "UTF-8",
      found: error.message,
    });
  }
}

function openNow(note: string, { keys }: VerifyState): Checkpoint {
  try {
    return openByAny(note, keys).checkpoint;
  } catch (error) {
    if (!(error instanceof RecordFormatError)) throw error;
    throw new Diverged({
      what: "signature",
      index: null,
      place: "checkpoint",
      expected: originOf(keys),
      found: error.message,
    });
  }
}

/** The tree that was verified before must stand in the tiles of now: its unfinished tiles hold all of it. */
async function compareOpenTiles(reader: LogReader, state: VerifyState, checkpoint: Checkpoint): Promise<void> {
  for (const { level, index, hashes } of state.tree.openTiles().toReversed()) {
    const path = tilePath({ level, index, width: widthAt(checkpoint.size, level, index) });
    const bytes = await reader.tile(path);
    hashes.forEach((hash, i) => {
      const now = bytes.subarray(i * 32, i * 32 + 32);
      if (!equalBytes(hash, now))
        throw new Diverged({
          what: "rewritten",
          index: (index * tileWidth + i) * tileWidth ** level,
          place: path,
          expected: toBase64(hash),
          found: toBase64(now),
        });
    });
  }
}

interface Fetched {
  readonly path: string;
  readonly index: number;
  readonly width: number;
  readonly bundle: Uint8Array;
  readonly tile: Uint8Array;
}

async function readEntries(
  reader: LogReader,
  state: VerifyState,
  checkpoint: Checkpoint,
  options: VerifyOptions,
): Promise<void> {
  const { size } = checkpoint;
  const { tree } = state;
  const bundles = Math.ceil(size / tileWidth);
  const fetchBundle = async (index: number): Promise<Fetched> => {
    const width = widthAt(size, 0, index);
    const path = tilePath({ level: "entries", index, width });
    const [bundle, tile] = await Promise.all([reader.tile(path), reader.tile(tilePath({ level: 0, index, width }))]);
    return { path, index, width, bundle, tile };
  };
  const queue: Promise<Fetched>[] = [];
  let next = Math.floor(tree.size / tileWidth);
  const fill = (): void => {
    for (; queue.length < AHEAD && next < bundles; next += 1) {
      const one = fetchBundle(next);
      // Whoever awaits it hears of the failure; until then it is nobody's.
      one.catch(() => undefined);
      queue.push(one);
    }
  };
  // A state that ends with a full bundle and a log that did not grow leave nothing to read.
  if (tree.size >= size) return;
  let saved = tree.size;
  const known = knownHere(options.known, state, size);
  compareKnown(known, state, checkpoint);
  for (fill(); queue.length > 0; fill()) {
    const fetched = await (queue.shift() as Promise<Fetched>);
    await readBundle(reader, fetched, state, checkpoint, known, options);
    options.onProgress?.(tree.size, size);
    if (tree.size - saved >= SAVE_EACH && tree.size < size) {
      saved = tree.size;
      await options.save?.(formatState(state));
    }
  }
  for (const tile of tree.openTiles()) await compareTile(reader, tile, options);
}

async function readBundle(
  reader: LogReader,
  { path, index, width, bundle, tile }: Fetched,
  state: VerifyState,
  checkpoint: Checkpoint,
  known: ReadonlyMap<number, readonly KnownCheckpoint[]>,
  options: VerifyOptions,
): Promise<void> {
  const { tree } = state;
  const entries = bundleOf(bundle, width, path, index);
  const first = index * tileWidth;
  // Entries of a bundle that was begun before were verified then; their hashes must still be the same.
  const old = tree.size - first;
  const finished: FinishedTile[] = [];
  const documents: [string, Uint8Array][] = [];
  for (const [i, body] of entries.entries()) {
    const leaf = leafHash(body);
    const inTree = i < old ? tree.open(0)[i] : tile.subarray(i * 32, i * 32 + 32);
    if (inTree === undefined || !equalBytes(leaf, inTree))
      throw new Diverged({
        what: "leaf",
        index: first + i,
        place: path,
        expected: toBase64(inTree ?? new Uint8Array()),
        found: `${toBase64(leaf)}  ${excerpt(body)}`,
      });
    if (i < old) continue;
    const document = await checkEntry(reader, state, body, first + i, options.outside);
    if (document) documents.push(document);
    finished.push(...tree.add(leaf));
    if (known.has(tree.size)) compareKnown(known, state, checkpoint);
  }
  await options.sink?.bundle(index, bundle, width);
  for (const [digest, bytes] of documents) await options.sink?.document(digest, bytes);
  // Level 0 was compared entry by entry.
  for (const one of finished)
    if (one.level === 0) await options.sink?.tile(one);
    else await compareTile(reader, one, options);
}

function bundleOf(bytes: Uint8Array, width: number, path: string, index: number): Uint8Array[] {
  try {
    return bundleEntries(bytes, width);
  } catch (error) {
    if (!(error instanceof RecordFormatError)) throw error;
    throw new Diverged({
      what: "missing",
      index: index * tileWidth,
      place: path,
      expected: `${width}`,
      found: error.message,
    });
  }
}

async function compareTile(reader: LogReader, tile: FinishedTile, options: VerifyOptions): Promise<void> {
  const path = tilePath({ level: tile.level, index: tile.index, width: tile.hashes.length });
  const bytes = await reader.tile(path);
  tile.hashes.forEach((hash, i) => {
    const found = bytes.subarray(i * 32, i * 32 + 32);
    if (!equalBytes(hash, found))
      throw new Diverged({
        what: "tile",
        index: (tile.index * tileWidth + i) * tileWidth ** tile.level,
        place: path,
        expected: toBase64(hash),
        found: toBase64(found),
      });
  });
  await options.sink?.tile(tile);
}

function checkQuorum(policy: Policy | null, note: string): Verification["witnesses"] {
  if (policy === null) return [];
  const { satisfied, witnesses } = checkPolicy(policy, note);
  if (!satisfied) {
    const present = new Set(witnesses.map((witness) => witness.name));
    const absent = policy.witnesses.filter((witness) => !meets(witness, present));
    throw new Diverged({
      what: "quorum",
      index: null,
      place: "checkpoint",
      expected: policy.quorum === null ? "none" : policy.quorum.name,
      found: `${[...present].join(", ") || "–"} (–${absent.map((witness) => witness.name).join(", –")})`,
    });
  }
  return witnesses;
}

/** The beginning of an entry as people can read it. */
function excerpt(body: Uint8Array): string {
  const text = Buffer.from(body.subarray(0, 200))
    .toString("utf8")
    .replaceAll(/[\p{Cc}\p{Cf}]/gu, "\uFFFD");
  return body.length > 200 ? `${text}…` : text;
}
