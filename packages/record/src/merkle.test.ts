import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import {
  append,
  consistencyProof,
  emptyFrontier,
  frontierRoot,
  inclusionProof,
  leafHash,
  nodeHash,
  nodesOf,
  treeRoot,
  emptyRoot,
  verifyConsistency,
  verifyInclusion,
  verifySubtreeConsistency,
  isSubtree,
  type Hash,
} from "./merkle.ts";
import { fromBase64, toBase64, utf8 } from "./bytes.ts";

const cases = new URL("../../../../shared/cases/tlog/", import.meta.url);
const skip = existsSync(cases) ? false : "../shared is not here";
const read = (name: string) => JSON.parse(readFileSync(new URL(name, cases), "utf8"));
const b64 = (text: string | null) => fromBase64(text ?? "");

/** Naive oracle: the definition of RFC 6962 section 2.1, word for word. */
function naiveRoot(leaves: readonly Hash[]): Hash {
  if (leaves.length === 0) return emptyRoot;
  const [only] = leaves;
  if (leaves.length === 1 && only) return only;
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return nodeHash(naiveRoot(leaves.slice(0, k)), naiveRoot(leaves.slice(k)));
}

test("roots, inclusion and consistency proofs equal those of golang.org/x/mod", { skip }, () => {
  const log = read("log.json");
  const leaves: Hash[] = log.entries.map((entry: string | { data: string }) =>
    leafHash(b64(typeof entry === "string" ? entry : entry.data)),
  );
  const nodes = nodesOf(leaves);
  let frontier = emptyFrontier;
  const roots: string[] = [toBase64(frontierRoot(frontier))];
  for (const leaf of leaves) {
    frontier = append(frontier, leaf);
    roots.push(toBase64(frontierRoot(frontier)));
  }
  const given: [string, string][] = Array.isArray(log.roots)
    ? log.roots.map((root: string, i: number) => [String(i), root])
    : Object.entries(log.roots);
  assert.ok(given.length >= 260);
  for (const [size, root] of given) assert.equal(roots[Number(size)], root, `root of size ${size}`);
  for (let size = 1; size <= leaves.length; size += 37) assert.equal(toBase64(treeRoot(nodes, size)), roots[size]);
});

test("the proofs of transparency-dev/merkle are accepted and refused as published", { skip }, () => {
  const vectors = read("merkle-proofs.json");
  const hashes = (proof: string | string[] | null): Hash[] =>
    Array.isArray(proof) ? proof.map((hash) => b64(hash)) : [];
  let count = 0;
  for (const v of vectors.inclusion) {
    count += 1;
    assert.equal(
      verifyInclusion(b64(v.leafHash), v.leafIdx, v.treeSize, hashes(v.proof), b64(v.root)),
      !v.wantErr,
      v.file + " " + v.desc,
    );
  }
  for (const v of vectors.consistency) {
    count += 1;
    assert.equal(
      verifyConsistency(v.size1, b64(v.root1), v.size2, b64(v.root2), hashes(v.proof)),
      !v.wantErr,
      v.file + " " + v.desc,
    );
  }
  for (const v of vectors.subtreeconsistency) {
    count += 1;
    assert.equal(
      verifySubtreeConsistency(v.start, v.end, b64(v.root1), v.size, b64(v.root2), hashes(v.proof)),
      !v.wantErr,
      v.file + " " + v.desc,
    );
  }
  for (const v of vectors.subtreeinclusion) {
    count += 1;
    const accepted =
      isSubtree(v.start, v.end) &&
      verifyInclusion(b64(v.leafHash), v.leafIdx - v.start, v.end - v.start, hashes(v.proof), b64(v.root));
    assert.equal(accepted, !v.wantErr, v.file + " " + v.desc);
  }
  assert.ok(count > 200);
});

test("every proof made is accepted, and no other root, leaf or index is", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 70 }), fc.nat(), fc.nat(), (size, a, b) => {
      const leaves = Array.from({ length: size }, (_, i) => leafHash(utf8(`entry ${i}`)));
      const nodes = nodesOf(leaves);
      const root = naiveRoot(leaves);
      assert.deepEqual(treeRoot(nodes, size), root);
      const index = a % size;
      const proof = inclusionProof(nodes, index, size);
      const leaf = leaves[index] as Hash;
      assert.ok(verifyInclusion(leaf, index, size, proof, root));
      if (size > 1) assert.ok(!verifyInclusion(leaf, (index + 1) % size, size, proof, root));
      assert.ok(!verifyInclusion(leafHash(utf8("forged")), index, size, proof, root));
      const from = b % (size + 1);
      const early = naiveRoot(leaves.slice(0, from));
      const chain = consistencyProof(nodes, from, size);
      assert.ok(verifyConsistency(from, early, size, root, chain));
      if (from > 0) assert.ok(!verifyConsistency(from, leafHash(utf8("other")), size, root, chain));
    }),
    { numRuns: 300 },
  );
});
