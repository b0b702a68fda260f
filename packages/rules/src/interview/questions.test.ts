import assert from "node:assert/strict";
import { test } from "node:test";
import { soundPart } from "../check/sound-part.ts";
import { compileBook } from "../compile/book.ts";
import { assess } from "../evaluate/assess.ts";
import { atlasFiles } from "../fixtures/atlas-files.ts";
import { goodFiles } from "../fixtures/small-atlas.ts";
import type { Known } from "../model/facts.ts";
import { parseAtlas } from "../parse/atlas.ts";
import { firstScreen, nextQuestion } from "./questions.ts";

const small = parseAtlas(goodFiles).atlas;
assert.ok(small);
const kites = compileBook(small);
const query = { asOf: "2026-08-01", knownOn: "2026-11-24", places: ["FR"] };

test("a question names its rules, its answers and its cost, and each answer can be taken", () => {
  const question = nextQuestion(kites, { facts: new Map() }, query);
  assert.ok(question);
  assert.ok(question.because.length > 0 && question.answers.length > 1 && question.score > 0);
  assert.equal(question.cost, kites.facts.get(question.fact)?.cost);
  for (const { known } of question.answers)
    assert.doesNotThrow(() => assess(kites, { facts: new Map([[question.fact, known]]) }, query));
  assert.deepEqual(nextQuestion(kites, { facts: new Map() }, query), question, "the same again");
});

test("numbers and days are asked as bands between the thresholds that still matter", () => {
  const members = (...includes: string[]): Known => ({ kind: "members", includes, excludes: [], closed: true });
  const facts = new Map<string, Known>([
    ["actor.role", members("deployer")],
    ["kite.soldIn", members("FR")],
    ["kite.parts", members("none")],
    ["kite.big", { kind: "one", value: true }],
  ]);
  const question = nextQuestion(kites, { facts }, query);
  assert.equal(question?.fact, "kite.strings");
  assert.deepEqual(
    question?.answers.map(({ known }) => known),
    [
      { kind: "range", lte: "2" },
      { kind: "range", gt: "2" },
    ],
  );
  // What is known already is kept: a band is cut down to it.
  const narrower = new Map(facts).set("kite.strings", { kind: "range", gte: "1", lt: "9" });
  assert.deepEqual(
    nextQuestion(kites, { facts: narrower }, query)?.answers.map(({ known }) => known),
    [
      { kind: "range", gte: "1", lte: "2" },
      { kind: "range", gt: "2", lt: "9" },
    ],
  );
});

test("interviews over the whole atlas end, ask nothing twice, and leave nothing open that could be asked", () => {
  const { readable, problems } = parseAtlas(atlasFiles());
  const { atlas } = soundPart(readable, problems);
  assert.ok(atlas);
  const book = compileBook(atlas);
  const places = [...new Set([...atlas.instruments.values()].map((instrument) => instrument.place))];
  const whole = { asOf: "2026-11-24", knownOn: "2026-11-24", places };
  assert.ok(firstScreen(book, whole).length > 0);
  // Different turns: the first, the last, and a middle answer throughout.
  let asked = 0;
  for (const pick of [0, 0.5, 1]) {
    const facts = new Map<string, Known>();
    for (;;) {
      const question = nextQuestion(book, { facts }, whole);
      if (!question) break;
      assert.ok(!facts.has(question.fact), `${question.fact} is asked twice`);
      const { known } = question.answers[Math.round(pick * (question.answers.length - 1))] ?? {};
      assert.ok(known, question.fact);
      facts.set(question.fact, known);
    }
    const { findings } = assess(book, { facts }, whole);
    const open = findings.filter(
      ({ verdict, needs }) => verdict === "undecided" && needs.some((fact) => !facts.has(fact)),
    );
    assert.deepEqual(
      open.map(({ rule, needs }) => `${rule} needs ${needs.join(", ")}`),
      [],
    );
    asked += facts.size;
  }
  // One turn alone may end after a single answer: whoever offers nothing anywhere is asked no more.
  assert.ok(asked > 6, `${asked} questions in three interviews`);
});
