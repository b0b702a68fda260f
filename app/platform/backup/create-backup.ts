/** Writes a whole instance into one file: database, keys, files, record. The instance may run meanwhile. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { to as copyTo } from "pg-copy-streams";
import type { OpenDatabase, Session } from "../database/open-database.ts";
import type { BlobStore } from "../files/blob-store.ts";
import { errorCode, Problem } from "../problem.ts";
import { ArchiveWriter } from "./archive.ts";
import type { Manifest } from "./manifest.ts";
import { listSequences, listTables, quoted } from "./table-list.ts";

export interface BackupSource {
  database: OpenDatabase;
  /** The data folder, for `keys/` and `record/`. */
  folder: string;
  files: BlobStore;
}

export interface BackupReport {
  path: string;
  /** Bytes of the file. */
  size: number;
  tables: number;
  rows: number;
  files: number;
}

async function describe(session: Session, now: Date): Promise<Manifest> {
  const [version] = await session.query<{ server_version_num: string }>("show server_version_num", []);
  return {
    format: 1,
    createdAt: now.toISOString(),
    postgres: Number(version?.server_version_num),
    migrations: await session.query("select module, name, hash from migration order by applied_at, module, name", []),
    tables: await listTables(session),
    sequences: await listSequences(session),
  };
}

/** Paths of all files below `folder`, relative, with slashes. */
function filesBelow(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .toSorted();
}

async function addBlobs(archive: ArchiveWriter, store: BlobStore): Promise<number> {
  let count = 0;
  for await (const { hash } of store.list()) {
    const content = await store.get(hash).catch((error: unknown) => {
      // Removed since it was listed: nothing in the snapshot of the database needs it.
      if (error instanceof Problem && error.kind === "not-found") return undefined;
      throw error;
    });
    if (content === undefined) continue;
    const written = await archive.add(`files/${hash}`, content);
    if (written.hash !== hash)
      throw new Problem("conflict", `The stored file ${hash} is damaged: its content has another hash.`, {
        mend: "Restore that file from an earlier backup, or remove it.",
      });
    count += 1;
  }
  return count;
}

/** The record's files: the checkpoint comes first by its name, so that the tree it stands on is there in full. */
async function addRecord(archive: ArchiveWriter, folder: string): Promise<void> {
  for (const name of filesBelow(folder)) {
    try {
      await archive.add(`record/${name}`, readFileSync(join(folder, name)));
    } catch (error) {
      // A partial tile that a wider one replaced since it was listed; or a file that was just being written.
      if (errorCode(error) !== "ENOENT") throw error;
    }
  }
}

/** Takes the backup. Nothing is left at `path` when it fails. */
export async function createBackup(source: BackupSource, path: string, now: Date): Promise<BackupReport> {
  const archive = await ArchiveWriter.create(path);
  try {
    // Before the database: what is published is never ahead of the entries, in a backup neither.
    await addRecord(archive, join(source.folder, "record"));
    const report = await source.database.session(async (session) => {
      const { client } = session;
      if (client === undefined)
        throw new Problem("conflict", "A demonstration lives in memory only; it cannot be backed up.");
      // One snapshot for all tables, however long it takes.
      await session.script("begin isolation level repeatable read read only");
      const manifest = await describe(session, now);
      await archive.add("manifest.json", Buffer.from(JSON.stringify(manifest)));
      for (const table of manifest.tables) {
        const columns = table.columns.map(quoted).join(", ");
        await archive.add(
          `database/${table.name}`,
          client.query(copyTo(`copy (select ${columns} from ${quoted(table.name)}) to stdout`)),
        );
      }
      await session.script("commit");
      return { tables: manifest.tables.length, rows: manifest.tables.reduce((sum, table) => sum + table.rows, 0) };
    });
    for (const name of filesBelow(join(source.folder, "keys")))
      await archive.add(`keys/${name}`, readFileSync(join(source.folder, "keys", name)));
    const files = await addBlobs(archive, source.files);
    await archive.finish();
    return { path, size: statSync(path).size, ...report, files };
  } catch (error) {
    await archive.abandon();
    throw error;
  }
}
