import assert from "node:assert/strict";
import { test } from "node:test";
import { z } from "zod";
import { emptyFrontier, append, canonicalJson, frontierRoot, fromUtf8, leafHash, sha256, toHex } from "@comity/record";
import { systemActor } from "../platform/actor.ts";
import { defineCommand } from "../platform/commands/define-command.ts";
import { execute } from "../platform/commands/execute.ts";
import { actsInOutbox, moveOutbox, privately, type OfficialAct } from "../platform/commands/official-acts.ts";
import { databaseTargets } from "../platform/database/test-database.ts";
import type { Db } from "../platform/database/tables.ts";
import { Problem } from "../platform/problem.ts";
import { appendActs, readFrontier, recordActs } from "./append.ts";
import { commitment, documentOf, largestDocument, readEntry } from "./entry.ts";
import { recordDb } from "./tables.ts";

const folders = [{ module: "record", folder: new URL("./migrations/", import.meta.url) }];

const tell = (isolation: "read committed" | "serializable") =>
  defineCommand({
    name: "tests.tell",
    rule: "A test tells something, which is an official act.",
    permission: "anyone",
    input: z.strictObject({ n: z.number(), fail: z.boolean().default(false) }),
    official: "test.told",
    isolation,
    async run(tx, _actor, { n, fail }, context) {
      await tx
        .insertInto("setting")
        .values({ key: `told:${n}`, value: "true", changed_by: null })
        .execute();
      await context.enact({ n });
      await context.announce("tests", { n });
      if (fail) throw new Problem("conflict", "No.");
      return n;
    },
  });

const act = (entry: Record<string, unknown>): OfficialAct => ({
  kind: "test.told",
  at: "2026-11-24T10:00:00.000Z",
  command: "tests.tell",
  actor: { kind: "system", id: "test" },
  requestId: "request-1",
  entry,
});

const entriesOf = (db: Db) => recordDb(db).selectFrom("record_entry").selectAll().orderBy("index").execute();
const headOf = (db: Db) => recordDb(db).selectFrom("record_head").selectAll().executeTakeFirstOrThrow();

