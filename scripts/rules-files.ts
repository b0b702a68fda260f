/** Where the atlas and the sources of law are, for the scripts. */
import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { AtlasFile, Problem } from "@comity/rules";

export const atlasFolder = fileURLToPath(new URL("../atlas/", import.meta.url));
const sourcesFolder = process.env["COMITY_SOURCES"] ?? fileURLToPath(new URL("../../shared/sources/", import.meta.url));

export function readAtlasFiles(): AtlasFile[] {
  return globSync("**/*.yaml", { cwd: atlasFolder })
    .map((path) => path.replaceAll("\\", "/"))
    .toSorted()
    .map((path) => ({ path, text: readFileSync(join(atlasFolder, path), "utf8") }));
}

export const hasSources = (): boolean => existsSync(sourcesFolder);

export function readSource(path: string): string | null {
  const file = join(sourcesFolder, path);
  return existsSync(file) ? readFileSync(file, "utf8") : null;
}

export function printProblems(problems: readonly Problem[]): void {
  for (const { severity, code, position, message, mend } of problems)
    console.log(
      `atlas/${position.file}:${position.line}:${position.column} ${severity} ${code}: ${message}\n    ${mend}`,
    );
}
