import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { sql } from "kysely";
import { systemActor } from "../actor.ts";
import { allMigrations } from "../application.ts";
import { execute } from "../commands/execute.ts";
import { actsInOutbox } from "../commands/official-acts.ts";
import { migrate } from "../database/migrate.ts";
import { openMemory } from "../database/open-database.ts";
import { changeSetting } from "../settings/change-setting.ts";
import { SettingsCache } from "../settings/queries.ts";
import { databaseTargets } from "../database/test-database.ts";
import { EventHub, forgetOldEvents, publish, type LiveEvent } from "./event-hub.ts";

async function until(done: () => boolean): Promise<void> {
  for (let waited = 0; !done() && waited < 10_000; waited += 10) await delay(10);
  assert.ok(done(), "it did not happen in 10 seconds");
}

for (const target of await databaseTargets()) {
  test(
    `events come in order, once, and only when committed; a lost connection is caught up: ${target.name}`,
    { skip: target.skip },
    async (t) => {
      const database = await target.open(t);
      const errors: unknown[] = [];
      const hub = new EventHub(database, (error) => errors.push(error));
      await hub.start();
      const heard: LiveEvent[] = [];
      const end = hub.subscribe("a", (event) => heard.push(event));
      await Promise.all(Array.from({ length: 20 }, (_, n) => hub.announce("a", { n })));
      await hub.announce("b", {});
      await assert.rejects(
        database.db.transaction().execute(async (tx) => {
          await publish(tx, "a", { n: "never" });
          throw new Error("rolled back");
        }),
        /rolled back/,
      );
      await until(() => heard.length === 20);
      const ids = heard.map((event) => event.id);
      assert.deepEqual(
        ids,
        ids.toSorted((a, b) => a - b),
      );

      await sql`select pg_terminate_backend(pid) from pg_stat_activity where query like 'listen %' and datname = current_database()`.execute(
        database.db,
      );
      await hub.announce("a", { n: "while deaf" });
      await until(() => heard.length === 21);
      assert.deepEqual(heard[20]?.data, { n: "while deaf" });
      assert.deepEqual(
        (await hub.missed(["a"], ids[18] as number))?.map((event) => event.data),
        [heard[19]?.data, { n: "while deaf" }],
      );
      end();
      await hub.announce("a", {});
      await hub.stop();
      assert.equal(heard.length, 21);
    },
  );

  test(
    `events older than a day are forgotten, and a client that missed them is told: ${target.name}`,
    { skip: target.skip },
    async (t) => {
      const database = await target.open(t);
      const hub = new EventHub(database, () => undefined);
      await hub.announce("a", { n: 1 });
      await hub.announce("a", { n: 2 });
      await hub.announce("a", { n: 3 });
      await hub.start();
      t.after(() => hub.stop());
      await sql`update event set at = now() - interval '25 hours' where id <= 2`.execute(database.db);
      await forgetOldEvents(database.db);
      assert.equal(await hub.missed(["a"], 1), undefined);
      assert.deepEqual(
        (await hub.missed(["a"], 2))?.map((event) => event.data),
        [{ n: 3 }],
      );
      assert.deepEqual(await hub.missed(["a"], 3), []);
      assert.equal(await hub.missed(["a"], 99), undefined, "an id from another database");
    },
  );
}

test("events, commands and settings in memory too (--demo)", async (t) => {
  const database = await openMemory();
  t.after(() => database.close());
  await migrate(database, allMigrations([]));
  const hub = new EventHub(database, (error) => assert.fail(String(error)));
  await hub.start();
  const settings = await SettingsCache.start(database.db, hub);
  const services = { db: database.db, acts: actsInOutbox };
  await execute(services, changeSetting, systemActor("test"), { key: "instance.name", value: "In memory" });
  await until(() => settings.get("instance.name") === "In memory");
  await hub.stop();
});
