import { verifyRegistrationResponse, type RegistrationResponseJSON } from "@simplewebauthn/server";
import { z } from "zod";
import { defineCommand } from "../../platform/commands/define-command.ts";
import { takeChallenge } from "../challenges.ts";
import { fault } from "../faults.ts";
import type { Site } from "../passkeys.ts";
import { ownAccount } from "../session.ts";
import { accountsTx } from "../tables.ts";

export const registerPasskey = (site: () => Site) =>
  defineCommand({
    name: "passkeys.register",
    rule: "A passkey is registered for the account that asked for the challenge, when the device verified its user.",
    permission: "signed-in",
    input: z.strictObject({
      challenge: z.uuid(),
      name: z.string().trim().max(80).default(""),
      response: z.looseObject({ id: z.string().max(2000) }),
    }),
    secret: ["response"],
    async run(tx, actor, input, context) {
      const own = accountsTx(tx);
      const accountId = ownAccount(actor);
      const { challenge } = await takeChallenge(own, "passkey-registration", input.challenge, accountId, context.now);
      const { origin, id } = site();
      const result = await verifyRegistrationResponse({
        response: input.response as unknown as RegistrationResponseJSON,
        expectedChallenge: challenge ?? "",
        expectedOrigin: origin,
        expectedRPID: id,
        requireUserVerification: true,
      }).catch(() => undefined);
      if (result?.verified !== true) throw fault("response", "passkey");
      const { credential } = result.registrationInfo;
      const { numInsertedOrUpdatedRows } = await own
        .insertInto("passkey")
        .values({
          credential_id: credential.id,
          account_id: accountId,
          public_key: Buffer.from(credential.publicKey),
          counter: credential.counter,
          transports: credential.transports ?? [],
          name: input.name || context.now.toISOString().slice(0, 10),
          created_at: context.now,
          used_at: null,
        })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst();
      if (numInsertedOrUpdatedRows !== 1n) throw fault("response", "passkey");
    },
  });
