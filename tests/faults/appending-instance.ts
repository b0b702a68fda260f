/**
 * An instance that appends as fast as it can, to be killed: `node … appending-instance.ts <data folder> <first number>`.
 * Writes `ready`, then `ack <n>` for each act once its command has returned, that is once a user would have been told.
 */
import { writeSync } from "node:fs";
import { z } from "zod";
import { systemActor } from "../../app/platform/actor.ts";
import { defineCommand } from "../../app/platform/commands/define-command.ts";
import { execute } from "../../app/platform/commands/execute.ts";
import { loadConfig } from "../../app/platform/config.ts";
import { createLogger } from "../../app/platform/logging.ts";
import { startServer } from "../../app/platform/server.ts";
import { record } from "../../app/record/module.ts";

const [folder = "", first = "0"] = process.argv.slice(2);

const tell = defineCommand({
  name: "tests.tell",
  rule: "A test tells a number, which is an official act.",
  permission: "anyone",
  input: z.strictObject({ n: z.int() }),
  official: "test.told",
  run: (_tx, _actor, { n }, context) => context.enact({ n, filling: "x".repeat(n % 400) }),
});

// The log's name must not hang on the free port that each start gets.
const config = loadConfig({
  folder,
  environment: { COMITY_DATA: folder, PORT: "0", COMITY_RECORD_ORIGIN: "faults.test/record" },
});
const server = await startServer(config, [record], createLogger("silent"));
void server.instance.lost.then(() => process.exit(1));
writeSync(1, "ready\n");

let next = Number(first);
await Promise.all(
  Array.from({ length: 8 }, async () => {
    for (;;) {
      const n = next;
      next += 1;
      try {
        await execute(server.application.services, tell, systemActor("test"), { n });
      } catch {
        // The database is being killed: this act was not acknowledged.
        process.exit(1);
      }
      writeSync(1, `ack ${n}\n`);
    }
  }),
);
