import { z } from "zod";
import { defineCommand } from "../../platform/commands/define-command.ts";
import { checkNewPassword, passwordField, tokenField } from "../fields.ts";
import { useLink } from "../links.ts";
import { accountById } from "../queries.ts";
import { hashPassword } from "../secrets.ts";
import { accountsTx } from "../tables.ts";

/** Signs nobody in: the new password, and the second factor if it stays, are asked for next. */
export const useRecoveryLink = defineCommand({
  name: "accounts.use-recovery-link",
  rule: "Whoever holds a recovery link may set a new password for its account, once. All its sessions end.",
  permission: "anyone",
  input: z.strictObject({ token: tokenField, password: passwordField }),
  secret: ["token", "password"],
  async run(tx, _actor, input, context) {
    const own = accountsTx(tx);
    const link = await useLink(own, "recovery", input.token, context.now);
    const account = await accountById(own, link.account_id ?? "");
    checkNewPassword(input.password, [account.email, account.name]);
    await own
      .updateTable("account")
      .set({ password_hash: await hashPassword(input.password) })
      .where("id", "=", account.id)
      .execute();
    if (link.removes_second_factor) {
      await own.deleteFrom("totp").where("account_id", "=", account.id).execute();
      await own.deleteFrom("recovery_code").where("account_id", "=", account.id).execute();
    }
    await own.deleteFrom("session").where("account_id", "=", account.id).execute();
  },
});
