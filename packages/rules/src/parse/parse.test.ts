import assert from "node:assert/strict";
import { test } from "node:test";
import { assertGolden, type Golden } from "../fixtures/golden.ts";
import { changed, goodFiles } from "../fixtures/small-atlas.ts";
import { parseAtlas } from "./atlas.ts";

test("the good atlas is read whole, without a word", () => {
  const { atlas, problems } = parseAtlas(goodFiles);
  assert.deepEqual(problems, []);
  assert.ok(atlas);
  assert.equal(atlas.rules.size, 7);
  assert.deepEqual(atlas.rules.get("eu/kites/art-2-1")?.unless, [
    { exemption: "eu/kites/art-2-2", kind: "exception", reason: "exception" },
  ]);
  assert.deepEqual(atlas.rules.get("eu/kites/art-3")?.penalty, {
    kind: "administrative-fine",
    max: { amount: "100", currency: "EUR" },
  });
  assert.deepEqual(atlas.derived.get("eu.kites.great"), ["eu/kites/art-1-great"]);
  assert.equal(atlas.vocabulary.facts.get("kite.length")?.unit, "m");
});

test("the order of files does not matter", () => {
  const there = parseAtlas(goodFiles).atlas;
  const back = parseAtlas(goodFiles.toReversed()).atlas;
  assert.deepEqual(back, there);
});

const rules = "law/eu/kites/rules.yaml";
const facts = "facts/all.yaml";
const goldens: readonly Golden[] = [
  {
    file: rules,
    piece: "modality: must\n",
    by: "modality: [must\n",
    on: "bearer: [provider]",
    code: "yaml-syntax",
    message: "Flow sequence in block collection must be sufficiently indented and end with a ]",
    mend: "correct the YAML at this place; quote texts that hold `:` or `#`, and indent with spaces",
  },
  {
    file: rules,
    piece: "schema: rules/1",
    by: "schema: rule/1",
    code: "wrong-schema",
    message: "unknown schema `rule/1`",
    mend: "write `schema:` and one of facts/1, topics/1, places/1, groups/1, status/1, instrument/1, provisions/1, rules/1, profiles/1, coverage/1, profile/1",
  },
  {
    file: rules,
    piece: "modality: must\n",
    by: "modalty: must\n",
    code: "unknown-key",
    message: "unknown key `modalty`",
    mend: "did you mean `modality`?",
  },
  {
    file: rules,
    piece: "    topic: labels\n    when: { derived",
    by: "    when: { derived",
    on: "  - id: art-2-1",
    code: "missing-key",
    message: "`topic` is missing",
    mend: "add `topic:`",
  },
  {
    file: rules,
    piece: "from: 2026-01-01, to: 2028-01-01",
    by: "from: 2026-02-30, to: 2028-01-01",
    code: "wrong-date",
    message: "`2026-02-30` is not a date",
    mend: "write a day that exists as YYYY-MM-DD",
  },
  {
    file: rules,
    piece: "- id: art-2-2\n",
    by: "- id: art-2-1\n    # again\n",
    on: "  - id: art-2-1\n    # again",
    code: "duplicate-id",
    message: "`eu/kites/art-2-1` stands twice",
    mend: "give one of the two another id, or remove it",
  },
  {
    file: rules,
    piece: "modality: mustNot",
    by: "modality: mustnt",
    code: "wrong-value",
    message: "`mustnt` is not a modality",
    mend: "did you mean `mustNot`?",
  },
  {
    file: rules,
    piece: "{ fact: kite.big, is: true }",
    by: "{ fact: kite.big, equals: true }",
    code: "unknown-test",
    message: "unknown test `equals`",
    mend: "use one of: `is`, `isNot`, `in`, `has`, `hasAny`, `hasAll`, `within`, `lt`, `lte`, `gt`, `gte`, `before`, `onOrBefore`, `after`, `onOrAfter`",
  },
  {
    file: rules,
    piece: "{ fact: kite.big, is: true }",
    by: "{ fact: kite.big, is: true, isNot: false }",
    code: "wrong-test",
    message: "a test of a fact has one comparison, found 2",
    mend: "keep one; join several with `all`",
  },
  {
    file: rules,
    piece: "when: { derived: eu.kites.great }",
    by: "when: { all: [] }",
    code: "empty-group",
    message: "`all` holds no condition",
    mend: "add at least one condition, or leave the group out",
  },
  {
    file: rules,
    piece: "when: { derived: eu.kites.great }",
    by: "when: great",
    code: "wrong-condition",
    message: "expected a condition",
    mend: "write `{ fact: …, is: … }`, `{ all: […] }`, `{ any: […] }`, `{ not: … }` or `{ derived: … }`",
  },
  {
    file: rules,
    piece: "{ exemption: art-2-2, kind: exception, reason: exception }",
    by: "{ kind: exception, reason: exception }",
    code: "wrong-exception",
    message: "an exception names an exemption rule or holds a condition, one of the two",
    mend: "write `exemption:` or `when:`",
  },
  {
    file: rules,
    piece: "{ exemption: art-2-2, kind: exception, reason: exception }",
    by: "{ when: { fact: kite.big, is: false }, kind: exception, reason: exception }",
    code: "exception-without-citation",
    message: "an exception with a condition of its own cites no provision",
    mend: "add `at:`",
  },
  {
    file: rules,
    piece: "amount: 100",
    by: "amount: much",
    code: "wrong-number",
    message: "`much` is not a number",
    mend: "write a decimal such as 15000000, 0.5 or 1e25",
  },
  {
    file: rules,
    piece: "text: { en: Great kites carry a label. }",
    by: "text: Great kites carry a label.",
    code: "wrong-language-map",
    message: "expected words by language, found one text",
    mend: "write `{ en: … }`",
  },
  {
    file: "law/eu/kites/provisions.yaml",
    piece: "lines: [3, 4]",
    by: "lines: [4, 3]",
    code: "wrong-lines",
    message: "`lines` must be the first and last line of the cited words",
    mend: "write `[first, last]`",
  },
  {
    file: "law/eu/kites/provisions.yaml",
    piece: "eId: art_3,",
    by: "eId: Art 3,",
    code: "wrong-text",
    message: "expected an Akoma Ntoso eId such as `art_53__para_1__point_a`, found `Art 3`",
    mend: "write an Akoma Ntoso eId such as `art_53__para_1__point_a`",
  },
  {
    file: "law/eu/kites/profiles.yaml",
    piece: "expect: { applies: [art-2-1]",
    by: "expect: { applies: art-2-1",
    code: "not-a-list",
    message: "expected a list, found `art-2-1`",
    mend: "write `[a, b]` or lines that begin with `-`",
  },
  {
    file: "law/fr/strings/instrument.yaml",
    piece: "dates: { adopted: 2025-11-01, published: 2025-11-02, inForce: 2026-01-01 }",
    by: "dates: 2025",
    code: "not-a-mapping",
    message: "expected a mapping with `adopted`, `published`, `inForce`, `repealed`, found `2025`",
    mend: "write `key: value` pairs",
  },
  {
    file: facts,
    piece: "type: num, unit: m",
    by: "type: num",
    on: "id: kite.length",
    code: "no-unit",
    message: "`kite.length` is a number without a unit",
    mend: "add `unit:`, `1` for a share",
  },
  {
    file: facts,
    piece: "kite.big, type: bool",
    by: "kite.big, type: enum",
    code: "no-values",
    message: "`kite.big` has no values",
    mend: "add `values:` with an id and a label each",
  },
  {
    file: "topics.yaml",
    piece: "title: { ar: Lamps, zh: Lamps, ",
    by: "title: { zh: Lamps, ",
    code: "missing-language",
    message: "words in ar are missing",
    mend: "add `ar:`",
  },
];

