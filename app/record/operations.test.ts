import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { bundleEntries, formatVerifierKey, openCheckpoint, parseVerifierKey } from "@comity/record";
import { systemActor } from "../platform/actor.ts";
import { openInstance } from "../platform/application.ts";
import { createBackup } from "../platform/backup/create-backup.ts";
import { restoreInstance } from "../platform/backup/instance-backup.ts";
import { execute } from "../platform/commands/execute.ts";
import { loadConfig } from "../platform/config.ts";
import { builtIn, startTestServer, type TestScope } from "../platform/database/test-database.ts";
import { createLogger } from "../platform/logging.ts";
import type { Problem } from "../platform/problem.ts";
import { changeSetting } from "../platform/settings/change-setting.ts";
import { appendActs } from "./append.ts";
import { commitment, documentOf, readEntry } from "./entry.ts";
import { eraseValue } from "./erase-value.ts";
import { exportLog } from "./export-log.ts";
import { publisherOf, record, recordFolder } from "./module.ts";
import { openLog } from "./read-log.ts";
import { rotateLogKey } from "./rotate-key.ts";
import { recordDb } from "./tables.ts";

const log = createLogger("silent");

function scratch(t: TestScope): string {
  const folder = mkdtempSync(join(tmpdir(), "comity-record-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const act = (n: number, text = "") => ({
  kind: "test.told",
  at: "2026-11-24T10:00:00.000Z",
  command: "tests.tell",
  actor: { kind: "system", id: "test" },
  requestId: `request-${n}`,
  entry: { n, text },
});

test("an erased value is gone, the entry and the log stay, the erasure is an entry", async (t) => {
  const { services } = await startTestServer(t, [record]);
  const system = systemActor("test");
  await execute(services, changeSetting, system, { key: "instance.contact", value: "ada@example.org" });
  const db = recordDb(services.db);
  const secret = await db.selectFrom("record_secret").selectAll().executeTakeFirstOrThrow();
  assert.deepEqual([secret.index, secret.path, secret.value], [0, "/value", "ada@example.org"]);
  const bodies = async () =>
    (await db.selectFrom("record_entry").select("body").orderBy("index").execute()).map((row) => row.body);
  const [before] = await bodies();
  const commit = commitment(secret.salt, "ada@example.org");
  assert.deepEqual(readEntry(before ?? new Uint8Array()).entry, {
    key: "instance.contact",
    before: null,
    value: { commit },
  });
  await execute(services, eraseValue, system, { index: 0, path: "/value" });
  assert.equal((await db.selectFrom("record_secret").selectAll().execute()).length, 0);
  const [first, second] = await bodies();
  assert.deepEqual(first, before);
  const erasure = readEntry(second ?? new Uint8Array());
  assert.deepEqual([erasure.kind, erasure.entry], ["record.erased", { index: 0, path: "/value", commit }]);
  await assert.rejects(
    execute(services, eraseValue, system, { index: 0, path: "/value" }),
    (error: Problem) => error.kind === "not-found",
  );
  await publisherOf(services).publish();
});

test("an exported copy is whole, grows, and refuses a broken source", async (t) => {
  const server = await startTestServer(t, [record]);
  const { db } = server.services;
  const target = join(scratch(t), "copy");
  const source = recordFolder(server.folder);
  await db.transaction().execute((tx) => appendActs(tx, [act(0, "ü".repeat(40_000)), ...[1, 2, 3].map((n) => act(n))]));
  await publisherOf(server.services).publish();
  assert.equal((await exportLog(source, target)).size, 4);
  await db.transaction().execute((tx) =>
    appendActs(
      tx,
      Array.from({ length: 300 }, (_, i) => act(4 + i)),
    ),
  );
  await publisherOf(server.services).publish();
  assert.equal((await exportLog(source, target)).size, 304);
  assert.equal((await exportLog(source, target)).written, 2);
  const copy = openLog(target);
  const entries = bundleEntries(await copy.tile("tile/entries/000"), 256);
  const name = documentOf(readEntry(entries[0] ?? new Uint8Array()).entry);
  assert.equal((await copy.document(name?.sha256 ?? "")).length, name?.size);
  assert.equal(await copy.checkpoint(), await openLog(source).checkpoint());
  rmSync(join(source, "tile/entries/000"));
  await assert.rejects(exportLog(source, target), (error: Problem) => error.kind === "conflict");
  await assert.rejects(exportLog(join(source, "none"), target), (error: Problem) => error.kind === "not-found");
});

/** An instance on a database of its own that the caller opens and closes, as the command line does. */
async function ownInstance(t: TestScope, environment: Record<string, string> = {}) {
  const folder = scratch(t);
  const DATABASE_URL = await builtIn.createDatabase(t);
  const config = loadConfig({
    folder,
    environment: {
      COMITY_DATA: folder,
      DATABASE_URL,
      PORT: "0",
      COMITY_RECORD_ORIGIN: "log.test/record",
      ...environment,
    },
  });
  const { startServer } = await import("../platform/server.ts");
  const run = async (): Promise<void> => {
    const server = await startServer(config, [record], log);
    await execute(server.application.services, changeSetting, systemActor("test"), {
      key: "instance.name",
      value: `Name ${Math.random()}`,
    });
    await publisherOf(server.application.services).publish();
    await server.stop();
  };
  return { folder, config, run };
}

test("a new key is announced by an entry and a checkpoint of both keys, and signs from then on", async (t) => {
  const { folder, config, run } = await ownInstance(t);
  await run();
  const reader = openLog(join(folder, "record"));
  const old = parseVerifierKey((await reader.about()).vkey);
  const instance = await openInstance(config, [record], log);
  const { size, vkey } = await rotateLogKey(instance, config, log);
  await instance.close();
  assert.equal(size, 2);
  const note = await reader.checkpoint();
  assert.equal(openCheckpoint(note, old).checkpoint.size, 2);
  assert.equal(openCheckpoint(note, parseVerifierKey(vkey)).checkpoint.size, 2);
  const entries = bundleEntries(await reader.tile("tile/entries/000.p/2"), 2);
  assert.deepEqual(readEntry(entries[1] ?? new Uint8Array()).entry, { from: formatVerifierKey(old), to: vkey });
  assert.ok(!existsSync(join(folder, "keys/record.seed.next")));
  await run();
  assert.equal(openCheckpoint(await reader.checkpoint(), parseVerifierKey(vkey)).checkpoint.size, 3);
  assert.throws(() => openCheckpoint(readFileSync(join(folder, "record/checkpoint"), "utf8"), old));
  assert.deepEqual((await reader.about()).keys, [
    { vkey: formatVerifierKey(old), from: 0, to: 2 },
    { vkey, from: 2, to: null },
  ]);
});

test("a seed of the configuration is rotated with the next one given, not without", async (t) => {
  const { config, folder, run } = await ownInstance(t, { COMITY_RECORD_SEED: "A".repeat(43) });
  await run();
  const instance = await openInstance(config, [record], log);
  await assert.rejects(rotateLogKey(instance, config, log), (error: Problem) => error.kind === "invalid-input");
  const next = `${"B".repeat(42)}A`;
  const { vkey } = await rotateLogKey(instance, config, log, next);
  await instance.close();
  assert.ok(!existsSync(join(folder, "keys/record.seed")));
  await assert.rejects(run(), (error: Problem) => error.kind === "cannot-start");
  config.record.seed = next;
  await run();
  assert.equal((await openLog(join(folder, "record")).about()).vkey, vkey);
});

test("a backup holds the record and its key, and the restored log goes on", async (t) => {
  const { folder, config, run } = await ownInstance(t);
  await run();
  const file = join(scratch(t), "one.backup");
  const instance = await openInstance(config, [record], log);
  const { blobStore } = await import("../platform/application.ts");
  await createBackup(
    { database: instance.database, folder: instance.folder, files: blobStore(config, folder) },
    file,
    new Date(),
  );
  await instance.close();
  const vkey = (await openLog(join(folder, "record")).about()).vkey;
  const other = await ownInstance(t);
  await restoreInstance(other.config, [record], file);
  assert.equal((await openLog(join(other.folder, "record")).about()).size, 1);
  await other.run();
  const about = await openLog(join(other.folder, "record")).about();
  assert.deepEqual([about.vkey, about.size], [vkey, 2]);
});
