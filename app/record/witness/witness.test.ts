import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import {
  consistencyProof,
  cosigners,
  ed25519Signer,
  formatAddCheckpoint,
  leafHash,
  nodesOf,
  parseNote,
  signCheckpoint,
  toBase64,
  treeRoot,
  utf8,
} from "@comity/record";
import { checkEvidence, parseEvidence } from "../verify/evidence.ts";
import { askWitness } from "./ask-witness.ts";
import { witnessServer } from "./witness-server.ts";
import { openWitness, stateName } from "./witness-state.ts";

const origin = "log.example/record";
const log = ed25519Signer(origin, new Uint8Array(32).fill(3));
const leaves = (count: number, what = "entry") =>
  Array.from({ length: count }, (_, i) => leafHash(utf8(`${what} ${i}`)));
const noteOf = (size: number, what?: string) =>
  signCheckpoint({ origin, size, root: treeRoot(nodesOf(leaves(size, what)), size), extensions: [] }, log);
const request = (old: number, size: number, what?: string) =>
  formatAddCheckpoint(
    { old, proof: consistencyProof(nodesOf(leaves(size, what)), old, size), note: noteOf(size, what) },
    toBase64,
  );

async function witness(t: TestContext, folder = mkdtempSync(join(tmpdir(), "comity-witness-"))) {
  const store = openWitness(folder, "w.example/comity");
  const evidence: string[] = [];
  const server = witnessServer(store, [log.verifier], () => 1_800_000_000, {
    splitView: (file) => evidence.push(file),
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stop = async () => {
    server.closeAllConnections();
    server.close();
    store.close();
  };
  t.after(async () => {
    await stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const post = (body: string | Uint8Array<ArrayBuffer>) => fetch(`${url}/add-checkpoint`, { method: "POST", body });
  return { folder, store, url, post, stop, evidence };
}

test("a checkpoint is cosigned, shown to monitors, and remembered over a restart", async (t) => {
  const first = await witness(t);
  const { signer } = first.store;
  const answer = await first.post(request(0, 5));
  assert.equal(answer.status, 200);
  const line = await answer.text();
  assert.equal(cosigners(parseNote(noteOf(5) + line), [signer.verifier])[0]?.time, 1_800_000_000);
  assert.equal(await (await fetch(`${first.url}/${stateName(origin)}/checkpoint`)).text(), noteOf(5) + line);
  await first.stop();
  const second = await witness(t, first.folder);
  assert.equal(toBase64(second.store.signer.verifier.key), toBase64(signer.verifier.key), "the key is the same");
  const late = await second.post(request(0, 9));
  assert.equal(late.status, 409);
  assert.equal(late.headers.get("content-type"), "text/x.tlog.size");
  assert.equal(await late.text(), "5\n");
  assert.equal((await second.post(request(5, 9))).status, 200);
  assert.deepEqual(
    readdirSync(first.folder).filter((name) => name.endsWith(".new")),
    [],
  );
});

test("of many requests at once one tree is cosigned", async (t) => {
  const { post, url } = await witness(t);
  const all = await Promise.all(
    Array.from({ length: 20 }, (_, i) => post(request(0, 7, i % 2 === 0 ? "entry" : "other"))),
  );
  assert.equal(all.filter(({ status }) => status === 200).length, 1);
  const shown = await askWitness(
    { kind: "witness", name: "w", key: ed25519Signer("other.example", new Uint8Array(32), 4).verifier, url },
    origin,
  );
  assert.equal(shown.is, "silent", "a view without its cosignature is no view");
});

test("a log that lies to the witness is refused, and the proof is kept", async (t) => {
  const { post, evidence, store } = await witness(t);
  assert.equal((await post(request(0, 6))).status, 200);
  const lie = formatAddCheckpoint({ old: 6, proof: [], note: noteOf(6, "other") }, toBase64);
  assert.equal((await post(lie)).status, 422);
  assert.equal((await post(request(6, 9, "other"))).status, 422);
  assert.equal(evidence.length, 1);
  assert.ok(checkEvidence(parseEvidence(readFileSync(evidence[0] ?? "", "utf8"))));
  assert.equal(store.stateOf(origin).size, 6, "nothing of it is stored");
});

test("nothing is answered that is not stored", async (t) => {
  const { post, folder, store } = await witness(t);
  assert.equal((await post(request(0, 2))).status, 200);
  // A folder in the place of the new file: writing fails, as on a full disk.
  const blocked = store.stateOf(origin);
  rmSync(join(folder, `${stateName(origin)}.new`), { force: true });
  const { mkdirSync } = await import("node:fs");
  mkdirSync(join(folder, `${stateName(origin)}.new`));
  const answer = await post(request(2, 4));
  assert.equal(answer.status, 500);
  assert.doesNotMatch(await answer.text(), /\u2014/, "no cosignature");
  assert.deepEqual(store.stateOf(origin), blocked);
});

test("requests of another form, method, log or key", async (t) => {
  const { post, url } = await witness(t);
  assert.equal((await post("")).status, 400);
  assert.equal((await post(Uint8Array.of(0xff, 0xfe))).status, 400);
  assert.equal((await post("x".repeat(1024 * 1024 + 1))).status, 413);
  assert.equal((await fetch(`${url}/add-checkpoint`)).status, 405);
  assert.equal((await fetch(`${url}/${"0".repeat(64)}/checkpoint`)).status, 404);
  assert.equal((await fetch(`${url}/key`)).status, 404);
  const stranger = signCheckpoint(
    { origin: "else.example", size: 1, root: treeRoot(nodesOf(leaves(1)), 1), extensions: [] },
    ed25519Signer("else.example", new Uint8Array(32).fill(9)),
  );
  assert.equal((await post(`old 0\n\n${stranger}`)).status, 404);
  const forged = signCheckpoint(
    { origin, size: 1, root: treeRoot(nodesOf(leaves(1)), 1), extensions: [] },
    ed25519Signer(origin, new Uint8Array(32).fill(9)),
  );
  assert.equal((await post(`old 0\n\n${forged}`)).status, 403);
});

test("a folder serves one process and one name; the lock of a dead one is taken over", async (t) => {
  const { folder, stop } = await witness(t);
  assert.throws(() => openWitness(folder, undefined), /Another witness/);
  await stop();
  assert.ok(!existsSync(join(folder, "lock")));
  assert.throws(() => openWitness(folder, "another.example"), /is named w\.example/);
  writeFileSync(join(folder, "lock"), "4194305\n");
  const again = openWitness(folder, undefined);
  assert.equal(again.signer.verifier.name, "w.example/comity");
  again.close();
  const empty = mkdtempSync(join(tmpdir(), "comity-witness-"));
  t.after(() => rmSync(empty, { recursive: true }));
  assert.throws(() => openWitness(empty, undefined), /needs a name/);
});
