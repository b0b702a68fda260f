import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { databaseTargets, startTestServer } from "../database/test-database.ts";
import type { Module } from "../module.ts";
import { JOBS_TOPIC, type JobState } from "./jobs.ts";

async function until(done: () => boolean): Promise<void> {
  for (let waited = 0; !done() && waited < 15_000; waited += 20) await delay(20);
  assert.ok(done(), "it did not happen in 15 seconds");
}

for (const target of await databaseTargets()) {
  test(
    `jobs run once among nodes, are retried, and their states are live events: ${target.name}`,
    { skip: target.skip },
    async (t) => {
      const ran: string[] = [];
      const module: Module = {
        name: "work",
        register(_app, services) {
          services.jobs.define<{ what: string }>({ name: "work.do", run: async ({ what }) => void ran.push(what) });
          services.jobs.define<object>({
            name: "work.stumble",
            retries: 1,
            async run() {
              ran.push("stumble");
              throw new Error("not today");
            },
          });
        },
      };
      const one = await startTestServer(t, [module], {}, target);
      const two = await startTestServer(
        t,
        [module],
        { DATABASE_URL: one.services.config.database.url as string },
        target,
      );
      const states: string[] = [];
      two.services.events.subscribe(JOBS_TOPIC, (event) => {
        const { name, state } = event.data as JobState;
        states.push(`${name} ${state}`);
      });
      await one.services.jobs.send("work.do", { what: "a" });
      await two.services.jobs.send("work.do", { what: "b" });
      await one.services.jobs.send("work.stumble");
      await until(
        () => states.filter((state) => state === "work.do done").length === 2 && states.includes("work.stumble failed"),
      );
      assert.deepEqual(ran.filter((what) => what !== "stumble").toSorted(), ["a", "b"]);
      await assert.rejects(one.services.jobs.send("work.none"), /no job work\.none/);
      assert.throws(
        () => one.services.jobs.define({ name: "work.do", run: async () => undefined }),
        /two jobs are named/,
      );
    },
  );
}
