/** The witness protocol over HTTP (C2SP tlog-witness): add-checkpoint, and the last checkpoint of each log for monitors. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import {
  decideAddCheckpoint,
  parseAddCheckpoint,
  RecordFormatError,
  splitView,
  type VerifierKey,
} from "@comity/record";
import { formatEvidence } from "../verify/evidence.ts";
import { stateName, type WitnessStore } from "./witness-state.ts";

/** 63 proof lines and a note with 128 signatures fit several times. */
const LARGEST = 1024 * 1024;

export interface WitnessEvents {
  /** After each answer to add-checkpoint. */
  readonly answered?: (status: number, detail: string) => void;
  /** The log asked for a second tree of a size that was cosigned; `file` proves it. */
  readonly splitView?: (file: string) => void;
}

/** @param now Unix seconds. */
export function witnessServer(
  store: WitnessStore,
  logs: readonly VerifierKey[],
  now: () => number,
  events: WitnessEvents = {},
): Server {
  const server = createServer((request, response) => {
    answer(store, logs, now, events, request, response).catch((error: unknown) => {
      events.answered?.(500, error instanceof Error ? error.message : String(error));
      if (!response.headersSent) send(response, 500, "the witness cannot store; nothing was cosigned\n");
    });
  });
  server.requestTimeout = 30_000;
  server.headersTimeout = 10_000;
  return server;
}

function send(response: ServerResponse, status: number, body: string, type = "text/plain; charset=utf-8"): void {
  response.writeHead(status, {
    "content-type": type,
    "content-length": Buffer.byteLength(body),
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
  });
  response.end(body);
}

const tooLarge = (response: ServerResponse): void => send(response, 413, `a request has at most ${LARGEST} bytes\n`);

async function answer(
  store: WitnessStore,
  logs: readonly VerifierKey[],
  now: () => number,
  events: WitnessEvents,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = (request.url ?? "").split("?")[0] ?? "";
  if (path.endsWith("/add-checkpoint")) {
    if (request.method !== "POST") return send(response, 405, "add-checkpoint is a POST\n");
    if (Number(request.headers["content-length"] ?? 0) > LARGEST) return tooLarge(response);
    const body = await read(request);
    if (body === null) return tooLarge(response);
    const { status, text, type, detail } = addCheckpoint(store, logs, now(), body);
    events.answered?.(status, detail);
    if (status === 409 || status === 422) keepSplitView(store, logs, body, events);
    return send(response, status, text, type);
  }
  const name = /\/([0-9a-f]{64})\/checkpoint$/.exec(path)?.[1];
  const note = name === undefined ? null : store.noteOf(name);
  if (request.method !== "GET" && request.method !== "HEAD") return send(response, 405, "only GET\n");
  if (note === null) return send(response, 404, "no such checkpoint\n");
  return send(response, 200, note);
}

interface Answered {
  readonly status: number;
  readonly text: string;
  readonly type?: string;
  readonly detail: string;
}

/** Decides and stores in one turn of the event loop, so no other request comes between: check-and-store is atomic. */
function addCheckpoint(store: WitnessStore, logs: readonly VerifierKey[], time: number, body: string): Answered {
  const decided = decideAddCheckpoint(body, logs, (origin) => store.stateOf(origin), store.signer, time);
  if (decided.status !== 200)
    return {
      status: decided.status,
      text: decided.body,
      detail: decided.body.trimEnd(),
      ...(decided.status === 409 && { type: decided.contentType }),
    };
  store.store(decided.checkpoint.origin, `${parseAddCheckpoint(body).note}${decided.body}`);
  return { status: 200, text: decided.body, detail: `${decided.checkpoint.origin} ${decided.checkpoint.size}` };
}

/** Two signed checkpoints of one size with different roots are proof enough; whatever else was refused is only noted. */
function keepSplitView(store: WitnessStore, logs: readonly VerifierKey[], body: string, events: WitnessEvents): void {
  for (const log of logs) {
    try {
      const second = parseAddCheckpoint(body).note;
      const first = store.noteOf(stateName(log.name));
      if (first === null || !splitView(first, second, log)) continue;
      events.splitView?.(store.keepEvidence(log.name, formatEvidence({ log, first, second, prefix: null })));
    } catch (error) {
      // Not signed by this key of the log.
      if (!(error instanceof RecordFormatError)) throw error;
    }
  }
}

/** The body as text; null when it is too large. Malformed UTF-8 becomes a request that is refused. */
async function read(request: IncomingMessage): Promise<string | null> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > LARGEST) return null;
    parts.push(part);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Buffer.concat(parts));
  } catch {
    return "";
  }
}

/** Where a witness shows its last checkpoint of a log. @throws RecordFormatError when the URL is not one. */
export function monitorUrl(witness: string, name: string): string {
  if (!URL.canParse(witness)) throw new RecordFormatError(`\`${witness}\` is not a URL`);
  return `${witness.replace(/\/+$/, "")}/${name}/checkpoint`;
}
