/** Cosignatures of witnesses (C2SP tlog-cosignature v1): Ed25519 and ML-DSA-44 over a checkpoint and a time. */
import { RecordFormatError, concat, equalBytes, uint64, utf8 } from "./bytes.ts";
import { parseCheckpoint } from "./checkpoint.ts";
import { signatureType, verifySignature, type Signer, type VerifierKey } from "./keys.ts";
import type { Hash } from "./merkle.ts";
import type { Note, NoteSignature } from "./note.ts";

/** What an Ed25519 cosigner signs: header, time line, the whole text of the note. */
const ed25519Message = (time: number, text: string): Uint8Array => utf8(`cosignature/v1\ntime ${time}\n${text}`);

const prefixed = (text: string): Uint8Array => {
  const bytes = utf8(text);
  if (bytes.length > 255) throw new RecordFormatError(`\`${text.slice(0, 40)}…\` is longer than 255 bytes`);
  return concat(Uint8Array.of(bytes.length), bytes);
};

/** What an ML-DSA-44 cosigner signs: `"subtree/v1\n\0" || name || time || origin || start || end || root`. */
export function subtreeMessage(
  name: string,
  time: number,
  origin: string,
  start: number,
  end: number,
  root: Hash,
): Uint8Array {
  return concat(
    utf8("subtree/v1\n\0"),
    prefixed(name),
    uint64(time),
    prefixed(origin),
    uint64(start),
    uint64(end),
    root,
  );
}

export interface Cosigned {
  readonly key: VerifierKey;
  /** Unix seconds at which the witness saw the checkpoint. */
  readonly time: number;
}

function timeOf(signature: NoteSignature): { time: number; raw: Uint8Array } | null {
  if (signature.signature.length < 9) return null;
  const time = new DataView(signature.signature.buffer, signature.signature.byteOffset, 8).getBigUint64(0);
  return time > BigInt(Number.MAX_SAFE_INTEGER) ? null : { time: Number(time), raw: signature.signature.subarray(8) };
}

/** Checks one cosignature line against one witness key; null when it is not by that key or does not hold. Never throws. */
export function verifyCosignature(text: string, signature: NoteSignature, key: VerifierKey): Cosigned | null {
  if (signature.name !== key.name || !equalBytes(signature.id, key.id)) return null;
  const timed = timeOf(signature);
  if (!timed) return null;
  if (key.type === signatureType.cosignature)
    return verifySignature(key.key, ed25519Message(timed.time, text), timed.raw) ? { key, time: timed.time } : null;
  if (key.type !== signatureType.mlDsaCosignature) return null;
  try {
    const { origin, size, root } = parseCheckpoint(text);
    return verifySignature(key.key, subtreeMessage(key.name, timed.time, origin, 0, size, root), timed.raw)
      ? { key, time: timed.time }
      : null;
  } catch {
    return null;
  }
}

/** All witnesses of `keys` whose cosignature on the note holds, each once. */
export function cosigners(note: Note, keys: readonly VerifierKey[]): Cosigned[] {
  return keys.flatMap((key) => {
    for (const signature of note.signatures) {
      const cosigned = verifyCosignature(note.text, signature, key);
      if (cosigned) return [cosigned];
    }
    return [];
  });
}

/** Makes an Ed25519 cosignature. @param time Unix seconds, given by the caller. */
export function cosign(text: string, time: number, signer: Signer): NoteSignature {
  if (signer.verifier.type !== signatureType.cosignature)
    throw new RecordFormatError(`key of \`${signer.verifier.name}\` is not a cosignature key`);
  parseCheckpoint(text);
  return {
    name: signer.verifier.name,
    id: signer.verifier.id,
    signature: concat(uint64(time), signer.sign(ed25519Message(time, text))),
  };
}
