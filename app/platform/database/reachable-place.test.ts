import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { test, type TestContext } from "node:test";
import { Problem } from "../problem.ts";
import { findBinaries } from "./embedded-binaries.ts";
import { defaultDataFolder, reachableBinaries } from "./reachable-place.ts";
import { databaseUser } from "./system-user.ts";

const isRoot = process.getuid?.() === 0;
const needsRoot = { skip: isRoot ? false : "needs root" };

function scratch(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "comity-test-place-"));
  chmodSync(folder, 0o755);
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A folder that only its owner may enter, as `mktemp -d` and `/root` are. */
function closedFolder(t: TestContext): string {
  const folder = join(scratch(t), "closed");
  mkdirSync(folder, { mode: 0o700 });
  return folder;
}

test("as root in a closed folder: PostgreSQL is copied once to where its user can run it", needsRoot, (t) => {
  const user = databaseUser(undefined);
  assert.ok(user);
  const native = join(closedFolder(t), "native");
  const found = findBinaries();
  const copied = spawnSync("cp", ["-a", dirname(dirname(found.postgres)), native]);
  assert.equal(copied.status, 0);
  // As a clone under umask 077 has it.
  spawnSync("chmod", ["-R", "go-rwx", native]);
  const closed = { ...found, initdb: join(native, "bin", "initdb"), postgres: join(native, "bin", "postgres") };
  const run = (program: string) =>
    spawnSync(program, ["--version"], { uid: user.uid, gid: user.gid, encoding: "utf8", cwd: "/" });
  assert.notEqual(run(closed.postgres).status, 0, "not where it was");

  const system = join(scratch(t), "comity");
  const reachable = reachableBinaries(closed, user, system);
  assert.match(run(reachable.postgres).stdout, /^postgres \(PostgreSQL\) 18/);
  assert.match(run(reachable.initdb).stdout, /^initdb \(PostgreSQL\) 18/);
  const made = statSync(dirname(reachable.postgres)).ctimeMs;
  assert.deepEqual(reachableBinaries(closed, user, system), reachable);
  assert.equal(statSync(dirname(reachable.postgres)).ctimeMs, made, "copied once");

  chmodSync(system, 0o777);
  assert.throws(
    () => reachableBinaries(closed, user, system),
    (error: Problem) => error.message.includes(system) && /chmod 755/.test(error.mend ?? ""),
    "nothing is run from a folder that others can fill",
  );
  assert.equal(reachableBinaries(closed, undefined, system), closed, "an ordinary user runs its own");
});

test("as root: data of a closed folder goes to the system's, and stays where a database is", needsRoot, (t) => {
  const [open, closed, system] = [scratch(t), closedFolder(t), join(scratch(t), "comity")];
  assert.equal(defaultDataFolder(open, undefined, system), join(open, "data"));
  const outside = defaultDataFolder(closed, undefined, system);
  assert.equal(dirname(outside), system);
  assert.equal(defaultDataFolder(closed, undefined, system), outside, "the same at the next start");
  assert.equal(defaultDataFolder(closed, undefined, system, 1000), join(closed, "data"), "others run it themselves");
  assert.equal(defaultDataFolder(closed, "no-such-user", system), join(closed, "data"));

  mkdirSync(join(outside, "postgres", "cluster"), { recursive: true });
  chmodSync(closed, 0o755);
  assert.equal(defaultDataFolder(closed, undefined, system), outside, "a folder opened later loses no data");
  mkdirSync(join(closed, "data", "postgres", "cluster"), { recursive: true });
  chmodSync(closed, 0o700);
  assert.equal(defaultDataFolder(closed, undefined, system), join(closed, "data"), "nor one closed later");
});
