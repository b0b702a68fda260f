import { z } from "zod";
import { defineCommand } from "../../platform/commands/define-command.ts";
import { checkNewPassword, passwordField } from "../fields.ts";
import { accountById } from "../queries.ts";
import { hashPassword } from "../secrets.ts";
import { confirmIdentity, ownAccount } from "../session.ts";
import { accountsTx } from "../tables.ts";

export const changePassword = defineCommand({
  name: "accounts.change-password",
  rule: "Everyone may change their own password with the old one; an account without a password sets one after a recent sign-in. All other sessions end.",
  permission: "signed-in",
  input: z.strictObject({ session: z.uuid(), password: passwordField.optional(), next: passwordField }),
  secret: ["password", "next"],
  async run(tx, actor, input, context) {
    const own = accountsTx(tx);
    const id = ownAccount(actor);
    const account = await accountById(own, id);
    const { session, password } = input;
    await confirmIdentity(own, id, account.password_hash === null ? { session } : { password }, context.now);
    checkNewPassword(input.next, [account.email, account.name], "next");
    await own
      .updateTable("account")
      .set({ password_hash: await hashPassword(input.next) })
      .where("id", "=", id)
      .execute();
    await own.deleteFrom("session").where("account_id", "=", id).where("id", "!=", session).execute();
  },
});
