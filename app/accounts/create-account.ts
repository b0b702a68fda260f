/** The one place that makes accounts; commands call it in their transaction. */
import type { CommandContext } from "../platform/commands/define-command.ts";
import { checkNewPassword } from "./fields.ts";
import { fault } from "./faults.ts";
import { accountByEmail } from "./queries.ts";
import { hashPassword } from "./secrets.ts";
import type { AccountsTx } from "./tables.ts";

export interface NewAccount {
  email: string;
  name: string;
  /** Absent for an account that signs in through a provider. */
  password?: string;
  roles: readonly string[];
  grantedBy: string | null;
}

/** Gives the account's id. Each role is an official act of the calling command. Throws `Problem` at `password` or `email`. */
export async function createAccount(tx: AccountsTx, account: NewAccount, context: CommandContext): Promise<string> {
  const { email, name, password } = account;
  if (password !== undefined) checkNewPassword(password, [email, name]);
  if ((await accountByEmail(tx, email)) !== undefined) throw fault("email", "email-taken");
  const { id } = await tx
    .insertInto("account")
    .values({
      email,
      name,
      language: null,
      password_hash: password === undefined ? null : await hashPassword(password),
      created_at: context.now,
      disabled_at: null,
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  for (const role of account.roles) {
    await tx
      .insertInto("account_role")
      .values({ account_id: id, role, granted_by: account.grantedBy, granted_at: context.now })
      .execute();
    await context.enact({ account: id, role });
  }
  return id;
}
