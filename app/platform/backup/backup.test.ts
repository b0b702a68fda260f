import assert from "node:assert/strict";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { test } from "node:test";
import { sql } from "kysely";
import { systemActor } from "../actor.ts";
import { allMigrations, blobStore, openInstance } from "../application.ts";
import { actsInOutbox } from "../commands/official-acts.ts";
import { execute } from "../commands/execute.ts";
import { loadConfig, type Config } from "../config.ts";
import { openServer } from "../database/open-database.ts";
import { builtIn, databaseTargets } from "../database/test-database.ts";
import { FolderStore } from "../files/folder-store.ts";
import { instanceKey } from "../instance-folder.ts";
import { createLogger } from "../logging.ts";
import type { Module } from "../module.ts";
import { Problem } from "../problem.ts";
import { changeSetting } from "../settings/change-setting.ts";
import { createBackup } from "./create-backup.ts";
import { backupInstance, restoreInstance } from "./instance-backup.ts";
import { restoreBackup, verifyBackup } from "./restore-backup.ts";
import { inReferenceOrder } from "./table-list.ts";

const NOW = new Date("2026-11-24T12:00:00Z");
const log = createLogger("silent");

/** A module with what is hard to copy: references (also to itself), generated and identity columns, bytes, arrays, triggers. */
function hardModule(folder: string): Module {
  const migrations = join(folder, "migrations");
  mkdirSync(migrations);
  writeFileSync(
    join(migrations, "0001-hard.sql"),
    `create table z_parent (id bigint generated always as identity primary key, parent bigint references z_parent, name text not null, upper text generated always as (upper(name)) stored);
     create table a_child (parent bigint not null references z_parent, part int, bytes bytea, tags text[], at timestamptz, price numeric, json jsonb, primary key (parent, part));
     create function double_part() returns trigger language plpgsql as $$ begin new.part = new.part * 2; return new; end $$;
     create trigger doubling before insert on a_child for each row execute function double_part();
     insert into z_parent (name) values ('seed');`,
  );
  return { name: "hard", migrations: new URL(`file://${migrations}/`), register: () => undefined };
}

