import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { loadConfig } from "./config.ts";
import type { Problem } from "./problem.ts";

function folderWith(t: TestContext, yaml?: string): string {
  const folder = mkdtempSync(join(tmpdir(), "comity-test-config-"));
  chmodSync(folder, 0o755);
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  if (yaml !== undefined) writeFileSync(join(folder, "comity.config.yaml"), yaml);
  return folder;
}

function wrong(folder: string, environment: Record<string, string> = {}): Problem {
  try {
    loadConfig({ folder, environment });
  } catch (error) {
    return error as Problem;
  }
  throw new Error("the configuration was accepted");
}

test("defaults without file and environment", (t) => {
  const folder = folderWith(t);
  const config = loadConfig({ folder, environment: {} });
  assert.equal(config.data.folder, join(folder, "data"));
  assert.deepEqual(
    [config.server.host, config.server.port, config.server.origin, config.database.url],
    ["127.0.0.1", 8080, undefined, undefined],
  );
  assert.deepEqual(config.files, { store: "folder" });
  assert.deepEqual(config.rateLimits.signIn, { requests: 10, seconds: 300 });
});

test("environment over file over defaults", (t) => {
  const folder = folderWith(t, "server:\n  port: 9000\n  host: 0.0.0.0\n  origin: https://comity.example.org/\n");
  const config = loadConfig({
    folder,
    environment: { PORT: "9001", COMITY_TRUSTED_PROXIES: "10.0.0.0/8, ::1", COMITY_LOG_LEVEL: "" },
  });
  assert.deepEqual(
    [config.server.port, config.server.host, config.server.origin],
    [9001, "0.0.0.0", "https://comity.example.org"],
  );
  assert.deepEqual(config.server.trustedProxies, ["10.0.0.0/8", "::1"]);
  assert.equal(config.log.level, "info", "an empty variable is no value");
});

test("a variable reaches three levels deep without losing what the file says beside it", (t) => {
  const folder = folderWith(t, "rateLimits:\n  reading: { seconds: 10 }\n");
  assert.deepEqual(loadConfig({ folder, environment: { COMITY_RATE_READING: "5000" } }).rateLimits.reading, {
    requests: 5000,
    seconds: 10,
  });
});

test("S3 by environment", (t) => {
  const environment = {
    COMITY_S3_ENDPOINT: "https://s3.example.org",
    COMITY_S3_BUCKET: "b",
    COMITY_S3_ACCESS_KEY_ID: "id",
    COMITY_S3_SECRET_ACCESS_KEY: "key",
  };
  assert.equal(loadConfig({ folder: folderWith(t), environment }).files.store, "s3");
  assert.deepEqual(
    wrong(folderWith(t), { COMITY_FILES_STORE: "s3" }).fields.map((field) => field.path),
    ["files.endpoint", "files.bucket", "files.accessKeyId", "files.secretAccessKey"],
  );
});

test("every wrong key is named with its place and mend, no value is repeated", (t) => {
  const folder = folderWith(
    t,
    "server:\n  port: 70000\n  origin: comity.example.org\nsession:\n  secrets: [hunter2]\noidc:\n  - id: Bad Id\n    name: x\n    issuer: https://a.example\n    clientId: c\n",
  );
  const problem = wrong(folder, { DATABASE_URL: "mysql://root:hunter2@x/y" });
  assert.deepEqual([problem.kind, problem.exitCode], ["bad-configuration", 2]);
  assert.deepEqual(
    problem.fields.map((field) => field.path),
    ["database.url", "server.port", "server.origin", "session.secrets.0", "oidc.0.id"],
  );
  assert.match(problem.text, /database\.url: write postgres:.*environment variable DATABASE_URL/);
  assert.match(problem.text, /server\.port: write a whole number from 0 to 65535 \(in .*comity\.config\.yaml\)/);
  assert.doesNotMatch(problem.text, /hunter2/);
});

test("unknown keys, broken YAML, a missing named file", (t) => {
  assert.match(wrong(folderWith(t, "server:\n  prot: 80\n")).text, /server: unknown key "prot"/);
  assert.match(wrong(folderWith(t, "server: [\n")).text, /not valid YAML/);
  assert.match(wrong(folderWith(t, "just words\n")).text, /must hold keys and values/);
  assert.match(wrong(folderWith(t, "server: 80\n")).text, /server/);
  const missing = wrong(folderWith(t), { COMITY_CONFIG: "nowhere.yaml" });
  assert.match(missing.message, /nowhere\.yaml cannot be read \(ENOENT\)/);
});
