/**
 * Live events across nodes: `publish` writes a row and notifies within the caller's transaction; every node listens and
 * hands the event to its own streams. The table keeps a day, so that a client catches up with `Last-Event-ID`.
 */
import { sql } from "kysely";
import type { OpenDatabase } from "../database/open-database.ts";
import type { Db, Tx } from "../database/tables.ts";

export interface LiveEvent {
  id: number;
  topic: string;
  data: unknown;
}

type Listener = (event: LiveEvent) => void;

const CHANNEL = "comity_event";
/** Publishers take it before they take an id, so ids become visible in their own order and none is skipped. */
const ORDER_LOCK = 7_302_612;
const KEPT_HOURS = 24;

/**
 * Publishes within a transaction: the event goes out if, and only if, the transaction commits. Other publishers wait for
 * that commit, so publish last.
 */
export async function publish(tx: Tx, topic: string, data: unknown): Promise<void> {
  await sql`select pg_advisory_xact_lock(${ORDER_LOCK})`.execute(tx);
  const { id } = await tx
    .insertInto("event")
    .values({ topic, data: JSON.stringify(data) })
    .returning("id")
    .executeTakeFirstOrThrow();
  await sql`select pg_notify(${CHANNEL}, ${String(id)})`.execute(tx);
}

export class EventHub {
  readonly #database: OpenDatabase;
  readonly #onError: (error: unknown) => void;
  readonly #listeners = new Map<string, Set<Listener>>();
  #lastId = 0;
  #reading: Promise<void> = Promise.resolve();
  #stop: (() => Promise<void>) | undefined;

  constructor(database: OpenDatabase, onError: (error: unknown) => void) {
    this.#database = database;
    this.#onError = onError;
  }

  async start(): Promise<void> {
    const read = (): void => {
      this.#reading = this.#reading.then(() => this.#read()).catch(this.#onError);
    };
    this.#stop = await this.#database.listen(CHANNEL, read, read);
    const newest = await this.#database.db
      .selectFrom("event")
      .select((e) => e.fn.max("id").as("id"))
      .executeTakeFirst();
    this.#lastId = newest?.id ?? 0;
  }

  /** Everything after the last seen event: one query serves a burst of notifications and the gap after a lost connection. */
  async #read(): Promise<void> {
    const rows = await this.#database.db
      .selectFrom("event")
      .select(["id", "topic", "data"])
      .where("id", ">", this.#lastId)
      .orderBy("id")
      .limit(1000)
      .execute();
    for (const event of rows) {
      this.#lastId = event.id;
      for (const listener of this.#listeners.get(event.topic) ?? []) listener(event);
    }
    if (rows.length === 1000) await this.#read();
  }

  /** Calls `listener` for every event on `topic` from now on; the returned function ends it. */
  subscribe(topic: string, listener: Listener): () => void {
    const set = this.#listeners.get(topic) ?? new Set();
    set.add(listener);
    this.#listeners.set(topic, set);
    return () => {
      set.delete(listener);
      if (set.size === 0) this.#listeners.delete(topic);
    };
  }

  /** Publishes outside of a command, in a transaction of its own (job states). */
  async announce(topic: string, data: unknown): Promise<void> {
    await this.#database.db.transaction().execute((tx) => publish(tx, topic, data));
  }

  /** What a client missed after event `lastId`; `undefined` when that is longer ago than events are kept. */
  async missed(topics: readonly string[], lastId: number): Promise<LiveEvent[] | undefined> {
    const held = await this.#database.db
      .selectFrom("event")
      .select((e) => [e.fn.min("id").as("oldest"), e.fn.max("id").as("newest")])
      .executeTakeFirst();
    if (held?.oldest == null || held.newest == null) return lastId === this.#lastId ? [] : undefined;
    if (lastId < held.oldest - 1 || lastId > held.newest) return undefined;
    return this.#database.db
      .selectFrom("event")
      .select(["id", "topic", "data"])
      .where("id", ">", lastId)
      .where("topic", "in", [...topics])
      .orderBy("id")
      .execute();
  }

  async stop(): Promise<void> {
    await this.#stop?.();
    await this.#reading;
  }
}

/** Forgets events older than a day; a job calls it. */
export async function forgetOldEvents(db: Db): Promise<void> {
  await db
    .deleteFrom("event")
    .where("at", "<", sql<Date>`now() - make_interval(hours => ${KEPT_HOURS})`)
    .execute();
}
