/** Bytes: strict encodings. A decoder that accepts two spellings of one value lets a forger make two records of one act. */

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

export const utf8 = (text: string): Uint8Array => encoder.encode(text);

/** Decodes UTF-8. Throws `RecordFormatError` on malformed input; a byte order mark is kept as a character. */
export function fromUtf8(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw new RecordFormatError("not valid UTF-8");
  }
}

/** A text or binary value of the record that breaks its format. The message says what is wrong, lower case, without a period. */
export class RecordFormatError extends Error {
  override readonly name = "RecordFormatError";
}

export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i += 1) difference |= (a[i] ?? 0) ^ (b[i] ?? 0);
  return difference === 0;
}

export const toBase64 = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");

/** Standard base64 with padding (RFC 4648 section 4); the only accepted spelling is the canonical one. */
export function fromBase64(text: string): Uint8Array {
  const bytes = new Uint8Array(Buffer.from(text, "base64"));
  if (toBase64(bytes) !== text) throw new RecordFormatError("not canonical base64");
  return bytes;
}

export const toHex = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex");

/** Unsigned 64-bit big-endian. Throws on a negative or larger value. */
export function uint64(value: number | bigint): Uint8Array {
  const big = BigInt(value);
  if (big < 0n || big > 0xffffffffffffffffn)
    throw new RecordFormatError(`\`${value}\` is not an unsigned 64-bit number`);
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, big);
  return bytes;
}

/**
 * A decimal without sign or leading zeros, as C2SP texts write sizes and indices.
 * @param what names the value in the message.
 * @throws RecordFormatError also above 2^53 - 1: no log of ours gets there, and a number that is rounded silently would be worse.
 */
export function parseDecimal(text: string, what: string): number {
  if (!/^(0|[1-9][0-9]*)$/.test(text))
    throw new RecordFormatError(`${what} \`${text}\` is not a decimal number without leading zeros`);
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RecordFormatError(`${what} \`${text}\` is too large`);
  return value;
}

/** Lower-case hexadecimal. @throws RecordFormatError */
export function fromHex(text: string): Uint8Array {
  if (!/^(?:[0-9a-f]{2})*$/.test(text))
    throw new RecordFormatError(`\`${text.slice(0, 40)}\` is not lower-case hexadecimal`);
  return new Uint8Array(Buffer.from(text, "hex"));
}
