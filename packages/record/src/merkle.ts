/**
 * Merkle tree of RFC 6962 section 2.1 (kept by RFC 9162): leaf SHA-256(0x00 || entry),
 * node SHA-256(0x01 || left || right), empty tree SHA-256("").
 */
import { createHash } from "node:crypto";
import { RecordFormatError, equalBytes } from "./bytes.ts";

export type Hash = Uint8Array;
export const hashSize = 32;

const leafPrefix = Uint8Array.of(0);
const nodePrefix = Uint8Array.of(1);

export const sha256 = (...parts: readonly Uint8Array[]): Hash => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return new Uint8Array(hash.digest());
};
export const emptyRoot: Hash = sha256();
export const leafHash = (entry: Uint8Array): Hash => sha256(leafPrefix, entry);
export const nodeHash = (left: Hash, right: Hash): Hash => sha256(nodePrefix, left, right);

/** Largest power of two strictly below n (n >= 2): where RFC 6962 splits a tree. */
export function splitPoint(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

/** Roots of the maximal complete subtrees of a tree, largest first: all that is needed to append. */
export interface Frontier {
  readonly size: number;
  readonly hashes: readonly Hash[];
}

export const emptyFrontier: Frontier = { size: 0, hashes: [] };

/** The frontier after one more leaf: O(log n) time and memory. */
export function append(frontier: Frontier, leaf: Hash): Frontier {
  const hashes = [...frontier.hashes];
  let hash = leaf;
  for (let size = frontier.size; size % 2 === 1; size = Math.floor(size / 2)) {
    const left = hashes.pop();
    if (!left) throw new RecordFormatError("frontier holds fewer hashes than its size needs");
    hash = nodeHash(left, hash);
  }
  hashes.push(hash);
  return { size: frontier.size + 1, hashes };
}

export function frontierRoot(frontier: Frontier): Hash {
  let root: Hash | null = null;
  for (let i = frontier.hashes.length - 1; i >= 0; i -= 1) {
    const hash = frontier.hashes[i];
    if (hash) root = root === null ? hash : nodeHash(hash, root);
  }
  return root ?? emptyRoot;
}

/** Hash of the complete subtree of `2^level` leaves that is `index`-th on its level. */
export type NodeReader = (level: number, index: number) => Hash;

/** A reader over leaf hashes in memory; inner nodes are computed once. For trees of any size read tiles instead. */
export function nodesOf(leaves: readonly Hash[]): NodeReader {
  const known = new Map<string, Hash>();
  const read: NodeReader = (level, index) => {
    if (level === 0) {
      const leaf = leaves[index];
      if (!leaf) throw new RecordFormatError(`leaf ${index} is beyond the tree of ${leaves.length}`);
      return leaf;
    }
    const key = `${level}/${index}`;
    let hash = known.get(key);
    if (!hash) known.set(key, (hash = nodeHash(read(level - 1, index * 2), read(level - 1, index * 2 + 1))));
    return hash;
  };
  return read;
}

/** Root of the leaves [start, end); `start` must be a multiple of the least power of two that covers the range. */
export function rangeRoot(read: NodeReader, start: number, end: number): Hash {
  const n = end - start;
  if (n <= 0) return emptyRoot;
  const level = Math.log2(n);
  if (Number.isInteger(level) && start % n === 0) return read(level, start / n);
  const k = splitPoint(n);
  return nodeHash(rangeRoot(read, start, start + k), rangeRoot(read, start + k, end));
}

export const treeRoot = (read: NodeReader, size: number): Hash => rangeRoot(read, 0, size);

/** Audit path of leaf `index` in the tree of `size` leaves, from the leaf upwards (RFC 6962 section 2.1.1). */
export function inclusionProof(read: NodeReader, index: number, size: number): Hash[] {
  if (index < 0 || index >= size) throw new RecordFormatError(`index ${index} is not below the size ${size}`);
  const path = (m: number, start: number, end: number): Hash[] => {
    if (end - start === 1) return [];
    const k = splitPoint(end - start);
    return m < k
      ? [...path(m, start, start + k), rangeRoot(read, start + k, end)]
      : [...path(m - k, start + k, end), rangeRoot(read, start, start + k)];
  };
  return path(index, 0, size);
}

/** Proof that the tree of `from` leaves is a prefix of the tree of `to` leaves (RFC 6962 section 2.1.2). Empty for from = 0 or from = to. */
export function consistencyProof(read: NodeReader, from: number, to: number): Hash[] {
  if (from < 0 || from > to) throw new RecordFormatError(`size ${from} is not between 0 and ${to}`);
  if (from === 0 || from === to) return [];
  const path = (m: number, start: number, end: number, whole: boolean): Hash[] => {
    if (m === end - start) return whole ? [] : [rangeRoot(read, start, end)];
    const k = splitPoint(end - start);
    return m <= k
      ? [...path(m, start, start + k, whole), rangeRoot(read, start + k, end)]
      : [...path(m - k, start + k, end, false), rangeRoot(read, start, start + k)];
  };
  return path(from, 0, to, true);
}

/** True when `proof` shows `leaf` at `index` of the tree with `root` (RFC 9162 section 2.1.3.2). Never throws. */
export function verifyInclusion(leaf: Hash, index: number, size: number, proof: readonly Hash[], root: Hash): boolean {
  if (leaf.length !== hashSize || root.length !== hashSize) return false;
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size) return false;
  let fn = index;
  let sn = size - 1;
  let hash = leaf;
  for (const sibling of proof) {
    if (sn === 0 || sibling.length !== hashSize) return false;
    if (fn % 2 === 1 || fn === sn) {
      hash = nodeHash(sibling, hash);
      while (fn % 2 === 0 && fn !== 0) {
        fn = Math.floor(fn / 2);
        sn = Math.floor(sn / 2);
      }
    } else {
      hash = nodeHash(hash, sibling);
    }
    fn = Math.floor(fn / 2);
    sn = Math.floor(sn / 2);
  }
  return sn === 0 && equalBytes(hash, root);
}

