import { z } from "zod";
import { defineCommand } from "../../platform/commands/define-command.ts";
import { accountField, roleField } from "../fields.ts";
import { endLinksMadeBy } from "../links.ts";
import { keepAnAdministrator, mayStill } from "../queries.ts";
import { accountsTx } from "../tables.ts";

export const revokeRole = defineCommand({
  name: "roles.revoke",
  rule: "An administrator may take a role from an account; the last administrator keeps theirs. Unused links that an administrator made end with the role. It takes effect at once and goes into the record.",
  permission: "roles.grant",
  input: z.strictObject({ account: accountField, role: roleField }),
  official: "role.revoked",
  isolation: "serializable",
  authorize: (tx, actor) => mayStill(accountsTx(tx), actor, "roles.grant"),
  async run(tx, _actor, input, context) {
    const own = accountsTx(tx);
    if (input.role === "administrator") await keepAnAdministrator(own, input.account);
    const { numDeletedRows } = await own
      .deleteFrom("account_role")
      .where("account_id", "=", input.account)
      .where("role", "=", input.role)
      .executeTakeFirst();
    if (numDeletedRows === 0n) return;
    if (input.role === "administrator") await endLinksMadeBy(own, input.account);
    await context.enact({ account: input.account, role: input.role });
  },
});
