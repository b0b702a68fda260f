import { z } from "zod";
import { may } from "../../platform/actor.ts";
import { defineCommand } from "../../platform/commands/define-command.ts";
import { Problem } from "../../platform/problem.ts";
import { fault } from "../faults.ts";
import { emailField, roleField } from "../fields.ts";
import { createLink } from "../links.ts";
import { accountByEmail } from "../queries.ts";
import { accountsTx } from "../tables.ts";

/** Result: the token of the invitation's link. */
export const inviteAccount = defineCommand({
  name: "accounts.invite",
  rule: "An administrator may invite a person by e-mail address, with roles. The link is valid for seven days and one use; a new invitation replaces an older one.",
  permission: "accounts.invite",
  input: z.strictObject({ email: emailField, roles: z.array(roleField).default([]) }),
  async authorize(_tx, actor, input) {
    if (input.roles.length > 0 && !may(actor, "roles.grant"))
      throw new Problem("not-permitted", "Inviting with a role needs the permission roles.grant.");
  },
  async run(tx, actor, input, context) {
    const own = accountsTx(tx);
    if ((await accountByEmail(own, input.email)) !== undefined) throw fault("email", "email-taken");
    await own
      .deleteFrom("one_time_link")
      .where("purpose", "=", "invitation")
      .where("used_at", "is", null)
      .where((e) => e(e.fn<string>("lower", ["email"]), "=", input.email.toLowerCase()))
      .execute();
    return createLink(
      own,
      {
        purpose: "invitation",
        email: input.email,
        roles: [...new Set(input.roles)],
        createdBy: actor.kind === "account" ? actor.id : null,
      },
      context.now,
    );
  },
});
