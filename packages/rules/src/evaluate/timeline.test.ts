import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { compileBook } from "../compile/book.ts";
import { goodFiles } from "../fixtures/small-atlas.ts";
import type { Known } from "../model/facts.ts";
import { parseAtlas } from "../parse/atlas.ts";
import { assess } from "./assess.ts";
import { daysOfChange, timeline } from "./timeline.ts";

const { atlas } = parseAtlas(goodFiles);
assert.ok(atlas);
const book = compileBook(atlas);
const sold = (...includes: string[]): Known => ({ kind: "members", includes, excludes: [], closed: true });
const maker: readonly (readonly [string, Known])[] = [
  ["actor.role", sold("provider")],
  ["kite.big", { kind: "one", value: true }],
  ["kite.colour", { kind: "one", value: "blue" }],
  ["kite.parts", sold("none")],
  ["kite.soldOn", { kind: "days", from: "2025-12-01", to: "2025-12-01" }],
];
const knownOn = "2026-11-24";

test("days of change are those of rows, transitions and memberships", () => {
  assert.deepEqual(daysOfChange(book, knownOn), [
    "2026-01-01",
    "2026-03-01",
    "2026-07-01",
    "2026-09-01",
    "2027-05-01",
    "2028-01-01",
  ]);
});

test("a place that leaves or joins a union changes what applies on that very day", () => {
  const changes = (place: string) =>
    timeline(book, { facts: new Map([...maker, ["kite.soldIn", sold(place)]]) }, { knownOn, places: [place] }).map(
      ({ on, starts, ends }) => [on, starts.join(), ends.join()],
    );
  const duty = "eu/kites/art-2-1";
  assert.deepEqual(changes("FR"), [
    ["2026-01-01", duty, ""],
    ["2028-01-01", "", duty],
  ]);
  assert.deepEqual(changes("GB"), [
    ["2026-01-01", duty, ""],
    ["2026-09-01", "", duty],
  ]);
  assert.deepEqual(changes("IS"), [
    ["2027-05-01", duty, ""],
    ["2028-01-01", "", duty],
  ]);
});

test("between two days of change nothing changes", () => {
  const day = fc
    .integer({ min: 0, max: 1200 })
    .map((n) => new Date(Date.UTC(2025, 10, 1) + n * 86_400_000).toISOString().slice(0, 10));
  fc.assert(
    fc.property(
      fc.constantFrom("FR", "GB", "IS", "EU"),
      fc.constantFrom("FR", "GB", "IS"),
      day,
      (asked, where, asOf) => {
        const profile = { facts: new Map([...maker, ["kite.soldIn", sold(where)] as const]) };
        const places = [asked];
        const last = daysOfChange(book, knownOn).findLast((one) => one <= asOf);
        const verdicts = (on: string) =>
          assess(book, profile, { asOf: on, knownOn, places }).findings.map(
            ({ rule, verdict }) => `${rule} ${verdict}`,
          );
        assert.deepEqual(verdicts(asOf), last === undefined ? [] : verdicts(last));
      },
    ),
    { numRuns: 200 },
  );
});
