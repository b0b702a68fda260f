/** The atlas against the words of the law: every cited line is there, unchanged, under the heading it is cited by. */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { checkCitations, normaliseQuoted } from "@comity/rules";
import { loadAtlas } from "../../app/atlas/store/load-atlas.ts";

const sources = process.env["COMITY_SOURCES"] ?? fileURLToPath(new URL("../../../shared/sources/", import.meta.url));
const skip = existsSync(sources) ? false : "the original sources are not here";
const read = (path: string): string | null =>
  existsSync(join(sources, path)) ? readFileSync(join(sources, path), "utf8") : null;
const { atlas } = loadAtlas();

test("every citation stands on words that are there", { skip }, () => {
  const { problems, checked, missingSources } = checkCitations(atlas, read);
  assert.deepEqual(
    problems.map((problem) => `${problem.position.file}:${problem.position.line} ${problem.message}`),
    [],
  );
  assert.deepEqual(missingSources, []);
  assert.ok(checked >= 400, `${checked} citations`);
});

test("no sentence of a law is copied into the atlas", { skip }, () => {
  const texts = new Map<string, string>();
  for (const instrument of atlas.instruments.values()) {
    for (const { source } of instrument.expressions) {
      const text = source === undefined ? null : read(source);
      if (text !== null && source !== undefined) texts.set(source, normaliseQuoted(text).toLowerCase());
    }
  }
  const copied: string[] = [];
  for (const rule of atlas.rules.values()) {
    const words = normaliseQuoted(rule.text.en).toLowerCase().split(" ");
    const own =
      atlas.instruments.get(rule.instrument)?.expressions.flatMap(({ source }) => texts.get(source ?? "") ?? []) ?? [];
    // Fourteen words in a row are a sentence, not a term of art.
    for (let i = 0; i + 14 <= words.length; i += 1) {
      const run = words.slice(i, i + 14).join(" ");
      if (own.some((text) => text.includes(run))) {
        copied.push(`${rule.id}: ${run}`);
        break;
      }
    }
  }
  assert.deepEqual(copied, []);
});

test("a change of one letter in a source is found", { skip }, () => {
  const changed = checkCitations(atlas, (path) =>
    path.startsWith("kr/ai-basic-act.ko") ? (read(path)?.replace("인공지능", "인공지눙") ?? null) : read(path),
  );
  assert.ok(changed.problems.some((problem) => problem.code === "source-changed"));
});
