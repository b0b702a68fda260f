// `npm run bench [-- name …]`: installs the peers once, then runs each bench in its own process under Node 24.
// Plain JavaScript for any Node >= 18, since it runs before anything is installed.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, release, totalmem } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { environment, install, node24, root } from "../scripts/install.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const benches = {
  rules: "rules-peers.ts",
  interview: "interview.ts",
  columns: "columns.ts",
  "record-tree": "record-tree.ts",
  "record-append": "record-append.ts",
  pages: "pages.ts",
};

const asked = process.argv.slice(2).filter((word) => !word.startsWith("-"));
const unknown = asked.filter((name) => !(name in benches));
if (unknown.length > 0) {
  console.error(
    `No bench is called \`${unknown.join("`, `")}\`. Mend: choose from ${Object.keys(benches).join(", ")}, or name none to run all.`,
  );
  process.exit(2);
}

install("all");
installPeers();

const describe = spawnSync("git", ["-C", root, "describe", "--always", "--dirty"], { encoding: "utf8" });
const node = spawnSync(node24(), ["--version"], { encoding: "utf8" }).stdout.trim();
console.log(
  `Comity ${(describe.stdout ?? "").trim()}, ${new Date().toISOString().slice(0, 16)} UTC, Node ${node}, ${process.platform} ${release()}, ${cpus().length} × ${cpus()[0]?.model.trim() ?? "unknown processor"}, ${Math.round(totalmem() / 2 ** 30)} GiB\n`,
);

let failed = 0;
for (const [name, file] of Object.entries(benches)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  console.log(`## ${name}\n`);
  const { status } = spawnSync(
    node24(),
    ["--disable-warning=ExperimentalWarning", "--import", join(root, "scripts", "tsx-hook.mjs"), join(here, file)],
    { cwd: root, env: environment(), stdio: "inherit" },
  );
  if (status !== 0) {
    console.error(`The bench \`${name}\` failed (see above).`);
    failed += 1;
  }
}
process.exit(failed === 0 ? 0 : 1);

/** `npm ci` in bench/, only when its lockfile changed since the last time. */
function installPeers() {
  const stampFile = join(here, "node_modules", ".comity-install");
  const lock = createHash("sha256")
    .update(readFileSync(join(here, "package-lock.json")))
    .digest("hex");
  if (existsSync(stampFile) && readFileSync(stampFile, "utf8").trim() === lock) return;
  console.error("Comity: installing the peers of bench/ (once) …");
  const args = ["ci", "--no-audit", "--no-fund", "--ignore-scripts"];
  const npm = process.env.npm_execpath;
  const done = npm
    ? spawnSync(process.execPath, [npm, ...args], { cwd: here, stdio: ["ignore", 2, 2] })
    : spawnSync(process.platform === "win32" ? "npm.cmd" : "npm", args, {
        cwd: here,
        stdio: ["ignore", 2, 2],
        shell: process.platform === "win32",
      });
  if (done.status !== 0) {
    console.error(
      "Comity: `npm ci` in bench/ failed (see above). Mend: check the connection to the npm registry, then run the same command again.",
    );
    process.exit(1);
  }
  writeFileSync(stampFile, `${lock}\n`);
}
