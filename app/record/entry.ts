/**
 * Entries: the canonical bytes of an official act, with private values replaced by salted commitments and large contents
 * by the digest of a document. Pure but for the salts, which the caller draws.
 */
import { canonicalBytes, fromUtf8, largestEntry, RecordFormatError, sha256, toHex, type Hash } from "@comity/record";
import { PRIVATE, type OfficialAct } from "../platform/commands/official-acts.ts";
import { Problem } from "../platform/problem.ts";

export const ENTRY_VERSION = 1;
/** Largest content of one act; beyond it the content belongs into a file whose digest the act names. */
export const largestDocument = 16 * 1024 * 1024;

export interface RecordEntry {
  readonly v: number;
  readonly kind: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  /** The command that enacted it. */
  readonly command: string;
  readonly actor: { readonly kind: string; readonly id: string | null };
  readonly request: string;
  /** The content, or `{"document":{"sha256":hex,"size":bytes}}` when it is a document. */
  readonly entry: Readonly<Record<string, unknown>>;
}

export interface DocumentName {
  /** Lower-case hex. */
  readonly sha256: string;
  readonly size: number;
}

/** What opens one commitment. */
export interface Secret {
  /** JSON pointer (RFC 6901) of the commitment within the content. */
  readonly path: string;
  readonly salt: Uint8Array;
  readonly value: unknown;
}

export interface BuiltEntry {
  readonly body: Uint8Array;
  readonly secrets: readonly Secret[];
  readonly document: { readonly digest: Hash; readonly body: Uint8Array } | null;
}

/** SHA-256 (hex) of salt and canonical value: binds to the value and, as the salt has 32 random bytes, tells nothing of it. */
export const commitment = (salt: Uint8Array, value: unknown): string => toHex(sha256(salt, canonicalBytes(value)));

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The name of the document that holds an entry's content; null when the content stands in the entry itself. */
export function documentOf(content: unknown): DocumentName | null {
  if (!isObject(content) || Object.keys(content).length !== 1 || !isObject(content["document"])) return null;
  const { sha256: digest, size, ...rest } = content["document"];
  if (typeof digest !== "string" || typeof size !== "number" || Object.keys(rest).length > 0) return null;
  return { sha256: digest, size };
}

function conceal(value: unknown, path: string, drawSalt: () => Uint8Array, secrets: Secret[]): unknown {
  if (Array.isArray(value)) return value.map((item, i) => conceal(item, `${path}/${i}`, drawSalt, secrets));
  if (!isObject(value)) return value;
  if (Object.hasOwn(value, PRIVATE)) {
    if (Object.keys(value).length !== 1) throw new RecordFormatError(`a private value stands alone, at ${path}`);
    const salt = drawSalt();
    secrets.push({ path, salt, value: value[PRIVATE] });
    return { commit: commitment(salt, value[PRIVATE]) };
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [
      key,
      conceal(member, `${path}/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`, drawSalt, secrets),
    ]),
  );
}

/**
 * The entry of an act.
 * @param drawSalt 32 fresh random bytes for each private value.
 * @throws RecordFormatError when the content is not plain JSON; Problem `too-large` above `largestDocument`.
 */
export function buildEntry(act: OfficialAct, drawSalt: () => Uint8Array): BuiltEntry {
  const secrets: Secret[] = [];
  const content = conceal(act.entry, "", drawSalt, secrets) as Record<string, unknown>;
  // Otherwise an act could name a document that nobody stored.
  if (documentOf(content) !== null) throw new RecordFormatError("the content of an act may not look like a document");
  const entry = (of: Readonly<Record<string, unknown>>): Uint8Array =>
    canonicalBytes({
      v: ENTRY_VERSION,
      kind: act.kind,
      at: act.at,
      command: act.command,
      actor: { kind: act.actor.kind, id: act.actor.id },
      request: act.requestId,
      entry: of,
    } satisfies RecordEntry);
  const body = entry(content);
  if (body.length <= largestEntry) return { body, secrets, document: null };
  const document = canonicalBytes(content);
  if (document.length > largestDocument)
    throw new Problem("too-large", `The content of ${act.kind} has ${document.length} bytes; the record takes 16 MiB.`);
  const digest = sha256(document);
  return {
    body: entry({ document: { sha256: toHex(digest), size: document.length } }),
    secrets,
    document: { digest, body: document },
  };
}

/** Reads an entry's bytes. @throws RecordFormatError when they are not the canonical JSON of an entry. */
export function readEntry(body: Uint8Array): RecordEntry {
  const text = fromUtf8(body);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new RecordFormatError("entry is not JSON");
  }
  if (fromUtf8(canonicalBytes(value)) !== text) throw new RecordFormatError("entry is not canonical JSON");
  if (
    !isObject(value) ||
    value["v"] !== ENTRY_VERSION ||
    !["kind", "at", "command", "request"].every((key) => typeof value[key] === "string") ||
    !isObject(value["actor"]) ||
    !isObject(value["entry"])
  )
    throw new RecordFormatError("entry lacks v, kind, at, command, actor, request or entry");
  return value as unknown as RecordEntry;
}
