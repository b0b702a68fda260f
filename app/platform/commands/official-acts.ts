/**
 * The door to the record of official acts. The record module (tamper-evident log) implements it later; until then acts
 * wait in the outbox in the order of commit, none is lost.
 */
import type { Tx } from "../database/tables.ts";

/** `text.adopted`, `ballot.closed`, ...: named by the module that enacts it. */
export type ActKind = string;

export interface OfficialAct {
  kind: ActKind;
  /** ISO 8601, UTC. */
  at: string;
  command: string;
  actor: { kind: string; id: string | null };
  requestId: string;
  /** The content, JSON only. */
  entry: Readonly<Record<string, unknown>>;
}

export interface OfficialActs {
  /** Adds the act within the command's transaction: both are stored, or neither. */
  append(tx: Tx, act: OfficialAct): Promise<void>;
}

const OUTBOX_KIND = "official-act";

export const actsInOutbox: OfficialActs = {
  async append(tx, act) {
    await tx
      .insertInto("outbox")
      .values({ kind: OUTBOX_KIND, payload: JSON.stringify(act) })
      .execute();
  },
};
