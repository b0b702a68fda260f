import { z } from "zod";
import { defineCommand } from "../../platform/commands/define-command.ts";
import { Problem } from "../../platform/problem.ts";
import { passwordField } from "../fields.ts";
import { hasSecondFactor } from "../queries.ts";
import { newTotpSecret, sealTotp } from "../second-factor.ts";
import { confirmIdentity, ownAccount } from "../session.ts";
import { accountsTx } from "../tables.ts";

/** Starts enrolment; it counts once a code is confirmed. Starting again makes a new secret. */
export const enrolTotp = (totpKey: string) =>
  defineCommand({
    name: "second-factor.enrol",
    rule: "Everyone may set up an authenticator app for their own account, after a recent sign-in or with the password. It counts once a code from it was given.",
    permission: "signed-in",
    input: z.strictObject({ session: z.uuid().optional(), password: passwordField.optional() }),
    secret: ["password"],
    async run(tx, actor, input, context) {
      const own = accountsTx(tx);
      const accountId = ownAccount(actor);
      await confirmIdentity(own, accountId, input, context.now);
      if (await hasSecondFactor(own, accountId))
        throw new Problem("conflict", "There is an authenticator app already.", { mend: "Remove it first." });
      const secret = sealTotp(totpKey, accountId, newTotpSecret());
      await own
        .insertInto("totp")
        .values({ account_id: accountId, secret, confirmed_at: null, last_step: null })
        .onConflict((conflict) => conflict.column("account_id").doUpdateSet({ secret, last_step: null }))
        .execute();
    },
  });
