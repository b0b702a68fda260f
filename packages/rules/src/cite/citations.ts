/** Citations against the words of the law: the lines exist, their hash is the one that was read, and the heading above them is the provision's. */
import type { ProblemCode } from "../model/problem-codes.ts";
import { createHash } from "node:crypto";
import type { Provision } from "../model/law.ts";
import type { Problem } from "../model/results.ts";
import type { Atlas } from "../atlas.ts";
import { foreignHeading } from "./headings.ts";

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
          mend: "read the changed provisions again, then renew the hash with `node scripts/rules-cite.ts --write --renew`",
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
  const say = (code: ProblemCode, message: string, mend: string): Problem[] => [
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
    return say(
      "no-hash",
      `\`${name}\` has no hash of the words that were read`,
      "run `node scripts/rules-cite.ts --write`",
    );
  if (provision.sha256 !== hash)
    return say(
      "hash-differs",
      `\`${name}\`: the words on lines ${provision.lines.join(" to ")} of ${source} are not those that were read`,
      "read them again; if `lines` moved, correct them, then run `node scripts/rules-cite.ts --write`",
    );
  const [first, last] = provision.lines;
  const foreign = foreignHeading(text.split(/\r?\n/), provision.eId, first, last);
  if (foreign)
    return say(
      "other-provision",
      `\`${name}\`: the heading of lines ${first} to ${last} of ${source} is \`${foreign.heading}\` (line ${foreign.line}), which names another provision`,
      "correct `lines` or the eId",
    );
  return [];
}
