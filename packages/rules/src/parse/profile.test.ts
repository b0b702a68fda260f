import assert from "node:assert/strict";
import { test } from "node:test";
import { goodFiles } from "../fixtures/small-atlas.ts";
import { parseAtlas } from "./atlas.ts";
import { parseProfile } from "./profile.ts";

const { atlas } = parseAtlas(goodFiles);
assert.ok(atlas);
const { vocabulary, places } = atlas;
const head = "schema: profile/1\nvocabulary: 1\nfacts:\n";
const read = (text: string) => parseProfile(text, vocabulary, { file: "mine.yaml", places });

test("every type of fact is read, from text and from an object alike", () => {
  const facts = `  actor.role: [provider]
  kite.big: false
  kite.colour: blue
  kite.parts: { includes: [tail], excludes: [lamp] }
  kite.length: 2.50 m
  kite.strings: { gte: 2, lt: 1e3 }
  kite.soldOn: { from: 2026-01-01 }
  kite.soldIn: [fr]
  kite.madeIn: FR
  kite.licence: Apache-2.0
`;
  const { profile, problems } = read(head + facts);
  assert.deepEqual(problems, []);
  const members = (includes: string[], excludes: string[], closed: boolean) => ({
    kind: "members",
    includes,
    excludes,
    closed,
  });
  assert.deepEqual(Object.fromEntries(profile?.facts ?? []), {
    "actor.role": members(["provider"], [], true),
    "kite.big": { kind: "one", value: false },
    "kite.colour": { kind: "one", value: "blue" },
    "kite.parts": members(["tail"], ["lamp"], false),
    "kite.length": { kind: "range", gte: "2.5", lte: "2.5" },
    "kite.strings": { kind: "range", gte: "2", lt: "1000" },
    "kite.soldOn": { kind: "days", from: "2026-01-01" },
    "kite.soldIn": members(["FR"], [], true),
    "kite.madeIn": { kind: "one", value: "FR" },
    "kite.licence": { kind: "one", value: "Apache-2.0" },
  });
  const object = { schema: "profile/1", vocabulary: 1, facts: { "kite.big": false, "kite.colour": null } };
  assert.deepEqual([...(parseProfile(object, vocabulary).profile?.facts.keys() ?? [])], ["kite.big"]);
});

test("each fault of a profile is told with its line, words and mend", () => {
  const cases: readonly (readonly [line: string, code: string, message: string, mend: string])[] = [
    ["kite.colr: red", "unknown-fact", "unknown fact `kite.colr`", "did you mean `kite.colour`?"],
    ["kite.length: 3 km", "wrong-unit", "`kite.length`: `km` is not its unit", "convert the value to m"],
    [
      "kite.soldOn: 2026-02-30",
      "wrong-date",
      "`kite.soldOn`: `2026-02-30` is not a date",
      "write a day that exists as YYYY-MM-DD",
    ],
    [
      "kite.parts: [none, tail]",
      "contradiction",
      "`kite.parts`: `none` stands beside other values",
      "keep `none` alone, or leave it out",
    ],
    [
      "kite.parts: { includes: [tail], excludes: [tail] }",
      "contradiction",
      "`kite.parts`: `tail` is included and excluded",
      "keep one of the two",
    ],
    ["kite.colour: rde", "wrong-value", "`kite.colour`: `rde` is not one of its values", "did you mean `red`?"],
    [
      "kite.big: maybe",
      "wrong-value",
      "`kite.big`: expected true or false, found `maybe`",
      "write `true` or `false`, or leave the fact out if it is unknown",
    ],
    ["kite.strings: 2.5", "wrong-number", "`kite.strings`: `2.5` is not a whole number", "write a whole number"],
    ["kite.length: -1", "wrong-number", "`kite.length`: `-1` is below zero", "write a number of at least 0"],
    [
      "kite.length: { gt: 3, lte: 3 }",
      "empty-range",
      "`kite.length`: nothing lies between 3 and 3",
      "correct the bounds",
    ],
    [
      "kite.soldOn: { from: 2026-02-01, to: 2026-01-01 }",
      "empty-range",
      "`kite.soldOn`: 2026-02-01 is after 2026-01-01",
      "correct the days",
    ],
    [
      "kite.soldIn: [XX]",
      "unknown-place",
      "`kite.soldIn`: `XX` is not a place of the atlas",
      "write ISO 3166 codes such as `KR`, `US-CO`, or `EU`",
    ],
    [
      "kite.parts: { contains: [tail] }",
      "unknown-key",
      "`kite.parts`: found `contains`",
      "use `includes` and `excludes`",
    ],
    [
      "kite.parts: true",
      "not-a-list",
      "`kite.parts`: expected a list, found `true`",
      "write `[a, b]`, or `{ includes: [a], excludes: [b] }` when there may be more",
    ],
  ];
  for (const [line, code, message, mend] of cases) {
    const { profile, problems } = read(`${head}  kite.licence: MIT\n  ${line}\n`);
    assert.equal(profile, null, line);
    assert.deepEqual(
      problems.map(({ position: { file, line: at }, ...rest }) => ({ file, at, ...rest })),
      [{ file: "mine.yaml", at: 5, severity: "error", code, message, mend }],
      line,
    );
  }
});

test("another version, another schema, missing facts and broken YAML are told", () => {
  const told = (text: string) =>
    read(text).problems.map(({ code, position, message }) => [code, position.line, message]);
  assert.deepEqual(told("schema: profile/1\nvocabulary: 2\nfacts: {}\n"), [
    ["other-vocabulary", 2, "the profile uses vocabulary `2`, this atlas has version 1"],
  ]);
  assert.deepEqual(told("schema: profile/2\nvocabulary: 1\nfacts: {}\n"), [
    ["wrong-schema", 1, "schema is `profile/2`, not `profile/1`"],
  ]);
  assert.deepEqual(told("schema: profile/1\nvocabulary: 1\nfact: {}\n"), [
    ["unknown-key", 3, "unknown key `fact`"],
    ["missing-key", 1, "`facts` is missing or not a mapping"],
  ]);
  assert.equal(told("schema: [profile/1\n")[0]?.[0], "yaml-syntax");
  assert.equal(told("- a list\n")[0]?.[0], "not-a-mapping");
});
