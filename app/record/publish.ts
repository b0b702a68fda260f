/**
 * Publishing: a checkpoint is signed over what is committed and on disk, and every file it stands on is on disk before it.
 *
 * Order of one round, under an advisory lock so that only one node signs at a time:
 * 1. read the committed head, 2. write tiles, bundles and documents, 3. check that they give the head's root and still give
 * the roots published before, 4. sign and commit the checkpoint, which also flushes all commits before it, 5. write the file
 * `checkpoint`, 6. ask witnesses. A crash anywhere repeats the round; files are the same when written again.
 */
import { sql } from "kysely";
import {
  frontierRoot,
  openCheckpoint,
  parseCheckpoint,
  parseNote,
  parsePolicy,
  parseVerifierKey,
  signCheckpoint,
  type Checkpoint,
  type Policy,
  type Signer,
} from "@comity/record";
import type { OpenDatabase } from "../platform/database/open-database.ts";
import type { Logger } from "../platform/logging.ts";
import { readFrontier, RECORD_CHANNEL } from "./append.ts";
import { buildTiles, checkRoot, recordBroken } from "./build-tiles.ts";
import { logKeys } from "./keys.ts";
import type { LogAbout } from "./read-log.ts";
import { recordDb, recordTx, type RecordDb, type RecordTx } from "./tables.ts";
import { DurableFolder } from "./tile-files.ts";
import { askWitnesses } from "./ask-witnesses.ts";

/** Held while a checkpoint is made; any number, the same on all nodes. */
export const PUBLISH_LOCK = 7_302_613;
/** Acts that come within this time share a checkpoint. */
const GATHER_MS = 100;
/** Partial tiles that stay beside a wider one, for readers of the checkpoints just before. */
const KEPT_PARTIALS = 8;

export interface PublisherOptions {
  readonly database: OpenDatabase;
  /** data/record */
  readonly folder: string;
  readonly log: Logger;
  readonly signer: () => Promise<Signer>;
  /** Text of the policy file (C2SP tlog-policy): whom to ask for cosignatures. */
  readonly policyText: string;
  /** Milliseconds; tests shorten it. */
  readonly gather?: number;
}

/** The checkpoint of a stored note, without checking its signature. */
const checkpointOf = (note: string): Checkpoint => parseCheckpoint(parseNote(note).text);

export class Publisher {
  readonly #options: PublisherOptions;
  readonly #db: RecordDb;
  readonly #folder: DurableFolder;
  readonly #policy: Policy;
  #running: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #stopListening: (() => Promise<void>) | undefined;
  #stopped = false;

  constructor(options: PublisherOptions) {
    this.#options = options;
    this.#db = recordDb(options.database.db);
    this.#folder = new DurableFolder(options.folder);
    this.#policy = parsePolicy(options.policyText);
  }

  /** Publishes what waits, then whenever an act is committed. Throws when the record must not go on. */
  async start(): Promise<void> {
    const soon = (): void => this.soon();
    this.#stopListening = await this.#options.database.listen(RECORD_CHANNEL, soon, soon);
    await this.publish();
  }

  /** Asks for a round within a moment; many asks make one round. */
  soon(): void {
    if (this.#stopped || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.publish().catch((error: unknown) => this.#options.log.error({ err: error }, "record not published"));
    }, this.#options.gather ?? GATHER_MS);
  }

