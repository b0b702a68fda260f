/** Blobs in a folder: `ab/cd/<hash>`, written beside their place, synced to disk and renamed, so a crash leaves no half file. */
import { createHash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, readdir, rename, rm, stat, type FileHandle } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { errorCode, Problem, toProblem } from "../problem.ts";
import { checkHash, type BlobStore, type StoredBlob } from "./blob-store.ts";

async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function writeAll(handle: FileHandle, content: Readable | Uint8Array, maxBytes: number): Promise<StoredBlob> {
  const hash = createHash("sha256");
  let size = 0;
  for await (const piece of content instanceof Uint8Array ? [content] : content) {
    const bytes = typeof piece === "string" ? Buffer.from(piece) : (piece as Uint8Array);
    size += bytes.length;
    if (size > maxBytes) throw new Problem("too-large", `The file is larger than ${maxBytes} bytes.`);
    hash.update(bytes);
    await handle.writeFile(bytes);
  }
  await handle.sync();
  return { hash: hash.digest("hex"), size };
}

export class FolderStore implements BlobStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  #path(hash: string): string {
    checkHash(hash);
    return join(this.#folder, hash.slice(0, 2), hash.slice(2, 4), hash);
  }

  async put(content: Readable | Uint8Array, options: { maxBytes?: number } = {}): Promise<StoredBlob> {
    const incoming = join(this.#folder, "incoming");
    const half = join(incoming, randomUUID());
    try {
      await mkdir(incoming, { recursive: true, mode: 0o700 });
      const handle = await open(half, "wx", 0o600);
      let blob: StoredBlob;
      try {
        blob = await writeAll(handle, content, options.maxBytes ?? Number.MAX_SAFE_INTEGER);
      } finally {
        await handle.close();
      }
      const path = this.#path(blob.hash);
      const folder = dirname(path);
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await rename(half, path);
      for (const place of [folder, dirname(folder), this.#folder]) await syncFolder(place);
      return blob;
    } catch (error) {
      await rm(half, { force: true });
      throw toProblem(error).kind === "internal" ? error : toProblem(error);
    }
  }

  async get(hash: string, range?: { start: number; end: number }): Promise<Readable> {
    const path = this.#path(hash);
    let handle: FileHandle;
    try {
      handle = await open(path, "r");
    } catch (error) {
      if (errorCode(error) === "ENOENT") throw new Problem("not-found", `There is no file ${hash}.`, { cause: error });
      throw error;
    }
    return range === undefined
      ? handle.createReadStream()
      : createReadStream(path, { fd: handle, start: range.start, end: range.end });
  }

  async size(hash: string): Promise<number | undefined> {
    try {
      return (await stat(this.#path(hash))).size;
    } catch (error) {
      if (errorCode(error) === "ENOENT") return undefined;
      throw error;
    }
  }

  async remove(hash: string): Promise<void> {
    await rm(this.#path(hash), { force: true });
  }

  async *list(): AsyncIterable<StoredBlob> {
    for (const path of await readdir(this.#folder, { recursive: true }).catch(() => [] as string[])) {
      const hash = path.split(/[\\/]/).at(-1) as string;
      if (!/^[0-9a-f]{64}$/.test(hash)) continue;
      yield { hash, size: (await stat(join(this.#folder, path))).size };
    }
  }
}
