import { z } from "zod";
import { defineCommand } from "../../platform/commands/define-command.ts";
import { accountField } from "../fields.ts";
import { endLinksMadeBy } from "../links.ts";
import { accountById, keepAnAdministrator } from "../queries.ts";
import { accountsTx } from "../tables.ts";

export const disableAccount = defineCommand({
  name: "accounts.disable",
  rule: "An administrator may disable an account but the last administrator's: it cannot sign in, its sessions and the links it has or made end, its deeds stay.",
  permission: "accounts.disable",
  input: z.strictObject({ account: accountField }),
  isolation: "serializable",
  async run(tx, _actor, input, context) {
    const own = accountsTx(tx);
    const { id } = await accountById(own, input.account);
    await keepAnAdministrator(own, id);
    await own.updateTable("account").set({ disabled_at: context.now }).where("id", "=", id).execute();
    await own.deleteFrom("session").where("account_id", "=", id).execute();
    await own.deleteFrom("one_time_link").where("account_id", "=", id).where("used_at", "is", null).execute();
    await endLinksMadeBy(own, id);
  },
});
