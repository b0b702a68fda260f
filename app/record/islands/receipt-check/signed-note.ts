/**
 * Bytes, keys and signed notes for the browser: the C2SP forms that `@comity/record` reads with node:crypto, here with
 * WebCrypto alone. Every refusal is a `FormFault`; what one side refuses the other refuses (check-receipt.test.ts).
 */

/** A text that breaks its form. The message is technical English, lower case, without a period. */
export class FormFault extends Error {
  override readonly name = "FormFault";
}

/** As `crypto.subtle` wants them: not over shared memory. */
export type Bytes = Uint8Array<ArrayBuffer>;

const encoder = new TextEncoder();
export const utf8 = (text: string): Bytes => encoder.encode(text);

export function concat(...parts: readonly Uint8Array[]): Bytes {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

export const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, i) => byte === b[i]);

export const toHex = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

/** Standard base64 with padding; only the canonical spelling. @throws FormFault */
export function fromBase64(text: string): Bytes {
  let binary: string;
  try {
    binary = atob(text);
  } catch {
    throw new FormFault("not base64");
  }
  if (btoa(binary) !== text) throw new FormFault("not canonical base64");
  return Uint8Array.from(binary, (letter) => letter.charCodeAt(0));
}

/** Decimal without sign or leading zeros, at most 2^53 - 1. @throws FormFault */
export function parseDecimal(text: string, what: string): number {
  const value = Number(text);
  if (!/^(0|[1-9][0-9]*)$/.test(text) || !Number.isSafeInteger(value))
    throw new FormFault(`${what} \`${text.slice(0, 40)}\` is not a decimal number without leading zeros`);
  return value;
}

export const sha256 = async (...parts: readonly Uint8Array[]): Promise<Bytes> =>
  new Uint8Array(await crypto.subtle.digest("SHA-256", concat(...parts)));

/** Types of signatures in notes: of a log, of a witness, of a witness by ML-DSA-44 (which WebCrypto does not have). */
export const signatureType = { log: 0x01, witness: 0x04, witnessMlDsa: 0x06 } as const;

export interface VerifierKey {
  readonly name: string;
  readonly id: Bytes;
  readonly type: number;
  readonly key: Bytes;
}

const keySizes = new Map<number, number>([
  [signatureType.log, 32],
  [signatureType.witness, 32],
  [signatureType.witnessMlDsa, 1312],
]);

const isKeyName = (name: string): boolean =>
  name.length > 0 && name.isWellFormed() && !/[\s\p{White_Space}\p{Cc}+]/u.test(name);

/** Reads `name+id+base64(type || key)`. @throws FormFault */
export async function parseVerifierKey(text: string): Promise<VerifierKey> {
  const [, name = "", id = "", data = ""] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(text) ?? [];
  if (!isKeyName(name)) throw new FormFault(`\`${text.slice(0, 80)}\` is not a verifier key: expected name+id+base64`);
  const bytes = fromBase64(data);
  const type = bytes[0] ?? -1;
  const key = bytes.slice(1);
  if (keySizes.get(type) !== key.length) throw new FormFault(`a key of type ${type} does not have ${key.length} bytes`);
  const own = (await sha256(utf8(name), Uint8Array.of(0x0a, type), key)).slice(0, 4);
  if (toHex(own) !== id) throw new FormFault(`key id ${id} of \`${name}\` does not fit its key (${toHex(own)})`);
  return { name, id: own, type, key };
}

/** Checks an Ed25519 signature. A key that is no point of the curve is a signature that does not hold. */
export async function holds(key: Bytes, message: Bytes, signature: Bytes): Promise<boolean> {
  try {
    const imported = await crypto.subtle.importKey("raw", key, "Ed25519", false, ["verify"]);
    return await crypto.subtle.verify("Ed25519", imported, signature, message);
  } catch {
    return false;
  }
}

/** Whether this browser, on this page, can check Ed25519 at all: pages without TLS have no WebCrypto. */
export async function canCheck(): Promise<boolean> {
  try {
    // A key of RFC 8032 section 7.1, test 1.
    const key = fromBase64("11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=");
    await crypto.subtle.importKey("raw", key, "Ed25519", false, ["verify"]);
    return true;
  } catch {
    return false;
  }
}

export interface NoteSignature {
  readonly name: string;
  readonly id: Bytes;
  readonly signature: Bytes;
}

export interface Note {
  /** Ends in a newline. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** As in `@comity/record`: more than any real note has. */
const mostSignatures = 128;

function parseSignatureLine(line: string): NoteSignature {
  const parts = line.split(" ");
  const [dash, name = "", data = ""] = parts;
  if (parts.length !== 3 || dash !== "\u2014" || !isKeyName(name))
    throw new FormFault(`signature line \`${line.slice(0, 60)}\` is not \`— name base64\``);
  const bytes = fromBase64(data);
  if (bytes.length < 5) throw new FormFault(`signature of \`${name}\` is too short`);
  return { name, id: bytes.slice(0, 4), signature: bytes.slice(4) };
}

/** Splits a note at its last empty line. @throws FormFault */
export function parseNote(note: string): Note {
  if (!note.isWellFormed()) throw new FormFault("note is not valid Unicode");
  // oxlint-disable-next-line no-control-regex -- the specification forbids exactly these
  if (/[\u0000-\u0009\u000b-\u001f\u007f]/.test(note)) throw new FormFault("note holds a control character");
  const at = note.lastIndexOf("\n\n");
  if (at < 0) throw new FormFault("note has no empty line between text and signatures");
  const rest = note.slice(at + 2);
  if (!rest.endsWith("\n")) throw new FormFault("note does not end in a newline, or has no signature");
  const lines = rest.slice(0, -1).split("\n");
  if (lines.length > mostSignatures) throw new FormFault(`note has more than ${mostSignatures} signatures`);
  return { text: note.slice(0, at + 1), signatures: lines.map(parseSignatureLine) };
}

export const isBy = (signature: NoteSignature, key: VerifierKey): boolean =>
  signature.name === key.name && sameBytes(signature.id, key.id);

export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Bytes;
}

/** A base64 line of 32 bytes. @throws FormFault */
export function parseHash(line: string): Bytes {
  const hash = fromBase64(line);
  if (hash.length !== 32) throw new FormFault(`hash \`${line.slice(0, 60)}\` has ${hash.length} bytes, not 32`);
  return hash;
}

/** Reads the text of a checkpoint: origin, size, root, extension lines. @throws FormFault */
export function parseCheckpoint(text: string): Checkpoint {
  if (!text.endsWith("\n")) throw new FormFault("checkpoint does not end in a newline");
  const [origin = "", size = "", root = "", ...extensions] = text.slice(0, -1).split("\n");
  if (origin === "") throw new FormFault("checkpoint has an empty origin");
  if (root === "") throw new FormFault("checkpoint has fewer than three lines");
  if (extensions.includes("")) throw new FormFault("checkpoint has an empty extension line");
  return { origin, size: parseDecimal(size, "size"), root: parseHash(root) };
}
