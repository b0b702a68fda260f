import assert from "node:assert/strict";
import { test } from "node:test";
import { parseAtlas } from "../parse/atlas.ts";
import { compileBook } from "../compile/book.ts";
import { changed, goodFiles } from "../fixtures/small-atlas.ts";
import { soundPart } from "./sound-part.ts";

test("an atlas without errors is sound as a whole", () => {
  const { readable, problems, atlas } = parseAtlas(goodFiles);
  assert.ok(atlas);
  const sound = soundPart(readable, problems);
  assert.deepEqual(sound.leftOut, []);
  assert.equal(sound.atlas, readable);
});

test("an instrument with an error is left out, and those that name it", () => {
  const files = changed("law/eu/kites/rules.yaml", "topic: labels", "topic: lables");
  const { readable, problems, atlas } = parseAtlas(files);
  assert.equal(atlas, null);
  const sound = soundPart(readable, problems);
  assert.deepEqual(sound.leftOut, ["law/eu/kites", "law/fr/strings"]);
  assert.equal(sound.atlas?.rules.size, 0);
});

test("an error in one that no other names leaves the rest", () => {
  const { readable, problems } = parseAtlas(changed("law/fr/strings/rules.yaml", "topic: labels", "topic: lables"));
  const { atlas, leftOut } = soundPart(readable, problems);
  assert.deepEqual(leftOut, ["law/fr/strings"]);
  assert.ok(atlas);
  assert.deepEqual([...atlas.instruments.keys()], ["eu/kites"]);
  assert.ok([...atlas.rules.keys()].every((id) => id.startsWith("eu/kites/")));
  assert.doesNotThrow(() => compileBook(atlas));
});

test("an error in the shared records leaves nothing", () => {
  const { readable, problems } = parseAtlas(changed("topics.yaml", "group: all", "group: al"));
  assert.deepEqual(soundPart(readable, problems), { atlas: null, leftOut: ["topics.yaml"] });
});
