// Bundles the islands (small custom elements) into dist/islands, one file each. Does nothing, in milliseconds, when their sources are unchanged.
import { createHash } from "node:crypto";
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const out = join(root, "dist", "islands");
const stamp = join(out, ".sources");

export async function buildIslands() {
  const files = globSync(["app/design/islands/*.ts", "app/*/islands/*.ts"], { cwd: root })
    .filter((file) => !file.endsWith(".test.ts"))
    .sort();
  const sources = [...new Set(files)];
  const hash = createHash("sha256");
  for (const file of sources) hash.update(file).update(readFileSync(join(root, file)));
  hash.update(readFileSync(join(root, "package-lock.json")));
  const wanted = hash.digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted) return false;
  rmSync(out, { recursive: true, force: true });
  mkdirSync(out, { recursive: true });
  if (sources.length > 0) {
    const { build } = await import("vite");
    for (const file of sources) {
      const name = basename(file, ".ts");
      await build({
        root,
        configFile: false,
        logLevel: "warn",
        publicDir: false,
        build: {
          outDir: out,
          emptyOutDir: false,
          target: "es2022",
          modulePreload: false,
          lib: { entry: join(root, file), formats: ["es"], fileName: () => `${name}.js` },
        },
      });
    }
  }
  writeFileSync(stamp, wanted);
  return true;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildIslands();
