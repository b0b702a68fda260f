import { z } from "zod";
import { defineCommand } from "../../platform/commands/define-command.ts";
import { Problem } from "../../platform/problem.ts";
import { fault } from "../faults.ts";
import { clientField, codeField, tokenField } from "../fields.ts";
import { acceptRecoveryCode, acceptTotp } from "../second-factor.ts";
import { tokenHash } from "../secrets.ts";
import { startSession } from "../session.ts";
import { accountsTx } from "../tables.ts";

/** Result: the token of the complete session, which replaces the waiting one. */
export const giveSecondFactor = (totpKey: string) =>
  defineCommand({
    name: "sessions.give-second-factor",
    rule: "Whoever gave the right password within ten minutes completes the sign-in with a code of the authenticator app that was not used before, or with a recovery code.",
    permission: "anyone",
    input: z.strictObject({ session: tokenField, code: codeField, client: clientField }),
    secret: ["session", "code"],
    async run(tx, _actor, input, context) {
      const own = accountsTx(tx);
      const { now } = context;
      const waiting = await own
        .selectFrom("session")
        .innerJoin("account", "account.id", "session.account_id")
        .select(["account_id", "method"])
        .where("token_hash", "=", tokenHash(input.session))
        .where("complete_at", "is", null)
        .where("expires_at", ">", now)
        .where("disabled_at", "is", null)
        .executeTakeFirst();
      if (waiting === undefined) throw new Problem("sign-in-needed", "Sign in with your password first.");
      const accountId = waiting.account_id;
      const fits =
        (await acceptTotp(own, totpKey, accountId, input.code, now, "confirmed")) ||
        (await acceptRecoveryCode(own, accountId, input.code, now));
      if (!fits) throw fault("code", "code-wrong");
      const { method } = waiting;
      const { client, session: replaces } = input;
      return startSession(own, { accountId, method, client, isComplete: true, now, replaces });
    },
  });
