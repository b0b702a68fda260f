/** Checks the atlas: records, references, types, example profiles, contradictions and, when the sources are here, every citation. Exit code 1 on an error. */
import {
  checkCitations,
  checkContradictions,
  checkProfiles,
  compileBook,
  parseAtlas,
  type Problem,
} from "@comity/rules";
import { hasSources, printProblems, readAtlasFiles, readSource } from "./rules-files.ts";

const { atlas, problems } = parseAtlas(readAtlasFiles());
const found: Problem[] = [...problems];
if (atlas) {
  const book = compileBook(atlas);
  found.push(...checkProfiles(atlas, book), ...checkContradictions(atlas, book, "2026-11-24"));
  if (hasSources()) found.push(...checkCitations(atlas, readSource).problems);
  else console.log("citations not checked: ../shared/sources is not here");
  console.log(
    `${atlas.rules.size} rules, ${atlas.instruments.size} instruments, ${atlas.provisions.size} provisions, ${atlas.profiles.length} example profiles`,
  );
}
const errors = found.filter((problem) => problem.severity === "error");
const warnings = found.filter((problem) => problem.severity === "warning");
const kinds = new Map<string, number>();
for (const warning of warnings) kinds.set(warning.code, (kinds.get(warning.code) ?? 0) + 1);
printProblems(errors);
for (const [code, count] of kinds) console.log(`${count} warnings ${code}`);
process.exitCode = errors.length > 0 ? 1 : 0;
