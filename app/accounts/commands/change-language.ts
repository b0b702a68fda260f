import { z } from "zod";
import { defineCommand } from "../../platform/commands/define-command.ts";
import { languages } from "../../platform/i18n/index.ts";
import { ownAccount } from "../session.ts";
import { accountsTx } from "../tables.ts";

export const changeLanguage = defineCommand({
  name: "accounts.change-language",
  rule: "Everyone may choose the language in which their own account page greets them after sign-in.",
  permission: "signed-in",
  input: z.strictObject({ language: z.enum(languages) }),
  async run(tx, actor, input) {
    await accountsTx(tx)
      .updateTable("account")
      .set({ language: input.language })
      .where("id", "=", ownAccount(actor))
      .execute();
  },
});
