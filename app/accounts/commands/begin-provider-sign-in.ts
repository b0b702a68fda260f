import { z } from "zod";
import { defineCommand } from "../../platform/commands/define-command.ts";
import { createChallenge } from "../challenges.ts";
import { accountsTx } from "../tables.ts";

/** Result: the id under which the secrets of this sign-in are kept until the provider sends the browser back. */
export const beginProviderSignIn = defineCommand({
  name: "sessions.begin-provider-sign-in",
  rule: "The system keeps state, nonce and code verifier of a sign-in through a provider for one answer within ten minutes.",
  permission: "sessions.trust-provider",
  input: z.strictObject({ provider: z.string(), state: z.string(), nonce: z.string(), verifier: z.string() }),
  secret: ["state", "nonce", "verifier"],
  async run(tx, _actor, input, context) {
    return createChallenge(accountsTx(tx), "oidc", input, null, context.now);
  },
});
