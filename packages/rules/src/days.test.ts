import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { dayNumber, dayOf, holds } from "./days.ts";

test("a day is a day that exists", () => {
  assert.equal(dayNumber("1970-01-01"), 0);
  assert.equal(dayNumber("2024-02-29"), 19_782);
  for (const day of [
    "2026-02-30",
    "2025-02-29",
    "1900-02-29",
    "2026-13-01",
    "2026-1-1",
    "26-01-01",
    "2026-01-01T00:00",
    "",
  ])
    assert.equal(dayNumber(day), null, day);
});

test("days and their numbers go there and back", () => {
  fc.assert(
    fc.property(fc.integer({ min: -200_000, max: 2_000_000 }), (number) =>
      assert.equal(dayNumber(dayOf(number)), number),
    ),
  );
});

test("a span holds its first day and not its last", () => {
  const span = { from: "2026-01-01", to: "2026-07-01" };
  assert.ok(holds(span, "2026-01-01") && holds(span, "2026-06-30"));
  assert.ok(!holds(span, "2025-12-31") && !holds(span, "2026-07-01"));
  assert.ok(holds({}, "1000-01-01") && holds({ from: "2026-01-01" }, "2999-01-01"));
});
