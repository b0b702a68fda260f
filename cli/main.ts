/** The `comity` command: finds the command, reads its options, tells errors as one sentence and its mend. Exit codes 0, 1, 2. */
import { readFileSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { isLanguage, translator, type Language } from "../app/platform/i18n/index.ts";
import { Problem } from "../app/platform/problem.ts";
import { commands } from "./commands/index.ts";
import { helpText } from "./help.ts";
import { readArguments } from "./read-arguments.ts";
import type { Terminal } from "./command-line.ts";

/** Lines of standard input one by one, whether they come from a person or a pipe. */
function reader(): { next: (prompt: string) => Promise<string | null>; close: () => void } {
  let lines: AsyncIterator<string> | undefined;
  let face: ReturnType<typeof createInterface> | undefined;
  return {
    async next(prompt) {
      face ??= createInterface({ input: process.stdin });
      lines ??= face[Symbol.asyncIterator]();
      process.stderr.write(prompt);
      const { value, done } = await lines.next();
      return done ? null : value;
    },
    close: () => face?.close(),
  };
}

function openFile(path: string): string {
  try {
    return readFileSync(path === "-" ? 0 : path, "utf8");
  } catch (error) {
    throw new Problem(
      "invalid-input",
      `The file ${path} cannot be read (${(error as NodeJS.ErrnoException).code ?? "unknown error"}).`,
      { mend: "Check the name and its rights.", cause: error },
    );
  }
}

function languageOf(given: string | undefined): Language {
  const wish =
    given ?? (process.env["LC_ALL"] || process.env["LC_MESSAGES"] || process.env["LANG"] || "en").slice(0, 2);
  if (isLanguage(wish)) return wish;
  if (given === undefined) return "en";
  throw new Problem("invalid-input", `\`${given}\` is not a language of Comity.`, {
    mend: "Use ar, zh, en, fr, ru or es.",
  });
}

const input = reader();
// `comity rules list | head`: whoever reads may stop reading.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});
try {
  const { command, options, positionals } = readArguments(process.argv.slice(2), commands);
  const lang = languageOf(options["lang"]);
  const t = translator(lang);
  const isTerminal = process.stdout.isTTY === true && process.env["NO_COLOR"] === undefined;
  const now = new Date();
  const terminal: Terminal = {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    ask: input.next,
    width: Math.min(process.stdout.columns ?? 100, 110),
    bold: (text) => (isTerminal ? `\u001b[1m${text}\u001b[22m` : text),
    dim: (text) => (isTerminal ? `\u001b[2m${text}\u001b[22m` : text),
    today: `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, "0")}-${String(now.getDate()).padStart(2, "0")}`,
    readFile: openFile,
    writeFile: (path, text) => writeFileSync(path, text),
  };
  if (command === null) {
    terminal.out(helpText(commands, t));
    process.exitCode = options["help"] === "true" ? 0 : 2;
  } else if (options["help"] === "true") terminal.out(helpText([command], t));
  else process.exitCode = await command.run({ terminal, t, lang, options, positionals });
} catch (error) {
  process.stderr.write(`${error instanceof Problem ? error.text : ((error as Error).stack ?? String(error))}\n`);
  process.exitCode = error instanceof Problem ? error.exitCode : 1;
} finally {
  input.close();
}
