import assert from "node:assert/strict";
import { test } from "node:test";
import type { RecordEntry } from "../entry.ts";
import { MapFacts, recompute, verifiers } from "./registry.ts";
import type { Outcome } from "./verifier.ts";

const entry = (kind: string, command: string, actor: string | null, content: Record<string, unknown>): RecordEntry => ({
  v: 1,
  kind,
  at: "2026-11-24T00:00:00.000Z",
  command,
  actor: { kind: actor === null ? "public" : "account", id: actor },
  request: "r",
  entry: content,
});
const first = entry("role.granted", "accounts.create-first-administrator", null, {
  account: "a",
  role: "administrator",
});
const grant = (account: string, role: string, by = "a") => entry("role.granted", "roles.grant", by, { account, role });
const revoke = (account: string, role: string, by = "a") =>
  entry("role.revoked", "roles.revoke", by, { account, role });
const setting = (key: string, before: unknown, value: unknown) =>
  entry("setting.changed", "settings.change", "a", { key, before, value });
const hash = (digit: string) => digit.repeat(64);
const release = (digit: string, content: Record<string, unknown> = {}) =>
  entry("atlas.released", "atlas.release", null, { release: hash(digit), rules: 2, instruments: 1, ...content });

/** What the last entry of a sequence gives. */
function last(...entries: RecordEntry[]): string {
  const facts = new MapFacts();
  const outside = { atlas: (name: string) => (name === hash("a") ? { rules: 2, instruments: 1 } : null) };
  let outcome: Outcome | null = null;
  for (const [i, one] of entries.entries()) {
    outcome = recompute(facts, one, outside);
    if (i < entries.length - 1) assert.notEqual(outcome?.is, "divergence", JSON.stringify(one));
  }
  return outcome === null ? "unknown" : outcome.is === "divergence" ? outcome.rule : outcome.is;
}

test("roles follow the rules of their commands", () => {
  assert.equal(last(first), "ok");
  assert.equal(last(first, grant("b", "member")), "ok");
  assert.equal(last(first, grant("b", "member"), grant("b", "member")), "role-not-held-before");
  assert.equal(last(first, grant("b", "member"), revoke("b", "member"), grant("b", "member")), "ok");
  assert.equal(last(first, revoke("b", "member")), "role-held-before");
  assert.equal(last(first, grant("b", "member"), revoke("b", "member"), revoke("b", "member")), "role-held-before");
  assert.equal(last(first, grant("c", "member", "b")), "actor-administrator");
  assert.equal(last(first, revoke("a", "administrator")), "last-administrator");
  assert.equal(last(first, grant("b", "administrator"), revoke("a", "administrator", "b")), "ok");
  assert.equal(
    last(first, grant("b", "administrator"), revoke("a", "administrator", "b"), grant("c", "member", "a")),
    "actor-administrator",
  );
  assert.equal(
    last(
      first,
      entry("role.granted", "accounts.create-first-administrator", null, { account: "z", role: "administrator" }),
    ),
    "first-administrator",
  );
  assert.equal(last(entry("role.granted", "roles.grant", "a", { account: 5 })), "form");
});

test("of an instance that is older than its record nothing is claimed that nobody can know", () => {
  assert.equal(last(grant("b", "member", "old")), "ok");
  assert.equal(last(revoke("b", "member", "old")), "withheld");
  assert.equal(last(revoke("b", "member", "old"), revoke("b", "member", "old")), "role-held-before");
  assert.equal(last(setting("k", "old", "new")), "withheld");
});

test("settings chain from value to value; commitments are not judged", () => {
  assert.equal(last(setting("k", null, "x")), "ok");
  assert.equal(last(setting("k", null, "x"), setting("k", "x", "y")), "ok");
  assert.equal(last(setting("k", null, "x"), setting("k", "z", "y")), "setting-before");
  assert.equal(last(setting("k", null, "x"), setting("other", null, "y")), "ok");
  const commit = { commit: hash("0") };
  assert.equal(last(setting("k", null, commit), setting("k", commit, commit)), "withheld");
  assert.equal(last(entry("setting.changed", "settings.change", "a", { key: "k" })), "form");
});

test("releases differ from the one before, and have the counts of their files", () => {
  assert.equal(last(release("a")), "ok");
  assert.equal(last(release("b")), "withheld");
  assert.equal(last(release("a", { rules: 3 })), "release-counts");
  assert.equal(last(release("b"), release("b")), "release-new");
  assert.equal(last(release("b"), release("a", { before: hash("b") })), "ok");
  assert.equal(last(release("b"), release("a", { before: hash("c") })), "release-before");
  assert.equal(last(release("b", { release: "x" })), "form");
});

test("a kind or version that no verifier knows is not judged, and no two verifiers share a name", () => {
  assert.equal(last(entry("ballot.closed", "c", null, {})), "unknown");
  assert.equal(last({ ...first, v: 2 }), "unknown");
  const names = verifiers.map(({ kind, version }) => `${kind} ${version}`);
  assert.equal(new Set(names).size, names.length);
});
