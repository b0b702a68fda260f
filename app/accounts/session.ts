/** Sessions: a random token in a cookie, its SHA-256 in the database; who it belongs to is read at every request. */
import type { Context, MiddlewareHandler } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import type { Env } from "../platform/module.ts";
import { Problem } from "../platform/problem.ts";
import type { Actor } from "../platform/actor.ts";
import { permissionsOf } from "./roles.ts";
import { newToken, tokenHash, verifyPassword } from "./secrets.ts";
import { fault } from "./faults.ts";
import { accountsDb, type AccountsDb, type AccountsTx } from "./tables.ts";

const hour = 3_600_000;
/** A session ends after 12 hours without a request, and 30 days after sign-in in any case (milliseconds). */
export const idleTime = 12 * hour;
export const longestTime = 30 * 24 * hour;
/** Time to give the second factor, and how long a sign-in counts as recent. */
export const shortTime = 10 * 60_000;
const touchEvery = 60_000;

export interface Session {
  id: string;
  accountId: string;
  name: string;
  email: string;
  language: string | null;
  /** False while the second factor is still to be given: then the visitor is the public. */
  isComplete: boolean;
  isRecent: boolean;
  permissions: ReadonlySet<string>;
}

declare module "../platform/module.ts" {
  interface Variables {
    session: Session | null;
  }
}

export interface NewSession {
  accountId: string;
  method: string;
  client: string;
  isComplete: boolean;
  now: Date;
  /** The token of the session that this one follows: it ends, so that a token known before sign-in is worth nothing. */
  replaces?: string | undefined;
}

/** Begins a session inside a command's transaction and gives its token, which exists nowhere else. */
export async function startSession(tx: AccountsTx, session: NewSession): Promise<string> {
  if (session.replaces !== undefined)
    await tx.deleteFrom("session").where("token_hash", "=", tokenHash(session.replaces)).execute();
  const token = newToken();
  await tx
    .insertInto("session")
    .values({
      token_hash: tokenHash(token),
      account_id: session.accountId,
      created_at: session.now,
      seen_at: session.now,
      expires_at: new Date(session.now.getTime() + (session.isComplete ? longestTime : shortTime)),
      complete_at: session.isComplete ? session.now : null,
      method: session.method,
      client: session.client,
    })
    .execute();
  return token;
}

/** The living session of a token, with the account's permissions of this moment; null for a disabled account. */
export async function findSession(db: AccountsDb, token: string, now: Date): Promise<Session | null> {
  const row = await db
    .selectFrom("session")
    .innerJoin("account", "account.id", "session.account_id")
    .select([
      "session.id",
      "session.account_id",
      "session.created_at",
      "session.complete_at",
      "session.seen_at",
      "account.name",
      "account.email",
      "account.language",
    ])
    .where("token_hash", "=", tokenHash(token))
    .where("session.expires_at", ">", now)
    .where("session.seen_at", ">", new Date(now.getTime() - idleTime))
    .where("account.disabled_at", "is", null)
    .executeTakeFirst();
  if (row === undefined) return null;
  // Not a command: it changes nothing but when the session was last used.
  if (now.getTime() - row.seen_at.getTime() > touchEvery)
    await db.updateTable("session").set({ seen_at: now }).where("id", "=", row.id).execute();
  const granted = await db.selectFrom("account_role").select("role").where("account_id", "=", row.account_id).execute();
  return {
    id: row.id,
    accountId: row.account_id,
    name: row.name,
    email: row.email,
    language: row.language,
    isComplete: row.complete_at !== null,
    isRecent: now.getTime() - row.created_at.getTime() < shortTime,
    permissions: permissionsOf(granted.map((one) => one.role)),
  };
}

const isSecure = (c: Context<Env>): boolean => c.get("services").origin().startsWith("https:");
const cookieName = (c: Context<Env>): string => (isSecure(c) ? "__Host-comity-session" : "comity-session");

/** The token of the request's cookie. */
export const sessionToken = (c: Context<Env>): string | undefined => getCookie(c, cookieName(c));

export function giveSession(c: Context<Env>, token: string): void {
  setCookie(c, cookieName(c), token, {
    path: "/",
    httpOnly: true,
    sameSite: "Lax",
    secure: isSecure(c),
    maxAge: longestTime / 1000,
  });
}

export function takeSession(c: Context<Env>): void {
  deleteCookie(c, cookieName(c), { path: "/", secure: isSecure(c) });
}

/** Sets `session`, and `actor` when the session is complete. A cookie without a living session is taken away. */
export function sessions(): MiddlewareHandler<Env> {
  return async (c, next) => {
    c.set("session", null);
    const token = sessionToken(c);
    if (token !== undefined) {
      const session = /^[A-Za-z0-9_-]{43}$/.test(token)
        ? await findSession(accountsDb(c.get("services").db), token, new Date())
        : null;
      c.set("session", session);
      if (session === null) takeSession(c);
      else if (session.isComplete) {
        const { accountId, name, permissions } = session;
        c.set("actor", { kind: "account", id: accountId, label: name, permissions });
      }
    }
    await next();
  };
}

/** The account that acts; commands about one's own account need one. */
export function ownAccount(actor: Actor): string {
  if (actor.kind !== "account" || actor.id === null) throw new Problem("sign-in-needed", "This needs an account.");
  return actor.id;
}

/**
 * Before a change to how someone signs in: a sign-in in the last ten minutes, or the password once more.
 * @throws Problem at `password` otherwise.
 */
export async function confirmIdentity(
  tx: AccountsTx,
  accountId: string,
  proof: { session?: string | undefined; password?: string | undefined },
  now: Date,
): Promise<void> {
  if (proof.session !== undefined) {
    const recent = await tx
      .selectFrom("session")
      .select("id")
      .where("id", "=", proof.session)
      .where("account_id", "=", accountId)
      .where("complete_at", ">", new Date(now.getTime() - shortTime))
      .executeTakeFirst();
    if (recent !== undefined) return;
  }
  const account = await tx.selectFrom("account").select("password_hash").where("id", "=", accountId).executeTakeFirst();
  if (proof.password === undefined || !(await verifyPassword(proof.password, account?.password_hash ?? null)))
    throw fault("password", "password-wrong");
}
