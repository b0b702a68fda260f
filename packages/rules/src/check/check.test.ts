import assert from "node:assert/strict";
import { test } from "node:test";
import { compileBook } from "../compile/book.ts";
import { assertGolden, type Golden } from "../fixtures/golden.ts";
import { changed, goodFiles } from "../fixtures/small-atlas.ts";
import type { Problem } from "../model/results.ts";
import { parseAtlas, type AtlasFile } from "../parse/atlas.ts";
import { checkContradictions } from "./check-contradictions.ts";
import { checkProfiles } from "./check-profiles.ts";

/** Every problem that the checks find, those of the compiled book included where there is one. */
function allProblems(files: readonly AtlasFile[]): Problem[] {
  const { atlas, problems } = parseAtlas(files);
  if (!atlas) return [...problems];
  const book = compileBook(atlas);
  return [...problems, ...checkProfiles(atlas, book), ...checkContradictions(atlas, book, "2026-11-24")];
}

test("the good atlas passes all checks", () => {
  assert.deepEqual(allProblems(goodFiles), []);
});

const rules = "law/eu/kites/rules.yaml";
const instrument = "law/eu/kites/instrument.yaml";
const duty = "- id: art-2-1\n";
const great = "- id: art-1-great";
const sanction = "- id: art-3\n";
const goldens: readonly Golden[] = [
  {
    file: rules,
    piece: "fact: kite.big",
    by: "fact: kite.bigg",
    on: great,
    code: "unknown-fact",
    message: "`eu/kites/art-1-great` tests the unknown fact `kite.bigg`",
    mend: "did you mean `kite.big`?",
  },
  {
    file: rules,
    piece: "gte: 2.5 m",
    by: "gte: 2.5 km",
    on: great,
    code: "wrong-unit",
    message: "`eu/kites/art-1-great`: `kite.length` is in m, not in `km`",
    mend: "convert the threshold to m",
  },
  {
    file: rules,
    piece: "is: red",
    by: "is: redd",
    on: "- id: art-2-2",
    code: "wrong-value",
    message: "`eu/kites/art-2-2`: `redd` is not a value of `kite.colour`",
    mend: "did you mean `red`?",
  },
  {
    file: rules,
    piece: "{ fact: kite.big, is: true }",
    by: "{ fact: kite.big, has: yes }",
    on: great,
    code: "wrong-test",
    message: "`eu/kites/art-1-great`: `has` does not fit `kite.big`, which is a bool",
    mend: "use one of `is`",
  },
  {
    file: rules,
    piece: "within: EU",
    by: "within: XX",
    on: "- id: art-1-scope",
    code: "unknown-place",
    message: "`eu/kites/art-1-scope`: `XX` is not a place of the atlas",
    mend: "add it to places/, or correct the code",
  },
  {
    file: rules,
    piece: "at: [art_2__para_1]",
    by: "at: [art_2__para_l]",
    on: duty,
    code: "unknown-provision",
    message: "`eu/kites/art-2-1` cites `eu/kites#art_2__para_l`, which provisions.yaml lacks",
    mend: "did you mean `eu/kites#art_2__para_1`?",
  },
  {
    file: rules,
    piece: "topic: records",
    by: "topic: recrods",
    on: "- id: art-2-3",
    code: "unknown-topic",
    message: "unknown topic `recrods`",
    mend: "did you mean `records`?",
  },
  {
    file: rules,
    piece: "bearer: [provider]",
    by: "bearer: [provder]",
    on: duty,
    code: "unknown-role",
    message: "unknown role `provder`",
    mend: "did you mean `provider`?",
  },
  {
    file: rules,
    piece: "derived: eu.kites.great",
    by: "derived: eu.kites.grate",
    on: duty,
    code: "unknown-derived",
    message: "`eu/kites/art-2-1`: no definition concludes `eu.kites.grate`",
    mend: "did you mean `eu.kites.great`?",
  },
  {
    file: rules,
    piece: "when: { fact: kite.soldIn, within: EU }",
    by: "when: { all: [{ derived: eu.kites.great }, { derived: eu.kites.inScope }] }",
    on: "- id: art-1-scope",
    code: "cycle",
    message: "definitions build on each other in a circle: eu/kites/art-1-scope -> eu/kites/art-1-scope",
    mend: "remove one of the references",
  },
  {
    file: rules,
    piece: "applies: [{ from: 2026-01-01, to: 2028-01-01 }]",
    by: "applies: [{ from: 2026-01-01 }, { from: 2027-01-01, known: { from: 2026-05-01 } }]",
    on: duty,
    code: "rows-overlap",
    message:
      "`eu/kites/art-2-1`: the rows from 2026-01-01 and from 2027-01-01 hold on the same day of law and knowledge",
    mend: "end the earlier one with `to`, or with `known: { to }` if the date was moved",
  },
  {
    file: rules,
    piece: "from: 2026-01-01, to: 2028-01-01",
    by: "from: 2026-01-01, to: 2025-01-01",
    on: duty,
    code: "dates-order",
    message: "`eu/kites/art-2-1`: 2026-01-01 is not before 2025-01-01",
    mend: "`to` is the first day on which it no longer holds; it must come after `from`",
  },
  {
    file: rules,
    piece: "until: 2026-07-01",
    by: "until: 2025-07-01",
    on: duty,
    code: "idle-transition",
    message: "`eu/kites/art-2-1`: the transition until 2025-07-01 ends before the rule applies",
    mend: "correct its day, or remove it",
  },
  {
    file: rules,
    piece: "action: { verb: light, object: lamp }",
    by: "action: { verb: label, object: kite }",
    on: "- id: art-2-3",
    code: "contradiction",
    message:
      "`eu/kites/art-2-3` forbids what `eu/kites/art-2-1` commands (label kite), and both can apply on 2026-01-01",
    mend: "add an `overrides:` edge with its reason and citation, an exception, or make the acts different",
  },
  {
    file: rules,
    piece: "    concludes: eu.kites.great\n",
    by: "",
    on: great,
    code: "concludes",
    message: "`eu/kites/art-1-great` (definition) concludes nothing",
    mend: "add `concludes:`",
  },
  {
    file: rules,
    piece: "exemption: art-2-2",
    by: "exemption: art-2-3",
    on: duty,
    code: "not-an-exemption",
    message: "`eu/kites/art-2-3` is a `mustNot`, not an exemption",
    mend: "name an exemption rule, or write the condition with `when:`",
  },
  {
    file: rules,
    piece: "exemption: art-2-2",
    by: "exemption: art-2-4x",
    on: duty,
    code: "unknown-rule",
    message: "`eu/kites/art-2-1` is defeated by the unknown rule `eu/kites/art-2-4x`",
    mend: "did you mean `eu/kites/art-2-1`?",
  },
  {
    file: rules,
    piece: "breach: [art-3]",
    by: "breach: [art-2-2]",
    on: duty,
    code: "not-a-sanction",
    message: "`eu/kites/art-2-2` is a `exemption`, not a sanction",
    mend: "name a sanction rule",
  },
  {
    file: rules,
    piece: "modality: exemption\n    kind: exception",
    by: "modality: exemption",
    on: "- id: art-2-2",
    code: "exemption-kind",
    message: "`eu/kites/art-2-2` (exemption) has no kind",
    mend: "add `kind:`",
  },
  {
    file: rules,
    piece: "    penalty: { kind: administrative-fine, max: { amount: 100, currency: EUR } }\n",
    by: "",
    on: sanction,
    code: "penalty",
    message: "`eu/kites/art-3` (sanction) has no penalty",
    mend: "add `penalty:`",
  },
  {
    file: rules,
    piece: "    bearer: [provider]\n",
    by: "",
    on: duty,
    code: "no-bearer",
    message: "`eu/kites/art-2-1` (must) has no bearer",
    mend: "add `bearer:`",
  },
  {
    file: rules,
    piece: "    action: { verb: label, object: kite }\n",
    by: "",
    on: duty,
    code: "no-action",
    message: "`eu/kites/art-2-1` (must) has no action",
    mend: "add `action: { verb, object }`",
  },
  {
    file: rules,
    piece: "modality: must\n",
    by: "modality: right\n",
    on: duty,
    code: "no-against",
    message: "`eu/kites/art-2-1` (right) is against nobody",
    mend: "add `against:`",
  },
  {
    file: rules,
    piece: "at: [art_2__para_1]",
    by: "at: []",
    on: duty,
    code: "no-citation",
    message: "`eu/kites/art-2-1` cites no provision",
    mend: "add `at:` with the eId of the provision",
  },
  {
    file: rules,
    piece: "      - { by: editor-2, on: 2026-01-06, expression: e1, basis: primary, outcome: agreed }\n",
    by: "",
    on: "- id: art-1-scope",
    code: "one-reader",
    message: "`eu/kites/art-1-scope` was read by one reader only",
    mend: "have a second reader read the provision and add a reading",
  },
  {
    file: rules,
    piece: "expression: e1, basis: primary, outcome: encoded",
    by: "expression: e2, basis: primary, outcome: encoded",
    on: "- id: art-1-scope",
    code: "unknown-expression",
    message: "a reading names `e2`, which is not an expression of `eu/kites`",
    mend: "did you mean `e1`?",
  },
  {
    file: "law/eu/coverage.yaml",
    piece: "topic: lamps",
    by: "topic: labels",
    code: "not-none",
    message:
      "coverage says that EU has nothing on `labels`, but `eu/kites/art-1-scope` (law/eu/kites/rules.yaml:4) has that topic",
    mend: "remove the line from coverage.yaml, or the topic from the rule",
  },
  {
    file: "topics.yaml",
    piece: "id: lamps, group: all",
    by: "id: lamps, group: al",
    code: "unknown-group",
    message: "topic `lamps` is in the unknown group `al`",
    mend: "add the group to topics.yaml",
  },
  {
    file: instrument,
    piece: "checked: 2026-11-24\n",
    by: "checked: 2026-11-24\namends: [eu/kite]\n",
    on: "schema: instrument/1",
    code: "unknown-instrument",
    message: "`eu/kite` is not an instrument of the atlas",
    mend: "did you mean `eu/kites`?",
  },
  {
    file: "law/eu/kites/profiles.yaml",
    piece: "kite.length: 3 m",
    by: "kite.length: 2 m",
    on: "- id: long",
    code: "expectation",
    message: "profile `long`: `eu/kites/art-2-1` should be applies, and is undecided",
    mend: "correct the rule, or the expectation",
  },
  {
    file: "law/eu/kites/profiles.yaml",
    piece: "applies: [art-2-1], not: [art-2-3]",
    by: "not: [art-2-3]",
    on: "- id: long",
    code: "expectation",
    message: "profile `long`: `eu/kites/art-2-1` applies too, though the list is complete",
    mend: "add it to `applies:`, or say `complete: false`",
  },
  {
    file: "law/eu/kites/profiles.yaml",
    piece: "kite.colour: blue",
    by: "kite.color: blue",
    on: "- id: long",
    code: "unknown-fact",
    message: "profile `long`: unknown fact `kite.color`",
    mend: "did you mean `kite.colour`?",
  },
];

