import { z } from "zod";
import { defineCommand } from "../../platform/commands/define-command.ts";
import { takeChallenge } from "../challenges.ts";
import { accountsTx } from "../tables.ts";

/** Result: provider, state, nonce and verifier as they were kept. */
export const takeProviderSignIn = defineCommand({
  name: "sessions.take-provider-sign-in",
  rule: "The system takes the secrets of a sign-in through a provider once, when the provider sends the browser back.",
  permission: "sessions.trust-provider",
  input: z.strictObject({ challenge: z.uuid() }),
  secret: ["challenge"],
  async run(tx, _actor, input, context) {
    return takeChallenge(accountsTx(tx), "oidc", input.challenge, null, context.now);
  },
});
