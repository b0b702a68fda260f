/**
 * Rate limits counted in the database, so that they hold across nodes and restarts. Sliding window by two fixed ones.
 * Memory keeps the work small: a client that is over its limit is refused without a query, and wide limits are counted
 * here and written every twentieth part of the limit (so nodes may overshoot by 5 % each); narrow ones (sign-in) always.
 */
import { sql } from "kysely";
import type { Db } from "../database/tables.ts";
import { Problem } from "../problem.ts";

export interface Rate {
  requests: number;
  seconds: number;
}

interface Window {
  period: number;
  /** Counted here and not yet written. */
  unwritten: number;
  /** Sum of this period over all nodes, as last read. */
  shared: number;
  previous: number;
}

/** Entries kept in memory; the oldest go first. */
const MEMORY = 50_000;

export class RateLimiter {
  readonly #db: Db;
  readonly #now: () => number;
  readonly #windows = new Map<string, Window>();

  constructor(db: Db, now: () => number = Date.now) {
    this.#db = db;
    this.#now = now;
  }

  /**
   * Counts one event of `key` (`sign-in:203.0.113.7`) against `rate`. Throws `Problem("too-many-requests")` with the
   * seconds to wait once more than `rate.requests` fell in the last `rate.seconds`.
   */
  async hit(key: string, rate: Rate): Promise<void> {
    const wait = await this.#count(key, rate);
    if (wait > 0)
      throw new Problem("too-many-requests", `Too many requests; try again in ${wait} s.`, { retryAfter: wait });
  }

  async #count(key: string, rate: Rate): Promise<number> {
    const now = this.#now() / 1000;
    const period = Math.floor(now / rate.seconds);
    const passed = now / rate.seconds - period;
    const weighed = (one: Window): number => one.shared + one.unwritten + one.previous * (1 - passed);
    const wait = Math.max(1, Math.ceil((1 - passed) * rate.seconds));

    let window = this.#windows.get(key);
    const isFirst = window?.period !== period;
    if (window === undefined || window.period !== period) {
      window = {
        period,
        unwritten: 0,
        shared: 0,
        previous: window?.period === period - 1 ? window.shared + window.unwritten : 0,
      };
      this.#windows.delete(key);
      this.#windows.set(key, window);
      if (this.#windows.size > MEMORY) this.#windows.delete(this.#windows.keys().next().value as string);
    } else if (weighed(window) >= rate.requests) return wait;

    window.unwritten += 1;
    const step = Math.max(1, Math.floor(rate.requests / 20));
    if (isFirst ? step === 1 : window.unwritten >= step) await this.#write(key, rate, window);
    return weighed(window) > rate.requests ? wait : 0;
  }

  async #write(key: string, rate: Rate, window: Window): Promise<void> {
    const by = window.unwritten;
    window.unwritten = 0;
    window.shared += by;
    const endsAt = new Date((window.period + 2) * rate.seconds * 1000);
    const row = await this.#db
      .insertInto("rate_limit")
      .values({ key, period: window.period, count: by, ends_at: endsAt })
      .onConflict((conflict) =>
        conflict.columns(["key", "period"]).doUpdateSet({ count: sql`rate_limit.count + excluded.count` }),
      )
      .returning([
        "count",
        (e) =>
          e
            .selectFrom("rate_limit as before")
            .select("before.count")
            .where("before.key", "=", key)
            .where("before.period", "=", window.period - 1)
            .as("previous"),
      ])
      .executeTakeFirstOrThrow();
    window.shared = Math.max(window.shared, row.count);
    window.previous = Math.max(window.previous, row.previous ?? 0);
  }

  /** Forgets a key, after a successful sign-in. */
  async forget(key: string): Promise<void> {
    this.#windows.delete(key);
    await this.#db.deleteFrom("rate_limit").where("key", "=", key).execute();
  }
}

/** Removes windows that count no longer; a job calls it. */
export async function forgetOldLimits(db: Db): Promise<void> {
  await db
    .deleteFrom("rate_limit")
    .where("ends_at", "<", sql<Date>`now()`)
    .execute();
}