for (const target of await databaseTargets()) {
  const { skip } = target;

  test(`50 commands at once leave no gap, and failed ones no entry: ${target.name}`, { skip }, async (t) => {
    const { db } = await target.open(t, folders);
    const services = { db, acts: recordActs };
    const outcomes = await Promise.allSettled(
      Array.from({ length: 150 }, (_, n) =>
        execute(services, tell(n % 5 === 0 ? "serializable" : "read committed"), systemActor("test"), {
          n,
          fail: n % 3 === 0,
        }),
      ),
    );
    const done = outcomes.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
    assert.equal(done.length, 100);
    const entries = await entriesOf(db);
    assert.deepEqual(
      entries.map((entry) => entry.index),
      Array.from({ length: 100 }, (_, i) => i),
    );
    assert.deepEqual(
      entries.map((entry) => readEntry(entry.body).entry["n"] as number).toSorted((a, b) => a - b),
      done.toSorted((a, b) => a - b),
    );
    let frontier = emptyFrontier;
    for (const { body, leaf } of entries) {
      assert.deepEqual(new Uint8Array(leaf), leafHash(body));
      frontier = append(frontier, leaf);
    }
    const head = await headOf(db);
    assert.equal(head.size, 100);
    assert.deepEqual(frontierRoot(readFrontier(head.size, head.frontier)), frontierRoot(frontier));
  });

  test(`serializable commands alone do not starve: ${target.name}`, { skip }, async (t) => {
    const { db } = await target.open(t, folders);
    const services = { db, acts: recordActs };
    await Promise.all(
      Array.from({ length: 50 }, (_, n) => execute(services, tell("serializable"), systemActor("test"), { n })),
    );
    assert.equal((await headOf(db)).size, 50);
  });

  test(`an entry is the canonical JSON of its act: ${target.name}`, { skip }, async (t) => {
    const { db } = await target.open(t, folders);
    await db.transaction().execute((tx) => appendActs(tx, [act({ z: 1, a: "é" }), act({ b: null })]));
    const [first, second] = await entriesOf(db);
    assert.equal(
      fromUtf8(first?.body ?? new Uint8Array()),
      '{"actor":{"id":"test","kind":"system"},"at":"2026-11-24T10:00:00.000Z","command":"tests.tell","entry":{"a":"é","z":1},"kind":"test.told","request":"request-1","v":1}',
    );
    assert.deepEqual(readEntry(second?.body ?? new Uint8Array()).entry, { b: null });
  });

  test(
    `large contents are documents, private values commitments that can be erased: ${target.name}`,
    { skip },
    async (t) => {
      const { db } = await target.open(t, folders);
      const text = "ü".repeat(50_000);
      await db
        .transaction()
        .execute((tx) =>
          appendActs(tx, [act({ text }), act({ who: { "a/b": privately("Ada") }, votes: [privately(7)] })]),
        );
      const own = recordDb(db);
      const [large, hidden] = await entriesOf(db);
      const name = documentOf(readEntry(large?.body ?? new Uint8Array()).entry);
      const document = await own.selectFrom("record_document").selectAll().executeTakeFirstOrThrow();
      assert.equal(fromUtf8(document.body), canonicalJson({ text }));
      assert.deepEqual(name, { sha256: toHex(sha256(document.body)), size: document.body.length });

      const { entry } = readEntry(hidden?.body ?? new Uint8Array());
      assert.doesNotMatch(canonicalJson(entry), /Ada|7\]/);
      const secrets = await own.selectFrom("record_secret").selectAll().orderBy("path").execute();
      assert.deepEqual(
        secrets.map(({ index, path, value }) => ({ index, path, value })),
        [
          { index: 1, path: "/votes/0", value: 7 },
          { index: 1, path: "/who/a~1b", value: "Ada" },
        ],
      );
      assert.deepEqual(entry, {
        votes: [{ commit: commitment(secrets[0]?.salt ?? new Uint8Array(), 7) }],
        who: { "a/b": { commit: commitment(secrets[1]?.salt ?? new Uint8Array(), "Ada") } },
      });
      await own.deleteFrom("record_secret").execute();
      assert.deepEqual(await entriesOf(db), [large, hidden]);
    },
  );

  test(`entries, documents and checkpoints are never changed: ${target.name}`, { skip }, async (t) => {
    const { db } = await target.open(t, folders);
    await db.transaction().execute((tx) => appendActs(tx, [act({ n: 1 })]));
    const own = recordDb(db);
    await assert.rejects(own.updateTable("record_entry").set({ kind: "other" }).execute(), /only grows/);
    await assert.rejects(own.deleteFrom("record_entry").execute(), /only grows/);
  });

  test(`acts that waited in the outbox are moved once, in order: ${target.name}`, { skip }, async (t) => {
    const { db } = await target.open(t, folders);
    for (let n = 0; n < 1203; n += 100)
      await db.transaction().execute(async (tx) => {
        for (let i = n; i < Math.min(n + 100, 1203); i += 1) await actsInOutbox.append(tx, act({ n: i }));
      });
    const moved = await Promise.all([moveOutbox(db, recordActs), moveOutbox(db, recordActs)]);
    assert.equal(moved[0] + moved[1], 1203);
    const entries = await entriesOf(db);
    assert.deepEqual(
      entries.map(({ body }) => readEntry(body).entry["n"]),
      Array.from({ length: 1203 }, (_, i) => i),
    );
    assert.equal(await moveOutbox(db, recordActs), 0);
  });

  test(`what the record cannot hold is refused whole: ${target.name}`, { skip }, async (t) => {
    const { db } = await target.open(t, folders);
    const enter = (entry: Record<string, unknown>) => db.transaction().execute((tx) => appendActs(tx, [act(entry)]));
    await assert.rejects(enter({ n: Number.NaN }), /JSON cannot hold/);
    await assert.rejects(enter({ document: { sha256: "00", size: 1 } }), /may not look like a document/);
    await assert.rejects(enter({ x: { $private: 1, other: 2 } }), /stands alone/);
    await assert.rejects(enter({ text: "x".repeat(largestDocument) }), (error: Problem) => error.kind === "too-large");
    assert.equal((await headOf(db)).size, 0);
  });
}
