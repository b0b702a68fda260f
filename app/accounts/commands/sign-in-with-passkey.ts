import { verifyAuthenticationResponse, type AuthenticationResponseJSON } from "@simplewebauthn/server";
import { z } from "zod";
import { defineCommand } from "../../platform/commands/define-command.ts";
import { takeChallenge } from "../challenges.ts";
import { fault } from "../faults.ts";
import { clientField, tokenField } from "../fields.ts";
import type { Site } from "../passkeys.ts";
import { startSession } from "../session.ts";
import { accountsTx } from "../tables.ts";

/** Result: the token of the session. A passkey with user verification is two factors, so no code is asked for. */
export const signInWithPasskey = (site: () => Site) =>
  defineCommand({
    name: "passkeys.sign-in",
    rule: "Anyone may sign in with a registered passkey whose device verified its user; a counter that went back (a copied key) is refused.",
    permission: "anyone",
    input: z.strictObject({
      challenge: z.uuid(),
      response: z.looseObject({ id: z.string().max(2000) }),
      client: clientField,
      replaces: tokenField.optional(),
    }),
    secret: ["response", "replaces"],
    async run(tx, _actor, input, context) {
      const own = accountsTx(tx);
      const { now } = context;
      const { challenge } = await takeChallenge(own, "passkey-sign-in", input.challenge, null, now);
      const passkey = await own
        .selectFrom("passkey")
        .innerJoin("account", "account.id", "passkey.account_id")
        .select(["credential_id", "account_id", "public_key", "counter"])
        .where("credential_id", "=", input.response.id)
        .where("disabled_at", "is", null)
        .executeTakeFirst();
      if (passkey === undefined) throw fault("response", "passkey");
      const { origin, id } = site();
      const result = await verifyAuthenticationResponse({
        response: input.response as unknown as AuthenticationResponseJSON,
        expectedChallenge: challenge ?? "",
        expectedOrigin: origin,
        expectedRPID: id,
        credential: {
          id: passkey.credential_id,
          publicKey: new Uint8Array(passkey.public_key),
          counter: passkey.counter,
        },
        requireUserVerification: true,
      }).catch(() => undefined);
      if (result?.verified !== true) throw fault("response", "passkey");
      await own
        .updateTable("passkey")
        .set({ counter: result.authenticationInfo.newCounter, used_at: now })
        .where("credential_id", "=", passkey.credential_id)
        .execute();
      const { client, replaces } = input;
      return startSession(own, {
        accountId: passkey.account_id,
        method: "passkey",
        client,
        isComplete: true,
        now,
        replaces,
      });
    },
  });
