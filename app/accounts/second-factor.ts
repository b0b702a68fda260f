/** Second factors: time-based codes (RFC 6238: SHA-1, six digits, 30 s, one step of tolerance) and recovery codes. */
import { Secret, TOTP } from "otpauth";
import { recoveryCodeHash, seal, unseal } from "./secrets.ts";
import type { AccountsTx } from "./tables.ts";

const period = 30;
const context = (accountId: string): string => `totp:${accountId}`;

function authenticator(secret: string, issuer: string, email: string): TOTP {
  return new TOTP({ issuer, label: email, secret: Secret.fromBase32(secret), algorithm: "SHA1", digits: 6, period });
}

export const newTotpSecret = (): string => new Secret({ size: 20 }).base32;
/** What an authenticator app reads. */
export const otpauthUri = (secret: string, issuer: string, email: string): string =>
  authenticator(secret, issuer, email).toString();

export const sealTotp = (key: string, accountId: string, secret: string): Buffer =>
  seal(key, context(accountId), secret);
export const openTotp = (key: string, accountId: string, box: Buffer): string => unseal(key, context(accountId), box);

/** Accepts a code once: its step must be later than that of any code accepted before. */
export async function acceptTotp(
  tx: AccountsTx,
  key: string,
  accountId: string,
  code: string,
  now: Date,
  state: "confirmed" | "waiting",
): Promise<boolean> {
  const row = await tx
    .selectFrom("totp")
    .select(["secret", "confirmed_at"])
    .where("account_id", "=", accountId)
    .executeTakeFirst();
  if (row === undefined || (row.confirmed_at !== null) !== (state === "confirmed")) return false;
  const digits = code.replaceAll(/\s/g, "");
  if (!/^\d{6}$/.test(digits)) return false;
  const delta = authenticator(openTotp(key, accountId, row.secret), "", "").validate({
    token: digits,
    timestamp: now.getTime(),
    window: 1,
  });
  if (delta === null) return false;
  const step = Math.floor(now.getTime() / 1000 / period) + delta;
  const { numUpdatedRows } = await tx
    .updateTable("totp")
    .set({ last_step: step })
    .where("account_id", "=", accountId)
    .where((e) => e.or([e("last_step", "is", null), e("last_step", "<", step)]))
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}

/** Accepts a recovery code once. */
export async function acceptRecoveryCode(tx: AccountsTx, accountId: string, code: string, now: Date): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable("recovery_code")
    .set({ used_at: now })
    .where("account_id", "=", accountId)
    .where("code_hash", "=", recoveryCodeHash(code))
    .where("used_at", "is", null)
    .executeTakeFirst();
  return numUpdatedRows === 1n;
}
