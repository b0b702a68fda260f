import { z } from "zod";
import { defineCommand } from "../../platform/commands/define-command.ts";
import { accountField } from "../fields.ts";
import { createLink } from "../links.ts";
import { accountById } from "../queries.ts";
import { accountsTx } from "../tables.ts";

/** Result: the token of the link. */
export const createRecoveryLink = defineCommand({
  name: "accounts.create-recovery-link",
  rule: "An administrator may make a link with which the holder of an account sets a new password, once within 24 hours; it may also take away a lost second factor. Older links of the account end.",
  permission: "accounts.recover",
  input: z.strictObject({ account: accountField, removesSecondFactor: z.boolean().default(false) }),
  async run(tx, actor, input, context) {
    const own = accountsTx(tx);
    const { id } = await accountById(own, input.account);
    await own
      .deleteFrom("one_time_link")
      .where("purpose", "=", "recovery")
      .where("account_id", "=", id)
      .where("used_at", "is", null)
      .execute();
    const createdBy = actor.kind === "account" ? actor.id : null;
    return createLink(
      own,
      { purpose: "recovery", accountId: id, removesSecondFactor: input.removesSecondFactor, createdBy },
      context.now,
    );
  },
});
