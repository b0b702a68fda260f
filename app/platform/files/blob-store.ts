/** Files by content: a blob's name is the SHA-256 of its bytes, so storing twice is storing once and reading is verifiable. */
import type { Readable } from "node:stream";
import { Problem } from "../problem.ts";

export interface StoredBlob {
  /** SHA-256, 64 lower-case hex digits. */
  hash: string;
  /** Bytes. */
  size: number;
}

export interface BlobStore {
  /** Stores all bytes or nothing. Throws `Problem("too-large")` beyond `maxBytes`, `Problem("storage-full")` on a full disk. */
  put(content: Readable | Uint8Array, options?: { maxBytes?: number }): Promise<StoredBlob>;
  /** Throws `Problem("not-found")`. `range` is in bytes, both ends included. */
  get(hash: string, range?: { start: number; end: number }): Promise<Readable>;
  /** Size in bytes, `undefined` when absent. */
  size(hash: string): Promise<number | undefined>;
  /** Does nothing when absent. */
  remove(hash: string): Promise<void>;
  /** Every stored blob, in any order, for backup and checks. */
  list(): AsyncIterable<StoredBlob>;
}

/** Guards paths and addresses. Throws `Problem("invalid-input")`. */
export function checkHash(hash: string): string {
  if (!/^[0-9a-f]{64}$/.test(hash))
    throw new Problem("invalid-input", "A file is named by the SHA-256 of its content: 64 hex digits.");
  return hash;
}
