/** What the pages of the record show, read from its tables and its published tiles; nothing here draws. */
import {
  RecordFormatError,
  checkPolicy,
  fromUtf8,
  hashSize,
  inclusionProof,
  meets,
  nodesOfTiles,
  openCheckpoint,
  parsePolicy,
  parseVerifierKey,
  tilePath,
  tileWidth,
  verifyInclusion,
  type Checkpoint,
  type Policy,
} from "@comity/record";
import { sql } from "kysely";
import type { LogReader } from "../read-log.ts";
import type { RecordDb } from "../tables.ts";

/** Where the pages get what does not stand in the tables. */
export interface LogSource {
  /** Text of the log's own policy, with its `log <vkey>` line, as `log.json` has it. */
  policy(): string | Promise<string>;
  /** The published tiles, for proofs. */
  readonly log: Pick<LogReader, "tile">;
}

export interface StoredCheckpoint {
  readonly size: number;
  readonly at: Date;
  /** The signed note with all cosignatures that came. */
  readonly note: string;
}

/** The newest checkpoints above a size that at least `witnesses` cosigned, newest first. */
async function checkpoints(db: RecordDb, count: number, above: number, witnesses: number): Promise<StoredCheckpoint[]> {
  let query = db.selectFrom("record_checkpoint").selectAll().where("size", ">", above);
  // Walks back through the cosignatures alone: checkpoints that nobody signed cost nothing.
  if (witnesses > 0)
    query = query.where(
      "size",
      "in",
      db
        .selectFrom("record_cosignature")
        .select("size")
        .where("size", ">", above)
        .groupBy("size")
        .having(({ fn }) => fn.countAll<number>(), ">=", witnesses)
        .orderBy("size", "desc")
        .limit(count),
    );
  const rows = await query.orderBy("size", "desc").limit(count).execute();
  if (rows.length === 0) return [];
  const lines = await db
    .selectFrom("record_cosignature")
    .select(["size", "line"])
    .where(
      "size",
      "in",
      rows.map(({ size }) => size),
    )
    .orderBy("witness")
    .execute();
  return rows.map(({ size, at, note }) => ({
    size,
    at,
    note: note + lines.flatMap((one) => (one.size === size ? [one.line] : [])).join(""),
  }));
}

export interface WitnessState {
  readonly name: string;
  /** Unix seconds of its cosignature on the checkpoint shown; null when there is none that holds. */
  readonly time: number | null;
  /** Newest of all its cosignatures. */
  readonly last: { readonly at: Date; readonly size: number } | null;
  /** Whether the quorum counts on it. */
  readonly isAsked: boolean;
}

export interface LogState {
  /** Entries written, of which a checkpoint may not tell yet. */
  readonly size: number;
  readonly latest: StoredCheckpoint | null;
  readonly checkpoint: Checkpoint | null;
  /** Whether the latest checkpoint's own signature holds under a key of the policy. */
  readonly isSigned: boolean;
  readonly satisfied: boolean;
  /** The newest size that a quorum of the policy has cosigned; null when there is none. */
  readonly finalSize: number | null;
  readonly policy: Policy;
  readonly policyText: string;
  readonly witnesses: readonly WitnessState[];
  readonly keys: readonly { readonly vkey: string; readonly from: number; readonly to: number | null }[];
}

/** How many checkpoints with enough witnesses are tried: their signatures may not all hold. */
const TRIED = 16;

const verdictOf = (policy: Policy, note: string): ReturnType<typeof checkPolicy> | null => {
  try {
    return checkPolicy(policy, note);
  } catch (error) {
    if (error instanceof RecordFormatError) return null;
    throw error;
  }
};

/** Names of all witnesses that a quorum counts on. */
function askedBy(part: Policy["quorum"]): string[] {
  if (part === null) return [];
  return part.kind === "witness" ? [part.name] : part.members.flatMap(askedBy);
}

