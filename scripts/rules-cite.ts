/**
 * Computes the hashes of cited words and of sources. Without options it tells which are missing (exit code 1);
 * `--write` fills them in, `--renew` with it also those that differ. Folders limit it: `rules-cite.ts --write law/kr`.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fillHashes } from "@comity/rules";
import {
  atlasFolder,
  hasSources,
  printProblems,
  readAtlasFiles,
  readScriptArguments,
  readSource,
} from "./rules-files.ts";

const { flags, isAsked } = readScriptArguments(["--write", "--renew"]);
if (!hasSources()) {
  console.error("The sources of law are not here. Mend: set COMITY_SOURCES to their folder.");
  process.exit(2);
}
const { edits, filled, problems, missingSources } = fillHashes(readAtlasFiles(), readSource, {
  renew: flags.has("--renew"),
  isAsked,
});
const isWriting = flags.has("--write");
if (isWriting) for (const { path, text } of edits) writeFileSync(join(atlasFolder, path), text);
else printProblems(filled);
printProblems(problems);
for (const source of missingSources) console.log(`source ${source} is not here: its hashes were not checked`);
console.log(`${filled.length} hashes ${isWriting ? "written" : "missing (--write)"}, ${problems.length} problems`);
process.exitCode = problems.length > 0 || (!isWriting && filled.length > 0) ? 1 : 0;
