/** Reading a log as anyone outside reads it: its static files, from a folder or an address. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseTilePath, RecordFormatError, tilePath, tileWidth } from "@comity/record";
import { errorCode, Problem } from "../platform/problem.ts";
import { largestDocument } from "./entry.ts";
import { cutTile } from "./tile-files.ts";

/** The file `log.json`: what a reader needs to know first. Convenience only: trust a key that you got another way. */
export interface LogAbout {
  readonly origin: string;
  /** The key that signs now. */
  readonly vkey: string;
  /** All keys, oldest first, with the sizes whose checkpoints they sign; `to` null = still. */
  readonly keys: readonly { readonly vkey: string; readonly from: number; readonly to: number | null }[];
  /** The policy file's text (C2SP tlog-policy); `quorum none` when no witness is configured. */
  readonly policy: string;
  readonly size: number;
}

export interface LogReader {
  /** The folder or address, for messages. */
  readonly place: string;
  /** Reads `log.json`. */
  about(): Promise<LogAbout>;
  /** The newest signed checkpoint note, with cosignatures. */
  checkpoint(): Promise<string>;
  /**
   * Bytes of a tile by its path (`tile/0/000.p/5`, `tile/entries/000`). A partial tile that is gone is cut from the full one.
   * Nothing is checked but the size.
   */
  tile(path: string): Promise<Uint8Array>;
  /** Bytes of a document by its lower-case SHA-256. Not checked. */
  document(hex: string): Promise<Uint8Array>;
}

const MOST = { checkpoint: 1024 * 1024, about: 4 * 1024 * 1024, hashes: tileWidth * 32, entries: tileWidth * 65_537 };

type Get = (path: string, most: number) => Promise<Uint8Array | null>;

function folderGet(folder: string): Get {
  return async (path, most) => {
    const bytes = await readFile(join(folder, ...path.split("/"))).catch((error: unknown) => {
      if (errorCode(error) === "ENOENT" || errorCode(error) === "ENOTDIR") return null;
      throw new Problem("unavailable", `${join(folder, path)} cannot be read (${errorCode(error)}).`, { cause: error });
    });
    if (bytes !== null && bytes.length > most)
      throw new Problem("too-large", `${path} has ${bytes.length} bytes; at most ${most} are read.`);
    return bytes === null ? null : new Uint8Array(bytes);
  };
}

async function readLimited(response: Response, most: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of response.body ?? []) {
    size += piece.length;
    if (size > most) {
      await response.body?.cancel().catch(() => undefined);
      throw new Problem("too-large", `${response.url} answers with more than ${most} bytes.`);
    }
    pieces.push(piece);
  }
  return new Uint8Array(Buffer.concat(pieces));
}

function addressGet(address: string, seconds: number): Get {
  return async (path, most) => {
    const url = `${address}/${path}`;
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(seconds * 1000), redirect: "follow" });
      if (response.status === 404) {
        await response.body?.cancel();
        return null;
      }
      if (!response.ok) throw new Problem("unavailable", `${url} answers with status ${response.status}.`);
      return await readLimited(response, most);
    } catch (error) {
      if (error instanceof Problem) throw error;
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      throw new Problem("unavailable", `${url} does not answer (${(cause as Error).message}).`, { cause: error });
    }
  };
}

/**
 * Opens a log at a folder (one that `comity record export` made, or data/record) or an address (`https://host/record`).
 * Methods throw `Problem`: `not-found` when the log does not have it, `unavailable` when it cannot be reached.
 * @param options.seconds how long one request may take; default 30.
 */
export function openLog(place: string, options: { seconds?: number } = {}): LogReader {
  const isAddress = /^https?:\/\//i.test(place);
  const base = place.replace(/\/+$/, "");
  const get = isAddress ? addressGet(base, options.seconds ?? 30) : folderGet(base === "" ? "/" : base);
  const need = async (path: string, most: number): Promise<Uint8Array> => {
    const bytes = await get(path, most);
    if (bytes === null) throw new Problem("not-found", `${place} has no ${path}.`);
    return bytes;
  };
  const words = async (path: string, most: number): Promise<string> =>
    new TextDecoder("utf-8", { fatal: true }).decode(await need(path, most));
  return {
    place,
    async about() {
      try {
        return JSON.parse(await words("log.json", MOST.about)) as LogAbout;
      } catch (error) {
        if (error instanceof Problem) throw error;
        throw new RecordFormatError("log.json is not JSON");
      }
    },
    checkpoint: () => words("checkpoint", MOST.checkpoint),
    async tile(path) {
      const tile = parseTilePath(path);
      const most = tile.level === "entries" ? MOST.entries : MOST.hashes;
      const bytes = await get(path, most);
      if (bytes !== null) return bytes;
      const full = tile.width < tileWidth ? await get(tilePath({ ...tile, width: tileWidth }), most) : null;
      if (full === null) throw new Problem("not-found", `${place} has no ${path}.`);
      return cutTile(full, tile);
    },
    document(hex) {
      if (!/^[0-9a-f]{64}$/.test(hex)) throw new RecordFormatError("a document is named by its SHA-256");
      return need(`document/${hex}`, largestDocument);
    },
  };
}
