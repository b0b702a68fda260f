// `npm test`: installs once, then hands over to Node 24. Plain JavaScript for any Node >= 18.
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { environment, install, node24, root } from "./install.mjs";

install("all");
const run = spawnSync(node24(), [join(root, "scripts", "run-tests.mjs"), ...process.argv.slice(2)], {
  cwd: root,
  env: environment(),
  stdio: "inherit",
});
process.exit(run.status ?? 1);
