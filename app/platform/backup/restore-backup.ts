/**
 * Restores a backup into an empty instance, all of it or nothing: the whole file is verified first; files, keys and (with
 * the built-in database) the cluster are made in `.restoring` inside the data folder (it may be a mounted volume) and moved
 * to their places at the very end; a start on a folder that still has `.restoring` is refused; with
 * DATABASE_URL everything happens in one transaction that commits at the very end.
 */
import { createWriteStream, existsSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { from as copyFrom } from "pg-copy-streams";
import { blobStore } from "../application.ts";
import type { Config } from "../config.ts";
import { startEmbeddedServer } from "../database/embedded-server.ts";
import { CREATE_MIGRATION_TABLE, pendingMigrations, runMigrations, type Migration } from "../database/migrate.ts";
import { openServer, type OpenDatabase, type Session } from "../database/open-database.ts";
import { lockInstance, openDataFolder, RESTORING } from "../instance-folder.ts";
import { Problem } from "../problem.ts";
import { readArchive } from "./archive.ts";
import { manifestSchema, type Manifest } from "./manifest.ts";
import { listTables, quoted } from "./table-list.ts";

export interface RestoreReport {
  createdAt: string;
  tables: number;
  rows: number;
  files: number;
}

async function readAll(content: Readable): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of content) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

/** Reads the whole archive, checks every hash, that nothing is missing, and that this program knows its schema. */
export async function verifyBackup(path: string, migrations: readonly Migration[]): Promise<Manifest> {
  let manifest: Manifest | undefined;
  const names = new Set<string>();
  await readArchive(path, async (name, content) => {
    names.add(name);
    if (name === "manifest.json")
      manifest = manifestSchema.parse(JSON.parse((await readAll(content)).toString("utf8")));
    else for await (const _ of content);
  });
  const missing =
    manifest === undefined
      ? "manifest.json"
      : manifest.tables.find((table) => !names.has(`database/${table.name}`))?.name;
  if (manifest === undefined || missing !== undefined)
    throw new Problem("invalid-input", `${path} is not a whole backup: ${missing} is missing. Nothing was restored.`);
  pendingMigrations(migrations, manifest.migrations);
  return manifest;
}

function refuseUsedFolder(folder: string): void {
  const found = existsSync(folder) ? readdirSync(folder).filter((name) => name !== RESTORING) : [];
  if (found.length > 0) {
    throw new Problem(
      "conflict",
      `The data folder ${folder} is not empty (${found.slice(0, 3).join(", ")}). Nothing was restored.`,
      {
        mend: "Restore into a new folder: COMITY_DATA=./restored comity restore FILE",
      },
    );
  }
}

async function refuseUsedDatabase(session: Session): Promise<void> {
  const used = await session.query<{ name: string }>(
    "select relname as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm') limit 3",
    [],
  );
  if (used.length > 0) {
    throw new Problem(
      "conflict",
      `The database is not empty (${used.map((row) => row.name).join(", ")}). Nothing was restored.`,
      { mend: "Create a new database and set DATABASE_URL to it." },
    );
  }
}

/** Rows of one table. Throws when COPY refuses them. */
async function fillTable(session: Session, table: Manifest["tables"][number], content: Readable): Promise<void> {
  const { client } = session;
  if (client === undefined) throw new Error("a backup is restored into a server");
  await pipeline(
    content,
    client.query(copyFrom(`copy ${quoted(table.name)} (${table.columns.map(quoted).join(", ")}) from stdin`)),
  );
}

async function finishTables(session: Session, manifest: Manifest): Promise<void> {
  for (const { table, column, value, isCalled } of manifest.sequences) {
    await session.query("select setval(pg_get_serial_sequence($1, $2), $3, $4)", [
      quoted(table),
      column,
      value,
      isCalled,
    ]);
  }
  const counted = new Map((await listTables(session)).map((table) => [table.name, table.rows]));
  for (const table of manifest.tables) {
    if (counted.get(table.name) !== table.rows) {
      throw new Problem(
        "invalid-input",
        `The table ${table.name} has ${counted.get(table.name)} rows after restoring, the backup says ${table.rows}. Nothing was restored.`,
      );
    }
  }
}

