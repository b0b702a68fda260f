/** Tables of the record, see migrations/. */
import type { Generated, Kysely, Transaction } from "kysely";
import type { Db, PlatformTables, Tx } from "../platform/database/tables.ts";

export type RecordTables = {
  record_head: { single: Generated<boolean>; size: number; frontier: Buffer };
  record_entry: { index: number; kind: string; at: Date; body: Buffer; leaf: Buffer };
  record_document: { digest: Buffer; body: Buffer };
  record_secret: { index: number; path: string; salt: Buffer; value: unknown };
  record_key: { id: Generated<number>; vkey: string; from_size: number; to_size: number | null };
  record_checkpoint: { size: number; note: string; at: Date };
  record_cosignature: { size: number; witness: string; line: string; at: Date };
};

export type RecordDb = Kysely<PlatformTables & RecordTables>;
export type RecordTx = Transaction<PlatformTables & RecordTables>;

export const recordDb = (db: Db): RecordDb => db.withTables<RecordTables>();
/** The same transaction, with the types of our tables. */
export const recordTx = (tx: Tx): RecordTx => tx.withTables<RecordTables>() as RecordTx;
