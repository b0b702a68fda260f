import assert from "node:assert/strict";
import { test } from "node:test";
import type { Applies, Rule, Transition } from "@comity/rules";
import { readersOf } from "./data-quality.ts";
import { countOverTime, datesOfRules } from "./dates.ts";

const rule = (applies: readonly Applies[], transition: readonly Transition[] = []): Rule =>
  ({ id: "xx/a/1", instrument: "xx/a", applies, transition }) as unknown as Rule;

const postponed = rule([
  { from: "2026-08-02", known: { to: "2026-07-24" } },
  { from: "2027-12-02", known: { from: "2026-07-24" } },
]);

test("dates are those of the law as known on a day", () => {
  assert.deepEqual(datesOfRules([postponed], "2026-07-23"), [
    { day: "2026-08-02", instrument: "xx/a", starts: 1, ends: 0, binds: 0 },
  ]);
  assert.deepEqual(
    datesOfRules([postponed], "2026-07-24").map(({ day }) => day),
    ["2027-12-02"],
  );
});

test("a row that follows on another is no change; a gap is an end and a beginning", () => {
  const followed = rule([
    { from: "2020-01-01", to: "2021-01-01", known: {} },
    { from: "2021-01-01", known: {} },
  ]);
  assert.deepEqual(
    datesOfRules([followed], "2026-01-01").map(({ day }) => day),
    ["2020-01-01"],
  );
  const gap = rule([
    { from: "2020-01-01", to: "2021-01-01", known: {} },
    { from: "2022-01-01", known: {} },
  ]);
  assert.deepEqual(countOverTime([gap, followed], "2026-01-01"), [
    { day: "2020-01-01", value: 2 },
    { day: "2021-01-01", value: 1 },
    { day: "2022-01-01", value: 2 },
  ]);
});

test("the end of a transition is a date of its own", () => {
  const when = { fact: "x", is: true };
  const late = rule([{ from: "2025-08-02", known: {} }], [{ when, until: "2027-08-02", at: "xx/a#art_1", known: {} }]);
  assert.deepEqual(
    datesOfRules([late], "2026-01-01").map(({ day, starts, binds }) => [day, starts, binds]),
    [
      ["2025-08-02", 1, 0],
      ["2027-08-02", 0, 1],
    ],
  );
});

test("two readers are two people who read the official words", () => {
  const reading = (by: string, basis: string) => ({ by, basis, on: "2026-01-01", expression: "x", outcome: "encoded" });
  const read = (...readings: unknown[]) => readersOf({ readings } as unknown as Rule);
  assert.equal(read(reading("editor-1", "primary"), reading("editor-1", "primary")), 1);
  assert.equal(read(reading("editor-1", "primary"), reading("editor-2", "secondary")), 1);
  assert.equal(read(reading("editor-1", "primary"), reading("editor-2", "primary")), 2);
});