function scratch(t: { after(work: () => void): void }): string {
  const folder = mkdtempSync(join(tmpdir(), "comity-test-backup-"));
  // As root the built-in PostgreSQL runs as another user, who must get here.
  chmodSync(folder, 0o711);
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const configFor = (data: string, more: Record<string, string> = {}): Config =>
  loadConfig({ environment: { COMITY_DATA: data, ...more }, folder: tmpdir() });

test("a whole instance survives backup and restore on the built-in database", async (t) => {
  const folder = scratch(t);
  const modules = [hardModule(folder)];
  const first = configFor(join(folder, "first"));
  const instance = await openInstance(first, modules, log);
  const { db } = instance.database;
  await execute({ db, acts: actsInOutbox }, changeSetting, systemActor("test"), {
    key: "instance.name",
    value: "Zoë's \\ \t instance\n",
  });
  await sql`insert into z_parent (parent, name) values (1, 'línea') returning id`.execute(db);
  await sql`insert into a_child values (2, 21, '\\x00ff0a'::bytea, '{"a,b",NULL,"\\""}', 'infinity', 1.10, '{"k":[1,null]}'), (1, 5, null, null, '2026-01-01', 'NaN', null)`.execute(
    db,
  );
  const key = instanceKey(instance.folder, "session");
  const store = blobStore(first, instance.folder);
  const blob = await store.put(Buffer.alloc(700_000, "comity"));
  const empty = await store.put(new Uint8Array());
  mkdirSync(join(instance.folder, "record", "tile"), { recursive: true });
  writeFileSync(join(instance.folder, "record", "tile", "000"), "entry");
  await instance.close();

  const path = join(folder, "whole.comity");
  const report = await backupInstance(first, modules, log, path);
  assert.deepEqual([report.files, report.rows], [2, (await countRows(first, modules)) as number]);
  assert.equal(statSync(path).mode & 0o777, 0o600);
  assert.equal(existsSync(`${path}.part`), false);

  const second = configFor(join(folder, "second"));
  const restored = await restoreInstance(second, modules, path);
  assert.equal(restored.rows, report.rows);
  assert.deepEqual(readdirSync(join(folder, "second")).toSorted(), ["files", "keys", "postgres", "record"]);
  const again = await openInstance(second, modules, log);
  t.after(() => again.close());
  const same = await sql`select * from a_child order by parent`.execute(again.database.db);
  assert.deepEqual(
    same.rows.map((row) => ({
      ...(row as object),
      bytes: String((row as { bytes: Buffer | null }).bytes?.toString("hex")),
    })),
    [
      {
        parent: 1,
        part: 10,
        bytes: "undefined",
        tags: null,
        at: new Date("2026-01-01T00:00:00Z"),
        price: "NaN",
        json: null,
      },
      {
        parent: 2,
        part: 42,
        bytes: "00ff0a",
        tags: ["a,b", null, '"'],
        at: Infinity,
        price: "1.10",
        json: { k: [1, null] },
      },
    ],
  );
  const parents = await sql<{ id: number; upper: string }>`select id, upper from z_parent order by id`.execute(
    again.database.db,
  );
  assert.deepEqual(parents.rows, [
    { id: 1, upper: "SEED" },
    { id: 2, upper: "LÍNEA" },
  ]);
  const next = await sql<{ id: number }>`insert into z_parent (name) values ('after') returning id`.execute(
    again.database.db,
  );
  assert.equal(next.rows[0]?.id, 3, "identities go on where they were");
  await assert.rejects(sql`delete from audit`.execute(again.database.db), /append-only/, "triggers are on again");
  const setting = await again.database.db.selectFrom("setting").select("value").executeTakeFirstOrThrow();
  assert.equal(setting.value, "Zoë's \\ \t instance");
  assert.equal(instanceKey(again.folder, "session"), key);
  assert.equal(readFileSync(join(again.folder, "record", "tile", "000"), "utf8"), "entry");
  const files = blobStore(second, again.folder);
  assert.deepEqual([await files.size(blob.hash), await files.size(empty.hash)], [700_000, 0]);
});

test("a backup beside the running server, and not of a demonstration", async (t) => {
  const folder = scratch(t);
  const config = configFor(join(folder, "data"));
  const instance = await openInstance(config, [], log);
  t.after(() => instance.close());
  await instance.database.db.insertInto("outbox").values({ kind: "mail", payload: "1", delivered_at: null }).execute();
  const report = await backupInstance(config, [], log, join(folder, "beside.comity"));
  assert.deepEqual([report.tables, report.rows], [4, 1]);
  await verifyBackup(join(folder, "beside.comity"), allMigrations([]));
  assert.equal(
    (await instance.database.db.selectFrom("outbox").select("id").execute()).length,
    1,
    "the server goes on",
  );
  const demo = join(folder, "demo.comity");
  await assert.rejects(
    backupInstance(loadConfig({ environment: { COMITY_DATA: join(folder, "none") }, demo: true }), [], log, demo),
    (error: Problem) => error.kind === "conflict" && /memory only/.test(error.message),
  );
  assert.equal(existsSync(demo), false);
});

async function countRows(config: Config, modules: readonly Module[]): Promise<number> {
  const instance = await openInstance(config, modules, log);
  try {
    let rows = 0;
    for (const table of ["setting", "audit", "outbox", "event", "z_parent", "a_child"])
      rows +=
        (await sql<{ n: number }>`select count(*) as n from ${sql.table(table)}`.execute(instance.database.db)).rows[0]
          ?.n ?? 0;
    return rows;
  } finally {
    await instance.close();
  }
}

for (const target of await databaseTargets()) {
  test(`backup and restore between servers: ${target.name}`, { skip: target.skip }, async (t) => {
    const folder = scratch(t);
    const database = await target.open(t);
    await database.db
      .insertInto("outbox")
      .values({ kind: "mail", payload: JSON.stringify({ to: "a@example.org" }), delivered_at: null })
      .execute();
    const path = join(folder, "b.comity");
    await createBackup({ database, folder, files: new FolderStore(join(folder, "files")) }, path, NOW);
    const url = await target.createDatabase({ after: (work) => t.after(work) });
    const config = configFor(join(folder, "restored"), { DATABASE_URL: url });
    assert.deepEqual(await restoreBackup(config, allMigrations([]), path), {
      createdAt: NOW.toISOString(),
      tables: 4,
      rows: 1,
      files: 0,
    });

    await assert.rejects(
      restoreBackup(configFor(join(folder, "other"), { DATABASE_URL: url }), allMigrations([]), path),
      (error: Problem) => error.kind === "conflict" && /not empty/.test(error.message),
    );
    assert.deepEqual(readdirSync(join(folder, "other")), [], "a refused restore leaves nothing");
  });
}

async function smallBackup(
  t: Parameters<typeof builtIn.open>[0] & { after(work: () => void): void },
): Promise<{ folder: string; path: string }> {
  const folder = scratch(t);
  const files = new FolderStore(join(folder, "files"));
  await files.put(Buffer.from("one file"));
  const path = join(folder, "small.comity");
  await createBackup({ database: await builtIn.open(t), folder, files }, path, NOW);
  return { folder, path };
}

test("a damaged or cut-off backup is refused before anything is touched", async (t) => {
  const { folder, path } = await smallBackup(t);
  const whole = readFileSync(path);
  const plain = gunzipSync(whole);
  const target = join(folder, "target");
  const refused = async (content: Buffer, what: string): Promise<void> => {
    const bad = join(folder, "bad.comity");
    writeFileSync(bad, content);
    await assert.rejects(
      restoreInstance(configFor(target), [], bad),
      (error: Problem) => error.kind === "invalid-input" && /Nothing was restored/.test(error.message),
      what,
    );
    assert.equal(existsSync(target), false, what);
  };
  for (const length of [0, 10, Math.floor(whole.length / 2), whole.length - 1])
    await refused(whole.subarray(0, length), `cut to ${length}`);
  for (const length of [20, Math.floor(plain.length / 2), plain.length - 5])
    await refused(gzipSync(plain.subarray(0, length)), `text cut to ${length}`);
  const changed = Buffer.from(plain);
  const at = changed.indexOf("one file");
  changed[at] = "O".charCodeAt(0);
  await refused(gzipSync(changed), "one letter of a file changed");
  await refused(gzipSync(Buffer.concat([plain, Buffer.from("more")])), "something added");
  await refused(Buffer.from("not a backup at all"), "another file");
  await assert.rejects(verifyBackup(join(folder, "none"), []), (error: Problem) => error.kind === "not-found");
});

test("an entry may not leave the data folder", async (t) => {
  const folder = scratch(t);
  const path = join(folder, "evil.comity");
  writeFileSync(path, gzipSync("comity-backup 1\nentry keys/../../evil\ndata 1\nxend 1 x\n"));
  await assert.rejects(verifyBackup(path, []), (error: Problem) => error.kind === "invalid-input");
});

test("restoring is refused into a used folder and from a newer version; a backup overwrites nothing", async (t) => {
  const { folder, path } = await smallBackup(t);
  const used = join(folder, "used");
  mkdirSync(used);
  writeFileSync(join(used, "something"), "x");
  await assert.rejects(
    restoreInstance(configFor(used), [], path),
    (error: Problem) => error.kind === "conflict" && /not empty \(something\)/.test(error.message),
  );
  const older = allMigrations([]).slice(1);
  await assert.rejects(
    restoreBackup(configFor(join(folder, "x")), older, path),
    (error: Problem) => error.kind === "cannot-start" && /newer version/.test(error.message),
  );
  await assert.rejects(
    createBackup({ database: await builtIn.open(t), folder, files: new FolderStore(join(folder, "files")) }, path, NOW),
    (error: Problem) => error.kind === "conflict",
  );
  assert.ok(existsSync(path));
});

test("a backup of an older version is migrated forward while it is restored", async (t) => {
  const { folder, path } = await smallBackup(t);
  const url = await builtIn.createDatabase({ after: (work) => t.after(work) });
  const config = configFor(join(folder, "forward"), { DATABASE_URL: url });
  const later = { module: "later", name: "0001-later.sql", sql: "create table later (id int)", hash: "0".repeat(64) };
  await restoreBackup(config, [...allMigrations([]), later], path);
  const restored = await openServer({ url });
  t.after(() => restored.close());
  assert.deepEqual((await sql`select name from migration join later on true`.execute(restored.db)).rows, []);
  const names = await sql<{ name: string }>`select name from migration order by applied_at`.execute(restored.db);
  assert.deepEqual(
    names.rows.map((row) => row.name),
    ["0001-platform.sql", "0001-later.sql"],
  );
});

test("a damaged stored file stops the backup and leaves no file", async (t) => {
  const folder = scratch(t);
  const files = new FolderStore(join(folder, "files"));
  const { hash } = await files.put(Buffer.from("will be damaged"));
  truncateSync(join(folder, "files", hash.slice(0, 2), hash.slice(2, 4), hash), 3);
  const path = join(folder, "b.comity");
  await assert.rejects(createBackup({ database: await builtIn.open(t), folder, files }, path, NOW), /damaged/);
  assert.deepEqual([existsSync(path), existsSync(`${path}.part`)], [false, false]);
});

test("tables are ordered by reference; a circle is named", () => {
  assert.deepEqual(
    inReferenceOrder(
      ["a", "b", "c"],
      [
        { from: "a", to: "b" },
        { from: "b", to: "c" },
        { from: "c", to: "c" },
      ],
    ),
    ["c", "b", "a"],
  );
  assert.throws(
    () =>
      inReferenceOrder(
        ["a", "b"],
        [
          { from: "a", to: "b" },
          { from: "b", to: "a" },
        ],
      ),
    /circle/,
  );
});
