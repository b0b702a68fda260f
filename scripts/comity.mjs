#!/usr/bin/env node
// The `comity` command from a checkout: installs once, then runs the CLI under Node 24.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { environment, install, node24, root } from "./install.mjs";

install("run");
const args = [
  "--disable-warning=ExperimentalWarning",
  "--import",
  join(root, "scripts", "tsx-hook.mjs"),
  join(root, "cli", "main.ts"),
  ...process.argv.slice(2),
];
const done = spawnSync(node24(), args, { env: environment(), stdio: "inherit" });
process.exit(done.status ?? 1);
