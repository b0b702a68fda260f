/**
 * The operator itself forges, with the log's own key. Then the log agrees with itself, and only what others remember
 * tells: an earlier verification, a mirror, a witness, the checkpoint that someone kept.
 */
import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import {
  consistencyProof,
  formatAddCheckpoint,
  formatVerifierKey,
  leafHash,
  nodesOf,
  parsePolicy,
  toBase64,
} from "@comity/record";
import { openLog } from "../../app/record/read-log.ts";
import { checkEvidence, compareCheckpoints, formatEvidence, parseEvidence } from "../../app/record/verify/evidence.ts";
import { MIRROR_STATE, mirrorLog } from "../../app/record/verify/mirror-log.ts";
import type { KnownCheckpoint } from "../../app/record/verify/compare-views.ts";
import { verifyLog, type VerifyOptions } from "../../app/record/verify/verify-log.ts";
import { formatState, freshState, parseState } from "../../app/record/verify/verify-state.ts";
import { askWitness } from "../../app/record/witness/ask-witness.ts";
import { witnessServer } from "../../app/record/witness/witness-server.ts";
import { openWitness } from "../../app/record/witness/witness-state.ts";
import { act, checkpointOf, honestEntries, logKey, logSigner, newFolder, origin, publish } from "./forge-log.ts";

const keys = [logSigner.verifier];
const none: VerifyOptions = { policy: null, known: [], outside: { atlas: () => null } };
const honest = honestEntries(700);
/** The same acts up to 300, then another history that breaks no rule. */
const other = (size: number) => [
  ...honest.slice(0, 300),
  ...Array.from({ length: size - 300 }, (_, i) => act("motion.noted", "c", { kind: "account", id: "root" }, { i })),
];

/** A folder that was verified at `size`, and the state that the verifier kept. */
async function verifiedAt(t: TestContext, size: number) {
  const folder = newFolder(t);
  publish(folder, honest.slice(0, size));
  const found = await verifyLog(openLog(folder), freshState(keys), none);
  assert.equal(found.divergence, null);
  return { folder, state: () => parseState(formatState(found.state), keys), note: found.note };
}

test("an honest log that grew is verified from where it stopped, at every kind of boundary", async (t) => {
  for (const [from, to] of [
    [1, 2],
    [255, 256],
    [256, 257],
    [300, 700],
    [512, 512],
    [0, 700],
  ] as const) {
    const { folder, state } = await verifiedAt(t, from);
    publish(folder, honest.slice(0, to));
    const found = await verifyLog(openLog(folder), state(), none);
    assert.equal(found.divergence, null, `${from} to ${to}: ${JSON.stringify(found.divergence)}`);
    assert.equal(found.read, to - from);
  }
});

test("fork with the log's own key: the earlier verification finds the first changed entries", async (t) => {
  const { folder, state, note } = await verifiedAt(t, 600);
  publish(folder, other(700));
  const found = await verifyLog(openLog(folder), state(), none);
  assert.equal(found.divergence?.what, "rewritten");
  assert.equal(found.divergence.index, 256, "the tile that holds entry 300");
  assert.equal(found.state.seen, note, "the state stays with what was true");
});

test("fork at one size: two signed checkpoints are evidence", async (t) => {
  const { folder, state } = await verifiedAt(t, 600);
  publish(folder, other(600));
  const { divergence } = await verifyLog(openLog(folder), state(), none);
  assert.equal(divergence?.what, "split");
  const [first = "", second = ""] = divergence.checkpoints ?? [];
  const compared = await compareCheckpoints(first, second, logSigner.verifier, null);
  assert.equal(compared.is, "evidence");
  assert.ok(checkEvidence(parseEvidence(formatEvidence(compared.evidence))));
});

