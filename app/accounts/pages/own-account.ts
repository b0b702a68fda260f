/** Everything the page "my account" shows. */
import type { Services } from "../../platform/module.ts";
import { accountById, ownPasskeys, ownSessions, recoveryCodesLeft } from "../queries.ts";
import { openTotp, otpauthUri } from "../second-factor.ts";
import type { AccountsDb } from "../tables.ts";

export async function readOwnAccount(db: AccountsDb, services: Services, id: string, now: Date) {
  const account = await accountById(db, id);
  const totp = await db
    .selectFrom("totp")
    .select(["secret", "confirmed_at"])
    .where("account_id", "=", id)
    .executeTakeFirst();
  let enrolment: { uri: string; secret: string } | undefined;
  if (totp !== undefined && totp.confirmed_at === null) {
    const secret = openTotp(services.key("totp"), id, totp.secret);
    enrolment = { secret, uri: otpauthUri(secret, services.settings.get("instance.name"), account.email) };
  }
  return {
    hasPassword: account.password_hash !== null,
    language: account.language,
    hasSecondFactor: totp !== undefined && totp.confirmed_at !== null,
    /** Under way: shown until the first code is given. */
    enrolment,
    codesLeft: await recoveryCodesLeft(db, id),
    passkeys: await ownPasskeys(db, id),
    sessions: await ownSessions(db, id, now),
  };
}
export type OwnAccount = Awaited<ReturnType<typeof readOwnAccount>>;
