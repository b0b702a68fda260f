import assert from "node:assert/strict";
import { test } from "node:test";
import { parse } from "yaml";
import { quoteHash, sourceHash } from "./citations.ts";
import { fillHashes } from "./hashes.ts";

const source = "## Article 1\nOwners of kites register them.\n\n## Article 2\nA tag is red.\n";
const read = (path: string) => (path === "xx/kites.md" ? source : null);
const instrument = `id: xx/kites
expressions:
  - { id: e1, from: 2026-01-01, lang: en, source: xx/kites.md, authentic: true } # the only one
`;
const head = "instrument: xx/kites\nexpression: e1\nprovisions:\n";
const hash1 = quoteHash(source, [2, 2]);
const hash2 = quoteHash(source, [5, 5]);
const fill = (provisions: string, renew = false, expressions = instrument) =>
  fillHashes(
    [
      { path: "law/xx/kites/instrument.yaml", text: expressions },
      { path: "law/xx/kites/provisions.yaml", text: head + provisions },
    ],
    read,
    { renew },
  );
const written = (result: ReturnType<typeof fill>, name: string): string =>
  result.edits.find((edit) => edit.path.endsWith(name))?.text ?? "";

test("hashes are filled into flow and block mappings, with comments and layout kept", () => {
  const provisions = `  - { eId: art_1, label: Art. 1, lines: [2, 2] } # first
  - eId: art_2
    label: Art. 2
    # where it stands
    lines:
      - 5
      - 5
    about: { en: Tags }
  - lines: [2, 2] # at the front
    eId: art_1__para_1
    label: Art. 1
  - { eId: art_3, label: A, lines: [5, 5], sha256: "" }
  - eId: art_4
    sha256:
    lines: [5, 5]
`;
  const result = fill(provisions);
  assert.deepEqual(result.problems, []);
  const text = written(result, "provisions.yaml");
  const records = (parse(text) as { provisions: { eId: string; sha256: string; lines: number[] }[] }).provisions;
  assert.deepEqual(
    records.map(({ eId, sha256, lines }) => [eId, sha256, lines]),
    [
      ["art_1", hash1, [2, 2]],
      ["art_2", hash2, [5, 5]],
      ["art_1__para_1", hash1, [2, 2]],
      ["art_3", hash2, [5, 5]],
      ["art_4", hash2, [5, 5]],
    ],
  );
  for (const comment of ["# first", "# where it stands", "# at the front"]) assert.ok(text.includes(comment));
  assert.deepEqual(
    result.filled.map(({ position }) => `${position.file}:${position.line}`),
    [3, 4, 5, 12, 15, 16].map((line, i) => `law/xx/kites/${i === 0 ? "instrument" : "provisions"}.yaml:${line}`),
  );
  const expressions = parse(written(result, "instrument.yaml")) as { expressions: { sha256: string }[] };
  assert.equal(expressions.expressions[0]?.sha256, sourceHash(source));
  const again = fill(text.slice(head.length), false, written(result, "instrument.yaml"));
  assert.deepEqual([again.edits, again.filled, again.problems], [[], [], []]);
});

test("words that changed are reported with place and mend, and renewed only when asked", () => {
  const provisions = `  - { eId: art_1, label: Art. 1, lines: [2, 2], sha256: "${"0".repeat(64)}" }\n`;
  const kept = fill(provisions);
  assert.equal(written(kept, "provisions.yaml"), "");
  const [problem] = kept.problems;
  assert.equal(problem?.code, "hash-differs");
  assert.deepEqual(problem?.position, { file: "law/xx/kites/provisions.yaml", line: 4, column: 5 });
  assert.match(problem?.mend ?? "", /--renew/);
  assert.ok(written(fill(provisions, true), "provisions.yaml").includes(hash1 ?? "?"));
});

test("lines without words and sources that are not here are said", () => {
  const result = fill("  - { eId: art_9, label: Art. 9, lines: [90, 91] }\n");
  assert.deepEqual(
    result.problems.map(({ code, position }) => [code, position.line]),
    [["no-such-lines", 4]],
  );
  const absent = fill("", false, instrument.replace("xx/kites.md", "xx/absent.md"));
  assert.deepEqual(absent.missingSources, ["xx/absent.md"]);
});
