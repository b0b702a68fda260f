/** Computes the hashes of cited words: prints what differs; with --write fills in the missing ones and, with --renew, the changed ones too. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { isMap, isScalar, isSeq, parseDocument } from "yaml";
import { quoteHash, sourceHash } from "@comity/rules";
import { atlasFolder, hasSources, readAtlasFiles, readSource } from "./rules-files.ts";

if (!hasSources()) {
  console.error("The sources of law are not here. Mend: set COMITY_SOURCES to their folder.");
  process.exit(2);
}
const write = process.argv.includes("--write");
const renew = process.argv.includes("--renew");
const expressions = new Map<string, string>();
let filled = 0;
let different = 0;

/** Edits one scalar in the text itself, so that comments and layout stay. */
function settle(text: string, range: readonly number[] | null | undefined, hash: string): string {
  return range ? text.slice(0, range[0]) + JSON.stringify(hash) + text.slice(range[1]) : text;
}

const files = readAtlasFiles();
for (const { path, text } of files) {
  if (!path.endsWith("/instrument.yaml")) continue;
  const document = parseDocument(text);
  const id = String(document.get("id"));
  const list = document.get("expressions");
  let next = text;
  if (isSeq(list)) {
    for (const item of list.items.toReversed()) {
      if (!isMap(item)) continue;
      const source = item.get("source");
      if (typeof source !== "string") continue;
      expressions.set(`${id} ${String(item.get("id"))}`, source);
      const content = readSource(source);
      if (content === null) continue;
      const hash = sourceHash(content);
      const node = item.get("sha256", true);
      if (isScalar(node) && node.value === hash) continue;
      if (isScalar(node) && node.value !== "" && node.value !== null && !renew) different += 1;
      else if (isScalar(node)) next = settle(next, node.range, hash);
      else {
        const after = item.get("source", true);
        if (isScalar(after) && after.range)
          next = `${next.slice(0, after.range[1])}, sha256: "${hash}"${next.slice(after.range[1])}`;
      }
    }
  }
  if (next !== text) {
    filled += 1;
    if (write) writeFileSync(join(atlasFolder, path), next);
  }
}
for (const { path, text } of files) {
  if (!path.endsWith("/provisions.yaml")) continue;
  const document = parseDocument(text);
  const instrument = String(document.get("instrument"));
  const usual = String(document.get("expression"));
  const list = document.get("provisions");
  let next = text;
  if (!isSeq(list)) continue;
  for (const item of list.items.toReversed()) {
    if (!isMap(item)) continue;
    const source = expressions.get(`${instrument} ${String(item.get("expression") ?? usual)}`);
    const content = source === undefined ? null : readSource(source);
    const lines = item.get("lines");
    const [from, to] = isSeq(lines) ? lines.items.map((line) => Number(isScalar(line) ? line.value : line)) : [];
    const hash = content === null || from === undefined || to === undefined ? null : quoteHash(content, [from, to]);
    if (hash === null) {
      console.log(`atlas/${path}: ${String(item.get("eId"))}: no words on its lines`);
      different += 1;
      continue;
    }
    const node = item.get("sha256", true);
    if (isScalar(node) && node.value === hash) continue;
    if (isScalar(node) && node.value !== "" && !renew) {
      console.log(`atlas/${path}: ${String(item.get("eId"))}: the words differ from those that were read`);
      different += 1;
      continue;
    }
    filled += 1;
    if (isScalar(node)) next = settle(next, node.range, hash);
    else if (isSeq(lines) && lines.range)
      next = `${next.slice(0, lines.range[1])}, sha256: "${hash}"${next.slice(lines.range[1])}`;
  }
  if (next !== text && write) writeFileSync(join(atlasFolder, path), next);
}
console.log(`${filled} hashes ${write ? "written" : "to write (--write)"}, ${different} differ`);
process.exitCode = different > 0 ? 1 : 0;
