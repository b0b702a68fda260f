/** `comity record …` for whoever runs an instance: a copy of the log for any web server, another key, the erasure of a value. */
import { systemActor } from "../../app/platform/actor.ts";
import { openInstance } from "../../app/platform/application.ts";
import { execute } from "../../app/platform/commands/execute.ts";
import { loadConfig } from "../../app/platform/config.ts";
import { createLogger } from "../../app/platform/logging.ts";
import { Problem } from "../../app/platform/problem.ts";
import { modules } from "../../app/modules.ts";
import { recordActs } from "../../app/record/append.ts";
import { eraseValue } from "../../app/record/erase-value.ts";
import { exportLog } from "../../app/record/export-log.ts";
import { recordFolder } from "../../app/record/module.ts";
import { rotateLogKey } from "../../app/record/rotate-key.ts";
import type { CliCommand } from "../command-line.ts";

export const recordExportCommand: CliCommand = {
  name: "record export",
  usage: "<folder>",
  options: {},
  async run({ terminal, t, positionals }) {
    const [folder] = positionals;
    if (folder === undefined)
      throw new Problem("invalid-input", "record export needs a folder to write to.", {
        mend: "comity record export /srv/www/record",
      });
    const { size, written } = await exportLog(recordFolder(loadConfig({}).data.folder), folder);
    terminal.out(`${t("cli.record.exported", { entries: size, files: written, folder })}\n`);
    return 0;
  },
};

export const recordRotateKeyCommand: CliCommand = {
  name: "record rotate-key",
  usage: "",
  options: {},
  async run({ terminal, t }) {
    const config = loadConfig({});
    const log = createLogger("warn");
    const instance = await openInstance(config, modules, log);
    try {
      const { size, vkey } = await rotateLogKey(instance, config, log, process.env["COMITY_RECORD_NEXT_SEED"]);
      terminal.out(`${t("cli.record.rotated", { size })}\n${vkey}\n`);
    } finally {
      await instance.close();
    }
    return 0;
  },
};

export const recordEraseCommand: CliCommand = {
  name: "record erase",
  usage: "<index> <path>",
  options: {},
  async run({ terminal, t, positionals }) {
    const [index = "", path = ""] = positionals;
    if (!/^\d+$/.test(index))
      throw new Problem("invalid-input", "record erase needs the number of an entry and the place in it.", {
        mend: "comity record erase 12 /value",
      });
    const instance = await openInstance(loadConfig({}), modules, createLogger("warn"));
    try {
      const { db } = instance.database;
      await execute({ db, acts: recordActs }, eraseValue, systemActor("cli"), { index: Number(index), path });
      terminal.out(`${t("cli.record.erased", { index, path })}\n`);
    } finally {
      await instance.close();
    }
    return 0;
  },
};