test("fork at different sizes: evidence needs the larger tree once, and then nobody", async (t) => {
  const folder = newFolder(t);
  publish(folder, other(700));
  const notes = [checkpointOf(honest.slice(0, 500)), checkpointOf(other(700))] as const;
  assert.equal((await compareCheckpoints(...notes, logSigner.verifier, null)).is, "tree-needed");
  for (const pair of [notes, notes.toReversed() as [string, string]]) {
    const compared = await compareCheckpoints(...pair, logSigner.verifier, openLog(folder));
    assert.equal(compared.is, "evidence");
    assert.ok(checkEvidence(parseEvidence(formatEvidence(compared.evidence))));
    const { prefix } = compared.evidence;
    assert.ok(prefix);
    // Nobody can accuse an honest log: with the true checkpoint, another root or a cut proof it does not hold.
    const accuse = (change: object) => checkEvidence({ ...compared.evidence, ...change });
    assert.equal(accuse({ first: checkpointOf(other(700).slice(0, 500)) }), false);
    assert.equal(accuse({ prefix: { ...prefix, root: new Uint8Array(32) } }), false);
    assert.equal(accuse({ prefix: { ...prefix, proof: prefix.proof.slice(1) } }), false);
    assert.equal(accuse({ prefix: null }), false);
  }
  const honestFolder = newFolder(t);
  publish(honestFolder, honest);
  const fine = await compareCheckpoints(
    checkpointOf(honest.slice(0, 500)),
    checkpointOf(honest),
    logSigner.verifier,
    openLog(honestFolder),
  );
  assert.equal(fine.is, "consistent");
  await assert.rejects(
    compareCheckpoints(...notes, logSigner.verifier, openLog(honestFolder)),
    /does not hold the tree/,
  );
});

test("database rolled back: the log is shorter than what was seen, or another one at the same size", async (t) => {
  const { folder, state } = await verifiedAt(t, 600);
  publish(folder, honest.slice(0, 550));
  const shorter = await verifyLog(openLog(folder), state(), none);
  assert.equal(shorter.divergence?.what, "shorter");
  assert.equal(shorter.divergence.found, "550");
  publish(folder, [...honest.slice(0, 550), ...other(600).slice(550)]);
  assert.equal((await verifyLog(openLog(folder), state(), none)).divergence?.what, "split");
});

test("an old checkpoint is replayed: found by a kept checkpoint, an earlier verification and a mirror", async (t) => {
  const { folder, state } = await verifiedAt(t, 600);
  const kept: KnownCheckpoint = { from: "a friend", note: checkpointOf(honest.slice(0, 600)) };
  const mirror = newFolder(t);
  assert.equal((await mirrorLog(openLog(folder), mirror, keys, none)).divergence, null);
  writeFileSync(join(folder, "checkpoint"), checkpointOf(honest.slice(0, 500)));
  for (const found of [
    await verifyLog(openLog(folder), freshState(keys), { ...none, known: [kept] }),
    await verifyLog(openLog(folder), state(), none),
    await mirrorLog(openLog(folder), mirror, keys, none),
  ])
    assert.equal(found.divergence?.what, "shorter");
});

test("a kept checkpoint of any size is compared, also one from before the resumed part", async (t) => {
  const { folder, state } = await verifiedAt(t, 600);
  publish(folder, honest);
  for (const size of [1, 299, 300, 512, 600, 650, 700]) {
    const at = (entries: readonly Uint8Array[]): VerifyOptions => ({
      ...none,
      known: [{ from: "a friend", note: checkpointOf(entries.slice(0, size)) }],
    });
    assert.equal((await verifyLog(openLog(folder), state(), at(honest))).divergence, null, `${size}`);
    if (size <= 300) continue;
    for (const from of [state(), freshState(keys)]) {
      const { divergence } = await verifyLog(openLog(folder), from, at(other(700)));
      assert.equal(divergence?.what, "split", `${size}`);
      assert.equal(divergence.place, "a friend");
    }
  }
});

