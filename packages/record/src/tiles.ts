/** Static tiles (C2SP tlog-tiles): paths, hash tiles of 256, entry bundles. */
import { RecordFormatError, concat, parseDecimal } from "./bytes.ts";
import { hashSize, nodeHash, type Hash, type NodeReader } from "./merkle.ts";

export const tileWidth = 256;
const tileHeight = 8;
/** Largest entry that fits the 16-bit length of a bundle; larger documents are logged by their digest. */
export const largestEntry = 0xffff;

export interface TileId {
  /** `entries`, or the level of hashes. */
  readonly level: number | "entries";
  readonly index: number;
  /** 1 to 256. */
  readonly width: number;
}

/** `tile/<L>/<N>[.p/<W>]` with N in groups of three digits, all but the last marked `x`. */
export function tilePath(tile: TileId): string {
  const digits = String(tile.index);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, "0").match(/.{3}/g) ?? [];
  const path = groups.map((group, i) => (i < groups.length - 1 ? `x${group}` : group)).join("/");
  return `tile/${tile.level}/${path}${tile.width < tileWidth ? `.p/${tile.width}` : ""}`;
}

/** Reads a tile path. @throws RecordFormatError for any other spelling than `tilePath` writes. */
export function parseTilePath(path: string): TileId {
  const match = /^tile\/(entries|\d{1,2})\/((?:x\d{3}\/)*\d{3})(?:\.p\/(\d{1,3}))?$/.exec(path);
  if (!match) throw new RecordFormatError(`\`${path}\` is not a tile path`);
  const [, level = "", groups = "", width] = match;
  const index = Number(groups.replaceAll(/[x/]/g, ""));
  const tile: TileId = {
    level: level === "entries" ? "entries" : parseDecimal(level, "level"),
    index,
    width: width === undefined ? tileWidth : parseDecimal(width, "width"),
  };
  if (
    !Number.isSafeInteger(index) ||
    tile.width < 1 ||
    tilePath(tile) !== path ||
    (typeof tile.level === "number" && tile.level > 63)
  )
    throw new RecordFormatError(`\`${path}\` is not a tile path`);
  return tile;
}

/** All tiles of a tree of `size` leaves whose content differs from that of `from` leaves: what has to be written when a log grows. */
export function tilesOf(size: number, from = 0): TileId[] {
  const tiles: TileId[] = [];
  for (const level of ["entries", 0] as const) tiles.push(...levelTiles(level, size, from));
  for (let level = 1; Math.floor(size / tileWidth ** level) > 0; level += 1) {
    tiles.push(...levelTiles(level, Math.floor(size / tileWidth ** level), Math.floor(from / tileWidth ** level)));
  }
  return tiles;
}

function levelTiles(level: number | "entries", count: number, from: number): TileId[] {
  if (count === from) return [];
  const tiles: TileId[] = [];
  for (let index = Math.floor(from / tileWidth); index * tileWidth < count; index += 1)
    tiles.push({ level, index, width: Math.min(tileWidth, count - index * tileWidth) });
  return tiles;
}

/** Bytes of a hash tile, from a reader of nodes. */
export function tileBytes(read: NodeReader, tile: TileId): Uint8Array {
  if (tile.level === "entries") throw new RecordFormatError("entry bundles hold entries, not hashes");
  const level = tile.level * tileHeight;
  return concat(...Array.from({ length: tile.width }, (_, i) => read(level, tile.index * tileWidth + i)));
}

/** Hashes of a tile's bytes. @throws RecordFormatError when the length does not fit the width. */
export function tileHashes(bytes: Uint8Array, width: number): Hash[] {
  if (bytes.length !== width * hashSize)
    throw new RecordFormatError(`tile has ${bytes.length} bytes, not ${width * hashSize}`);
  return Array.from({ length: width }, (_, i) => bytes.subarray(i * hashSize, (i + 1) * hashSize));
}

/** A node reader over stored tiles; nodes between tile levels are computed from the tile below. `load` gives the bytes of the widest stored tile. */
export function nodesOfTiles(load: (level: number, index: number) => Uint8Array): NodeReader {
  const read: NodeReader = (level, index) => {
    const tileLevel = Math.floor(level / tileHeight);
    const above = level % tileHeight;
    if (above > 0) return nodeHash(read(level - 1, index * 2), read(level - 1, index * 2 + 1));
    const bytes = load(tileLevel, Math.floor(index / tileWidth));
    const at = (index % tileWidth) * hashSize;
    if (at + hashSize > bytes.length)
      throw new RecordFormatError(
        `tile ${tileLevel}/${Math.floor(index / tileWidth)} ends before hash ${index % tileWidth}`,
      );
    return bytes.subarray(at, at + hashSize);
  };
  return read;
}

/** An entry bundle: each entry after its 16-bit big-endian length. @throws RecordFormatError for an entry that is too large. */
export function bundleBytes(entries: readonly Uint8Array[]): Uint8Array {
  return concat(
    ...entries.flatMap((entry, i) => {
      if (entry.length > largestEntry)
        throw new RecordFormatError(`entry ${i} has ${entry.length} bytes; at most ${largestEntry} fit`);
      return [Uint8Array.of(entry.length >> 8, entry.length & 0xff), entry];
    }),
  );
}

/** Entries of a bundle. @throws RecordFormatError when it is cut short or holds another number than `width`. */
export function bundleEntries(bytes: Uint8Array, width: number): Uint8Array[] {
  const entries: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    const [high, low] = bytes.subarray(at, at + 2);
    if (high === undefined || low === undefined) throw new RecordFormatError("bundle ends within a length");
    const end = at + 2 + high * 256 + low;
    if (end > bytes.length) throw new RecordFormatError(`bundle ends within entry ${entries.length}`);
    entries.push(bytes.subarray(at + 2, end));
    at = end;
  }
  if (entries.length !== width) throw new RecordFormatError(`bundle holds ${entries.length} entries, not ${width}`);
  return entries;
}
