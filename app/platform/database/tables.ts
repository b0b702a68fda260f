/** The platform's own tables. A module adds its own with `db.withTables<AtlasTables>()`. */
import type { Generated, Kysely, Transaction } from "kysely";

export interface PlatformTables {
  setting: { key: string; value: unknown; changed_at: Generated<Date>; changed_by: string | null };
  audit: {
    id: Generated<number>;
    at: Generated<Date>;
    request_id: string;
    command: string;
    actor_kind: string;
    actor_id: string | null;
    outcome: "done" | "denied" | "failed";
    input: unknown;
    detail: string | null;
  };
  outbox: { id: Generated<number>; at: Generated<Date>; kind: string; payload: unknown; delivered_at: Date | null };
  event: { id: Generated<number>; at: Generated<Date>; topic: string; data: unknown };
  rate_limit: { key: string; period: number; count: number; ends_at: Date };
}

export type Db = Kysely<PlatformTables>;
export type Tx = Transaction<PlatformTables>;
