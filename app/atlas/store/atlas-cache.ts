/** The parsed atlas kept between starts: reading 1.5 MB of YAML with positions takes seconds, this milliseconds. A cache that is missing, old or broken is made anew. */
import { createHash } from "node:crypto";
import { globSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { deserialize, serialize } from "node:v8";
import type { Atlas } from "@comity/rules";

const folder = fileURLToPath(new URL("../../../node_modules/.cache/comity/", import.meta.url));
const code = fileURLToPath(new URL("../../../packages/rules/src/", import.meta.url));

/** Changes with the data and with the code that reads it. */
function nameOf(release: string): string {
  const hash = createHash("sha256").update(`${release} ${process.version}`);
  for (const file of globSync(["*.ts", "{model,parse,check}/*.ts"], { cwd: code }).toSorted())
    hash.update(readFileSync(join(code, file)));
  return `atlas-${hash.digest("hex").slice(0, 32)}.bin`;
}

export function readCached(release: string): Atlas | null {
  try {
    return deserialize(readFileSync(join(folder, nameOf(release)))) as Atlas;
  } catch {
    return null;
  }
}

/** Written beside and renamed, so that another process never reads half of it; where nothing can be written, nothing is. */
export function writeCached(release: string, atlas: Atlas): void {
  try {
    mkdirSync(folder, { recursive: true });
    const name = nameOf(release);
    const draft = join(folder, `${name}.${process.pid}`);
    writeFileSync(draft, serialize(atlas));
    for (const old of globSync("atlas-*.bin", { cwd: folder }))
      if (old !== name) rmSync(join(folder, old), { force: true });
    renameSync(draft, join(folder, name));
  } catch {
    // A read-only installation starts more slowly, no worse.
  }
}