/** The least number of witnesses that can make a quorum. */
function fewest(part: Policy["quorum"]): number {
  if (part === null) return 0;
  if (part.kind === "witness") return 1;
  const counts = part.members.map(fewest).toSorted((a, b) => a - b);
  return counts.slice(0, part.threshold).reduce((sum, count) => sum + count, 0);
}

/** The newest checkpoint above a size that the policy's quorum has confirmed; without a quorum, that its log signed. */
async function confirmed(db: RecordDb, policy: Policy, above: number): Promise<StoredCheckpoint | null> {
  const candidates = await checkpoints(db, TRIED, above, fewest(policy.quorum));
  return candidates.find(({ note }) => verdictOf(policy, note)?.satisfied) ?? null;
}

export async function logState(db: RecordDb, source: LogSource): Promise<LogState> {
  const [head, newest, last, keys, policyText] = await Promise.all([
    db.selectFrom("record_head").select("size").executeTakeFirst(),
    checkpoints(db, 1, -1, 0),
    db
      .selectFrom("record_cosignature")
      .distinctOn("witness")
      .select(["witness", "at", "size"])
      .orderBy("witness")
      .orderBy("size", "desc")
      .execute(),
    db.selectFrom("record_key").selectAll().orderBy("from_size").execute(),
    source.policy(),
  ]);
  const policy = parsePolicy(policyText);
  const [latest = null] = newest;
  const verdict = latest && verdictOf(policy, latest.note);
  const asked = new Set(askedBy(policy.quorum));
  return {
    size: head?.size ?? 0,
    latest,
    checkpoint: verdict?.checkpoint ?? null,
    isSigned: verdict !== null,
    satisfied: verdict?.satisfied ?? false,
    finalSize: (await confirmed(db, policy, -1))?.size ?? null,
    policy,
    policyText,
    witnesses: policy.witnesses.map(({ name, key }) => {
      // The table may hold a witness under the policy's name or under its key's.
      const row = last.find(({ witness }) => witness === name) ?? last.find(({ witness }) => witness === key.name);
      return {
        name,
        time: verdict?.witnesses.find((one) => one.name === name)?.time ?? null,
        last: row ? { at: row.at, size: row.size } : null,
        isAsked: asked.has(name),
      };
    }),
    keys: keys.map(({ vkey, from_size, to_size }) => ({ vkey, from: from_size, to: to_size })),
  };
}

/** How many parts of a group the checkpoint has, for "2 of 3". */
export function partsMet(quorum: Policy["quorum"], present: ReadonlySet<string>): { met: number; needed: number } {
  if (quorum === null) return { met: 0, needed: 0 };
  if (quorum.kind === "witness") return { met: Number(present.has(quorum.name)), needed: 1 };
  return { met: quorum.members.filter((member) => meets(member, present)).length, needed: quorum.threshold };
}

export interface EntryRow {
  readonly index: number;
  readonly kind: string;
  readonly at: Date;
  readonly body: Uint8Array;
  readonly leaf: Uint8Array;
}

export interface EntryFilter {
  readonly kind: string | null;
  /** YYYY-MM-DD, UTC. */
  readonly day: string | null;
}

export const PAGE_SIZE = 50;

