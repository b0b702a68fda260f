import { z } from "zod";
import { defineCommand } from "../../platform/commands/define-command.ts";
import { Problem } from "../../platform/problem.ts";
import { ownAccount } from "../session.ts";
import { accountsTx } from "../tables.ts";

export const endSession = defineCommand({
  name: "sessions.end",
  rule: "Everyone may end any session of their own account; signing out ends the one in use.",
  permission: "signed-in",
  input: z.strictObject({ session: z.uuid() }),
  async run(tx, actor, input) {
    const { numDeletedRows } = await accountsTx(tx)
      .deleteFrom("session")
      .where("id", "=", input.session)
      .where("account_id", "=", ownAccount(actor))
      .executeTakeFirst();
    if (numDeletedRows === 0n) throw new Problem("not-found", "You have no such session.");
  },
});
