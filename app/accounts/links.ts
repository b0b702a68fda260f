/** One-time links: first administrator, invitation, recovery. The token is in the link only; the table has its SHA-256. */
import { Problem } from "../platform/problem.ts";
import { newToken, tokenHash } from "./secrets.ts";
import type { AccountsDb, AccountsTx, AccountTables } from "./tables.ts";

type Link = AccountTables["one_time_link"];
export type LinkPurpose = Link["purpose"];
/** Hours that a link is valid. */
const validHours = { "first-administrator": 24, invitation: 7 * 24, recovery: 24 } as const;

export interface NewLink {
  purpose: LinkPurpose;
  accountId?: string;
  email?: string;
  roles?: readonly string[];
  removesSecondFactor?: boolean;
  createdBy: string | null;
}

/** Stores a link and gives its token. */
export async function createLink(tx: AccountsTx, link: NewLink, now: Date): Promise<string> {
  const token = newToken();
  await tx
    .insertInto("one_time_link")
    .values({
      token_hash: tokenHash(token),
      purpose: link.purpose,
      account_id: link.accountId ?? null,
      email: link.email ?? null,
      roles: [...(link.roles ?? [])],
      removes_second_factor: link.removesSecondFactor ?? false,
      created_at: now,
      created_by: link.createdBy,
      expires_at: new Date(now.getTime() + validHours[link.purpose] * 3_600_000),
      used_at: null,
    })
    .execute();
  return token;
}

const notValid = () =>
  new Problem("not-found", "This link is not valid: it was used, it is too old, or it was cut short.", {
    mend: "Ask whoever gave it to you for a new one.",
  });

/** Marks a link as used and gives it; two requests at once can't both have it. The link stays good when the command fails. */
export async function useLink(tx: AccountsTx, purpose: LinkPurpose, token: string, now: Date) {
  const link = await tx
    .updateTable("one_time_link")
    .set({ used_at: now })
    .where("token_hash", "=", tokenHash(token))
    .where("purpose", "=", purpose)
    .where("used_at", "is", null)
    .where("expires_at", ">", now)
    .returning(["account_id", "email", "roles", "removes_second_factor", "created_by"])
    .executeTakeFirst();
  if (link === undefined) throw notValid();
  return link;
}

/** Ends the unused links that an account made: who loses the right to invite leaves no door open. */
export async function endLinksMadeBy(tx: AccountsTx, accountId: string): Promise<void> {
  await tx.deleteFrom("one_time_link").where("created_by", "=", accountId).where("used_at", "is", null).execute();
}

/** Looks at a link without using it, for its page. */
export async function readLink(db: AccountsDb, purpose: LinkPurpose, token: string, now: Date) {
  const link = await db
    .selectFrom("one_time_link")
    .leftJoin("account", "account.id", "one_time_link.account_id")
    .select(["one_time_link.email", "one_time_link.roles", "account.email as account_email"])
    .where("token_hash", "=", tokenHash(token))
    .where("purpose", "=", purpose)
    .where("used_at", "is", null)
    .where("expires_at", ">", now)
    .executeTakeFirst();
  if (link === undefined) throw notValid();
  return link;
}
