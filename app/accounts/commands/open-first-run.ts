import { z } from "zod";
import { defineCommand } from "../../platform/commands/define-command.ts";
import { createLink } from "../links.ts";
import { administrators } from "../queries.ts";
import { accountsTx } from "../tables.ts";

/** Result: the token of the link, or null when the instance has an administrator. */
export const openFirstRun = defineCommand({
  name: "accounts.open-first-run",
  rule: "At the start, while no administrator exists, the system makes a link valid for 24 hours and one use, with which the first administrator is created.",
  permission: "accounts.first-run",
  input: z.strictObject({}),
  async run(tx, _actor, _input, context) {
    const own = accountsTx(tx);
    if ((await administrators(own)).length > 0) return null;
    return createLink(own, { purpose: "first-administrator", createdBy: null }, context.now);
  },
});
