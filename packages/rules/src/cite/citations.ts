/** Citations against the words of the law: the lines exist, their hash is the one that was read, and the heading above them is the provision's. */
import { createHash } from "node:crypto";
import type { Provision } from "../model/law.ts";
import type { Problem } from "../model/results.ts";
import type { Atlas } from "../atlas.ts";

/** NFC, every run of white space one space, trimmed: what line breaks and spacing cannot change. */
export const normaliseQuoted = (text: string): string => text.normalize("NFC").replaceAll(/\s+/g, " ").trim();

/** SHA-256 (hex) of lines `from`..`to` (1-based, inclusive) of a source text; null when they don't exist or are empty. */
export function quoteHash(text: string, [from, to]: readonly [number, number]): string | null {
  const lines = text.split(/\r?\n/);
  if (from < 1 || to > lines.length) return null;
  const quoted = normaliseQuoted(lines.slice(from - 1, to).join("\n"));
  return quoted === "" ? null : createHash("sha256").update(quoted).digest("hex");
}

/** SHA-256 (hex) of a whole source file. */
export const sourceHash = (text: string): string => createHash("sha256").update(text).digest("hex");

/** Headings and first words that can stand for a provision: the nearest ones above a line, innermost first. */
function headingsAbove(lines: readonly string[], line: number): string[] {
  const found: string[] = [];
  for (let i = line; i >= 1 && found.length < 6; i -= 1) {
    const text = lines[i - 1] ?? "";
    if (/^#{1,6} /.test(text)) found.push(text.replace(/^#+ /, ""));
  }
  return found;
}

const romans: readonly (readonly [string, number])[] = [
  ["X", 10],
  ["IX", 9],
  ["V", 5],
  ["IV", 4],
  ["I", 1],
];
function roman(text: string): number | null {
  if (!/^[IVX]+$/i.test(text)) return null;
  let rest = text.toUpperCase();
  let value = 0;
  for (const [sign, number] of romans) {
    while (rest.startsWith(sign)) {
      value += number;
      rest = rest.slice(sign.length);
    }
  }
  return rest === "" ? value : null;
}

/** Whether a heading names the first part of an eId: `art_53` <-> `Article 53`, `sec_6-1-1703` <-> `Section 6-1-1703.` or `§ 20-870`. */
export function headingFits(eId: string, heading: string): boolean {
  const [first = ""] = eId.split("__");
  const match = /^([a-z]+)_(.+)$/.exec(first);
  if (!match) return false;
  const [, kind = "", number = ""] = match;
  const numbers = [...heading.matchAll(/[A-Za-z0-9]+(?:[.\-–][A-Za-z0-9]+)*/g)].map((found) =>
    found[0].replaceAll("–", "-"),
  );
  if (numbers.some((found) => found.toLowerCase() === number.toLowerCase())) return true;
  return kind === "annex" && numbers.some((found) => roman(found) !== null && roman(found) === roman(number));
}

export interface CitationCheck {
  readonly problems: readonly Problem[];
  readonly checked: number;
  /** Sources that were named but are not at hand. */
  readonly missingSources: readonly string[];
}

/** Checks every provision whose source `readSource` can give. Never throws. */
export function checkCitations(atlas: Atlas, readSource: (path: string) => string | null): CitationCheck {
  const problems: Problem[] = [];
  const missing = new Set<string>();
  const texts = new Map<string, string | null>();
  const read = (path: string): string | null => {
    if (!texts.has(path)) texts.set(path, readSource(path));
    return texts.get(path) ?? null;
  };
  let checked = 0;
  for (const instrument of atlas.instruments.values()) {
    for (const expression of instrument.expressions) {
      if (expression.source === undefined) continue;
      const text = read(expression.source);
      if (text === null) missing.add(expression.source);
      else if (expression.sha256 !== undefined && expression.sha256 !== sourceHash(text))
        problems.push({
          severity: "error",
          code: "source-changed",
          position: instrument.position,
          message: `the source of \`${instrument.id}\` (${expression.id}) is not the file that was read`,
          mend: "read the changed provisions again, then renew the hash with `comity rules cite --write`",
        });
    }
  }
  for (const provision of atlas.provisions.values()) {
    const source = atlas.instruments
      .get(provision.instrument)
      ?.expressions.find((expression) => expression.id === provision.expression)?.source;
    const text = source === undefined ? null : read(source);
    if (text === null) continue;
    checked += 1;
    problems.push(...checkProvision(provision, text, source ?? ""));
  }
  return { problems, checked, missingSources: [...missing].toSorted() };
}

function checkProvision(provision: Provision, text: string, source: string): Problem[] {
  const say = (code: string, message: string, mend: string): Problem[] => [
    { severity: "error", code, position: provision.position, message, mend },
  ];
  const name = `${provision.instrument}#${provision.eId}`;
  const hash = quoteHash(text, provision.lines);
  if (hash === null)
    return say(
      "no-such-lines",
      `\`${name}\`: ${source} has no words on lines ${provision.lines.join(" to ")}`,
      "correct `lines`",
    );
  if (provision.sha256 === "")
    return say("no-hash", `\`${name}\` has no hash of the words that were read`, "run `comity rules cite --write`");
  if (provision.sha256 !== hash)
    return say(
      "hash-differs",
      `\`${name}\`: the words on lines ${provision.lines.join(" to ")} of ${source} are not those that were read`,
      "read them again; if `lines` moved, correct them, then run `comity rules cite --write`",
    );
  const headings = headingsAbove(text.split(/\r?\n/), provision.lines[0]);
  if (!headings.some((heading) => headingFits(provision.eId, heading)))
    return say(
      "other-provision",
      `\`${name}\`: none of the headings above line ${provision.lines[0]} of ${source} names it (nearest: \`${headings[0] ?? "none"}\`)`,
      "correct `lines` or the eId",
    );
  return [];
}
