import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import {
  bundleEntries,
  checkPolicy,
  equalBytes,
  leafHash,
  openCheckpoint,
  parsePolicy,
  parseVerifierKey,
  tileHashes,
  tilesOf,
  tilePath,
  toHex,
  treeRoot,
  nodesOf,
  type Hash,
} from "@comity/record";
import { sql } from "kysely";
import { execute } from "../platform/commands/execute.ts";
import { systemActor } from "../platform/actor.ts";
import { databaseTargets, startTestServer, type TestServer } from "../platform/database/test-database.ts";
import { changeSetting } from "../platform/settings/change-setting.ts";
import type { Problem } from "../platform/problem.ts";
import { appendActs } from "./append.ts";
import { readEntry } from "./entry.ts";
import { publisherOf, record, recordFolder } from "./module.ts";
import { openLog, type LogReader } from "./read-log.ts";
import { recordDb } from "./tables.ts";

const tell = (server: TestServer, from: number, count: number, text = "") =>
  server.services.db.transaction().execute((tx) =>
    appendActs(
      tx,
      Array.from({ length: count }, (_, i) => ({
        kind: "test.told",
        at: "2026-11-24T10:00:00.000Z",
        command: "tests.tell",
        actor: { kind: "system", id: "test" },
        requestId: `request-${from + i}`,
        entry: { n: from + i, text },
      })),
    ),
  );

/** Reads the whole log as a stranger does, and checks all of it. */
async function readAll(reader: LogReader): Promise<{ size: number; bodies: Uint8Array[] }> {
  const about = await reader.about();
  const note = await reader.checkpoint();
  assert.ok(checkPolicy(parsePolicy(about.policy), note).satisfied);
  const { checkpoint } = openCheckpoint(note, parseVerifierKey(about.vkey));
  // log.json is written after the checkpoint.
  assert.ok(about.size <= checkpoint.size);
  const bodies: Uint8Array[] = [];
  const leaves: Hash[] = [];
  for (const tile of tilesOf(checkpoint.size)) {
    const bytes = await reader.tile(tilePath(tile));
    if (tile.level === "entries") bodies.push(...bundleEntries(bytes, tile.width));
    else if (tile.level === 0) leaves.push(...tileHashes(bytes, tile.width));
    else
      for (const [i, hash] of tileHashes(bytes, tile.width).entries()) {
        const at: number = (tile.index * 256 + i) * 256 ** tile.level;
        assert.deepEqual(hash, treeRoot(nodesOf(leaves.slice(at, at + 256 ** tile.level)), 256 ** tile.level));
      }
  }
  assert.ok(bodies.every((body, i) => equalBytes(leafHash(body), leaves[i] as Hash)));
  assert.deepEqual(treeRoot(nodesOf(leaves), leaves.length), checkpoint.root);
  return { size: checkpoint.size, bodies };
}

const publish = (server: TestServer) => publisherOf(server.services).publish();

for (const target of await databaseTargets()) {
  const { skip } = target;
  test(`what is committed is published, over HTTP and in the folder: ${target.name}`, { skip }, async (t) => {
    const server = await startTestServer(t, [record], {}, target);
    const web = openLog(`${server.url}/record`);
    const local = openLog(recordFolder(server.folder));
    assert.deepEqual(await readAll(web), { size: 0, bodies: [] });
    for (const [from, count] of [
      [0, 1],
      [1, 1],
      [2, 253],
      [255, 1],
      [256, 1],
      [257, 700],
    ] as const) {
      await tell(server, from, count);
      assert.equal(await publish(server), from + count);
      const { bodies } = await readAll(web);
      assert.deepEqual(
        bodies.map((body) => readEntry(body).entry["n"]),
        Array.from({ length: from + count }, (_, i) => i),
      );
      assert.deepEqual((await readAll(local)).bodies, bodies);
    }
    assert.equal((await web.about()).origin, `${new URL(server.url).host}/record`);
    await tell(server, 957, 1, "ü".repeat(40_000));
    await publish(server);
    const last = readEntry((await readAll(web)).bodies.at(-1) ?? new Uint8Array()).entry as {
      document: { sha256: string; size: number };
    };
    assert.equal((await web.document(last.document.sha256)).length, last.document.size);
    assert.equal((await local.document(last.document.sha256)).length, last.document.size);
  });
}