/** Whether a text is a day of the calendar, `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`);
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

const filtered = (db: RecordDb, { kind, day }: EntryFilter) => {
  let query = db.selectFrom("record_entry");
  if (kind !== null) query = query.where("kind", "=", kind);
  if (day !== null) {
    const from = new Date(`${day}T00:00:00Z`);
    query = query.where("at", ">=", from).where("at", "<", new Date(from.getTime() + 86_400_000));
  }
  return query;
};

/** Number of entries that a filter leaves. */
export async function countEntries(db: RecordDb, filter: EntryFilter): Promise<number> {
  const { count } = await filtered(db, filter)
    .select(({ fn }) => fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  return count;
}

/** One page, newest first. @param page from 1 */
export async function entriesPage(db: RecordDb, filter: EntryFilter, page: number): Promise<EntryRow[]> {
  return filtered(db, filter)
    .selectAll()
    .orderBy("index", "desc")
    .limit(PAGE_SIZE)
    .offset((page - 1) * PAGE_SIZE)
    .execute();
}

export const entryRow = (db: RecordDb, index: number): Promise<EntryRow | undefined> =>
  db.selectFrom("record_entry").selectAll().where("index", "=", index).executeTakeFirst();

/** Kinds of entries that there are, in order of name; by jumps through the index, so a long log costs nothing. */
export async function kindsOf(db: RecordDb): Promise<string[]> {
  const { rows } = await sql<{ kind: string }>`
    with recursive k as (
      (select kind from record_entry order by kind limit 1)
      union all
      select (select e.kind from record_entry e where e.kind > k.kind order by e.kind limit 1) from k where k.kind is not null
    ) select kind from k where kind is not null`.execute(db);
  return rows.map(({ kind }) => kind);
}

/** Text of a document beside the log. */
export async function documentText(db: RecordDb, sha256: string): Promise<string | null> {
  const row = await db
    .selectFrom("record_document")
    .select("body")
    .where("digest", "=", Buffer.from(sha256, "hex"))
    .executeTakeFirst();
  return row ? fromUtf8(row.body) : null;
}

/** Inclusion proof from published tiles: first which tiles it needs, then these, at the widths they have at `published` leaves. */
export async function proofFromTiles(
  log: LogSource["log"],
  index: number,
  size: number,
  published: number,
): Promise<Uint8Array[]> {
  const needed = new Map<string, { level: number; index: number }>();
  const blank = new Uint8Array(tileWidth * hashSize);
  inclusionProof(
    nodesOfTiles((level, at) => {
      needed.set(`${level}/${at}`, { level, index: at });
      return blank;
    }),
    index,
    size,
  );
  const tiles = new Map<string, Uint8Array>();
  for (const [name, tile] of needed) {
    const width = Math.min(tileWidth, Math.floor(published / tileWidth ** tile.level) - tile.index * tileWidth);
    tiles.set(name, await log.tile(tilePath({ ...tile, width })));
  }
  return inclusionProof(
    nodesOfTiles((level, at) => tiles.get(`${level}/${at}`) ?? blank),
    index,
    size,
  );
}

export interface Inclusion {
  /** The checkpoint that the proof leads to: the newest with a quorum, else the newest of all. */
  readonly stored: StoredCheckpoint;
  readonly checkpoint: Checkpoint;
  readonly satisfied: boolean;
  /** The policy asks no witness. */
  readonly isAlone: boolean;
  readonly proof: readonly Uint8Array[];
  readonly holds: boolean;
}

/** How the log proves one entry. Null while no checkpoint covers it. @throws Problem `not-found` when tiles are not published. */
export async function inclusionOf(db: RecordDb, source: LogSource, entry: EntryRow): Promise<Inclusion | null> {
  const [newest] = await checkpoints(db, 1, entry.index, 0);
  if (newest === undefined) return null;
  const policy = parsePolicy(await source.policy());
  const stored = (await confirmed(db, policy, entry.index)) ?? newest;
  const verdict = verdictOf(policy, stored.note);
  const checkpoint = verdict?.checkpoint ?? (await openWithOwnKeys(db, stored));
  const proof = await proofFromTiles(source.log, entry.index, checkpoint.size, newest.size);
  return {
    stored,
    checkpoint,
    satisfied: verdict?.satisfied ?? false,
    isAlone: policy.quorum === null,
    proof,
    holds: verifyInclusion(entry.leaf, entry.index, checkpoint.size, proof, checkpoint.root),
  };
}

/** A checkpoint that the policy's key did not sign was signed by an earlier key of the log. @throws RecordFormatError */
async function openWithOwnKeys(db: RecordDb, stored: StoredCheckpoint): Promise<Checkpoint> {
  const rows = await db.selectFrom("record_key").select("vkey").orderBy("from_size", "desc").execute();
  let failure: unknown = new RecordFormatError("the log has no key");
  for (const { vkey } of rows) {
    try {
      return openCheckpoint(stored.note, parseVerifierKey(vkey)).checkpoint;
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}
