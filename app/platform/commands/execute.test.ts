import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "kysely";
import { z } from "zod";
import { PUBLIC, systemActor, type Actor } from "../actor.ts";
import { databaseTargets } from "../database/test-database.ts";
import { Problem } from "../problem.ts";
import { changeSetting } from "../settings/change-setting.ts";
import { readSettings } from "../settings/queries.ts";
import { defineCommand } from "./define-command.ts";
import { execute } from "./execute.ts";
import { actsInOutbox } from "./official-acts.ts";
import { CommandRegistry } from "./registry.ts";

const someone: Actor = { kind: "account", id: "a1", label: "a1", permissions: new Set(["texts.adopt"]) };

const adopt = defineCommand({
  name: "texts.adopt",
  rule: "A text is adopted once; the adoption is an official act.",
  permission: "texts.adopt",
  input: z.strictObject({ text: z.string().min(1), password: z.string(), fail: z.boolean().default(false) }),
  secret: ["password"],
  official: "text.adopted",
  async authorize(_tx, _actor, { text }) {
    if (text === "not yours") throw new Problem("not-permitted", "This text is not yours.");
  },
  async run(tx, _actor, { text, fail }, context) {
    await tx
      .insertInto("setting")
      .values({ key: `adopted:${text}`, value: "true", changed_by: null })
      .execute();
    await context.enact({ text });
    await context.announce("texts", { text });
    if (fail) throw new Problem("conflict", "No.");
    return { adopted: text };
  },
});

for (const target of await databaseTargets()) {
  const { skip } = target;

  test(`one transaction: state, act, event and audit row: ${target.name}`, { skip }, async (t) => {
    const { db } = await target.open(t);
    const services = { db, acts: actsInOutbox };
    const now = new Date("2026-11-24T00:00:00Z");
    assert.deepEqual(
      await execute(services, adopt, someone, { text: "t1", password: "hunter2" }, { requestId: "r1", now }),
      { adopted: "t1" },
    );
    await assert.rejects(
      execute(services, adopt, someone, { text: "t2", password: "hunter2", fail: true }),
      (error: Problem) => error.kind === "conflict",
    );

    const acts = await db.selectFrom("outbox").select(["kind", "payload"]).execute();
    assert.deepEqual(acts, [
      {
        kind: "official-act",
        payload: {
          kind: "text.adopted",
          at: now.toISOString(),
          command: "texts.adopt",
          actor: { kind: "account", id: "a1" },
          requestId: "r1",
          entry: { text: "t1" },
        },
      },
    ]);
    assert.deepEqual(await db.selectFrom("event").select(["topic", "data"]).execute(), [
      { topic: "texts", data: { text: "t1" } },
    ]);
    assert.deepEqual(await db.selectFrom("setting").select("key").execute(), [{ key: "adopted:t1" }]);
    const audit = await db
      .selectFrom("audit")
      .select(["command", "actor_id", "outcome", "detail", "input"])
      .orderBy("id")
      .execute();
    assert.deepEqual(audit, [
      {
        command: "texts.adopt",
        actor_id: "a1",
        outcome: "done",
        detail: null,
        input: { text: "t1", password: "[removed]", fail: false },
      },
      {
        command: "texts.adopt",
        actor_id: "a1",
        outcome: "failed",
        detail: "conflict",
        input: { text: "t2", password: "[removed]", fail: true },
      },
    ]);
  });

  test(`invalid, not signed in, not permitted: ${target.name}`, { skip }, async (t) => {
    const { db } = await target.open(t);
    const services = { db, acts: actsInOutbox };
    const kindOf = (actor: Actor, input: unknown): Promise<string> =>
      execute(services, adopt, actor, input).then(
        () => "done",
        (error: Problem) => `${error.kind} ${error.fields.map((field) => field.path).join()}`,
      );
    assert.equal(await kindOf(someone, { text: "" }), "invalid-input text,password");
    assert.equal(await kindOf(PUBLIC, { text: "x", password: "" }), "sign-in-needed ");
    assert.equal(await kindOf({ ...someone, permissions: new Set() }, { text: "x", password: "" }), "not-permitted ");
    assert.equal(await kindOf(someone, { text: "not yours", password: "" }), "not-permitted ");
    const outcomes = await db.selectFrom("audit").select("outcome").execute();
    assert.deepEqual(
      outcomes.map((row) => row.outcome),
      ["denied", "denied", "denied"],
    );
    assert.deepEqual(await db.selectFrom("setting").selectAll().execute(), []);
  });

  test(`serializable commands are tried again on conflict: ${target.name}`, { skip }, async (t) => {
    const { db } = await target.open(t);
    const services = { db, acts: actsInOutbox };
    const count = defineCommand({
      name: "counter.raise",
      rule: "Reads the sum of all rows and writes the next number, which only works one after the other.",
      permission: "anyone",
      isolation: "serializable",
      input: z.strictObject({}),
      async run(tx) {
        const { rows } = await sql<{ n: number }>`select count(*) as n from outbox where kind = 'count'`.execute(tx);
        await tx
          .insertInto("outbox")
          .values({ kind: "count", payload: JSON.stringify(rows[0]?.n), delivered_at: null })
          .execute();
      },
    });
    await Promise.all([1, 2, 3].map(() => execute(services, count, PUBLIC, {})));
    const rows = await db.selectFrom("outbox").select("payload").execute();
    assert.deepEqual(rows.map((row) => row.payload).toSorted(), [0, 1, 2]);
  });

  test(`settings: changed, checked, read with defaults: ${target.name}`, { skip }, async (t) => {
    const { db } = await target.open(t);
    const services = { db, acts: actsInOutbox };
    const admin = systemActor("test");
    assert.equal((await readSettings(db))["instance.name"], "Comity");
    assert.deepEqual(await execute(services, changeSetting, admin, { key: "instance.name", value: " الهيئة " }), {
      before: null,
    });
    assert.deepEqual(await execute(services, changeSetting, admin, { key: "instance.name", value: "B" }), {
      before: "الهيئة",
    });
    assert.equal((await readSettings(db))["instance.name"], "B");
    for (const [key, value, path] of [
      ["instance.name", "", "value"],
      ["instance.name", 5, "value"],
      ["instance.contact", "nobody", "value"],
      ["nix", "x", "key"],
    ]) {
      await assert.rejects(
        execute(services, changeSetting, admin, { key, value }),
        (error: Problem) => error.kind === "invalid-input" && error.fields[0]?.path === path,
      );
    }
    await db
      .updateTable("setting")
      .set({ value: JSON.stringify({ odd: true }) })
      .execute();
    assert.equal(
      (await readSettings(db))["instance.name"],
      "Comity",
      "a stored value that does not fit counts as unset",
    );
  });
}

test("a command is checked when it is defined; names are unique in the registry", () => {
  assert.throws(() => defineCommand({ ...adopt, name: "Adopt" }), /collection\.verb/);
  assert.throws(() => defineCommand({ ...adopt, rule: "short" }), /rule in words/);
  const registry = new CommandRegistry();
  registry.add([adopt, changeSetting]);
  assert.throws(() => registry.add([adopt]), /two commands are named texts\.adopt/);
  assert.deepEqual(
    registry.list().map((command) => command.name),
    ["settings.change", "texts.adopt"],
  );
});
