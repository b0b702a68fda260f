/**
 * The witness protocol (C2SP tlog-witness), as a pure decision: a request and
 * the size and root last cosigned go in, the answer and the new state come out.
 * Whoever calls it makes check-and-store atomic and durable before answering.
 */
import { RecordFormatError, equalBytes, parseDecimal } from "./bytes.ts";
import { openCheckpoint, parseCheckpoint, type Checkpoint } from "./checkpoint.ts";
import { cosign } from "./cosignature.ts";
import { sameKey, type Signer, type VerifierKey } from "./keys.ts";
import { emptyRoot, verifyConsistency, type Hash } from "./merkle.ts";
import { formatSignatureLine, parseNote } from "./note.ts";
import { parseHashLine } from "./receipt.ts";

export interface AddCheckpoint {
  readonly old: number;
  readonly proof: readonly Hash[];
  /** The signed note as sent. */
  readonly note: string;
}

const mostProofLines = 63;

/** Body of POST add-checkpoint: `old <size>`, proof lines, empty line, checkpoint note. */
export function parseAddCheckpoint(body: string): AddCheckpoint {
  const at = body.indexOf("\n\n");
  if (at < 0) throw new RecordFormatError("request has no empty line before its checkpoint");
  const [first = "", ...lines] = body.slice(0, at).split("\n");
  const old = /^old (.*)$/.exec(first)?.[1];
  if (old === undefined) throw new RecordFormatError("request does not begin with `old <size>`");
  if (lines.length > mostProofLines) throw new RecordFormatError(`request has more than ${mostProofLines} proof lines`);
  return { old: parseDecimal(old, "old size"), proof: lines.map(parseHashLine), note: body.slice(at + 2) };
}

export function formatAddCheckpoint(request: AddCheckpoint, hashLine: (hash: Hash) => string): string {
  return `old ${request.old}\n${request.proof.map((hash) => `${hashLine(hash)}\n`).join("")}\n${request.note}`;
}

export interface WitnessState {
  readonly size: number;
  readonly root: Hash;
}
export const unseen: WitnessState = { size: 0, root: emptyRoot };

export type WitnessAnswer =
  | { readonly status: 200; readonly body: string; readonly state: WitnessState; readonly checkpoint: Checkpoint }
  | { readonly status: 409; readonly body: string; readonly contentType: "text/x.tlog.size" }
  | { readonly status: 400 | 403 | 404 | 422; readonly body: string };

/**
 * Decides one add-checkpoint request.
 * @param logs keys of the logs that this witness serves.
 * @param stateOf what was last cosigned for an origin (`unseen` at first sight).
 * @param time Unix seconds for the cosignature.
 */
export function decideAddCheckpoint(
  body: string,
  logs: readonly VerifierKey[],
  stateOf: (origin: string) => WitnessState,
  signer: Signer,
  time: number,
): WitnessAnswer {
  let request: AddCheckpoint;
  let origin: string;
  try {
    request = parseAddCheckpoint(body);
    origin = parseCheckpoint(parseNote(request.note).text).origin;
  } catch (error) {
    return { status: 400, body: `${error instanceof Error ? error.message : String(error)}\n` };
  }
  const keys = logs.filter((key) => key.name === origin);
  if (keys.length === 0) return { status: 404, body: `\`${origin}\` is not a log that this witness serves\n` };
  const opened = keys.map((key) => tryOpen(request.note, key)).find((result) => result !== null);
  if (!opened) return { status: 403, body: "checkpoint has no valid signature of the log\n" };
  const { checkpoint, text } = opened;
  if (request.old > checkpoint.size)
    return { status: 400, body: `old size ${request.old} is above the checkpoint's ${checkpoint.size}\n` };
  const state = stateOf(origin);
  if (request.old !== state.size) return { status: 409, body: `${state.size}\n`, contentType: "text/x.tlog.size" };
  const consistent =
    request.old === checkpoint.size
      ? request.proof.length === 0 && equalBytes(state.root, checkpoint.root)
      : verifyConsistency(state.size, state.root, checkpoint.size, checkpoint.root, request.proof);
  if (!consistent)
    return { status: 422, body: `proof does not show that size ${checkpoint.size} extends size ${state.size}\n` };
  return {
    status: 200,
    body: formatSignatureLine(cosign(text, time, signer)),
    state: { size: checkpoint.size, root: checkpoint.root },
    checkpoint,
  };
}

function tryOpen(note: string, key: VerifierKey): { checkpoint: Checkpoint; text: string } | null {
  try {
    const { checkpoint, note: parsed } = openCheckpoint(note, key);
    return { checkpoint, text: parsed.text };
  } catch {
    return null;
  }
}

/** Two checkpoints of one log that cannot both be true: evidence that the log lied to someone. */
export interface SplitView {
  readonly first: string;
  readonly second: string;
  readonly reason: "same-size-different-root" | "not-consistent";
}

/**
 * Evidence from two signed checkpoints: same size and different roots proves a split view by itself.
 * Different sizes need a proof that the log cannot give, which nobody can show in a file; null then.
 * @throws RecordFormatError when either is not signed by the log.
 */
export function splitView(first: string, second: string, log: VerifierKey): SplitView | null {
  const a = openCheckpoint(first, log).checkpoint;
  const b = openCheckpoint(second, log).checkpoint;
  return a.size === b.size && !equalBytes(a.root, b.root)
    ? { first, second, reason: "same-size-different-root" }
    : null;
}

export const isServed = (logs: readonly VerifierKey[], key: VerifierKey): boolean =>
  logs.some((log) => sameKey(log, key));
