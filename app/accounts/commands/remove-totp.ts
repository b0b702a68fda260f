import { z } from "zod";
import { defineCommand } from "../../platform/commands/define-command.ts";
import { passwordField } from "../fields.ts";
import { confirmIdentity, ownAccount } from "../session.ts";
import { accountsTx } from "../tables.ts";

export const removeTotp = defineCommand({
  name: "second-factor.remove",
  rule: "Everyone may remove the authenticator app of their own account, after a recent sign-in or with the password. Its recovery codes go with it.",
  permission: "signed-in",
  input: z.strictObject({ session: z.uuid().optional(), password: passwordField.optional() }),
  secret: ["password"],
  async run(tx, actor, input, context) {
    const own = accountsTx(tx);
    const accountId = ownAccount(actor);
    await confirmIdentity(own, accountId, input, context.now);
    await own.deleteFrom("totp").where("account_id", "=", accountId).execute();
    await own.deleteFrom("recovery_code").where("account_id", "=", accountId).execute();
  },
});
