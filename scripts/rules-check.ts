/**
 * Checks the atlas: records, references, types, example profiles, contradictions and, when the sources are here, every citation.
 * Folders limit what is told (`rules-check.ts law/kr`), not what is read; `--warnings` lists the warnings one by one.
 * Where errors stand in the way, the sound instruments are still checked, and it says which were not. Exit code 1 on an error.
 */
import {
  checkCitations,
  checkContradictions,
  checkProfiles,
  compileBook,
  parseAtlas,
  soundPart,
  type Problem,
} from "@comity/rules";
import { hasSources, printProblems, readAtlasFiles, readScriptArguments, readSource } from "./rules-files.ts";

const { flags, isAsked } = readScriptArguments(["--warnings"]);
const { readable, problems } = parseAtlas(readAtlasFiles());
const found: Problem[] = [...problems];
const { atlas, leftOut } = soundPart(readable, problems);
if (atlas) {
  const today = new Date().toISOString().slice(0, 10);
  const book = compileBook(atlas);
  found.push(...checkProfiles(atlas, book), ...checkContradictions(atlas, book, today));
} else
  console.log("example profiles and contradictions not checked: correct the errors in facts, topics and places first");
if (hasSources()) {
  const { problems: faults, checked, missingSources } = checkCitations(readable, readSource);
  found.push(...faults);
  console.log(`${checked} citations checked`);
  for (const source of missingSources) console.log(`source ${source} is not here: its citations were not checked`);
} else console.log("citations not checked: the sources are not here (COMITY_SOURCES)");
if (atlas)
  for (const unit of leftOut)
    console.log(`example profiles and contradictions of atlas/${unit} not checked: correct its errors first`);
console.log(
  `${readable.rules.size} rules, ${readable.instruments.size} instruments, ${readable.provisions.size} provisions, ${readable.profiles.length} example profiles`,
);
const asked = found.filter((problem) => isAsked(problem.position.file));
const errors = asked.filter((problem) => problem.severity === "error");
const warnings = asked.filter((problem) => problem.severity === "warning");
printProblems(errors);
if (flags.has("--warnings")) printProblems(warnings);
else {
  const kinds = new Map<string, number>();
  for (const warning of warnings) kinds.set(warning.code, (kinds.get(warning.code) ?? 0) + 1);
  for (const [code, count] of kinds) console.log(`${count} warnings ${code} (--warnings lists them)`);
}
process.exitCode = errors.length > 0 ? 1 : 0;
