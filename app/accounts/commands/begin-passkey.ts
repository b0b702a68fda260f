import { generateAuthenticationOptions, generateRegistrationOptions } from "@simplewebauthn/server";
import { z } from "zod";
import { defineCommand } from "../../platform/commands/define-command.ts";
import { createChallenge } from "../challenges.ts";
import { passwordField } from "../fields.ts";
import type { Site } from "../passkeys.ts";
import { accountById, ownPasskeys } from "../queries.ts";
import { confirmIdentity, ownAccount } from "../session.ts";
import { accountsTx } from "../tables.ts";

/** Result: `challenge` (its id, to be sent back) and the `options` for `navigator.credentials.create`. */
export const beginPasskeyRegistration = (site: () => Site) =>
  defineCommand({
    name: "passkeys.begin-registration",
    rule: "Everyone may begin to register a passkey for their own account, after a recent sign-in or with the password.",
    permission: "signed-in",
    input: z.strictObject({ session: z.uuid().optional(), password: passwordField.optional() }),
    secret: ["password"],
    async run(tx, actor, input, context) {
      const own = accountsTx(tx);
      const accountId = ownAccount(actor);
      await confirmIdentity(own, accountId, input, context.now);
      const account = await accountById(own, accountId);
      const { id: rpID, name: rpName } = site();
      const options = await generateRegistrationOptions({
        rpName,
        rpID,
        userName: account.email,
        userDisplayName: account.name,
        userID: new Uint8Array(Buffer.from(accountId.replaceAll("-", ""), "hex")),
        attestationType: "none",
        excludeCredentials: (await ownPasskeys(own, accountId)).map((one) => ({ id: one.credential_id })),
        authenticatorSelection: { residentKey: "required", userVerification: "required" },
      });
      const value = { challenge: options.challenge };
      const challenge = await createChallenge(own, "passkey-registration", value, accountId, context.now);
      return { challenge, options };
    },
  });

/** Result: `challenge` (its id) and the `options` for `navigator.credentials.get`; says nothing about any account. */
export const beginPasskeySignIn = (site: () => Site) =>
  defineCommand({
    name: "passkeys.begin-sign-in",
    rule: "Anyone may ask for a challenge to sign in with a passkey; it is good for one answer within ten minutes.",
    permission: "anyone",
    input: z.strictObject({}),
    async run(tx, _actor, _input, context) {
      const options = await generateAuthenticationOptions({ rpID: site().id, userVerification: "required" });
      const value = { challenge: options.challenge };
      const challenge = await createChallenge(accountsTx(tx), "passkey-sign-in", value, null, context.now);
      return { challenge, options };
    },
  });