test("an act is published by itself, soon after its commit", async (t) => {
  const server = await startTestServer(t, [record]);
  await execute(server.services, changeSetting, systemActor("test"), { key: "instance.name", value: "Ours" });
  const reader = openLog(`${server.url}/record`);
  const until = Date.now() + 5000;
  while ((await readAll(reader)).size === 0 && Date.now() < until) await new Promise((done) => setTimeout(done, 50));
  const { bodies } = await readAll(reader);
  const entry = readEntry(bodies[0] ?? new Uint8Array());
  assert.equal(entry.kind, "setting.changed");
  assert.deepEqual(entry.entry, { key: "instance.name", before: null, value: "Ours" });
  assert.deepEqual(entry.actor, { kind: "system", id: "test" });
});

test("the files' headers let caches keep tiles for ever and checkpoints for a moment", async (t) => {
  const server = await startTestServer(t, [record]);
  await tell(server, 0, 300);
  await publish(server);
  const head = async (path: string) => {
    const answer = await fetch(`${server.url}/record/${path}`);
    await answer.arrayBuffer();
    return [answer.status, answer.headers.get("content-type"), answer.headers.get("cache-control")];
  };
  const forever = "public, max-age=31536000, immutable";
  assert.deepEqual(await head("checkpoint"), [200, "text/plain; charset=utf-8", "public, max-age=2"]);
  assert.deepEqual(await head("tile/0/000"), [200, "application/octet-stream", forever]);
  assert.deepEqual(await head("tile/0/001.p/44"), [200, "application/octet-stream", forever]);
  assert.deepEqual(await head("tile/entries/000.p/7"), [200, "application/octet-stream", forever]);
  for (const path of [
    "tile/0/002",
    "tile/0/001.p/45",
    "tile/0/1",
    "tile/..%2Fcheckpoint",
    "tile/0/000.p/256",
    `document/${"0".repeat(64)}`,
  ])
    assert.equal((await head(path))[0], 404, path);
});

test("partial tiles of former checkpoints are cut from wider ones, and do not pile up", async (t) => {
  const server = await startTestServer(t, [record]);
  const folder = recordFolder(server.folder);
  for (let n = 0; n < 20; n += 1) {
    await tell(server, n, 1);
    await publish(server);
  }
  assert.ok(!existsSync(join(folder, "tile/0/000.p/3")));
  assert.ok(existsSync(join(folder, "tile/0/000.p/20")) && existsSync(join(folder, "tile/0/000.p/13")));
  const web = openLog(`${server.url}/record`);
  assert.equal((await web.tile("tile/0/000.p/3")).length, 96);
  assert.equal(bundleEntries(await web.tile("tile/entries/000.p/3"), 3).length, 3);
  await tell(server, 20, 236);
  await publish(server);
  assert.ok(!existsSync(join(folder, "tile/0/000.p")));
  assert.equal((await openLog(folder).tile("tile/0/000.p/20")).length, 640);
});

test("lost files are written again, and the key's file is secret", async (t) => {
  const server = await startTestServer(t, [record]);
  await tell(server, 0, 600);
  await publish(server);
  const folder = recordFolder(server.folder);
  const note = readFileSync(join(folder, "checkpoint"), "utf8");
  rmSync(folder, { recursive: true });
  await publish(server);
  assert.equal(readFileSync(join(folder, "checkpoint"), "utf8"), note);
  assert.equal((await readAll(openLog(folder))).size, 600);
  if (process.platform !== "win32") assert.equal(statSync(join(server.folder, "keys/record.seed")).mode & 0o777, 0o600);
});

