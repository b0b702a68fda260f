import assert from "node:assert/strict";
import { test } from "node:test";
import { compileBook, loadBook, serialiseBook } from "../compile/book.ts";
import { goodFiles } from "../fixtures/small-atlas.ts";
import { parseAtlas } from "../parse/atlas.ts";
import { prepare } from "./state.ts";

const { atlas } = parseAtlas(goodFiles);
assert.ok(atlas);
const book = compileBook(atlas);
const query = { asOf: "2026-08-01", knownOn: "2026-11-24", places: ["GB"] };

test("a query is made ready once for a book, and apart for each day, place and book", () => {
  const ready = prepare(book, query);
  assert.equal(prepare(book, { ...query, places: ["GB"] }), ready);
  assert.deepEqual([...ready.places], ["GB", "EU"]);
  assert.deepEqual([...prepare(book, { ...query, asOf: "2026-09-01" }).places], ["GB"]);
  assert.notEqual(prepare(book, { ...query, knownOn: "2026-01-01" }), ready);
  assert.notEqual(prepare(book, { ...query, places: ["GB", "FR"] }), ready);
  assert.notEqual(prepare(loadBook(serialiseBook(book)), query), ready);
});

test("many queries push the old ones out and get the same answers again", () => {
  const before = prepare(book, query);
  for (let day = 1; day <= 28; day += 1) {
    for (const month of ["02", "03"])
      prepare(book, { ...query, asOf: `2026-${month}-${String(day).padStart(2, "0")}` });
  }
  const after = prepare(book, query);
  assert.notEqual(after, before);
  assert.deepEqual([after.asked, after.rows, [...after.places]], [before.asked, before.rows, [...before.places]]);
});
