import assert from "node:assert/strict";
import { test } from "node:test";
import {
  leafHash,
  nodesOf,
  parseTilePath,
  tileBytes,
  tilePath,
  tilesOf,
  toBase64,
  treeRoot,
  utf8,
} from "@comity/record";
import { GrowingTree, type FinishedTile } from "./growing-tree.ts";

test("roots, tiles and stored state agree with the tree of the formats package, at every size", () => {
  const leaves = Array.from({ length: 66_000 }, (_, i) => leafHash(utf8(`entry ${i}`)));
  const nodes = nodesOf(leaves);
  let tree = new GrowingTree();
  assert.equal(toBase64(tree.root()), toBase64(treeRoot(nodes, 0)));
  const tiles = new Map<string, FinishedTile>();
  for (const [i, leaf] of leaves.entries()) {
    for (const tile of tree.add(leaf)) tiles.set(tilePath({ level: tile.level, index: tile.index, width: 256 }), tile);
    const size = i + 1;
    if (size < 600 || size % 6007 === 0 || Math.abs(size - 65_536) < 2) {
      assert.equal(toBase64(tree.root()), toBase64(treeRoot(nodes, size)), `root at ${size}`);
      const text = JSON.stringify(tree);
      tree = GrowingTree.fromJSON(JSON.parse(text) as ReturnType<GrowingTree["toJSON"]>);
      assert.equal(JSON.stringify(tree), text);
      assert.ok(text.length < 3 * 256 * 50, "bounded");
    }
  }
  for (const tile of tree.openTiles())
    tiles.set(tilePath({ level: tile.level, index: tile.index, width: tile.hashes.length }), tile);
  const wanted = tilesOf(leaves.length).filter(({ level }) => level !== "entries");
  assert.deepEqual(new Set(tiles.keys()), new Set(wanted.map(tilePath)));
  for (const [path, tile] of tiles)
    assert.equal(Buffer.concat(tile.hashes).compare(tileBytes(nodes, parseTilePath(path))), 0, path);
});

test("a state that does not fit its size is refused", () => {
  const tree = new GrowingTree();
  for (let i = 0; i < 300; i += 1) tree.add(leafHash(utf8(String(i))));
  const state = JSON.parse(JSON.stringify(tree)) as { size: number; open: string[][] };
  for (const broken of [
    { ...state, size: 299 },
    { ...state, size: -1 },
    { ...state, open: [] },
    { ...state, open: [...state.open, ["AAAA"]] },
    { ...state, open: state.open.map((hashes) => hashes.map(() => "AAAA")) },
  ])
    assert.throws(() => GrowingTree.fromJSON(broken));
});
