import { z } from "zod";
import { defineCommand } from "../../platform/commands/define-command.ts";
import { Problem } from "../../platform/problem.ts";
import { createAccount } from "../create-account.ts";
import { clientField, emailField, tokenField } from "../fields.ts";
import { accountByEmail, hasSecondFactor } from "../queries.ts";
import { startSession } from "../session.ts";
import { accountsTx, type AccountsTx } from "../tables.ts";
import type { CommandContext } from "../../platform/commands/define-command.ts";

const input = z.strictObject({
  provider: z.string(),
  subject: z.string().min(1).max(255),
  email: emailField.nullable(),
  /** Only what the provider says in so many words counts. */
  emailVerified: z.boolean(),
  name: z.string().trim().max(120).default(""),
  client: clientField,
  replaces: tokenField.optional(),
});

const refusal = () =>
  new Problem("not-permitted", "No account here belongs to this sign-in.", {
    mend: "Ask an administrator for an invitation to the e-mail address that the provider verified.",
  });

/** Result: the token of the session, and whether the second factor is still to be given. */
export const signInWithProvider = defineCommand({
  name: "sessions.sign-in-with-provider",
  rule: "Who a provider named in the configuration vouches for is signed in: by the identity linked before, or by a verified e-mail address that an administrator invited.",
  permission: "sessions.trust-provider",
  input,
  secret: ["replaces"],
  official: "role.granted",
  async run(tx, _actor, claims, context) {
    const own = accountsTx(tx);
    const { now } = context;
    const linked = await own
      .selectFrom("identity")
      .select("account_id")
      .where("provider", "=", claims.provider)
      .where("subject", "=", claims.subject)
      .executeTakeFirst();
    const accountId = linked?.account_id ?? (await linkAccount(own, claims, context));
    const account = await own
      .selectFrom("account")
      .select("disabled_at")
      .where("id", "=", accountId)
      .executeTakeFirstOrThrow();
    if (account.disabled_at !== null) throw refusal();
    const isComplete = !(await hasSecondFactor(own, accountId));
    const { client, replaces } = claims;
    const method = `oidc:${claims.provider}`;
    const token = await startSession(own, { accountId, method, client, isComplete, now, replaces });
    return { token, isComplete };
  },
});

async function linkAccount(tx: AccountsTx, claims: z.output<typeof input>, context: CommandContext): Promise<string> {
  const { email, provider, subject } = claims;
  if (email === null || !claims.emailVerified) throw refusal();
  const existing = await accountByEmail(tx, email);
  const accountId = existing?.id ?? (await acceptByEmail(tx, email, claims.name || email, context));
  await tx.insertInto("identity").values({ provider, subject, account_id: accountId }).execute();
  return accountId;
}

/** Uses the open invitation of an e-mail address. */
async function acceptByEmail(tx: AccountsTx, email: string, name: string, context: CommandContext): Promise<string> {
  const invitation = await tx
    .updateTable("one_time_link")
    .set({ used_at: context.now })
    .where("purpose", "=", "invitation")
    .where((e) => e(e.fn<string>("lower", ["email"]), "=", email.toLowerCase()))
    .where("used_at", "is", null)
    .where("expires_at", ">", context.now)
    .returning(["roles", "created_by"])
    .executeTakeFirst();
  if (invitation === undefined) throw refusal();
  return createAccount(tx, { email, name, roles: invitation.roles, grantedBy: invitation.created_by }, context);
}
