import { z } from "zod";
import { defineCommand } from "../../platform/commands/define-command.ts";
import { fault } from "../faults.ts";
import { codeField } from "../fields.ts";
import { acceptTotp } from "../second-factor.ts";
import { newRecoveryCodes, recoveryCodeHash } from "../secrets.ts";
import { ownAccount } from "../session.ts";
import { accountsTx } from "../tables.ts";

/** Result: ten recovery codes, shown once. */
export const confirmTotp = (totpKey: string) =>
  defineCommand({
    name: "second-factor.confirm",
    rule: "The authenticator app counts from the first right code on; ten recovery codes are made with it.",
    permission: "signed-in",
    input: z.strictObject({ code: codeField }),
    secret: ["code"],
    async run(tx, actor, input, context) {
      const own = accountsTx(tx);
      const accountId = ownAccount(actor);
      if (!(await acceptTotp(own, totpKey, accountId, input.code, context.now, "waiting")))
        throw fault("code", "code-wrong");
      await own.updateTable("totp").set({ confirmed_at: context.now }).where("account_id", "=", accountId).execute();
      const codes = newRecoveryCodes();
      await own.deleteFrom("recovery_code").where("account_id", "=", accountId).execute();
      await own
        .insertInto("recovery_code")
        .values(codes.map((code) => ({ account_id: accountId, code_hash: recoveryCodeHash(code), used_at: null })))
        .execute();
      return codes;
    },
  });
