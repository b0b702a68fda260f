import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { sql } from "kysely";
import type { Problem } from "../problem.ts";
import { migrate, readMigrations, type Migration } from "./migrate.ts";
import { openMemory, openServer, type OpenDatabase } from "./open-database.ts";
import { databaseTargets, type DatabaseTarget } from "./test-database.ts";

const platform = readMigrations({ module: "platform", folder: new URL("../migrations/", import.meta.url) });

const memory: Pick<DatabaseTarget, "name" | "skip" | "open"> = {
  name: "memory (PGlite)",
  skip: false,
  async open(t) {
    const database = await openMemory();
    t.after(() => database.close());
    await migrate(database, platform);
    return database;
  },
};

const migration = (number: number, text: string): Migration => ({
  module: "test",
  name: `000${number}-x.sql`,
  sql: text,
  hash: `hash of ${text}`,
});
const names = async (database: OpenDatabase): Promise<string[]> =>
  (
    await sql<{ name: string }>`select name from migration where module = 'test' order by name`.execute(database.db)
  ).rows.map((row) => row.name);

for (const target of [memory, ...(await databaseTargets())]) {
  const { skip } = target;

  test(`the same JavaScript values from every database: ${target.name}`, { skip }, async (t) => {
    const { db } = await target.open(t);
    const { rows } = await sql<
      Record<string, unknown>
    >`select 9007199254740991::bigint as big, count(*) as count, '{1,NULL,-3}'::bigint[] as bigs, '{}'::bigint[] as none, date '2026-02-28' as date,
      '{2026-01-01,NULL}'::date[] as dates, 1.50::numeric as numeric, timestamptz '2026-01-01 00:00:00.5+01' as at, '{"a":[1]}'::jsonb as json, true as yes, '{a,"b c"}'::text[] as texts, null::bigint as nothing`.execute(
      db,
    );
    assert.deepEqual(rows, [
      {
        big: 9007199254740991,
        count: 1,
        bigs: [1, null, -3],
        none: [],
        date: "2026-02-28",
        dates: ["2026-01-01", null],
        numeric: "1.50",
        at: new Date("2025-12-31T23:00:00.500Z"),
        json: { a: [1] },
        yes: true,
        texts: ["a", "b c"],
        nothing: null,
      },
    ]);
    await assert.rejects(sql`select 9007199254740992::bigint as big`.execute(db), /beyond the whole numbers/);
    const zone = await sql<{ zone: string }>`select current_setting('timezone') as zone`.execute(db);
    assert.equal(zone.rows[0]?.zone, "UTC");
  });

  test(`migrations run once, in order, all or none: ${target.name}`, { skip }, async (t) => {
    const database = await target.open(t);
    const one = migration(1, "create table one (a int); insert into one values (1), (2)");
    const two = migration(2, "create table two (b int)");
    const broken = migration(3, "create table three (c int); select broken");
    assert.deepEqual((await migrate(database, [...platform, one])).length, 1);
    await assert.rejects(migrate(database, [...platform, one, two, broken]), /migration test\/0003-x\.sql failed/);
    assert.deepEqual(await names(database), ["0001-x.sql"]);
    assert.equal(
      (await sql`select to_regclass('two') as two`.execute(database.db)).rows.map(
        (row) => (row as { two: unknown }).two,
      )[0],
      null,
      "two was rolled back with three",
    );
    assert.deepEqual(
      (await migrate(database, [...platform, one, two])).map((done) => done.name),
      ["0002-x.sql"],
    );
    assert.deepEqual(await migrate(database, [...platform, one, two]), []);
  });

  test(`a newer database and a changed migration are refused: ${target.name}`, { skip }, async (t) => {
    const database = await target.open(t);
    await migrate(database, [...platform, migration(1, "select 1"), migration(2, "select 2")]);
    const refused = (words: RegExp) => (error: Problem) =>
      error.kind === "cannot-start" && error.exitCode === 2 && words.test(error.message) && error.mend !== undefined;
    await assert.rejects(
      migrate(database, [...platform, migration(1, "select 1")]),
      refused(/newer version.*test\/0002-x\.sql/),
    );
    await assert.rejects(
      migrate(database, [...platform, migration(1, "select 1"), migration(2, "select 3")]),
      refused(/test\/0002-x\.sql was changed/),
    );
  });

  test(`the audit trail cannot be changed: ${target.name}`, { skip }, async (t) => {
    const { db } = await target.open(t);
    await db
      .insertInto("audit")
      .values({
        request_id: "r",
        command: "a.b",
        actor_kind: "system",
        actor_id: null,
        outcome: "done",
        input: "{}",
        detail: null,
      })
      .execute();
    for (const statement of [sql`update audit set outcome = 'failed'`, sql`delete from audit`, sql`truncate audit`])
      await assert.rejects(statement.execute(db), /append-only/);
  });
}

for (const target of await databaseTargets()) {
  test(`several nodes may migrate at once: ${target.name}`, { skip: target.skip }, async (t) => {
    const url = await target.createDatabase(t);
    const nodes = await Promise.all([1, 2, 3].map(() => openServer({ url }, { connections: 2 })));
    const ran = await Promise.all(nodes.map((node) => migrate(node, [migration(1, "create table once (a int)")])));
    assert.deepEqual(ran.map((done) => done.length).toSorted(), [0, 0, 1]);
    for (const node of nodes) await node.close();
  });
}

test("names of migration files are checked", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "comity-test-migrations-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const source = { module: "x", folder: new URL(`file://${folder}/`) };
  writeFileSync(join(folder, "0001-a.sql"), "select 1;\r\n");
  const [first] = readMigrations(source);
  writeFileSync(join(folder, "0001-a.sql"), "select 1;\n");
  assert.equal(readMigrations(source)[0]?.hash, first?.hash, "line ends of Windows do not matter");
  writeFileSync(join(folder, "0001-b.sql"), "");
  assert.throws(() => readMigrations(source), /number 0001 is used twice/);
  rmSync(join(folder, "0001-b.sql"));
  writeFileSync(join(folder, "2-b.sql"), "");
  assert.throws(() => readMigrations(source), /not named NNNN-name\.sql/);
});
