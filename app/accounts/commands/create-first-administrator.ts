import { z } from "zod";
import { defineCommand } from "../../platform/commands/define-command.ts";
import { Problem } from "../../platform/problem.ts";
import { createAccount } from "../create-account.ts";
import { clientField, emailField, nameField, passwordField, tokenField } from "../fields.ts";
import { useLink } from "../links.ts";
import { administrators } from "../queries.ts";
import { startSession } from "../session.ts";
import { accountsTx } from "../tables.ts";

/** Result: the token of the new administrator's session. */
export const createFirstAdministrator = defineCommand({
  name: "accounts.create-first-administrator",
  rule: "Whoever holds the one-time link from the server's terminal may create the first administrator, while there is none.",
  permission: "anyone",
  input: z.strictObject({
    token: tokenField,
    email: emailField,
    name: nameField,
    password: passwordField,
    client: clientField,
  }),
  secret: ["token", "password"],
  official: "role.granted",
  isolation: "serializable",
  async run(tx, _actor, input, context) {
    const own = accountsTx(tx);
    await useLink(own, "first-administrator", input.token, context.now);
    if ((await administrators(own)).length > 0)
      throw new Problem("conflict", "This instance has an administrator already.");
    const accountId = await createAccount(own, { ...input, roles: ["administrator"], grantedBy: null }, context);
    return startSession(own, { accountId, method: "link", client: input.client, isComplete: true, now: context.now });
  },
});
