/** 1,000,000 entries: hashed, built, proved and verified, against merkletreejs and a loop that only hashes (the limit). */
import { createHash } from "node:crypto";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { MerkleTree } from "merkletreejs";
import {
  inclusionProof,
  leafHash,
  nodesOf,
  parseVerifierKey,
  treeRoot,
  verifyInclusion,
} from "../packages/record/src/index.ts";
import { openLog } from "../app/record/read-log.ts";
import { freshState } from "../app/record/verify/verify-state.ts";
import { verifyLog } from "../app/record/verify/verify-log.ts";
import { honestEntries, logKey, publish } from "../tests/tamper/forge-log.ts";
import { count, figure, say, table, versionOf } from "./report.ts";

const size = 1_000_000;
const proofs = 20_000;
const mebibytes = (bytes: number): string => `${count(bytes / 2 ** 20)} MiB`;
const sha = (data: Uint8Array): Buffer => createHash("sha256").update(data).digest();

/** Of this process only: `maxRSS` would be the parent's, which Linux keeps through exec. */
function peakMemory(): number {
  if (process.platform !== "linux") return process.resourceUsage().maxRSS * 1024;
  return 1024 * Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"))?.[1]);
}

/** The child: verifies the folder as `comity verify` does, and tells entries, seconds and peak memory. */
async function verifyChild(folder: string): Promise<void> {
  const from = performance.now();
  const found = await verifyLog(openLog(folder), freshState([parseVerifierKey(logKey)]), {
    policy: null,
    known: [],
    outside: { atlas: () => null },
  });
  if (found.divergence !== null) throw new Error(`an honest log diverged: ${found.divergence.kind}`);
  const seconds = (performance.now() - from) / 1000;
  console.log(JSON.stringify({ read: found.read, seconds, peak: peakMemory() }));
}

function timed<T>(work: () => T): { value: T; seconds: number } {
  const from = performance.now();
  const value = work();
  return { value, seconds: (performance.now() - from) / 1000 };
}

/** Indices spread over the whole log, the same for both. */
const asked = Array.from({ length: proofs }, (_, i) => (i * 7_368_787) % size);

function main(): void {
  const entries = honestEntries(size);
  const bytes = entries.reduce((sum, entry) => sum + entry.length, 0);
  // The limit: the hashes that any tree of these entries needs, and nothing else. Two hashes are one block more.
  const limit = timed(() => {
    const pair = new Uint8Array(65);
    for (const entry of entries) sha(entry);
    for (let i = 1; i < size; i += 1) sha(pair);
  });
  const ours = timed(() => {
    const read = nodesOf(entries.map(leafHash));
    return { read, root: treeRoot(read, size) };
  });
  const theirs = timed(() => {
    const leaves = entries.map(sha);
    const tree = new MerkleTree(leaves, sha);
    return { tree, leaves, root: tree.getRoot() };
  });
  const ourProofs = timed(() => asked.map((i) => inclusionProof(ours.value.read, i, size)));
  const theirProofs = timed(() => asked.map((i) => theirs.value.tree.getProof(theirs.value.leaves[i] as Buffer, i)));
  const leaves = asked.map((i) => leafHash(entries[i] as Uint8Array));
  const ourChecks = timed(() =>
    asked.every((index, n) =>
      verifyInclusion(leaves[n] as Uint8Array, index, size, ourProofs.value[n] ?? [], ours.value.root),
    ),
  );
  const theirChecks = timed(() =>
    asked.every((index, n) =>
      MerkleTree.verify(theirProofs.value[n] ?? [], theirs.value.leaves[index] as Buffer, theirs.value.root, sha),
    ),
  );
  if (!ourChecks.value || !theirChecks.value) throw new Error("a proof did not hold");
  const lengths = ourProofs.value.map((proof) => proof.length);
  const micro = (seconds: number): string => figure((seconds * 1e6) / proofs);
  table(
    `A tree of ${count(size)} entries (${count(bytes / size)} bytes each), ${count(proofs)} inclusion proofs`,
    ["who", "build, s", "of the limit", "µs to make a proof", "µs to check a proof"],
    [
      ["hash loop (limit)", figure(limit.seconds), "1×", "", ""],
      [
        "Comity",
        figure(ours.seconds),
        `${figure(ours.seconds / limit.seconds)}×`,
        micro(ourProofs.seconds),
        micro(ourChecks.seconds),
      ],
      [
        `merkletreejs ${versionOf("merkletreejs")}`,
        figure(theirs.seconds),
        `${figure(theirs.seconds / limit.seconds)}×`,
        micro(theirProofs.seconds),
        micro(theirChecks.seconds),
      ],
    ],
  );
  say(
    `A proof has at most ${Math.max(...lengths)} hashes, ${count(32 * Math.max(...lengths))} bytes (ours; ${count((32 * lengths.reduce((a, b) => a + b, 0)) / proofs)} on average). merkletreejs has no prefixes for leaves and nodes, so its trees are not RFC 6962's.`,
  );

  const folder = mkdtempSync(join(tmpdir(), "comity-bench-log-"));
  try {
    publish(folder, entries);
    const child = spawnSync(process.execPath, [...process.execArgv, fileURLToPath(import.meta.url), "verify", folder], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"],
    });
    if (child.status !== 0) throw new Error("the verifying process failed");
    const told = JSON.parse(child.stdout) as { read: number; seconds: number; peak: number };
    table(
      "Verified whole from static files, one process: tiles, root, signature, outcomes",
      ["entries", "seconds", "entries / s", "of the limit", "peak memory of the process"],
      [
        [
          count(told.read),
          figure(told.seconds),
          count(told.read / told.seconds),
          `${figure(told.seconds / limit.seconds)}×`,
          mebibytes(told.peak),
        ],
      ],
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[2] === "verify") await verifyChild(process.argv[3] as string);
else main();
