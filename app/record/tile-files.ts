/** The static files of the log: written whole or not at all, on disk before anything points to them. */
import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { hashSize, RecordFormatError, tilePath, tileWidth, type TileId } from "@comity/record";
import { errorCode } from "../platform/problem.ts";

/** A narrower tile is the beginning of a wider one. @throws RecordFormatError when the wider one is too short. */
export function cutTile(bytes: Uint8Array, tile: TileId): Uint8Array {
  let end = tile.width * hashSize;
  if (tile.level === "entries") {
    end = 0;
    for (let i = 0; i < tile.width; i += 1) end += 2 + (bytes[end] ?? 0) * 256 + (bytes[end + 1] ?? 0);
  }
  if (end > bytes.length) throw new RecordFormatError(`${tilePath(tile)} is longer than the tile it is cut from`);
  return bytes.subarray(0, end);
}

async function syncFolder(folder: string): Promise<void> {
  // Windows has no handle of a folder to sync; its rename is ordered by the journal.
  const handle = await open(folder, "r").catch((error: unknown) => {
    if (process.platform === "win32") return null;
    throw error;
  });
  await handle?.sync().catch((error: unknown) => {
    if (process.platform !== "win32") throw error;
  });
  await handle?.close();
}

/** Writes files below one folder; `settle` returns once all that was written survives a crash. */
export class DurableFolder {
  readonly path: string;
  readonly #touched = new Set<string>();

  constructor(path: string) {
    this.path = path;
  }

  /** Content appears under its name at once, or not. */
  async write(name: string, content: Uint8Array | string): Promise<void> {
    const file = join(this.path, ...name.split("/"));
    const folder = dirname(file);
    if (!this.#touched.has(folder)) {
      const first = await mkdir(folder, { recursive: true });
      // New folders are names in their parents, which have to be on disk as well.
      if (first !== undefined)
        for (let at = folder; at.length >= dirname(first).length; at = dirname(at)) this.#touched.add(at);
      this.#touched.add(folder);
    }
    const half = `${file}.half`;
    const handle = await open(half, "w", 0o644);
    try {
      await handle.writeFile(content);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(half, file);
  }

  async settle(): Promise<void> {
    for (const folder of this.#touched) await syncFolder(folder);
    this.#touched.clear();
  }

  /** Null when there is no such file. */
  async read(name: string): Promise<Uint8Array | null> {
    try {
      return new Uint8Array(await readFile(join(this.path, ...name.split("/"))));
    } catch (error) {
      if (errorCode(error) === "ENOENT" || errorCode(error) === "ENOTDIR") return null;
      throw error;
    }
  }

  /**
   * A tile's bytes: its own file, the full one cut, or the narrowest wider partial one cut. Null when none is there.
   */
  async readTile(tile: TileId): Promise<Uint8Array | null> {
    const own = await this.read(tilePath(tile));
    if (own !== null || tile.width === tileWidth) return own;
    const fullPath = tilePath({ ...tile, width: tileWidth });
    const full = await this.read(fullPath);
    if (full !== null) return cutTile(full, tile);
    const wider = (await this.#widths(fullPath)).find((width) => width > tile.width);
    const bytes = wider === undefined ? null : await this.read(`${fullPath}.p/${wider}`);
    return bytes === null ? null : cutTile(bytes, tile);
  }

  async #widths(fullPath: string): Promise<number[]> {
    const names = await readdir(join(this.path, ...`${fullPath}.p`.split("/"))).catch(() => [] as string[]);
    return names
      .filter((name) => /^[1-9][0-9]{0,2}$/.test(name))
      .map(Number)
      .sort((a, b) => a - b);
  }

  /**
   * Removes partial tiles that wider ones hold as their beginning. The `keep` widest stay while the tile grows, for readers
   * that hold a checkpoint of a moment ago.
   */
  async prune(tile: TileId, keep: number): Promise<void> {
    const fullPath = tilePath({ ...tile, width: tileWidth });
    const folder = join(this.path, ...`${fullPath}.p`.split("/"));
    if (tile.width === tileWidth) {
      await rm(folder, { recursive: true, force: true });
      return;
    }
    const widths = await this.#widths(fullPath);
    for (const width of widths.slice(0, Math.max(0, widths.length - keep)))
      await rm(join(folder, String(width)), { force: true });
  }
}
