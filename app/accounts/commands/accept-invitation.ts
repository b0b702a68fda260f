import { z } from "zod";
import { defineCommand } from "../../platform/commands/define-command.ts";
import { createAccount } from "../create-account.ts";
import { clientField, nameField, passwordField, tokenField } from "../fields.ts";
import { useLink } from "../links.ts";
import { startSession } from "../session.ts";
import { accountsTx } from "../tables.ts";

/** Result: the token of the new account's session. */
export const acceptInvitation = defineCommand({
  name: "accounts.accept-invitation",
  rule: "Whoever holds an invitation's link may create the account it is for, once, with the roles it names.",
  permission: "anyone",
  input: z.strictObject({ token: tokenField, name: nameField, password: passwordField, client: clientField }),
  secret: ["token", "password"],
  official: "role.granted",
  async run(tx, _actor, input, context) {
    const own = accountsTx(tx);
    const link = await useLink(own, "invitation", input.token, context.now);
    const accountId = await createAccount(
      own,
      {
        email: link.email ?? "",
        name: input.name,
        password: input.password,
        roles: link.roles,
        grantedBy: link.created_by,
      },
      context,
    );
    return startSession(own, { accountId, method: "link", client: input.client, isComplete: true, now: context.now });
  },
});
