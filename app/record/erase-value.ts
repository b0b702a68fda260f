import { z } from "zod";
import { defineCommand } from "../platform/commands/define-command.ts";
import { Problem } from "../platform/problem.ts";
import { commitment } from "./entry.ts";
import { recordTx } from "./tables.ts";

/**
 * Erases what opens one commitment: value and salt. Without the salt the commitment in the log tells nothing of the value,
 * not even to someone who guesses it; the log itself stays whole.
 */
export const eraseValue = defineCommand({
  name: "record.value.erase",
  rule: "An administrator may erase a private value behind a commitment in the record, as a person may ask by data protection law. The entry stays and that a value was erased goes into the record, the value itself is gone.",
  permission: "record.erase",
  official: "record.erased",
  input: z.strictObject({
    index: z.int({ error: "write the number of the entry" }).min(0),
    /** JSON pointer within the entry's content, such as `/value`. */
    path: z.string().startsWith("/", { error: "write the place in the entry, such as /value" }),
  }),
  async run(tx, _actor, { index, path }, context) {
    const row = await recordTx(tx)
      .deleteFrom("record_secret")
      .where("index", "=", index)
      .where("path", "=", path)
      .returning(["salt", "value"])
      .executeTakeFirst();
    if (row === undefined)
      throw new Problem("not-found", `Entry ${index} has no private value at ${path}, or it was erased before.`);
    await context.enact({ index, path, commit: commitment(row.salt, row.value) });
  },
});
