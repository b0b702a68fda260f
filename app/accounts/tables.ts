/** Tables of the accounts module, see migrations/. */
import type { Generated } from "kysely";
import type { Db, PlatformTables, Tx } from "../platform/database/tables.ts";
import type { Kysely, Transaction } from "kysely";

export type AccountTables = {
  account: {
    id: Generated<string>;
    email: string;
    name: string;
    language: string | null;
    password_hash: string | null;
    created_at: Generated<Date>;
    disabled_at: Date | null;
  };
  account_role: { account_id: string; role: string; granted_by: string | null; granted_at: Generated<Date> };
  session: {
    token_hash: Buffer;
    id: Generated<string>;
    account_id: string;
    created_at: Generated<Date>;
    seen_at: Generated<Date>;
    expires_at: Date;
    complete_at: Date | null;
    method: string;
    client: string;
  };
  one_time_link: {
    token_hash: Buffer;
    purpose: "first-administrator" | "invitation" | "recovery";
    account_id: string | null;
    email: string | null;
    roles: Generated<string[]>;
    removes_second_factor: Generated<boolean>;
    created_at: Generated<Date>;
    created_by: string | null;
    expires_at: Date;
    used_at: Date | null;
  };
  totp: { account_id: string; secret: Buffer; confirmed_at: Date | null; last_step: number | null };
  recovery_code: { account_id: string; code_hash: Buffer; used_at: Date | null };
  passkey: {
    credential_id: string;
    account_id: string;
    public_key: Buffer;
    counter: number;
    transports: string[];
    name: string;
    created_at: Generated<Date>;
    used_at: Date | null;
  };
  challenge: {
    id: Generated<string>;
    kind: "passkey-registration" | "passkey-sign-in" | "oidc";
    value: unknown;
    account_id: string | null;
    expires_at: Date;
  };
  identity: { provider: string; subject: string; account_id: string; linked_at: Generated<Date> };
};

export type AccountsDb = Kysely<PlatformTables & AccountTables>;
export type AccountsTx = Transaction<PlatformTables & AccountTables>;

export const accountsDb = (db: Db): AccountsDb => db.withTables<AccountTables>();
/** The same transaction, with the types of our tables. */
export const accountsTx = (tx: Tx): AccountsTx => tx.withTables<AccountTables>() as AccountsTx;
