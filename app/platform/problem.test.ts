import assert from "node:assert/strict";
import { test } from "node:test";
import { Problem, problemDocument, toProblem } from "./problem.ts";

const coded = (code: string): Error => Object.assign(new Error("inner words"), { code });

test("system and database failures become problems by their code", () => {
  assert.equal(toProblem(coded("ENOSPC")).kind, "storage-full");
  assert.equal(toProblem(coded("53100")).status, 507);
  assert.equal(toProblem(coded("ECONNREFUSED")).status, 503);
  assert.equal(toProblem(coded("57P01")).retryAfter, 5);
  const own = new Problem("conflict", "x");
  assert.equal(toProblem(own), own);
});

test("an unforeseen error never shows its words", () => {
  const problem = toProblem(new Error("password is hunter2"));
  assert.equal(problem.status, 500);
  assert.doesNotMatch(JSON.stringify(problemDocument(problem, "r1")) + problem.text, /hunter2|stack/);
});

test("the document follows RFC 9457 and carries fields and mend", () => {
  const problem = new Problem("invalid-input", "Not valid.", {
    fields: [{ path: "a.b", message: "missing" }],
    mend: "Add it.",
  });
  assert.deepEqual(problemDocument(problem, "r1"), {
    type: "urn:comity:problem:invalid-input",
    title: "The input is not valid",
    status: 422,
    detail: "Not valid.",
    instance: "urn:comity:request:r1",
    mend: "Add it.",
    errors: [{ path: "a.b", message: "missing" }],
  });
  assert.equal(problem.text, "Not valid.\n  a.b: missing\nAdd it.");
});
