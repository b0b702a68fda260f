/** Background work on the same database (pg-boss): retried after failures, run by whichever node is free. */
import { PgBoss } from "pg-boss";
import type { OpenDatabase } from "../database/open-database.ts";
import type { EventHub } from "../events/event-hub.ts";
import type { Logger } from "../logging.ts";
import { errorCode } from "../problem.ts";

export interface Job<Data extends object> {
  /** `collection.verb`, like a command. */
  name: string;
  /** Cron expression (UTC) for work that comes back by itself. */
  schedule?: string;
  /** Tries after the first; default 3, with growing pauses. */
  retries?: number;
  /** Seconds after which a run counts as lost; default 900. */
  timeoutSeconds?: number;
  /** Must bear being run twice: a node may die after the work and before saying so. */
  run(data: Data): Promise<void>;
}

export interface JobState {
  id: string;
  name: string;
  state: "started" | "done" | "failed";
}

/** The topic of live events about jobs, for the administrator's page. */
export const JOBS_TOPIC = "jobs";

export class Jobs {
  readonly #database: OpenDatabase;
  readonly #events: EventHub;
  readonly #log: Logger;
  readonly #jobs = new Map<string, Job<object>>();
  #boss: PgBoss | undefined;
  #started: Promise<PgBoss> | undefined;

  constructor(database: OpenDatabase, events: EventHub, log: Logger) {
    this.#database = database;
    this.#events = events;
    this.#log = log;
  }

  /** Before `start()`: modules do it in `register`. Throws when two jobs share a name. */
  define<Data extends object>(job: Job<Data>): void {
    if (this.#jobs.has(job.name)) throw new Error(`two jobs are named ${job.name}`);
    this.#jobs.set(job.name, job as unknown as Job<object>);
  }

  /** Makes the queues and begins to work. The server calls it after it listens: no page waits for it. */
  start(): Promise<void> {
    this.#started ??= this.#begin();
    return this.#started.then(() => undefined);
  }

  async #begin(): Promise<PgBoss> {
    const database = this.#database;
    const boss = new PgBoss({
      db: { executeSql: (text, values) => database.executeSql(text, values) },
      schema: "pgboss",
    } as ConstructorParameters<typeof PgBoss>[0] & object);
    boss.on("error", (error) => this.#log.error({ err: error }, "jobs"));
    // Two nodes that start together on a new database both make the schema; one of them is refused and finds it made.
    await boss.start({ attempts: 5 });
    this.#boss = boss;
    for (const job of this.#jobs.values()) {
      await boss.createQueue(job.name, {
        retryLimit: job.retries ?? 3,
        retryBackoff: true,
        expireInSeconds: job.timeoutSeconds ?? 900,
      });
      if (job.schedule !== undefined) await boss.schedule(job.name, job.schedule);
      await boss.work<object>(job.name, { pollingIntervalSeconds: 1 }, async ([one]) => {
        if (one !== undefined) await this.#run(job, one.id, one.data);
      });
    }
    return boss;
  }

  async #run(job: Job<object>, id: string, data: object): Promise<void> {
    const tell = (state: JobState["state"]) =>
      this.#events.announce(JOBS_TOPIC, { id, name: job.name, state } satisfies JobState);
    await tell("started");
    const begun = performance.now();
    try {
      await job.run(data ?? {});
    } catch (error) {
      this.#log.error({ err: error, job: job.name, id }, "job failed");
      await tell("failed").catch(() => undefined);
      throw error;
    }
    this.#log.info({ job: job.name, id, seconds: (performance.now() - begun) / 1000 }, "job done");
    await tell("done");
  }

  /** Asks for a run; returns its id. `after` delays it by seconds, `once` is a key that keeps a second like it from waiting. */
  async send(name: string, data: object = {}, options: { after?: number; once?: string } = {}): Promise<string | null> {
    if (!this.#jobs.has(name)) throw new Error(`there is no job ${name}`);
    const boss = await (this.#started ??= this.#begin());
    return boss.send(name, data, {
      ...(options.after === undefined ? {} : { startAfter: options.after }),
      ...(options.once === undefined ? {} : { singletonKey: options.once }),
    });
  }

  /** Lets running jobs end, for `seconds` at most. */
  async stop(seconds = 10): Promise<void> {
    await this.#started?.catch(() => undefined);
    await this.#boss?.stop({ graceful: true, timeout: seconds * 1000, close: false }).catch((error: unknown) => {
      if (errorCode(error) === undefined) this.#log.warn({ err: error }, "jobs did not stop in time");
    });
  }
}