  /** One round, after those under way. Resolves with the size that is published; throws `Problem` when it must not be. */
  publish(): Promise<number> {
    const round = this.#running.then(() => this.#round());
    this.#running = round.then(
      () => undefined,
      () => undefined,
    );
    return round;
  }

  /** Asks the configured witnesses about the newest checkpoint, and publishes what they sign. */
  async cosign(): Promise<void> {
    const latest = await latestCheckpoint(this.#db);
    if (latest === null || this.#stopped) return;
    const fresh = await askWitnesses(this.#db, this.#folder, this.#policy, latest, this.#options.log);
    if (fresh > 0) await this.publish();
  }

  async #round(): Promise<number> {
    const local = await this.#folder.read("checkpoint");
    const published = local === null ? null : checkpointOf(new TextDecoder().decode(local));
    const signer = await this.#options.signer();
    const { size, isNew } = await this.#options.database.db.transaction().execute(async (tx) => {
      const own = recordTx(tx);
      await sql`select pg_advisory_xact_lock(${PUBLISH_LOCK}),
        set_config('synchronous_commit', case current_setting('synchronous_commit') when 'off' then 'on' else current_setting('synchronous_commit') end, true)`.execute(
        own,
      );
      const before = await latestCheckpoint(own);
      const head = await own.selectFrom("record_head").select(["size", "frontier"]).executeTakeFirstOrThrow();
      for (const former of [before, published])
        if (former !== null && former.size > head.size)
          throw recordBroken(
            `the database has ${head.size} entries, but size ${former.size} was published: it was set back to an earlier state`,
          );
      const root = frontierRoot(readFrontier(head.size, head.frontier));
      const tiles = await buildTiles(own, this.#folder, published?.size ?? 0, head.size);
      await checkRoot(this.#folder, head.size, head.size, root);
      for (const former of [before, published])
        if (former !== null) await checkRoot(this.#folder, head.size, former.size, former.root);
      for (const tile of tiles) await this.#folder.prune(tile, KEPT_PARTIALS);
      if (before !== null && before.size === head.size) return { size: head.size, isNew: false };
      const note = signCheckpoint({ origin: signer.verifier.name, size: head.size, root, extensions: [] }, signer);
      await own.insertInto("record_checkpoint").values({ size: head.size, note, at: new Date() }).execute();
      return { size: head.size, isNew: true };
    });
    await this.#writeCheckpoint(size);
    if (isNew && this.#policy.witnesses.some((witness) => witness.url !== null))
      void this.cosign().catch((error: unknown) =>
        this.#options.log.warn({ err: error }, "witnesses could not be asked"),
      );
    return size;
  }

  async #writeCheckpoint(size: number): Promise<void> {
    const note = await cosignedNote(this.#db, size);
    if (note === null) throw recordBroken(`checkpoint ${size} is missing in the database`);
    const keys = await logKeys(this.#db);
    const current = parseVerifierKey(keys.at(-1)?.vkey ?? "");
    // What readers will do with it: a key that does not fit must show here, not at theirs.
    openCheckpoint(note, current);
    const old = await this.#folder.read("checkpoint");
    if (old !== null && new TextDecoder().decode(old) === note) return;
    const about: LogAbout = {
      origin: current.name,
      vkey: keys.at(-1)?.vkey ?? "",
      keys,
      policy: policyWithLogs(this.#options.policyText, keys.at(-1)?.vkey ?? ""),
      size,
    };
    await this.#folder.write("checkpoint", note);
    await this.#folder.write("log.json", `${JSON.stringify(about, null, 2)}\n`);
    await this.#folder.settle();
  }

  /** Ends listening; a round under way is finished. */
  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    await this.#stopListening?.();
    await this.#running;
  }
}

/** A policy of the operator may leave the log itself out: then its key is added, so that readers have a whole policy. */
function policyWithLogs(text: string, vkey: string): string {
  return /^\s*log\s/m.test(text) ? text : `log ${vkey}\n${text}`;
}

export interface StoredCheckpoint extends Checkpoint {
  /** The signed note, without cosignatures. */
  readonly note: string;
  readonly at: Date;
}

/** The newest checkpoint that was ever signed. */
export async function latestCheckpoint(db: RecordDb | RecordTx): Promise<StoredCheckpoint | null> {
  const row = await db
    .selectFrom("record_checkpoint")
    .select(["note", "at"])
    .orderBy("size", "desc")
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : { ...checkpointOf(row.note), note: row.note, at: row.at };
}

/** A checkpoint's note with all cosignatures that witnesses gave for it. */
export async function cosignedNote(db: RecordDb, size: number): Promise<string | null> {
  const row = await db.selectFrom("record_checkpoint").select("note").where("size", "=", size).executeTakeFirst();
  if (row === undefined) return null;
  const lines = await db
    .selectFrom("record_cosignature")
    .select("line")
    .where("size", "=", size)
    .orderBy("witness")
    .execute();
  return row.note + lines.map((one) => one.line).join("");
}
