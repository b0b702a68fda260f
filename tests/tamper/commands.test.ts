/** The commands as a member runs them: exit codes, words, files; a witness that outlives a kill. */
import assert from "node:assert/strict";
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { consistencyProof, formatAddCheckpoint, leafHash, nodesOf, toBase64 } from "@comity/record";
import { act, checkpointOf, honestEntries, logKey, newFolder, publish } from "./forge-log.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const words = (args: readonly string[]): string[] => [
  "--disable-warning=ExperimentalWarning",
  "--import",
  join(root, "scripts/tsx-hook.mjs"),
  join(root, "cli/main.ts"),
  ...args,
];
const env = { ...process.env, LANG: "en", NO_COLOR: "1" };

function comity(...args: string[]) {
  const done = spawnSync(process.execPath, words(args), { cwd: root, encoding: "utf8", env });
  return { code: done.status, out: done.stdout, err: done.stderr };
}

const honest = honestEntries(300);
const forged = [
  ...honest.slice(0, 200),
  ...honest.slice(200).map((_, i) => act("motion.noted", "c", { kind: "account", id: "root" }, { i })),
];

test("verify: whole 0, divergence 1 with both sides, wrong input 2; a state goes on", (t) => {
  const folder = newFolder(t);
  publish(folder, honest.slice(0, 280));
  const state = join(folder, "..", `${folder.split("/").at(-1)}-state.json`);
  const run = (...more: string[]) => comity("verify", folder, "--key", logKey, "--state", state, ...more);
  const first = run();
  assert.equal(first.code, 0, first.err);
  assert.match(first.out, /is whole: 280 entries/);
  assert.match(first.out, /role\.granted v1: 140/);
  publish(folder, honest);
  const second = JSON.parse(run("--format", "json").out) as { ok: boolean; read: number };
  assert.deepEqual([second.ok, second.read], [true, 20]);
  publish(folder, forged);
  const evidence = join(folder, "proof.json");
  const third = run("--evidence", evidence);
  assert.equal(third.code, 1);
  assert.match(third.out, /showed someone else another tree[^]*Expected: .+\n {2}Found: /);
  assert.equal(comity("evidence", evidence, "--key", logKey).code, 0);
  assert.equal(comity("verify", join(folder, "nowhere"), "--key", logKey).code, 2);
  assert.equal(comity("verify", folder, "--key", "nonsense").code, 2);
  assert.equal(comity("verify", folder, "--key", logKey, "--policy", join(folder, "none")).code, 2);
  writeFileSync(state, "{}");
  assert.equal(run().code, 2, "a state of something else");
});

test("receipt and evidence: made, checked, refused when changed", (t) => {
  const folder = newFolder(t);
  publish(folder, honest);
  const at = (name: string) => join(folder, name);
  assert.equal(comity("receipt", folder, "257", "--out", at("r.tlog-proof")).code, 0);
  const holds = comity("receipt", at("r.tlog-proof"), "--key", logKey);
  assert.equal(holds.code, 0, holds.err);
  assert.match(holds.out, /entry 257 stands in the record of 300 entries/);
  writeFileSync(at("forged"), forged[257] ?? "");
  assert.equal(comity("receipt", at("r.tlog-proof"), "--key", logKey, "--entry", at("forged")).code, 1);
  assert.equal(comity("receipt", folder, "300").code, 1);
  writeFileSync(at("a"), checkpointOf(honest.slice(0, 250)));
  writeFileSync(at("b"), checkpointOf(honest));
  writeFileSync(at("c"), checkpointOf(forged));
  assert.equal(comity("evidence", at("a"), at("b"), "--key", logKey).code, 2, "the larger tree is needed");
  assert.equal(comity("evidence", at("a"), at("b"), "--key", logKey, "--log", folder).code, 1, "consistent");
  assert.equal(comity("evidence", at("b"), at("c"), "--key", logKey, "--out", at("e.json")).code, 0);
  const text = readFileSync(at("e.json"), "utf8");
  writeFileSync(at("e.json"), text.replace("\\n300\\n", "\\n301\\n"));
  assert.equal(comity("evidence", at("e.json")).code, 1);
});

test("mirror: a copy that verifies", (t) => {
  const folder = newFolder(t);
  const copy = join(newFolder(t), "copy");
  publish(folder, honest);
  const made = comity("mirror", folder, copy, "--key", logKey);
  assert.equal(made.code, 0, made.err);
  assert.ok(existsSync(join(copy, "tile/entries/001.p/44")));
  assert.equal(comity("verify", copy, "--key", logKey).code, 0);
});

async function witness(t: TestContext, folder: string): Promise<{ url: string; vkey: string; child: ChildProcess }> {
  const child = spawn(
    process.execPath,
    words(["witness", folder, "--name", "w.example/x", "--key", logKey, "--port", "0"]),
    { cwd: root, env, stdio: ["ignore", "pipe", "inherit"] },
  );
  t.after(() => child.kill("SIGKILL"));
  let out = "";
  for await (const part of child.stdout ?? []) {
    out += String(part);
    const [, url, vkey] = /at (http:\S+);[^]*\n(w\.example\/x\+\S+)\n/.exec(out) ?? [];
    if (url !== undefined && vkey !== undefined) return { url, vkey, child };
  }
  throw new Error(`the witness ended: ${out}`);
}

test("witness: killed at any moment it never cosigns a second tree", async (t) => {
  const folder = newFolder(t);
  const ask = async (url: string, old: number, entries: readonly Uint8Array[]) => {
    const proof = consistencyProof(nodesOf(entries.map(leafHash)), old, entries.length);
    const body = formatAddCheckpoint({ old, proof, note: checkpointOf(entries) }, toBase64);
    return (await fetch(`${url}/add-checkpoint`, { method: "POST", body })).status;
  };
  const first = await witness(t, folder);
  assert.equal(await ask(first.url, 0, honest.slice(0, 250)), 200);
  const dying = Promise.allSettled([ask(first.url, 250, honest), ask(first.url, 250, honest.slice(0, 260))]);
  first.child.kill("SIGKILL");
  await dying;
  const second = await witness(t, folder);
  assert.equal(second.vkey, first.vkey);
  for (const old of [0, 250, 260, 300]) assert.notEqual(await ask(second.url, old, forged), 200, `old ${old}`);
});
