import assert from "node:assert/strict";
import { test } from "node:test";
import { createLogger } from "./logging.ts";

function logged(write: (log: ReturnType<typeof createLogger>) => void): Record<string, unknown> {
  let line = "";
  write(createLogger("info", { write: (text) => void (line += text) }));
  return JSON.parse(line) as Record<string, unknown>;
}

test("secrets are removed at every level that is written", () => {
  const line = logged((log) =>
    log.info({ password: "hunter2", input: { token: "hunter2", deep: { cookie: "hunter2" } }, user: "a" }, "x"),
  );
  assert.doesNotMatch(JSON.stringify(line), /hunter2/);
  assert.deepEqual([line["user"], line["level"], line["msg"]], ["a", "info", "x"]);
  assert.match(String(line["time"]), /^\d{4}-\d\d-\d\dT/);
});

test("of an error only its words, code, stack and cause are written", () => {
  const error = Object.assign(new Error("outer", { cause: new Error("inner") }), {
    code: "57P01",
    client: { secretKey: 4711 },
  });
  const written = logged((log) => log.error({ err: error }))["err"] as Record<string, unknown>;
  assert.deepEqual(Object.keys(written).toSorted(), ["cause", "code", "message", "stack", "type"]);
  assert.equal((written["cause"] as Record<string, unknown>)["message"], "inner");
});