/** Tables, rows, keys and files; inside the open transaction of `session`. */
async function load(
  session: Session,
  config: Config,
  folder: string,
  path: string,
  manifest: Manifest,
  migrations: readonly Migration[],
): Promise<number> {
  const known = new Set(manifest.migrations.map((one) => `${one.module}/${one.name}`));
  const isKnown = (one: Migration): boolean => known.has(`${one.module}/${one.name}`);
  await session.script(CREATE_MIGRATION_TABLE);
  await runMigrations(session, migrations.filter(isKnown));
  const tables = new Map(manifest.tables.map((table) => [table.name, table]));
  const all = manifest.tables.map((table) => quoted(table.name));
  // Triggers of ours have done their work before the backup; rows that migrations put in come with the backup.
  for (const table of all) await session.script(`alter table ${table} disable trigger user`);
  if (all.length > 0) await session.script(`truncate ${all.join(", ")}`);
  const store = blobStore(config, folder);
  let files = 0;
  await readArchive(path, async (name, content) => {
    const [kind = "", ...rest] = name.split("/");
    const rowsOf = kind === "database" ? tables.get(rest.join("/")) : undefined;
    if (rowsOf !== undefined) await fillTable(session, rowsOf, content);
    else if (kind === "files") {
      const stored = await store.put(content);
      if (stored.hash !== rest[0])
        throw new Problem(
          "invalid-input",
          `The file ${rest[0]} in the backup has another content than its name says. Nothing was restored.`,
        );
      files += 1;
    } else if (kind === "keys" || kind === "record") {
      const place = join(folder, kind, ...rest);
      mkdirSync(dirname(place), { recursive: true, mode: 0o700 });
      await pipeline(content, createWriteStream(place, { mode: 0o600, flush: true }));
    } else for await (const _ of content);
  });
  for (const table of all) await session.script(`alter table ${table} enable trigger user`);
  await finishTables(session, manifest);
  await runMigrations(
    session,
    migrations.filter((one) => !isKnown(one)),
  );
  return files;
}

/** Restores `path` into the empty instance that `config` describes. Throws `Problem`; then nothing has changed. */
export async function restoreBackup(
  config: Config,
  migrations: readonly Migration[],
  path: string,
): Promise<RestoreReport> {
  const manifest = await verifyBackup(path, migrations);
  const target = config.data.folder;
  refuseUsedFolder(target);
  const staged = join(target, RESTORING);
  openDataFolder(target);
  rmSync(staged, { recursive: true, force: true });
  openDataFolder(staged);
  const lock = lockInstance(staged);
  const server =
    config.database.url === undefined
      ? await startEmbeddedServer(join(staged, "postgres"), { systemUser: config.database.systemUser })
      : undefined;
  let database: OpenDatabase | undefined;
  const placed: string[] = [];
  const place = (): void => {
    lock.release();
    for (const name of readdirSync(staged)) {
      renameSync(join(staged, name), join(target, name));
      placed.push(name);
    }
    rmdirSync(staged);
  };
  try {
    database = await openServer(server?.connection ?? { url: config.database.url as string }, { connections: 2 });
    const files = await database.session(async (session) => {
      await refuseUsedDatabase(session);
      await session.script("begin");
      const count = await load(session, config, staged, path, manifest, migrations);
      // With a server elsewhere the folder goes first: a rename is undone more easily than a commit.
      if (server === undefined) place();
      await session.script("commit");
      return count;
    });
    await database.close();
    database = undefined;
    await server?.stop();
    if (server !== undefined) place();
    return {
      createdAt: manifest.createdAt,
      tables: manifest.tables.length,
      rows: manifest.tables.reduce((sum, table) => sum + table.rows, 0),
      files,
    };
  } catch (error) {
    await database?.close();
    await server?.stop();
    lock.release();
    for (const name of [...placed, RESTORING]) rmSync(join(target, name), { recursive: true, force: true });
    throw error;
  }
}
