import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Known } from "@comity/rules";
import { loadAtlas } from "./load-atlas.ts";
import { readState, stateParameters, withAnswer, withoutLast, type AnswerState } from "./profile-link.ts";

const { atlas } = loadAtlas();
const facts = [...atlas.vocabulary.facts.values()].filter((fact) => fact.type !== "spdx");
const decimal = fc.constantFrom("0", "5", "250", "1e25", "0.33");
const day = fc.constantFrom("2024-08-01", "2026-08-02");

/** Any knowledge of any fact. */
const answer = fc.constantFrom(...facts).chain((fact): fc.Arbitrary<readonly [string, Known | null]> => {
  const values = fact.values.map((value) => value.id).filter((value) => value !== "none");
  const known: fc.Arbitrary<Known> =
    fact.type === "bool"
      ? fc.boolean().map((value) => ({ kind: "one", value }))
      : fact.type === "enum"
        ? fc.constantFrom(...fact.values).map((value) => ({ kind: "one", value: value.id }))
        : fact.type === "place"
          ? fc.constantFrom("EU", "KR").map((value) => ({ kind: "one", value }))
          : fact.type === "set" || fact.type === "places"
            ? fc
                .record({ includes: fc.subarray(fact.type === "set" ? values : ["FR", "US-CO"]), closed: fc.boolean() })
                .map(({ includes, closed }) => ({ kind: "members", includes, excludes: [], closed }))
            : fact.type === "date"
              ? fc.oneof(
                  day.map((one): Known => ({ kind: "days", from: one, to: one })),
                  day.map((from): Known => ({ kind: "days", from })),
                  day.map((to): Known => ({ kind: "days", to })),
                )
              : fc.oneof(
                  (fact.type === "int" ? fc.constantFrom("0", "5", "250") : decimal).map((value): Known => ({
                    kind: "range",
                    gte: value,
                    lte: value,
                  })),
                  fc.constant<Known>({ kind: "range", gt: "5" }),
                  fc.constant<Known>({ kind: "range", gte: "5", lt: "250" }),
                );
  return fc.option(known, { freq: 5 }).map((one) => [fact.id, one] as const);
});

const empty: AnswerState = {
  places: ["EU", "KR"],
  on: "2027-12-02",
  known: null,
  title: "Übung & Co",
  facts: new Map(),
  skip: new Set(),
  trail: [],
};

test("a link brings back every answer, in its order", () => {
  fc.assert(
    fc.property(fc.array(answer, { maxLength: 12 }), (answers) => {
      const state = answers.reduce((before, [fact, known]) => withAnswer(before, fact, known), empty);
      const { state: read, faults } = readState(
        atlas,
        new URLSearchParams(stateParameters(state).toString()),
        "2026-11-24",
      );
      assert.deepEqual(faults, []);
      assert.deepEqual(
        { ...read, facts: [...read.facts].toSorted(), skip: [...read.skip].toSorted() },
        { ...state, facts: [...state.facts].toSorted(), skip: [...state.skip].toSorted() },
      );
      assert.equal(stateParameters(read).toString(), stateParameters(state).toString());
    }),
    { numRuns: 300 },
  );
});

test("going back forgets the last answer only", () => {
  const one = withAnswer(empty, "use.profiling", { kind: "one", value: true });
  const two = withAnswer(one, "item.kind", null);
  assert.deepEqual(withoutLast(two), one);
  assert.deepEqual(withoutLast(empty), empty);
});

test("what cannot be read is told and stays unknown", () => {
  const { state, faults } = readState(
    atlas,
    new URLSearchParams("in=eu&f=no.such~1&f=training.flop~many&f=use.profiling~perhaps&f=item.kind~system"),
    "2026-11-24",
  );
  assert.deepEqual([...state.facts.keys()], ["item.kind"]);
  assert.equal(faults.length, 3);
  assert.match(faults[1] ?? "", /not a number/);
});

test("places and sets are read as people write them", () => {
  const read = (text: string): Known | undefined => {
    const { state, faults } = readState(
      atlas,
      new URLSearchParams([["f", `actor.establishedIn~${text}`]]),
      "2026-11-24",
    );
    assert.deepEqual(faults, [], text);
    return state.facts.get("actor.establishedIn");
  };
  const wanted = read("FR,KR,US-CO");
  for (const text of ["FR, KR, US-CO", " fr kr  us-co ", "FR، KR؛ US-CO", "FR，KR、US-CO", "fr;KR;Us-Co,"])
    assert.deepEqual(read(text), wanted, text);
});
