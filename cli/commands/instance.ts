/** `comity backup` and `comity restore`: the whole instance in one file. */
import { loadConfig } from "../../app/platform/config.ts";
import { createLogger } from "../../app/platform/logging.ts";
import { backupInstance, restoreInstance } from "../../app/platform/backup/instance-backup.ts";
import { modules } from "../../app/modules.ts";
import { Problem } from "../../app/platform/problem.ts";
import type { CliCommand } from "../command-line.ts";

export const backupCommand: CliCommand = {
  name: "backup",
  usage: "<file>",
  options: {},
  async run({ terminal, t, positionals }) {
    const [file] = positionals;
    if (file === undefined)
      throw new Problem("invalid-input", "backup needs the name of a file to write.", {
        mend: "comity backup comity-2026-11-24.backup",
      });
    await backupInstance(loadConfig({}), modules, createLogger("warn"), file);
    terminal.out(`${t("cli.backup.done", { file })}\n`);
    return 0;
  },
};

export const restoreCommand: CliCommand = {
  name: "restore",
  usage: "<file>",
  options: {},
  async run({ terminal, t, positionals }) {
    const [file] = positionals;
    if (file === undefined)
      throw new Problem("invalid-input", "restore needs a backup file.", {
        mend: "comity restore comity-2026-11-24.backup",
      });
    await restoreInstance(loadConfig({}), modules, file);
    terminal.out(`${t("cli.restore.done", { file })}\n`);
    return 0;
  },
};