/** True when `proof` shows that the tree (size1, root1) is a prefix of (size2, root2) (RFC 9162 section 2.1.4.2). Never throws. */
export function verifyConsistency(
  size1: number,
  root1: Hash,
  size2: number,
  root2: Hash,
  proof: readonly Hash[],
): boolean {
  if (!Number.isSafeInteger(size1) || !Number.isSafeInteger(size2) || size1 < 0 || size1 > size2) return false;
  if (size1 === 0) return proof.length === 0 && equalBytes(root1, emptyRoot);
  return verifySubtreeConsistency(0, size1, root1, size2, root2, proof);
}

/** A range that is a node of some RFC 6962 tree: `start` a multiple of the least power of two >= its width. */
export function isSubtree(start: number, end: number): boolean {
  if (!Number.isSafeInteger(start) || !Number.isSafeInteger(end) || start < 0 || start >= end) return false;
  let width = 1;
  while (width < end - start) width *= 2;
  return start % width === 0;
}

/**
 * True when the subtree [start, end) with `node` is part of the tree (size, root):
 * draft-ietf-plants-merkle-tree-certs, "Verifying a Subtree Consistency Proof", which
 * is RFC 9162 section 2.1.4.2 for start = 0. Never throws.
 */
export function verifySubtreeConsistency(
  start: number,
  end: number,
  node: Hash,
  size: number,
  root: Hash,
  proof: readonly Hash[],
): boolean {
  if (node.length !== hashSize || root.length !== hashSize) return false;
  if (!isSubtree(start, end) || !Number.isSafeInteger(size) || end > size) return false;
  let fn = start;
  let sn = end - 1;
  let tn = size - 1;
  const up = () => {
    fn = Math.floor(fn / 2);
    sn = Math.floor(sn / 2);
    tn = Math.floor(tn / 2);
  };
  if (sn === tn) while (fn !== sn) up();
  else while (fn !== sn && sn % 2 === 1) up();
  let rest = proof;
  let first: Hash | undefined = node;
  if (fn !== sn) [first, ...rest] = proof;
  if (!first || first.length !== hashSize) return false;
  let fr = first;
  let sr = first;
  for (const sibling of rest) {
    if (tn === 0 || sibling.length !== hashSize) return false;
    if (sn % 2 === 1 || sn === tn) {
      if (fn < sn) fr = nodeHash(sibling, fr);
      sr = nodeHash(sibling, sr);
      while (sn % 2 === 0 && sn !== 0) up();
    } else {
      sr = nodeHash(sr, sibling);
    }
    up();
  }
  return tn === 0 && equalBytes(fr, node) && equalBytes(sr, root);
}
