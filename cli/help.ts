/** Help in words: one line a command, its options under it. */
import type { Translate } from "../app/platform/i18n/index.ts";
import type { CliCommand } from "./command-line.ts";

type Summary =
  | "assess"
  | "interview"
  | "rules-check"
  | "rules-list"
  | "rules-show"
  | "verify"
  | "mirror"
  | "witness"
  | "receipt"
  | "evidence"
  | "backup"
  | "restore"
  | "record-export"
  | "record-rotate-key"
  | "record-erase"
  | "mcp"
  | "completion";

export function helpText(commands: readonly CliCommand[], t: Translate): string {
  const lines = [t("cli.help.title"), ""];
  for (const command of commands) {
    lines.push(
      `comity ${command.name} ${command.usage}`.trimEnd(),
      `    ${t(`cli.help.${command.name.replaceAll(" ", "-") as Summary}`)}`,
    );
    const options = Object.entries(command.options).map(([name, spec]) =>
      spec.value === undefined ? `--${name}` : `--${name} <${spec.value}>`,
    );
    if (options.length > 0) lines.push(`    ${options.join("  ")}`);
    lines.push("");
  }
  lines.push("--lang <ar|zh|en|fr|ru|es>  --help", "", t("cli.help.exit"), "");
  return lines.join("\n");
}
