/** Challenges of passkey ceremonies and sign-ins through a provider: answered once, within ten minutes. */
import { Problem } from "../platform/problem.ts";
import { shortTime } from "./session.ts";
import type { AccountsTx, AccountTables } from "./tables.ts";

type Kind = AccountTables["challenge"]["kind"];

export async function createChallenge(
  tx: AccountsTx,
  kind: Kind,
  value: Readonly<Record<string, string>>,
  accountId: string | null,
  now: Date,
): Promise<string> {
  const { id } = await tx
    .insertInto("challenge")
    .values({
      kind,
      value: JSON.stringify(value),
      account_id: accountId,
      expires_at: new Date(now.getTime() + shortTime),
    })
    .returning("id")
    .executeTakeFirstOrThrow();
  return id;
}

/** Takes a challenge away and gives its value. Throws `Problem` when it is unknown, too old, or another account's. */
export async function takeChallenge(
  tx: AccountsTx,
  kind: Kind,
  id: string,
  accountId: string | null,
  now: Date,
): Promise<Readonly<Record<string, string>>> {
  const row = await tx
    .deleteFrom("challenge")
    .where("id", "=", id)
    .where("kind", "=", kind)
    .where("expires_at", ">", now)
    .where("account_id", accountId === null ? "is" : "=", accountId)
    .returning("value")
    .executeTakeFirst();
  if (row === undefined)
    throw new Problem("conflict", "This took too long, or was answered already.", { mend: "Begin again." });
  return row.value as Readonly<Record<string, string>>;
}