test("each fault is told with its file, line, words and mend", () => {
  for (const golden of goldens) assertGolden(golden, (files) => parseAtlas(files).problems);
});

test("a fault keeps the atlas from being used, and all faults are told at once", () => {
  const files = changed(rules, "modality: mustNot", "modality: mustnt").map((file) =>
    file.path === "topics.yaml" ? { ...file, text: file.text.replace("group: all", "grup: all") } : file,
  );
  const { atlas, problems } = parseAtlas(files);
  assert.equal(atlas, null);
  const told = problems.map(({ code, position }) => `${position.file} ${code}`);
  for (const one of [`${rules} wrong-value`, "topics.yaml unknown-key", "topics.yaml missing-key"])
    assert.ok(told.includes(one), one);
});

test("aliases are refused before they unfold", () => {
  const bomb = `a: &a [x, x]\nb: &b [*a, *a]\nschema: *b\n`;
  const { problems } = parseAtlas([...goodFiles, { path: "topics/bomb.yaml", text: bomb }]);
  assert.deepEqual(
    problems.map(({ code, position }) => [code, position.file, position.line]),
    [["yaml-syntax", "topics/bomb.yaml", 2]],
  );
});

test("fact files of two versions are told", () => {
  const more = { path: "facts/more.yaml", text: "schema: facts/1\nvocabulary: 2\nfacts: []\n" };
  const [problem] = parseAtlas([...goodFiles, more]).problems;
  assert.equal(problem?.code, "other-vocabulary");
  assert.equal(problem?.message, "the fact files have versions 1, 2");
});