test("lie to one witness: its view and the public log are compared, and the quorum is missed", async (t) => {
  const witnesses = await Promise.all([1, 2, 3].map((n) => startWitness(t, n)));
  const lines = witnesses.map(({ name, vkey, url }) => `witness ${name} ${vkey} ${url}`);
  const policy = parsePolicy(
    [
      `log ${logKey}`,
      ...lines,
      `group all-of-us 2 ${witnesses.map(({ name }) => name).join(" ")}`,
      "quorum all-of-us",
    ].join("\n"),
  );
  const [one, two, three] = witnesses;
  assert.ok(one && two && three);
  const shown = honest;
  const cosignatures = (await one.ask(shown)) + (await two.ask(shown));
  // The third is shown another history of the same size.
  await three.ask(other(700));
  const folder = newFolder(t);
  publish(folder, shown, checkpointOf(shown) + cosignatures);
  const views = await Promise.all(policy.witnesses.map((witness) => askWitness(witness, origin)));
  const known = views.flatMap((view, i) => (view.is === "seen" ? [{ from: `w${i + 1}`, note: view.note }] : []));
  assert.equal(known.length, 3);
  const alone = await verifyLog(openLog(folder), freshState(keys), { ...none, policy });
  assert.equal(alone.divergence, null, "two of three are enough, so the policy alone does not tell");
  assert.deepEqual(
    alone.witnesses.map(({ name }) => name),
    ["w1", "w2"],
  );
  const { divergence } = await verifyLog(openLog(folder), freshState(keys), { ...none, policy, known });
  assert.equal(divergence?.what, "split");
  assert.equal(divergence.place, "w3");
  const [first = "", second = ""] = divergence.checkpoints ?? [];
  const compared = await compareCheckpoints(first, second, logSigner.verifier, null);
  assert.ok(compared.is === "evidence" && checkEvidence(compared.evidence));
  // And the public tree gets no cosignature of the third.
  assert.match(await three.ask(shown), /^(409|422)$/);
  publish(folder, shown, checkpointOf(shown) + cosignatures.split("\n")[0] + "\n");
  assert.equal((await verifyLog(openLog(folder), freshState(keys), { ...none, policy })).divergence?.what, "quorum");
});

async function startWitness(t: TestContext, n: number) {
  const store = openWitness(newFolder(t), `w${n}.example/w`);
  const server = witnessServer(store, keys, () => 1_800_000_000);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.after(() => {
    server.closeAllConnections();
    server.close();
    store.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    name: `w${n}`,
    url,
    vkey: formatVerifierKey(store.signer.verifier),
    /** Its cosignature line, or the status by which it refuses. */
    async ask(entries: readonly Uint8Array[]): Promise<string> {
      const old = store.stateOf(origin).size;
      const proof = consistencyProof(nodesOf(entries.map(leafHash)), old, entries.length);
      const body = formatAddCheckpoint({ old, proof, note: checkpointOf(entries) }, toBase64);
      const response = await fetch(`${url}/add-checkpoint`, { method: "POST", body });
      return response.status === 200 ? await response.text() : String(response.status);
    },
  };
}

test("a mirror copies byte for byte, goes on, and keeps its checkpoint when the log forks", async (t) => {
  const folder = newFolder(t);
  const copy = newFolder(t);
  publish(folder, honest.slice(0, 300));
  assert.equal((await mirrorLog(openLog(folder), copy, keys, none)).read, 300);
  publish(folder, honest);
  const more = await mirrorLog(openLog(folder), copy, keys, none);
  assert.equal(more.divergence, null);
  assert.equal(more.read, 400);
  for (const path of [
    "checkpoint",
    "tile/0/001",
    "tile/0/002.p/188",
    "tile/1/000.p/2",
    "tile/entries/000",
    "tile/entries/002.p/188",
  ])
    assert.deepEqual(readFileSync(join(copy, path)), readFileSync(join(folder, path)), path);
  assert.equal((await verifyLog(openLog(copy), freshState(keys), none)).divergence, null);
  publish(folder, other(800));
  assert.equal((await mirrorLog(openLog(folder), copy, keys, none)).divergence?.what, "rewritten");
  assert.equal(readFileSync(join(copy, "checkpoint"), "utf8"), checkpointOf(honest));
  assert.equal((await verifyLog(openLog(copy), freshState(keys), none)).divergence, null, "the copy is still whole");
  assert.match(readFileSync(join(copy, MIRROR_STATE), "utf8"), /"size":700/);
});
