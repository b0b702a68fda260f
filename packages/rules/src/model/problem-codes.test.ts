import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { problemCodes } from "./problem-codes.ts";

test("every code has one line in docs/reference/problems.md, with what it means and the mend, and no line is left over", () => {
  const page = readFileSync(new URL("../../../../docs/reference/problems.md", import.meta.url), "utf8");
  const lines = [...page.matchAll(/^\| `([a-z-]+)` \| ([^|]+) \| ([^|]+) \|$/gm)];
  assert.deepEqual(lines.map(([, code]) => code).toSorted(), [...problemCodes].toSorted());
  for (const [, code, meaning = "", mend = ""] of lines)
    assert.ok(meaning.trim().length > 10 && mend.trim().length > 5, code);
});
