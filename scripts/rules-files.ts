/** Where the atlas and the sources of law are, for the scripts. */
import { existsSync, globSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
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

export interface ScriptArguments {
  readonly flags: ReadonlySet<string>;
  /** Whether a file (relative to the atlas) lies in one of the folders named; all when none is named. */
  readonly isAsked: (path: string) => boolean;
}

/**
 * Reads flags and folders, written from here or from the atlas (`atlas/law/kr`, `law/kr`).
 * Exits with 2 and a mend at an unknown flag or folder.
 */
export function readScriptArguments(known: readonly string[]): ScriptArguments {
  const fail = (message: string, mend: string): never => {
    console.error(`${message} Mend: ${mend}`);
    process.exit(2);
  };
  const flags = new Set<string>();
  const folders: string[] = [];
  for (const argument of process.argv.slice(2)) {
    if (argument.startsWith("--")) {
      if (!known.includes(argument)) fail(`Unknown option ${argument}.`, `use ${known.join(", ")}, or a folder.`);
      flags.add(argument);
      continue;
    }
    const path = [resolve(argument), join(atlasFolder, argument)].find(
      (candidate) => existsSync(candidate) && !relative(atlasFolder, candidate).startsWith(".."),
    );
    if (path === undefined) fail(`There is no ${argument} in the atlas.`, "name a folder or file such as law/kr.");
    else folders.push(relative(atlasFolder, path).replaceAll("\\", "/"));
  }
  const isAsked = (file: string): boolean =>
    folders.length === 0 || folders.some((folder) => folder === "" || file === folder || file.startsWith(`${folder}/`));
  return { flags, isAsked };
}

export function printProblems(problems: readonly Problem[]): void {
  for (const { severity, code, position, message, mend } of problems)
    console.log(
      `atlas/${position.file}:${position.line}:${position.column} ${severity} ${code}: ${message}\n    ${mend}`,
    );
}
