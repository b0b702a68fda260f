/** Receipts (C2SP tlog-proof) from a published log; the entry travels in the `extra` line, so one file can be checked alone. */
import {
  bundleEntries,
  formatReceipt,
  inclusionProof,
  leafHash,
  parseCheckpoint,
  parseNote,
  RecordFormatError,
  tilePath,
  tileWidth,
  verifyInclusion,
} from "@comity/record";
import { Problem } from "../../platform/problem.ts";
import type { LogReader } from "../read-log.ts";
import { widthAt, withNodes } from "./log-nodes.ts";

/**
 * @throws Problem `not-found` when the log has no such entry yet; RecordFormatError when the log's tiles do not prove it.
 */
export async function makeReceipt(reader: LogReader, index: number): Promise<{ text: string; entry: Uint8Array }> {
  const note = await reader.checkpoint();
  const { size, root } = parseCheckpoint(parseNote(note).text);
  if (index >= size)
    throw new Problem("not-found", `The log has ${size} entries; the first is 0.`, {
      mend: `Name an entry from 0 to ${size - 1}.`,
    });
  const bundle = Math.floor(index / tileWidth);
  const width = widthAt(size, 0, bundle);
  const entries = bundleEntries(await reader.tile(tilePath({ level: "entries", index: bundle, width })), width);
  const entry = entries[index % tileWidth] as Uint8Array;
  const proof = await withNodes(reader, size, (nodes) => inclusionProof(nodes, index, size));
  if (!verifyInclusion(leafHash(entry), index, size, proof, root))
    throw new RecordFormatError(`the log's tiles do not prove entry ${index}; run comity verify`);
  return { text: formatReceipt({ extra: entry, index, proof, checkpoint: note }), entry };
}
