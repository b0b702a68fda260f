/** Backup and restore as the command line calls them. */
import { join } from "node:path";
import { allMigrations, blobStore, openInstance } from "../application.ts";
import type { Config } from "../config.ts";
import { runningServer } from "../database/embedded-server.ts";
import { openServer } from "../database/open-database.ts";
import { lockHolder } from "../instance-folder.ts";
import type { Logger } from "../logging.ts";
import type { Module } from "../module.ts";
import { createBackup, type BackupReport } from "./create-backup.ts";
import { restoreBackup, type RestoreReport } from "./restore-backup.ts";

/** Backs up the instance of `config`, beside its running server if there is one, into the new file `path`. */
export async function backupInstance(
  config: Config,
  modules: readonly Module[],
  log: Logger,
  path: string,
): Promise<BackupReport> {
  const files = blobStore(config, config.data.folder);
  if (lockHolder(config.data.folder) !== undefined) {
    const running =
      config.database.url === undefined
        ? (await runningServer(join(config.data.folder, "postgres")))?.connection
        : { url: config.database.url };
    if (running !== undefined) {
      const database = await openServer(running, { connections: 2 });
      try {
        return await createBackup({ database, folder: config.data.folder, files }, path, new Date());
      } finally {
        await database.close();
      }
    }
  }
  const instance = await openInstance(config, modules, log);
  try {
    return await createBackup({ database: instance.database, folder: instance.folder, files }, path, new Date());
  } finally {
    await instance.close();
  }
}

/** Restores `path` into the empty instance that `config` describes. */
export function restoreInstance(config: Config, modules: readonly Module[], path: string): Promise<RestoreReport> {
  return restoreBackup(config, allMigrations(modules), path);
}
