/** What the commands on a record are given: a place, the keys that one trusts, a policy. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  formatVerifierKey,
  parsePolicy,
  parseVerifierKey,
  RecordFormatError,
  signatureType,
  type Policy,
  type VerifierKey,
} from "@comity/record";
import { loadConfig } from "../app/platform/config.ts";
import { Problem } from "../app/platform/problem.ts";
import { openLog, type LogReader } from "../app/record/read-log.ts";
import { steadyReader } from "../app/record/verify/steady-reader.ts";
import type { CommandInput } from "./command-line.ts";

/** Turns a broken format into wrong input that names its file. */
export function readingFile<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof RecordFormatError)
      throw new Problem("invalid-input", `${file}: ${error.message}.`, { cause: error });
    throw error;
  }
}

/**
 * Opens the log at a folder or URL; for the URL of an instance its `/record`, for no place the record of the instance here.
 * @throws Problem `invalid-input` when there is no log.
 */
export async function openPlace(place: string | undefined): Promise<LogReader> {
  const named = place ?? join(loadConfig({}).data.folder, "record");
  const candidates =
    /^https?:\/\//i.test(named) && !/\/record\/*$/.test(named)
      ? [named, `${named.replace(/\/+$/, "")}/record`]
      : [named];
  for (const candidate of candidates) {
    const reader = steadyReader(openLog(candidate));
    try {
      await reader.checkpoint();
      return reader;
    } catch (error) {
      if (error instanceof TypeError) return reader;
      if (!(error instanceof Problem)) throw error;
      if (error.kind !== "not-found") throw new Problem("invalid-input", error.message, { cause: error });
    }
  }
  throw new Problem("invalid-input", `There is no log at ${named}: it has no checkpoint.`, {
    mend: "Name the URL of an instance, or a folder made by `comity mirror` or `comity record export`.",
  });
}

export function readPolicy({ terminal, options }: CommandInput): Policy | null {
  const file = options["policy"];
  return file === undefined ? null : readingFile(file, () => parsePolicy(terminal.readFile(file)));
}

export function readKey(text: string): VerifierKey {
  const key = readingFile("--key", () => parseVerifierKey(text));
  if (key.type !== signatureType.ed25519)
    throw new Problem("invalid-input", "--key is not the key of a log.", {
      mend: "A log's key is of type Ed25519; a witness's key stands in a policy.",
    });
  return key;
}

/**
 * Keys of the log, from --key or --policy; otherwise from the log itself, said aloud: it could name any key.
 * @throws Problem when there is none.
 */
export async function trustedKeys(
  { terminal, t, options }: CommandInput,
  policy: Policy | null,
  reader: LogReader | null,
): Promise<readonly VerifierKey[]> {
  if (options["key"] !== undefined) return [readKey(options["key"])];
  if (policy !== null && policy.logs.length > 0) {
    const keys = policy.logs.map((log) => log.key);
    const origin = reader === null ? undefined : (await reader.checkpoint().catch(() => "")).split("\n")[0];
    const own = keys.filter((key) => key.name === origin);
    return own.length > 0 ? own : keys.filter((key) => key.name === keys[0]?.name);
  }
  if (reader === null)
    throw new Problem("invalid-input", "The key of the log is needed.", {
      mend: "Write --key <vkey> or --policy <file>; the log's page shows its key.",
    });
  try {
    const about = await reader.about();
    const keys = (about.keys?.length > 0 ? about.keys.map((one) => one.vkey) : [about.vkey]).map(parseVerifierKey);
    terminal.err(`${t("cli.record.keyFromLog", { key: keys.map(formatVerifierKey).join(" ") })}\n`);
    return keys;
  } catch (error) {
    throw new Problem("invalid-input", `${reader.place} names no key of the log.`, {
      mend: "Write --key <vkey> or --policy <file>.",
      cause: error,
    });
  }
}

/** Text of a file, or null when it is not there yet. */
export const readIfThere = (file: string): string | null => (existsSync(file) ? readFileSync(file, "utf8") : null);

/** A bar on standard error for people; for others a line at each tenth. */
export function progress({ terminal, t }: CommandInput): (done: number, total: number) => void {
  const people = process.stderr.isTTY === true;
  let tenth = 0;
  let shown = 0;
  return (done, total) => {
    const part = total === 0 ? 1 : done / total;
    if (people) {
      const now = performance.now();
      if (now - shown < 100 && done < total) return;
      shown = now;
      const bar = "█".repeat(Math.round(part * 30)).padEnd(30, "░");
      terminal.err(`\r${bar} ${t("cli.record.progress", { done, total })}${done >= total ? "\n" : ""}`);
    } else if (Math.floor(part * 10) > tenth) {
      tenth = Math.floor(part * 10);
      terminal.err(`${t("cli.record.progress", { done, total })}\n`);
    }
  };
}
