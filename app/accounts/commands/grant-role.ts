import { z } from "zod";
import { defineCommand } from "../../platform/commands/define-command.ts";
import { accountField, roleField } from "../fields.ts";
import { accountById, mayStill } from "../queries.ts";
import { accountsTx } from "../tables.ts";

export const grantRole = defineCommand({
  name: "roles.grant",
  rule: "An administrator may give an account a role; it takes effect at the account's next request and goes into the record.",
  permission: "roles.grant",
  input: z.strictObject({ account: accountField, role: roleField }),
  official: "role.granted",
  isolation: "serializable",
  authorize: (tx, actor) => mayStill(accountsTx(tx), actor, "roles.grant"),
  async run(tx, actor, input, context) {
    const own = accountsTx(tx);
    await accountById(own, input.account);
    const { numInsertedOrUpdatedRows } = await own
      .insertInto("account_role")
      .values({
        account_id: input.account,
        role: input.role,
        granted_by: actor.kind === "account" ? actor.id : null,
        granted_at: context.now,
      })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    if (numInsertedOrUpdatedRows === 1n) await context.enact({ account: input.account, role: input.role });
  },
});
