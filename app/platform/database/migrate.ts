/**
 * Migrations: hand-written SQL files `NNNN-name.sql`, one folder a module, run in order at start. All new ones run in one
 * transaction under an advisory lock, so several nodes may start at once and a failure leaves nothing half-made.
 */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Problem } from "../problem.ts";
import type { OpenDatabase, Session } from "./open-database.ts";

export interface Migration {
  module: string;
  /** File name, such as `0001-platform.sql`. */
  name: string;
  sql: string;
  /** SHA-256 of the text with Unix line ends, hex. */
  hash: string;
}

export interface MigrationFolder {
  module: string;
  folder: URL;
}

/** Any number; the same on all nodes. */
const LOCK = 7_302_611;

/** Reads the `NNNN-name.sql` files of one module, in order. Throws when a name is wrong or a number is used twice. */
export function readMigrations({ module, folder }: MigrationFolder): Migration[] {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith(".sql"))
    .toSorted();
  const numbers = new Set<string>();
  return names.map((name) => {
    const number = /^(\d{4})-[a-z0-9-]+\.sql$/.exec(name)?.[1];
    if (number === undefined) throw new Error(`${fileURLToPath(folder)}: "${name}" is not named NNNN-name.sql`);
    if (numbers.has(number)) throw new Error(`${fileURLToPath(folder)}: number ${number} is used twice`);
    numbers.add(number);
    const sql = readFileSync(new URL(name, folder), "utf8").replaceAll("\r\n", "\n");
    return { module, name, sql, hash: createHash("sha256").update(sql).digest("hex") };
  });
}

interface AppliedRow {
  module: string;
  name: string;
  hash: string;
}

const label = (row: AppliedRow): string => `${row.module}/${row.name}`;

/** Compares what the database has with what this program has. Throws `Problem("cannot-start")` when the database is newer or differs. */
export function pendingMigrations(known: readonly Migration[], applied: readonly AppliedRow[]): Migration[] {
  const byLabel = new Map(known.map((migration) => [label(migration), migration]));
  const foreign = applied.filter((row) => !byLabel.has(label(row)));
  if (foreign.length > 0) {
    throw new Problem(
      "cannot-start",
      `The database was made by a newer version of Comity: this version does not know ${foreign.map(label).join(", ")}. Nothing was changed.`,
      {
        mend: "Start the newer version, or restore a backup that this version made into an empty data folder.",
      },
    );
  }
  const changed = applied.filter((row) => byLabel.get(label(row))?.hash !== row.hash);
  if (changed.length > 0) {
    throw new Problem(
      "cannot-start",
      `The migration ${changed.map(label).join(", ")} was changed after this database ran it. Nothing was changed.`,
      {
        mend: "Put the file back as it was and write a new migration with the next number.",
      },
    );
  }
  const done = new Set(applied.map(label));
  return known.filter((migration) => !done.has(label(migration)));
}

export const CREATE_MIGRATION_TABLE =
  "create table if not exists migration (module text not null, name text not null, hash text not null, applied_at timestamptz not null default now(), primary key (module, name))";

/** Runs the given migrations within the session's open transaction. */
export async function runMigrations(session: Session, migrations: readonly Migration[]): Promise<void> {
  for (const migration of migrations) {
    try {
      await session.script(migration.sql);
    } catch (error) {
      throw new Error(`migration ${label(migration)} failed: ${(error as Error).message}`, { cause: error });
    }
    await session.query(
      "insert into migration (module, name, hash, applied_at) values ($1, $2, $3, clock_timestamp())",
      [migration.module, migration.name, migration.hash],
    );
  }
}

/** Runs all pending migrations, modules in the given order; returns what ran. */
export async function migrate(database: OpenDatabase, migrations: readonly Migration[]): Promise<Migration[]> {
  return database.session(async (session) => {
    await session.query("select pg_advisory_lock($1)", [LOCK]);
    try {
      await session.script(CREATE_MIGRATION_TABLE);
      const applied = await session.query<AppliedRow>("select module, name, hash from migration", []);
      const pending = pendingMigrations(migrations, applied);
      if (pending.length === 0) return pending;
      await session.script("begin");
      try {
        await runMigrations(session, pending);
        await session.script("commit");
      } catch (error) {
        await session.script("rollback");
        throw error;
      }
      return pending;
    } finally {
      await session.query("select pg_advisory_unlock($1)", [LOCK]);
    }
  });
}
