/** Words that all benches print alike. */
import { readFileSync } from "node:fs";

/** Prints a Markdown table; numbers are set right. */
export function table(title: string, head: readonly string[], rows: readonly (readonly (string | number)[])[]): void {
  const lines = [
    `### ${title}`,
    "",
    `| ${head.join(" | ")} |`,
    `| ${head.map((_, i) => (i === 0 ? "---" : "--:")).join(" | ")} |`,
    ...rows.map((row) => `| ${row.join(" | ")} |`),
    "",
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
}

export const say = (text: string): void => void process.stdout.write(`${text}\n\n`);

/** A count in plain digits with thin grouping: `1,234,567`. */
export const count = (value: number): string => Math.round(value).toLocaleString("en");

/** Three figures that matter: `6.2 M`, `41,300`, `4.13`. */
export function figure(value: number): string {
  if (value >= 1e6) return `${(value / 1e6).toPrecision(3)} M`;
  if (value >= 1000) return count(Number(value.toPrecision(3)));
  return String(Number(value.toPrecision(3)));
}

export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** Version of an installed peer. */
export const versionOf = (peer: string): string =>
  (
    JSON.parse(readFileSync(new URL(`node_modules/${peer}/package.json`, import.meta.url), "utf8")) as {
      version: string;
    }
  ).version;
