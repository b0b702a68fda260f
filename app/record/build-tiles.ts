/** Tiles, bundles and documents from the rows of the database: 256 entries at a time, so that memory does not grow with the log. */
import {
  bundleBytes,
  concat,
  equalBytes,
  leafHash,
  nodesOf,
  nodesOfTiles,
  tileHashes,
  tilePath,
  tilesOf,
  tileWidth,
  toHex,
  treeRoot,
  type Hash,
  type NodeReader,
  type TileId,
} from "@comity/record";
import { Problem } from "../platform/problem.ts";
import { documentOf, readEntry } from "./entry.ts";
import type { RecordDb } from "./tables.ts";
import type { DurableFolder } from "./tile-files.ts";

/** The database says something else than was published, or than it says itself. Never signed; a person must look. */
export const recordBroken = (detail: string): Problem =>
  new Problem("conflict", `The record is not published: ${detail}`, {
    mend: "Restore the newest backup; `comity verify` on data/record shows what was published so far.",
  });

async function readRows(db: RecordDb, tile: TileId): Promise<{ body: Uint8Array; leaf: Hash }[]> {
  const from = tile.index * tileWidth;
  const rows = await db
    .selectFrom("record_entry")
    .select(["index", "body", "leaf"])
    .where("index", ">=", from)
    .where("index", "<", from + tile.width)
    .orderBy("index")
    .execute();
  const gap = rows.findIndex((row, i) => row.index !== from + i);
  if (gap >= 0 || rows.length !== tile.width)
    throw recordBroken(`entry ${from + (gap >= 0 ? gap : rows.length)} is missing in the database`);
  const wrong = rows.find((row) => !equalBytes(leafHash(row.body), row.leaf));
  if (wrong) throw recordBroken(`entry ${wrong.index} was changed in the database`);
  return rows;
}

async function writeDocuments(db: RecordDb, folder: DurableFolder, bodies: readonly Uint8Array[]): Promise<void> {
  for (const body of bodies) {
    const name = documentOf(readEntry(body).entry);
    if (name === null || (await folder.read(`document/${name.sha256}`)) !== null) continue;
    const row = await db
      .selectFrom("record_document")
      .select("body")
      .where("digest", "=", Buffer.from(name.sha256, "hex"))
      .executeTakeFirst();
    if (row === undefined) throw recordBroken(`document ${name.sha256} is missing in the database`);
    await folder.write(`document/${name.sha256}`, row.body);
  }
}

/** Writes what a log of `size` entries has and one of `from` has not. Complete and on disk when it returns. */
export async function buildTiles(db: RecordDb, folder: DurableFolder, from: number, size: number): Promise<TileId[]> {
  const tiles = tilesOf(size, from);
  for (const tile of tiles) {
    if (tile.level === "entries") {
      const rows = await readRows(db, tile);
      const fresh = rows.slice(Math.max(0, from - tile.index * tileWidth)).map((row) => row.body);
      await writeDocuments(db, folder, fresh);
      await folder.write(tilePath(tile), bundleBytes(rows.map((row) => row.body)));
      await folder.write(tilePath({ ...tile, level: 0 }), concat(...rows.map((row) => row.leaf)));
    } else if (tile.level > 0) {
      const hashes: Hash[] = [];
      for (let i = 0; i < tile.width; i += 1)
        hashes.push(
          await rootOfFullTile(folder, { level: tile.level - 1, index: tile.index * tileWidth + i, width: tileWidth }),
        );
      await folder.write(tilePath(tile), concat(...hashes));
    }
  }
  await folder.settle();
  return tiles;
}

async function rootOfFullTile(folder: DurableFolder, tile: TileId): Promise<Hash> {
  const bytes = await folder.read(tilePath(tile));
  if (bytes === null) throw recordBroken(`the file ${tilePath(tile)} is missing in ${folder.path}`);
  return treeRoot(nodesOf(tileHashes(bytes, tileWidth)), tileWidth);
}

/**
 * A reader of the nodes of a log of `size` entries over its files. The nodes that a proof or a root needs are few, but which
 * is known only while it is computed: `compute` is run again until all its tiles are in memory (at most one run a tile).
 */
export async function withNodes<T>(folder: DurableFolder, size: number, compute: (read: NodeReader) => T): Promise<T> {
  const known = new Map<string, Uint8Array>();
  for (;;) {
    let missing: TileId | undefined;
    try {
      return compute(
        nodesOfTiles((level, index) => {
          const count = Math.floor(size / tileWidth ** level);
          const tile = { level, index, width: Math.min(tileWidth, count - index * tileWidth) };
          const bytes = known.get(tilePath(tile));
          if (bytes !== undefined) return bytes;
          missing = tile;
          throw new Error("not loaded yet");
        }),
      );
    } catch (error) {
      if (missing === undefined) throw error;
      const bytes = await folder.readTile(missing);
      if (bytes === null) throw recordBroken(`the file ${tilePath(missing)} is missing in ${folder.path}`);
      known.set(tilePath(missing), bytes);
    }
  }
}

/** Throws when the files do not give this root: the tree that is about to be signed is not the one of the head. */
export async function checkRoot(folder: DurableFolder, built: number, size: number, root: Hash): Promise<void> {
  const found = await withNodes(folder, built, (read) => treeRoot(read, size));
  if (!equalBytes(found, root))
    throw recordBroken(`the entries give another root at size ${size}: ${toHex(found)} instead of ${toHex(root)}`);
}
