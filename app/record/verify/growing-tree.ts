/** A Merkle tree that only grows, kept as the hashes of its unfinished tiles: at most 255 a level, whatever its size. */
import {
  emptyRoot,
  fromBase64,
  hashSize,
  nodeHash,
  RecordFormatError,
  tileWidth,
  toBase64,
  type Hash,
} from "@comity/record";

export interface FinishedTile {
  readonly level: number;
  readonly index: number;
  /** 1 to 256 of them. */
  readonly hashes: readonly Hash[];
}

/** Root of the complete subtree over a power of two of hashes. */
function complete(hashes: readonly Hash[]): Hash {
  let row = hashes;
  while (row.length > 1) {
    const above: Hash[] = [];
    for (let i = 0; i < row.length; i += 2) above.push(nodeHash(row[i] as Hash, row[i + 1] as Hash));
    row = above;
  }
  return row[0] as Hash;
}

export class GrowingTree {
  #size = 0;
  /** By tile level: the hashes of its last, unfinished tile. */
  readonly #open: Hash[][] = [];

  get size(): number {
    return this.#size;
  }

  /** Appends one leaf hash; gives the tiles that it filled, lowest first. */
  add(leaf: Hash): FinishedTile[] {
    this.#size += 1;
    const finished: FinishedTile[] = [];
    let hash = leaf;
    for (let level = 0; ; level += 1) {
      const tile = (this.#open[level] ??= []);
      tile.push(hash);
      if (tile.length < tileWidth) return finished;
      finished.push({ level, index: Math.floor(this.#size / tileWidth ** (level + 1)) - 1, hashes: tile });
      this.#open[level] = [];
      hash = complete(tile);
    }
  }

  /** Hashes of the unfinished tile of a level. */
  open(level: number): readonly Hash[] {
    return this.#open[level] ?? [];
  }

  /** The unfinished tiles, lowest level first; none is empty. */
  openTiles(): FinishedTile[] {
    return this.#open.flatMap((hashes, level) =>
      hashes.length === 0
        ? []
        : [{ level, index: Math.floor(this.#size / tileWidth ** (level + 1)), hashes: [...hashes] }],
    );
  }

  /** RFC 6962 root of what was added so far. */
  root(): Hash {
    let root: Hash | null = null;
    // From the right: the lowest level holds the last leaves; within a level the smallest subtree stands last.
    for (const hashes of this.#open) {
      let end = hashes.length;
      for (let width = 1; end > 0; width *= 2) {
        if ((end & width) === 0) continue;
        const subtree = complete(hashes.slice(end - width, end));
        root = root === null ? subtree : nodeHash(subtree, root);
        end -= width;
      }
    }
    return root ?? emptyRoot;
  }

  /** For a state file. */
  toJSON(): { size: number; open: string[][] } {
    return { size: this.#size, open: this.#open.map((hashes) => hashes.map(toBase64)) };
  }

  /** @throws RecordFormatError when the parts do not fit the size. */
  static fromJSON(value: { size: number; open: readonly (readonly string[])[] }): GrowingTree {
    const tree = new GrowingTree();
    if (!Number.isSafeInteger(value.size) || value.size < 0 || !Array.isArray(value.open))
      throw new RecordFormatError("state of the tree has no size");
    tree.#size = value.size;
    for (const texts of value.open) tree.#open.push(texts.map(fromBase64));
    for (let level = 0, count = value.size; count > 0 || level < tree.#open.length; level += 1) {
      if ((tree.#open[level]?.length ?? 0) !== count % tileWidth)
        throw new RecordFormatError("state of the tree does not fit its size");
      count = Math.floor(count / tileWidth);
    }
    if (tree.#open.flat().some((hash) => hash.length !== hashSize))
      throw new RecordFormatError("state of the tree holds a hash of another size");
    return tree;
  }
}
