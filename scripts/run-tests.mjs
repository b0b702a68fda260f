// The body of `npm test`, under Node 24: checks types, style, words, data and architecture, then runs every test; arguments name test files to run alone.
import { spawnSync } from "node:child_process";
import { existsSync, globSync } from "node:fs";
import { join } from "node:path";
import { environment, node24, root } from "./install.mjs";

const env = { ...environment(), TZ: "UTC" };
const hook = ["--disable-warning=ExperimentalWarning", "--import", join(root, "scripts", "tsx-hook.mjs")];
const named = process.argv.slice(2);

function step(title, command, args) {
  const began = performance.now();
  const done = spawnSync(command, args, { cwd: root, env, encoding: "utf8", maxBuffer: 1 << 28 });
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  const good = done.status === 0;
  console.log(`${good ? "✔" : "✖"} ${title} (${seconds} s)`);
  if (!good) console.log([done.stdout, done.stderr, done.error?.message].filter(Boolean).join("\n"));
  return good;
}

if (named.length === 0) {
  const bin = (name) => join(root, "node_modules", ".bin", name);
  const script = (name, ...args) => [...hook, join(root, "scripts", name), ...args];
  const steps = [
    ["islands build", node24(), [join(root, "scripts", "build-islands.mjs")]],
    ["types", bin("tsc"), ["--noEmit", "-p", "tsconfig.json"]],
    ["lint and architecture", bin("oxlint"), ["--type-aware", "--deny-warnings"]],
    ["format", bin("oxfmt"), ["--check"]],
    ["unused code and dependencies", bin("knip"), []],
    ["words in six languages", node24(), script("words.ts", "--check")],
    ["atlas data and citations", node24(), [...hook, join(root, "cli", "main.ts"), "rules", "check"]],
  ];
  const failed = steps.filter(([title, command, args]) => !step(title, command, args));
  if (failed.length > 0) {
    console.log(
      `\nNot running the tests: ${failed.length} check(s) failed. Mend: see above; \`npm run fix\` formats and fixes what a machine can.`,
    );
    process.exit(1);
  }
}

const found = globSync(
  [
    "packages/*/src/**/*.test.{ts,tsx}",
    "app/**/*.test.{ts,tsx}",
    "cli/**/*.test.{ts,tsx}",
    "scripts/**/*.test.{ts,tsx}",
    "tests/**/*.test.{ts,tsx}",
  ],
  { cwd: root },
);
const files = named.length > 0 ? named : found.sort();
if (!existsSync(join(root, "..", "shared", "sources")) && !process.env.COMITY_SOURCES)
  console.log("ℹ tests on the original sources are skipped: ../shared is not here");
const run = spawnSync(
  node24(),
  [...hook, "--test", "--test-reporter=spec", `--test-concurrency=${process.env.COMITY_TEST_JOBS ?? 2}`, ...files],
  { cwd: root, env, stdio: "inherit" },
);
process.exit(run.status ?? 1);
