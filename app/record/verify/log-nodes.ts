/** Nodes and proofs of a published log, read from as few tiles as they need. */
import { nodesOfTiles, tilePath, tileWidth, type NodeReader } from "@comity/record";
import type { LogReader } from "../read-log.ts";

/** Width of a tile in the tree of `size` leaves. */
export const widthAt = (size: number, level: number, index: number): number =>
  Math.min(tileWidth, Math.floor(size / tileWidth ** level) - index * tileWidth);

class Wanted extends Error {
  readonly level: number;
  readonly index: number;
  constructor(level: number, index: number) {
    super(`tile ${level}/${index}`);
    this.level = level;
    this.index = index;
  }
}

/** Runs `work` over the tree of `size` leaves; what it reads is fetched, and it runs again until it has all. */
export async function withNodes<T>(reader: LogReader, size: number, work: (nodes: NodeReader) => T): Promise<T> {
  const tiles = new Map<string, Uint8Array>();
  const nodes = nodesOfTiles((level, index) => {
    const bytes = tiles.get(`${level}/${index}`);
    if (bytes === undefined) throw new Wanted(level, index);
    return bytes;
  });
  for (;;) {
    try {
      return work(nodes);
    } catch (error) {
      if (!(error instanceof Wanted)) throw error;
      const { level, index } = error;
      tiles.set(`${level}/${index}`, await reader.tile(tilePath({ level, index, width: widthAt(size, level, index) })));
    }
  }
}
