import assert from "node:assert/strict";
import { test } from "node:test";
import { ownPath } from "./theme.ts";

test("going back never leaves the site", () => {
  assert.equal(ownPath("/fr/places?a=1"), "/fr/places?a=1");
  for (const foreign of [
    undefined,
    "",
    "https://evil.example/",
    "//evil.example/x",
    "/\\evil.example",
    "/\t/evil.example",
    "javascript:1",
  ])
    assert.equal(ownPath(foreign), "/", foreign);
});
