/** An independent program, golang.org/x/mod (Debian: golang-go, golang-golang-x-mod-dev), reads our logs and finds our forgeries. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { checkpointOf, honestEntries, logKey, newFolder, publish } from "../tamper/forge-log.ts";

const here = fileURLToPath(new URL(".", import.meta.url));
const there =
  spawnSync("go", ["version"]).status === 0 && existsSync("/usr/share/gocode/src/golang.org/x/mod/sumdb/tlog");
const skip = there
  ? false
  : "Go or golang-golang-x-mod-dev is not installed (apt install golang-go golang-golang-x-mod-dev)";
if (!there) console.log("ℹ interoperability with golang.org/x/mod is skipped: Go is not here");

test("Go's note and tlog accept our checkpoint, every inclusion and every consistency proof", { skip }, (t) => {
  const work = mkdtempSync(join(tmpdir(), "comity-go-"));
  t.after(() => rmSync(work, { recursive: true, force: true }));
  copyFileSync(join(here, "go-check.go.txt"), join(work, "main.go"));
  const built = spawnSync("go", ["build", "-o", "check", "main.go"], {
    cwd: work,
    encoding: "utf8",
    env: { ...process.env, GO111MODULE: "off", GOPATH: "/usr/share/gocode", GOCACHE: join(work, "cache"), GOFLAGS: "" },
  });
  assert.equal(built.status, 0, built.stderr);
  const check = (folder: string) => spawnSync(join(work, "check"), [folder, logKey], { encoding: "utf8" });
  for (const size of [1, 2, 255, 256, 257, 600]) {
    const folder = newFolder(t);
    publish(folder, honestEntries(size));
    const { status, stdout } = check(folder);
    assert.equal(status, 0, `${size}: ${stdout}`);
    assert.match(stdout, new RegExp(`^checked comity\\.example/record ${size}\\n$`));
  }
  const forged = newFolder(t);
  publish(forged, honestEntries(300).toSpliced(7, 1), checkpointOf(honestEntries(299)));
  assert.equal(check(forged).status, 1);
  writeFileSync(join(forged, "checkpoint"), checkpointOf(honestEntries(299)).replace("\n299\n", "\n298\n"));
  assert.match(check(forged).stdout, /^note /);
});
