// `npm start`: installs once, builds the islands when they changed, and runs the server in the foreground.
import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { environment, install, node24, root } from "./install.mjs";

install("run");
const env = environment();
const built = spawnSync(node24(), [join(root, "scripts", "build-islands.mjs")], { cwd: root, env, stdio: "inherit" });
if (built.status !== 0) process.exit(1);

const args = [
  "--disable-warning=ExperimentalWarning",
  "--import",
  join(root, "scripts", "tsx-hook.mjs"),
  join(root, "app", "main.ts"),
  ...process.argv.slice(2),
];
const server = spawn(node24(), args, { cwd: root, env, stdio: "inherit" });
// The terminal sends the signal to the whole group; wait for the server to drain instead of dying before it.
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => server.kill(signal));
server.on("exit", (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
