/**
 * Appending: within the transaction of the act, under the lock of the one row of `record_head`. So indices have no gaps, an
 * act that fails leaves nothing, and an act that is acknowledged is in the log.
 */
import { randomBytes } from "node:crypto";
import { sql } from "kysely";
import { append as grow, concat, hashSize, leafHash, type Frontier } from "@comity/record";
import type { OfficialAct, OfficialActs } from "../platform/commands/official-acts.ts";
import type { Tx } from "../platform/database/tables.ts";
import { buildEntry } from "./entry.ts";
import { recordTx } from "./tables.ts";

/** Channel of NOTIFY that tells publishers of new entries once they are committed. */
export const RECORD_CHANNEL = "comity_record";

/** @throws Error when the stored frontier does not fit its size. */
export function readFrontier(size: number, bytes: Uint8Array): Frontier {
  const hashes = Array.from({ length: bytes.length / hashSize }, (_, i) =>
    bytes.subarray(i * hashSize, (i + 1) * hashSize),
  );
  let ones = 0;
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) ones += rest % 2;
  if (hashes.length !== ones)
    throw new Error(`the record's head has ${hashes.length} hashes, a log of ${size} entries has ${ones}`);
  return { size, hashes };
}

/** Appends acts in their order; returns the index of the first. Several at once cost hardly more than one. */
export async function appendActs(tx: Tx, acts: readonly OfficialAct[]): Promise<number> {
  const own = recordTx(tx);
  const built = acts.map((act) => buildEntry(act, () => randomBytes(32)));
  // A server set to answer before its log is on disk would acknowledge what a crash takes back: not for official acts.
  const head = await sql<{ size: number; frontier: Buffer }>`
    select size, frontier, set_config('synchronous_commit',
      case current_setting('synchronous_commit') when 'off' then 'on' else current_setting('synchronous_commit') end, true)
    from record_head for update`.execute(own);
  const row = head.rows[0];
  if (row === undefined) throw new Error("the record has no head: its table was emptied");
  let frontier = readFrontier(row.size, row.frontier);
  const entries = built.map(({ body }, i) => {
    const leaf = leafHash(body);
    frontier = grow(frontier, leaf);
    const { kind, at } = acts[i] as OfficialAct;
    return { index: row.size + i, kind, at: new Date(at), body: Buffer.from(body), leaf: Buffer.from(leaf) };
  });
  // Five parameters a row, 65,535 in a statement.
  for (let from = 0; from < entries.length; from += 5000)
    await own
      .insertInto("record_entry")
      .values(entries.slice(from, from + 5000))
      .execute();
  for (const { document } of built) {
    if (document === null) continue;
    await own
      .insertInto("record_document")
      .values({ digest: Buffer.from(document.digest), body: Buffer.from(document.body) })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
  const secrets = built.flatMap((one, i) =>
    one.secrets.map(({ path, salt, value }) => ({
      index: row.size + i,
      path,
      salt: Buffer.from(salt),
      value: JSON.stringify(value),
    })),
  );
  if (secrets.length > 0) await own.insertInto("record_secret").values(secrets).execute();
  await sql`with head as (update record_head set size = ${frontier.size}, frontier = ${Buffer.from(concat(...frontier.hashes))})
    select pg_notify(${RECORD_CHANNEL}, '')`.execute(own);
  return row.size;
}

export const recordActs: OfficialActs = {
  // LOCK takes no snapshot: a serializable transaction that waits here sees what the one before it committed,
  // instead of failing at the head again and again. Readers are not kept out.
  async prepare(tx) {
    await sql`lock table record_head in exclusive mode`.execute(tx);
  },
  async append(tx, act) {
    await appendActs(tx, [act]);
  },
};
