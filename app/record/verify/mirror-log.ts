/** A full copy of a log, verified as it is made: nothing is shown by its checkpoint that was not recomputed from its entries. */
import { tilePath, type VerifierKey } from "@comity/record";
import { Problem } from "../../platform/problem.ts";
import { DurableFolder } from "../tile-files.ts";
import type { LogReader } from "../read-log.ts";
import { freshState, parseState } from "./verify-state.ts";
import { verifyLog, type LogSink, type Verification, type VerifyOptions } from "./verify-log.ts";

/** In the mirror's folder: how far it is verified. */
export const MIRROR_STATE = "mirror-state.json";

/** `log.json` is convenience; a log without one is whole. */
function absent(error: unknown): null {
  if (error instanceof Problem && error.kind === "not-found") return null;
  throw error;
}

/**
 * Copies what is new since the last run. The checkpoint comes last, so at any moment the folder is a whole log; on a
 * finding it keeps the checkpoint that it had.
 */
export async function mirrorLog(
  reader: LogReader,
  path: string,
  keys: readonly VerifierKey[],
  options: Omit<VerifyOptions, "sink" | "save">,
): Promise<Verification> {
  const folder = new DurableFolder(path);
  const stored = await folder.read(MIRROR_STATE);
  const state = stored === null ? freshState(keys) : parseState(Buffer.from(stored).toString("utf8"), keys);

  let pending = "";
  const sink: LogSink = {
    async bundle(index, bytes, width) {
      await folder.write(tilePath({ level: "entries", index, width }), bytes);
      await folder.prune({ level: "entries", index, width }, 2);

      // The state goes to disk after what it speaks of.
      if (pending !== "") await keep();
    },
    async tile({ level, index, hashes }) {
      await folder.write(tilePath({ level, index, width: hashes.length }), Buffer.concat(hashes));
      await folder.prune({ level, index, width: hashes.length }, 2);
    },
    document: (sha256, bytes) => folder.write(`document/${sha256}`, bytes),
  };
  const keep = async (): Promise<void> => {
    await folder.settle();
    await folder.write(MIRROR_STATE, pending);
    pending = "";
  };
  const found = await verifyLog(reader, state, { ...options, sink, save: (text) => void (pending = text) });
  if (found.divergence === null) {
    await folder.settle();
    const about = await reader.about().catch(absent);
    if (about !== null)
      await folder.write("log.json", `${JSON.stringify({ ...about, size: found.checkpoint?.size })}\n`);
    await folder.write("checkpoint", found.note);
  }
  if (pending !== "") await keep();
  await folder.settle();
  return found;
}
