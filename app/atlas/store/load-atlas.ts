/** The atlas of this installation: read once from the atlas folder, checked, compiled. */
import { createHash } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { compileBook, parseAtlas, type Atlas, type AtlasFile, type Book, type Problem } from "@comity/rules";
import { Problem as Failure } from "../../platform/problem.ts";
import { readCached, writeCached } from "./atlas-cache.ts";

export const atlasFolder = fileURLToPath(new URL("../../../atlas/", import.meta.url));

export interface LoadedAtlas {
  readonly atlas: Atlas;
  readonly book: Book;
  /** SHA-256 (hex) over all files of the atlas: what a release pins. */
  readonly release: string;
  /** Latest day on which anything in it was checked. */
  readonly checked: string;
}

/** All YAML files below a folder, in the order of their paths. */
export function readAtlasFiles(folder: string = atlasFolder): AtlasFile[] {
  return globSync("**/*.yaml", { cwd: folder })
    .map((path) => path.replaceAll("\\", "/"))
    .toSorted()
    .map((path) => ({ path, text: readFileSync(join(folder, path), "utf8") }));
}

/** A problem of the data in one line for people: place, what is wrong, what to do. */
export const problemLine = ({ position, message, mend }: Problem): string =>
  `atlas/${position.file}:${position.line}:${position.column}: ${message}; ${mend}`;

let loaded: LoadedAtlas | undefined;

/**
 * The shipped atlas. Read at first use, kept for the life of the process.
 * @throws Problem `cannot-start` with the first faults, each with its place and mend.
 */
export function loadAtlas(): LoadedAtlas {
  return (loaded ??= readAtlas(atlasFolder));
}

/** Reads an atlas from any folder; one that was read before, unchanged, comes from the cache. */
export function readAtlas(folder: string): LoadedAtlas {
  const files = readAtlasFiles(folder);
  const hash = createHash("sha256");
  for (const { path, text } of files) hash.update(`${path}\0${createHash("sha256").update(text).digest("hex")}\n`);
  const release = hash.digest("hex");
  let atlas = readCached(release);
  if (atlas === null) {
    atlas = parseFiles(files);
    writeCached(release, atlas);
  }
  const checked =
    [...atlas.instruments.values()]
      .map((instrument) => instrument.checked)
      .toSorted()
      .at(-1) ?? "";
  return { atlas, book: compileBook(atlas), release, checked };
}

function parseFiles(files: readonly AtlasFile[]): Atlas {
  const { atlas, problems } = parseAtlas(files);
  if (atlas) return atlas;
  const errors = problems.filter((problem) => problem.severity === "error");
  throw new Failure(
    "cannot-start",
    `The atlas has ${errors.length} fault${errors.length === 1 ? "" : "s"}:\n${errors.slice(0, 5).map(problemLine).join("\n")}`,
    { mend: "Correct the files, or take the released ones; `comity rules check` lists all faults." },
  );
}
