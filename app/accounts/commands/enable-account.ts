import { z } from "zod";
import { defineCommand } from "../../platform/commands/define-command.ts";
import { accountField } from "../fields.ts";
import { accountById } from "../queries.ts";
import { accountsTx } from "../tables.ts";

export const enableAccount = defineCommand({
  name: "accounts.enable",
  rule: "An administrator may enable a disabled account again; it has the roles and the ways to sign in that it had.",
  permission: "accounts.disable",
  input: z.strictObject({ account: accountField }),
  async run(tx, _actor, input) {
    const own = accountsTx(tx);
    const { id } = await accountById(own, input.account);
    await own.updateTable("account").set({ disabled_at: null }).where("id", "=", id).execute();
  },
});
