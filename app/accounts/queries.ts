/** What pages and commands read about accounts. */
import { sql } from "kysely";
import type { Actor } from "../platform/actor.ts";
import { Problem } from "../platform/problem.ts";
import { permissionsOf } from "./roles.ts";
import type { AccountsDb } from "./tables.ts";

export async function accountByEmail(db: AccountsDb, email: string) {
  return db
    .selectFrom("account")
    .selectAll()
    .where(sql`lower(email)`, "=", email.toLowerCase())
    .executeTakeFirst();
}

export async function accountById(db: AccountsDb, id: string) {
  const account = await db.selectFrom("account").selectAll().where("id", "=", id).executeTakeFirst();
  if (account === undefined) throw new Problem("not-found", "There is no such account.");
  return account;
}

/** Ids of the accounts that are administrators and not disabled. */
export async function administrators(db: AccountsDb): Promise<string[]> {
  const rows = await db
    .selectFrom("account_role")
    .innerJoin("account", "account.id", "account_role.account_id")
    .select("account.id")
    .where("role", "=", "administrator")
    .where("disabled_at", "is", null)
    .execute();
  return rows.map((row) => row.id);
}

/** @throws Problem when nobody would administer the instance without this account. */
export async function keepAnAdministrator(db: AccountsDb, without: string): Promise<void> {
  const ids = await administrators(db);
  if (ids.length === 1 && ids[0] === without)
    throw new Problem("conflict", "This is the last administrator.", {
      mend: "Make someone else administrator first.",
    });
}

/**
 * An actor's permissions are those of the moment the request came. Where the order of acts is official, roles are read again
 * within the transaction, so that the record never holds an act of someone whose role it took away before.
 * @throws Problem
 */
export async function mayStill(db: AccountsDb, actor: Actor, permission: string): Promise<void> {
  if (actor.kind !== "account" || actor.id === null) return;
  const granted = await db
    .selectFrom("account_role")
    .innerJoin("account", "account.id", "account_role.account_id")
    .select("role")
    .where("account.id", "=", actor.id)
    .where("disabled_at", "is", null)
    .execute();
  if (!permissionsOf(granted.map((one) => one.role)).has(permission))
    throw new Problem("not-permitted", `The permission ${permission} was taken away meanwhile.`);
}

export async function hasSecondFactor(db: AccountsDb, accountId: string): Promise<boolean> {
  const row = await db
    .selectFrom("totp")
    .select("account_id")
    .where("account_id", "=", accountId)
    .where("confirmed_at", "is not", null)
    .executeTakeFirst();
  return row !== undefined;
}

export async function listAccounts(db: AccountsDb) {
  const [accounts, granted] = await Promise.all([
    db
      .selectFrom("account")
      .select(["id", "email", "name", "created_at", "disabled_at"])
      .select((e) =>
        e
          .selectFrom("session")
          .select((s) => s.fn.max("seen_at").as("seen"))
          .whereRef("account_id", "=", "account.id")
          .as("seen_at"),
      )
      .orderBy("name")
      .orderBy("id")
      .execute(),
    db.selectFrom("account_role").select(["account_id", "role"]).orderBy("role").execute(),
  ]);
  const byAccount = Map.groupBy(granted, (one) => one.account_id);
  return accounts.map((one) => ({ ...one, roles: (byAccount.get(one.id) ?? []).map((row) => row.role) }));
}

export async function openInvitations(db: AccountsDb, now: Date) {
  return db
    .selectFrom("one_time_link")
    .select(["email", "roles", "expires_at"])
    .where("purpose", "=", "invitation")
    .where("used_at", "is", null)
    .where("expires_at", ">", now)
    .orderBy("created_at", "desc")
    .execute();
}

export async function ownSessions(db: AccountsDb, accountId: string, now: Date) {
  return db
    .selectFrom("session")
    .select(["id", "created_at", "seen_at", "method", "client"])
    .where("account_id", "=", accountId)
    .where("complete_at", "is not", null)
    .where("expires_at", ">", now)
    .orderBy("seen_at", "desc")
    .execute();
}

export async function ownPasskeys(db: AccountsDb, accountId: string) {
  return db
    .selectFrom("passkey")
    .select(["credential_id", "name", "created_at", "used_at"])
    .where("account_id", "=", accountId)
    .orderBy("created_at")
    .execute();
}

export async function recoveryCodesLeft(db: AccountsDb, accountId: string): Promise<number> {
  const row = await db
    .selectFrom("recovery_code")
    .select((e) => e.fn.countAll<number>().as("count"))
    .where("account_id", "=", accountId)
    .where("used_at", "is", null)
    .executeTakeFirstOrThrow();
  return row.count;
}

export interface AuditFilter {
  command?: string | undefined;
  outcome?: "done" | "denied" | "failed" | undefined;
  actor?: string | undefined;
  /** Only rows older than this one. */
  before?: number | undefined;
}

/** Newest first, `size` rows and one more to know whether there are older ones. */
export async function auditTrail(db: AccountsDb, filter: AuditFilter, size: number) {
  let query = db
    .selectFrom("audit")
    .leftJoin("account", (join) => join.on(sql<boolean>`account.id::text = audit.actor_id`))
    .select(["audit.id", "at", "command", "actor_kind", "actor_id", "outcome", "detail", "request_id", "input"])
    .select("account.name as actor_name")
    .orderBy("audit.id", "desc")
    .limit(size + 1);
  if (filter.command !== undefined) query = query.where("command", "=", filter.command);
  if (filter.outcome !== undefined) query = query.where("outcome", "=", filter.outcome);
  if (filter.actor !== undefined) query = query.where("actor_id", "=", filter.actor);
  if (filter.before !== undefined) query = query.where("audit.id", "<", filter.before);
  const rows = await query.execute();
  return { rows: rows.slice(0, size), hasMore: rows.length > size };
}
