import { z } from "zod";
import { PUBLIC } from "../../platform/actor.ts";
import { defineCommand } from "../../platform/commands/define-command.ts";
import { execute } from "../../platform/commands/execute.ts";
import type { Services } from "../../platform/module.ts";
import { Problem } from "../../platform/problem.ts";
import { fault } from "../faults.ts";
import { clientField, emailField, passwordField, tokenField } from "../fields.ts";
import { accountByEmail, hasSecondFactor } from "../queries.ts";
import { tokenHash, verifyPassword } from "../secrets.ts";
import { startSession } from "../session.ts";
import { accountsTx } from "../tables.ts";

/** Result: the token of the session, and whether the second factor is still to be given. */
export const signIn = defineCommand({
  name: "sessions.sign-in",
  rule: "Anyone may sign in with the e-mail address and the password of an account that is not disabled. Unknown, wrong and disabled get one answer after the same time.",
  permission: "anyone",
  input: z.strictObject({
    email: emailField,
    password: passwordField,
    client: clientField,
    replaces: tokenField.optional(),
  }),
  secret: ["password", "replaces"],
  async run(tx, _actor, input, context) {
    const own = accountsTx(tx);
    const account = await accountByEmail(own, input.email);
    const fits = await verifyPassword(input.password, account?.password_hash ?? null);
    if (account === undefined || !fits || account.disabled_at !== null) throw fault("password", "password-wrong");
    const isComplete = !(await hasSecondFactor(own, account.id));
    const { client, replaces } = input;
    const { now } = context;
    const token = await startSession(own, {
      accountId: account.id,
      method: "password",
      client,
      isComplete,
      now,
      replaces,
    });
    return { token, isComplete };
  },
});

/** Keys of the limits hold a hash: the table of counters is no list of addresses. */
export const accountLimit = (email: string): string =>
  `sign-in-account:${tokenHash(email.trim().toLowerCase()).toString("base64url")}`;

/**
 * Counts a try against the client's address (three times the limit of an account: offices share addresses) and, where one
 * is named, the account. Outside the transaction, so that failed tries count. Throws `Problem("too-many-requests")`.
 */
export async function limitTries(services: Services, address: string, account?: string): Promise<void> {
  const rate = services.config.rateLimits.signIn;
  await services.limiter.hit(`sign-in:${address}`, { ...rate, requests: rate.requests * 3 });
  if (account !== undefined) await services.limiter.hit(account, rate);
}

/** The door for pages and API: limits, then the command. Throws `Problem` like both. */
export async function trySignIn(
  services: Services,
  address: string,
  input: { email: string; password: string; client: string; replaces?: string | undefined },
  requestId: string,
): Promise<{ token: string; isComplete: boolean }> {
  await limitTries(services, address, accountLimit(input.email));
  try {
    const done = await execute(services, signIn, PUBLIC, input, { requestId });
    await services.limiter.forget(accountLimit(input.email));
    return done;
  } catch (error) {
    // A password longer than we read is wrong like any other.
    if (error instanceof Problem && error.fields.some((one) => one.path === "password"))
      throw fault("password", "password-wrong");
    throw error;
  }
}
