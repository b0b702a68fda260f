// Bundles the islands (small custom elements, app/<module>/islands/*.ts) into dist/islands, one file each; the server adds the hash of the content to the name. Does nothing, in milliseconds, when their sources are unchanged.
import { createHash } from "node:crypto";
import { existsSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const out = join(root, "dist", "islands");
const stamp = join(out, ".sources");

export async function buildIslands() {
  const sources = globSync("app/*/islands/*.ts", { cwd: root })
    .filter((file) => !file.endsWith(".test.ts"))
    .sort();
  const twice = sources.filter((file, i) => sources.findIndex((other) => basename(other) === basename(file)) !== i);
  if (twice.length > 0) throw new Error(`two islands have one name: ${twice.join(", ")}`);
  const hash = createHash("sha256");
  // Folders beside the islands hold what they import.
  for (const file of globSync("app/*/islands/**/*.ts", { cwd: root }).sort())
    hash.update(file).update(readFileSync(join(root, file)));
  hash.update(readFileSync(join(root, "package-lock.json")));
  const wanted = hash.digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return false;
  // Built aside and moved into place, so that nobody meets half a build.
  const aside = `${out}.${process.pid}`;
  rmSync(aside, { recursive: true, force: true });
  mkdirSync(aside, { recursive: true });
  if (sources.length > 0) {
    const { build } = await import("vite");
    for (const file of sources) {
      await build({
        root,
        configFile: false,
        logLevel: "warn",
        publicDir: false,
        build: {
          outDir: aside,
          emptyOutDir: false,
          target: "es2022",
          modulePreload: false,
          lib: { entry: join(root, file), formats: ["es"], fileName: () => `${basename(file, ".ts")}.js` },
        },
      });
    }
  }
  writeFileSync(join(aside, basename(stamp)), wanted);
  rmSync(out, { recursive: true, force: true });
  renameSync(aside, out);
  return true;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildIslands();
