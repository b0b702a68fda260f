import assert from "node:assert/strict";
import { test } from "node:test";
import { systemActor } from "../../platform/actor.ts";
import { execute } from "../../platform/commands/execute.ts";
import type { OfficialAct } from "../../platform/commands/official-acts.ts";
import { databaseTargets } from "../../platform/database/test-database.ts";
import { publishRelease } from "./publish-release.ts";

for (const target of await databaseTargets())
  test(
    `a release is published when it changed, once by all nodes: ${target.name}`,
    { skip: target.skip },
    async (t) => {
      const { db } = await target.open(t, [{ module: "atlas", folder: new URL("../migrations/", import.meta.url) }]);
      const acts: OfficialAct[] = [];
      const services = {
        db,
        acts: { append: (_tx: unknown, act: OfficialAct) => Promise.resolve(void acts.push(act)) },
      };
      const first = { release: "a".repeat(64), rules: 10, instruments: 2 };
      const second = { release: "b".repeat(64), rules: 11, instruments: 2 };
      const publish = (input: typeof first) => execute(services, publishRelease, systemActor("start"), input);
      const together = await Promise.all([publish(first), publish(first), publish(first)]);
      assert.equal(together.filter(Boolean).length, 1);
      assert.equal(await publish(second), true);
      assert.equal(await publish(second), false);
      assert.equal(await publish(first), true);
      assert.deepEqual(
        acts.map((act) => [act.kind, act.entry]),
        [
          ["atlas.released", { ...first, before: null }],
          ["atlas.released", { ...second, before: first.release }],
          ["atlas.released", { ...first, before: second.release }],
        ],
      );
    },
  );