test("each fault is told with its file, line, words and mend", () => {
  for (const golden of goldens) assertGolden(golden, allProblems);
});

test("an override edge settles a contradiction, a missing reading and missing profiles are told", () => {
  const clash = changed(rules, "action: { verb: light, object: lamp }", "action: { verb: label, object: kite }");
  const settled = clash.map((file) =>
    file.path === rules
      ? {
          ...file,
          text: file.text.replace(
            "when: { fact: kite.parts, has: lamp }",
            "when: { fact: kite.parts, has: lamp }\n    overrides: [{ rule: art-2-1, reason: specialis, at: art_2__para_2 }]",
          ),
        }
      : file,
  );
  assert.ok(allProblems(clash).some(({ code }) => code === "contradiction"));
  assert.ok(!allProblems(settled).some(({ code }) => code === "contradiction"));
  const few = allProblems(goodFiles.filter(({ path }) => path !== "law/fr/strings/profiles.yaml"));
  assert.deepEqual(
    few.map(({ code, position, message }) => [code, position.file, message]),
    [["few-profiles", "law/fr/strings/instrument.yaml", "`fr/strings` has 0 example profiles"]],
  );
  const unread = changed("law/fr/strings/rules.yaml", "    readings:\n", "    readings: []\n    topics:\n").map(
    (file) =>
      file.path === "law/fr/strings/rules.yaml"
        ? { ...file, text: file.text.replace(/\n {4}topics:[^]*$/, "\n") }
        : file,
  );
  assert.deepEqual(
    allProblems(unread).map(({ code }) => code),
    ["no-reading"],
  );
});
