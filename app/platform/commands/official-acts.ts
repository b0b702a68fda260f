/**
 * The door to the record of official acts. The record module (tamper-evident log) implements it; without that module acts
 * wait in the outbox, none is lost, and are moved at the first start with it.
 */
import type { Db, Tx } from "../database/tables.ts";

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

/** The one key of a private value within an entry, see `privately`. */
export const PRIVATE = "$private";

/** A value (JSON) that the record keeps as a salted commitment, so that it can be erased: personal data, secret votes. */
export const privately = (value: unknown): Readonly<Record<string, unknown>> => ({ [PRIVATE]: value });

export interface OfficialActs {
  /** First in a serializable transaction that will append, before its snapshot is taken: waits for its turn. */
  prepare?(tx: Tx): Promise<void>;
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

/** Moves acts that wait in the outbox, in order, each once, however many nodes start at the same time. Returns how many. */
export async function moveOutbox(db: Db, acts: OfficialActs): Promise<number> {
  if (acts === actsInOutbox) return 0;
  for (let moved = 0; ;) {
    const count = await db.transaction().execute(async (tx) => {
      const waiting = await tx
        .selectFrom("outbox")
        .select(["id", "payload"])
        .where("kind", "=", OUTBOX_KIND)
        .where("delivered_at", "is", null)
        .orderBy("id")
        .limit(500)
        .forUpdate()
        .execute();
      for (const { payload } of waiting) await acts.append(tx, payload as OfficialAct);
      const ids = waiting.map((row) => row.id);
      if (ids.length > 0)
        await tx.updateTable("outbox").set({ delivered_at: new Date() }).where("id", "in", ids).execute();
      return ids.length;
    });
    if (count === 0) return moved;
    moved += count;
  }
}
