import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import {
  derivedKey,
  instanceKey,
  lockHolder,
  lockInstance,
  openDataFolder,
  refuseHalfRestored,
} from "./instance-folder.ts";
import { cannotRunAsNobody } from "./test-ordinary-user.ts";
import type { Problem } from "./problem.ts";

function scratch(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "comity-test-folder-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const isRefused = (error: Problem): boolean =>
  error.kind === "cannot-start" && /already runs/.test(error.message) && error.mend !== undefined;

test("one lock a folder; released it is free again and leaves nothing", (t) => {
  const folder = scratch(t);
  const lock = lockInstance(folder);
  assert.deepEqual(lockHolder(folder)?.pid, process.pid);
  assert.throws(() => lockInstance(folder), isRefused);
  lock.release();
  assert.equal(lockHolder(folder), undefined);
  lockInstance(folder).release();
  assert.deepEqual(readdirSync(folder), []);
});

test("a lock of a dead process, of a reused number, of a long silent host and a broken one are taken over", async (t) => {
  const folder = scratch(t);
  const file = join(folder, "comity.lock");
  const dead = spawnSync("true").pid;
  const stranger = spawn("sleep", ["30"]);
  t.after(() => stranger.kill());
  for (const words of [
    JSON.stringify({ pid: dead, host: hostname(), started: "1" }),
    JSON.stringify({ pid: stranger.pid, host: hostname(), started: "1" }),
    "half writ",
  ]) {
    writeFileSync(file, words);
    lockInstance(folder).release();
  }
  const elsewhere = JSON.stringify({ pid: 1, host: "other-host", started: "1" });
  writeFileSync(file, elsewhere);
  assert.throws(
    () => lockInstance(folder),
    (error: Problem) => isRefused(error) && /on other-host/.test(error.message),
  );
  const minuteAgo = new Date(Date.now() - 61_000);
  utimesSync(file, minuteAgo, minuteAgo);
  lockInstance(folder).release();
  assert.equal(existsSync(file), false);
});

test("many processes at once on a folder with a stale lock: exactly one gets it", async (t) => {
  const folder = scratch(t);
  writeFileSync(
    join(folder, "comity.lock"),
    JSON.stringify({ pid: spawnSync("true").pid, host: hostname(), started: "1" }),
  );
  const program = `const { lockInstance } = await import(${JSON.stringify(new URL("./instance-folder.ts", import.meta.url).href)});
    const wait = ${Date.now() + 1500} - Date.now(); Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Math.max(0, wait));
    try { lockInstance(${JSON.stringify(folder)}); process.stdout.write("held"); setTimeout(() => {}, 1500); } catch { process.stdout.write("refused"); }`;
  const all = await Promise.all(
    Array.from(
      { length: 5 },
      () =>
        new Promise<string>((done) => {
          const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
            stdio: ["ignore", "pipe", "inherit"],
          });
          let words = "";
          child.stdout.on("data", (data) => (words += data));
          child.on("close", () => done(words));
        }),
    ),
  );
  assert.deepEqual(all.toSorted(), ["held", "refused", "refused", "refused", "refused"]);
});

test("an unusable data folder is named with the mend", (t) => {
  const folder = scratch(t);
  writeFileSync(join(folder, "file"), "");
  assert.throws(
    () => openDataFolder(join(folder, "file", "data")),
    (error: Problem) => error.kind === "cannot-start" && /COMITY_DATA/.test(error.mend ?? ""),
  );
  mkdirSync(join(folder, ".restoring"));
  assert.throws(() => refuseHalfRestored(folder), /restore into .* interrupted/);
});

test("an unwritable data folder is refused to an ordinary user", { skip: cannotRunAsNobody() }, (t) => {
  const folder = scratch(t);
  chmodSync(folder, 0o755);
  const program = `const { openDataFolder } = await import(${JSON.stringify(new URL("./instance-folder.ts", import.meta.url).href)});
    try { openDataFolder(${JSON.stringify(folder)}); } catch (error) { process.stdout.write(error.text); }`;
  const done = spawnSync("runuser", ["-u", "nobody", "--", process.execPath, "--input-type=module", "-e", program], {
    encoding: "utf8",
  });
  assert.match(done.stdout, /cannot be used \(EACCES\)/, done.stderr);
});

test("keys are random, stable and private", (t) => {
  const folder = scratch(t);
  const key = instanceKey(folder, "session");
  assert.equal(instanceKey(folder, "session"), key);
  assert.notEqual(instanceKey(folder, "totp"), key);
  assert.equal(Buffer.from(key, "base64url").length, 32);
  assert.equal(derivedKey("m".repeat(32), "totp"), derivedKey("m".repeat(32), "totp"));
  assert.equal(
    new Set([
      derivedKey("m".repeat(32), "totp"),
      derivedKey("m".repeat(32), "session"),
      derivedKey("n".repeat(32), "totp"),
    ]).size,
    3,
  );
  assert.equal(statSync(join(folder, "keys", "session")).mode & 0o777, 0o600);
  assert.equal(statSync(join(folder, "keys")).mode & 0o777, 0o700);
});
