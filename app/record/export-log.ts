/** A copy of the log's files that any web server, CDN or memory stick can hold. */
import {
  append,
  bundleEntries,
  emptyFrontier,
  equalBytes,
  frontierRoot,
  hashSize,
  leafHash,
  parseCheckpoint,
  parseNote,
  tilePath,
  tilesOf,
} from "@comity/record";
import { Problem } from "../platform/problem.ts";
import { documentOf, readEntry } from "./entry.ts";
import { DurableFolder } from "./tile-files.ts";

export interface ExportReport {
  /** Entries of the copy. */
  readonly size: number;
  /** Files written now; those that were there are not written again. */
  readonly written: number;
}

/**
 * Copies the log in `from` (data/record, also while the server writes) to the folder `to`, checkpoint last. An earlier copy
 * grows; entries and tree are checked on the way.
 * @throws Problem `not-found` when there is no log, `conflict` when its files do not fit each other.
 */
export async function exportLog(from: string, to: string): Promise<ExportReport> {
  const source = new DurableFolder(from);
  const target = new DurableFolder(to);
  const [bytes, about] = [await source.read("checkpoint"), await source.read("log.json")];
  if (bytes === null || about === null)
    throw new Problem("not-found", `There is no record in ${from}.`, {
      mend: "Start Comity once on this data folder (COMITY_DATA).",
    });
  const { size, root } = parseCheckpoint(parseNote(new TextDecoder().decode(bytes)).text);
  const broken = (path: string): Problem =>
    new Problem("conflict", `${path} in ${from} is missing or does not fit the checkpoint.`, {
      mend: "Remove the folder and start Comity: it is written again from the database.",
    });
  let written = 0;
  const copy = async (path: string, content: Uint8Array): Promise<void> => {
    await target.write(path, content);
    written += 1;
  };
  let frontier = emptyFrontier;
  for (const tile of tilesOf(size)) {
    const path = tilePath(tile);
    const content = await source.readTile(tile);
    if (content === null) throw broken(path);
    if (tile.level === "entries") {
      const entries = bundleEntries(content, tile.width);
      for (const entry of entries) frontier = append(frontier, leafHash(entry));
      for (const entry of entries) {
        const name = documentOf(readEntry(entry).entry);
        if (name === null || (await target.read(`document/${name.sha256}`)) !== null) continue;
        const document = await source.read(`document/${name.sha256}`);
        if (document === null) throw broken(`document/${name.sha256}`);
        await copy(`document/${name.sha256}`, document);
      }
    } else if (content.length !== tile.width * hashSize) throw broken(path);
    const there = await target.read(path);
    if (there === null || !equalBytes(there, content)) await copy(path, content);
  }
  if (!equalBytes(frontierRoot(frontier), root)) throw broken("tile/entries");
  await target.settle();
  await target.write("log.json", about);
  await target.write("checkpoint", bytes);
  await target.settle();
  return { size, written: written + 2 };
}
