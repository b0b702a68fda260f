import assert from "node:assert/strict";
import { test } from "node:test";
import type { Problem } from "../model/results.ts";
import { atlasFiles, hasSources, readSource } from "../fixtures/atlas-files.ts";
import { parseAtlas } from "../parse/atlas.ts";
import { checkCitations, normaliseQuoted, quoteHash, sourceHash } from "./citations.ts";

// Written for this test; no law says it.
const source = "## Article 1\nOwners of  kites\nregister them.\n\n## Article 2\nA tag is red.\n";

test("the hash of cited words ignores line breaks and spacing, and nothing else", () => {
  assert.equal(normaliseQuoted(" a\u0301 \n  b "), "á b");
  assert.equal(quoteHash(source, [2, 3]), quoteHash("Owners of kites register them.", [1, 1]));
  assert.notEqual(quoteHash(source, [2, 3]), quoteHash("Owners of kites register them", [1, 1]));
  assert.equal(quoteHash(source, [4, 4]), null, "an empty line has no words");
  assert.equal(quoteHash(source, [6, 60]), null);
});

/** The problems of one provision of an instrument `xx/kites`. */
function problemsOf(eId: string, lines: string, sha256: string | null, read = source, whole?: string): Problem[] {
  const { readable } = parseAtlas([
    {
      path: "law/xx/kites/instrument.yaml",
      text: `schema: instrument/1
id: xx/kites
place: XX
kind: statute
force: binding
status: in-force
title: { ar: k, zh: k, en: k, fr: k, ru: k, es: k }
shortTitle: { ar: k, zh: k, en: k, fr: k, ru: k, es: k }
dates: {}
checked: 2026-11-24
expressions:
  - { id: e1, from: 2026-01-01, lang: en, source: xx/kites.md, authentic: true${whole === undefined ? "" : `, sha256: "${whole}"`} }
`,
    },
    {
      path: "law/xx/kites/provisions.yaml",
      text: `schema: provisions/1
instrument: xx/kites
expression: e1
provisions:
  - { eId: ${eId}, label: A, lines: ${lines}${sha256 === null ? "" : `, sha256: "${sha256}"`} }
`,
    },
  ]);
  return [...checkCitations(readable, (path) => (path === "xx/kites.md" ? read : null)).problems];
}
const hash = quoteHash(source, [2, 3]) ?? "";

test("a citation holds, or says with file, line and mend what is wrong", () => {
  assert.deepEqual(problemsOf("art_1", "[2, 3]", hash, source, sourceHash(source)), []);
  const cases: readonly (readonly [string, Problem[], RegExp, RegExp])[] = [
    ["no-such-lines", problemsOf("art_1", "[70, 80]", hash), /no words on lines 70 to 80/, /correct `lines`/],
    ["no-hash", problemsOf("art_1", "[2, 3]", null), /has no hash/, /--write/],
    ["hash-differs", problemsOf("art_1", "[2, 3]", hash, source.replace("kites", "boats")), /not those/, /again/],
    ["other-provision", problemsOf("art_2", "[2, 3]", hash), /`Article 1` \(line 1\)/, /eId/],
    [
      "other-provision",
      problemsOf("art_1", "[2, 6]", quoteHash(source, [2, 6]) ?? ""),
      /`Article 2` \(line 5\)/,
      /`lines`/,
    ],
  ];
  for (const [code, [problem, ...others], message, mend] of cases) {
    assert.deepEqual(others, [], code);
    assert.equal(problem?.code, code);
    assert.deepEqual([problem?.position.file, problem?.position.line], ["law/xx/kites/provisions.yaml", 5]);
    assert.match(problem?.message ?? "", message);
    assert.match(problem?.mend ?? "", mend);
  }
  const [changed] = problemsOf("art_1", "[2, 3]", hash, source, "0".repeat(64));
  assert.equal(changed?.code, "source-changed");
  assert.equal(changed?.position.file, "law/xx/kites/instrument.yaml");
});

test(
  "every citation of the atlas stands below its own heading",
  { skip: hasSources() ? false : "the sources are not here" },
  () => {
    const { readable } = parseAtlas(atlasFiles());
    const { problems, checked } = checkCitations(readable, readSource);
    assert.ok(checked > 500, `${checked} checked`);
    assert.deepEqual(
      problems.map(({ code, position, message }) => `${position.file}:${position.line} ${code} ${message}`),
      [],
    );
  },
);
