/**
 * Verifier keys of signed notes (C2SP signed-note): `name+hex(id)+base64(type || key)`,
 * id = SHA-256(name || 0x0A || type || key)[:4].
 */
import { createPrivateKey, createPublicKey, sign, verify, type KeyObject } from "node:crypto";
import { RecordFormatError, concat, equalBytes, fromBase64, fromHex, toBase64, toHex, utf8 } from "./bytes.ts";
import { sha256 } from "./merkle.ts";

/** Signature types that we make or check (C2SP signed-note, "Signature types"). */
export const signatureType = { ed25519: 0x01, cosignature: 0x04, mlDsaCosignature: 0x06 } as const;

export interface VerifierKey {
  /** Key name; for a log, its origin. */
  readonly name: string;
  /** Four bytes, a hint to find the key, not an identifier of it. */
  readonly id: Uint8Array;
  readonly type: number;
  /** Raw public key: 32 bytes for Ed25519, 1,312 for ML-DSA-44. */
  readonly key: Uint8Array;
}

const keySizes = new Map<number, number>([
  [signatureType.ed25519, 32],
  [signatureType.cosignature, 32],
  [signatureType.mlDsaCosignature, 1312],
]);

/** A key name is not empty and holds no white space, control character or `+`. */
export function isKeyName(name: string): boolean {
  return name.length > 0 && name.isWellFormed() && !/[\s\p{White_Space}\p{Cc}+]/u.test(name);
}

export function keyId(name: string, type: number, key: Uint8Array): Uint8Array {
  return sha256(utf8(name), Uint8Array.of(0x0a, type), key).subarray(0, 4);
}

export function makeVerifierKey(name: string, type: number, key: Uint8Array): VerifierKey {
  if (!isKeyName(name))
    throw new RecordFormatError(`\`${name}\` is not a key name: it must not be empty or hold white space or \`+\``);
  if (keySizes.get(type) !== key.length)
    throw new RecordFormatError(`a key of type ${type} does not have ${key.length} bytes`);
  return { name, id: keyId(name, type, key), type, key };
}

export const formatVerifierKey = (key: VerifierKey): string =>
  `${key.name}+${toHex(key.id)}+${toBase64(concat(Uint8Array.of(key.type), key.key))}`;

/** Reads a vkey. @throws RecordFormatError when a part is missing, the id does not fit, or the type is not one that we can check. */
export function parseVerifierKey(text: string): VerifierKey {
  const match = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(text);
  if (!match) throw new RecordFormatError(`\`${text.slice(0, 80)}\` is not a verifier key: expected name+id+base64`);
  const [, name = "", id = "", data = ""] = match;
  const bytes = fromBase64(data);
  const key = makeVerifierKey(name, bytes[0] ?? -1, bytes.subarray(1));
  if (toHex(key.id) !== id)
    throw new RecordFormatError(`key id ${id} of \`${name}\` does not fit its key (${toHex(key.id)})`);
  return key;
}

// DER prefixes of SubjectPublicKeyInfo: Ed25519 (RFC 8410), ML-DSA-44 (RFC 9881), and PKCS #8 of an Ed25519 seed.
const spkiPrefix = new Map<number, Uint8Array>([
  [32, fromHex("302a300506032b6570032100")],
  [1312, fromHex("30820532300b06096086480165030403110382052100")],
]);
const pkcs8Ed25519 = fromHex("302e020100300506032b657004220420");
const cache = new WeakMap<Uint8Array, KeyObject>();

function publicKey(key: Uint8Array): KeyObject {
  let object = cache.get(key);
  if (!object) {
    const prefix = spkiPrefix.get(key.length);
    if (!prefix) throw new RecordFormatError(`no key has ${key.length} bytes`);
    object = createPublicKey({ key: Buffer.from(concat(prefix, key)), format: "der", type: "spki" });
    cache.set(key, object);
  }
  return object;
}

/** Checks a raw Ed25519 (RFC 8032) or ML-DSA-44 (FIPS 204, empty context) signature; the key's size tells which. Never throws. */
export function verifySignature(key: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  try {
    return verify(null, message, publicKey(key), signature);
  } catch {
    return false;
  }
}

/** Whoever holds an Ed25519 seed. The seed never leaves this closure. */
export interface Signer {
  readonly verifier: VerifierKey;
  readonly sign: (message: Uint8Array) => Uint8Array;
}

/** @param seed 32 bytes; the caller keeps it secret and brings the randomness. */
export function ed25519Signer(name: string, seed: Uint8Array, type: number = signatureType.ed25519): Signer {
  if (seed.length !== 32) throw new RecordFormatError(`an Ed25519 seed has 32 bytes, not ${seed.length}`);
  const secret = createPrivateKey({ key: Buffer.from(concat(pkcs8Ed25519, seed)), format: "der", type: "pkcs8" });
  const spki = new Uint8Array(createPublicKey(secret).export({ format: "der", type: "spki" }));
  return {
    verifier: makeVerifierKey(name, type, spki.subarray(-32)),
    sign: (message) => new Uint8Array(sign(null, message, secret)),
  };
}

export const sameKey = (a: VerifierKey, b: VerifierKey): boolean =>
  a.name === b.name && a.type === b.type && equalBytes(a.key, b.key);