const refuses = (server: TestServer, words: RegExp) =>
  assert.rejects(publish(server), (error: Problem) => error.kind === "conflict" && words.test(error.message));

/** As someone with all rights on the database does. */
async function force(server: TestServer, statement: string): Promise<void> {
  await server.services.database.session(async (session) => {
    await session.script(
      `alter table record_entry disable trigger user; alter table record_checkpoint disable trigger user`,
    );
    await session.script(statement);
  });
}

test("nothing is signed over a database that was set back, changed or cut", async (t) => {
  const server = await startTestServer(t, [record]);
  const frontierNow = async () =>
    toHex(
      (await recordDb(server.services.db).selectFrom("record_head").select("frontier").executeTakeFirstOrThrow())
        .frontier,
    );
  await tell(server, 0, 5);
  const atFive = await frontierNow();
  await tell(server, 5, 5);
  await publish(server);
  const before = readFileSync(join(recordFolder(server.folder), "checkpoint"), "utf8");
  const atTen = await frontierNow();

  // Entry 3 edited, its leaf with it; new entries come on top.
  await force(server, "create table kept as select * from record_entry");
  await force(
    server,
    `update record_entry set body = convert_to(replace(convert_from(body, 'UTF8'), '"n":3', '"n":8'), 'UTF8') where index = 3`,
  );
  await tell(server, 10, 1);
  await refuses(server, /entry 3 was changed/);
  await force(server, "update record_entry set leaf = sha256('\\x00'::bytea || body) where index = 3");
  await refuses(server, /another root/);

  // The whole log set back, its checkpoints with it, then grown on another branch: the folder remembers.
  await force(
    server,
    `delete from record_entry; insert into record_entry select * from kept where index < 5;
     delete from record_checkpoint; update record_head set size = 5, frontier = '\\x${atFive}'`,
  );
  await refuses(server, /set back to an earlier state/);
  await tell(server, 90, 8);
  await refuses(server, /another root at size 10/);
  await force(
    server,
    `delete from record_entry; insert into record_entry select * from kept; update record_head set size = 10, frontier = '\\x${atTen}'`,
  );
  await publish(server);
  await force(server, "delete from record_entry where index = 9");
  await tell(server, 10, 1);
  await refuses(server, /entry 9 is missing/);
  assert.equal(readFileSync(join(recordFolder(server.folder), "checkpoint"), "utf8"), before);
});

test("another key does not sign on, and an address that changes does not rename the log", async (t) => {
  const server = await startTestServer(t, [record]);
  await tell(server, 0, 1);
  await publish(server);
  const { origin } = await openLog(`${server.url}/record`).about();
  const { openSigner } = await import("./keys.ts");
  const signer = await openSigner(
    recordDb(server.services.db),
    server.services.config,
    server.folder,
    "elsewhere/record",
  );
  assert.equal(signer.verifier.name, origin);
  writeFileSync(join(server.folder, "keys/record.seed"), `${"A".repeat(43)}\n`);
  await assert.rejects(
    openSigner(recordDb(server.services.db), server.services.config, server.folder, origin),
    (error: Problem) => error.kind === "cannot-start" && /not the one that signed so far/.test(error.message),
  );
});

test("the server commits a checkpoint durably even when the database is set not to", async (t) => {
  const server = await startTestServer(t, [record]);
  const { db } = server.services;
  await sql`select set_config('synchronous_commit', 'off', false)`.execute(db);
  const inside = await db.transaction().execute(async (tx) => {
    await sql`set local synchronous_commit = off`.execute(tx);
    await appendActs(tx, []);
    return sql<{ synchronous_commit: string }>`show synchronous_commit`.execute(tx);
  });
  assert.equal(inside.rows[0]?.synchronous_commit, "on");
});
