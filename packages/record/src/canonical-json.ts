/** Canonical JSON: one spelling of each value (RFC 8785, JSON Canonicalization Scheme). */
import { RecordFormatError, utf8 } from "./bytes.ts";

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * Canonical text of a value: members sorted by UTF-16 code units, numbers as ECMAScript prints them, no white space (RFC 8785 section 3.2).
 * @throws RecordFormatError for what JSON cannot hold exactly: NaN, infinities, undefined, functions, bigint, lone surrogates (section 3.2.2.2).
 */
export function canonicalJson(value: unknown): string {
  return write(value, "$");
}

/** Canonical bytes: what is hashed and signed. */
export const canonicalBytes = (value: unknown): Uint8Array => utf8(canonicalJson(value));

function write(value: unknown, path: string): string {
  if (value === null || value === true || value === false) return String(value);
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new RecordFormatError(`${path} is ${value}, which JSON cannot hold`);
    return Object.is(value, -0) ? "0" : String(value);
  }
  if (typeof value === "string") return writeString(value, path);
  if (Array.isArray(value)) return `[${Array.from(value, (item, i) => write(item, `${path}[${i}]`)).join(",")}]`;
  if (
    typeof value === "object" &&
    (Object.getPrototypeOf(value) === Object.prototype || Object.getPrototypeOf(value) === null)
  ) {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    return `{${entries.map(([key, member]) => `${writeString(key, path)}:${write(member, `${path}.${key}`)}`).join(",")}}`;
  }
  throw new RecordFormatError(`${path} is a ${typeof value}, which JSON cannot hold`);
}

function writeString(text: string, path: string): string {
  if (!text.isWellFormed()) throw new RecordFormatError(`${path} holds a lone surrogate`);
  return JSON.stringify(text);
}
