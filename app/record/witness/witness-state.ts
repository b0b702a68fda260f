/**
 * What a witness must never forget: its key, and the checkpoint that it last cosigned for each log. One folder, one
 * process; a state is on the disk, and its folder entry too, before anyone hears of it.
 */
import { randomBytes } from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { join, resolve } from "node:path";
import {
  ed25519Signer,
  fromHex,
  isKeyName,
  parseCheckpoint,
  parseNote,
  sha256,
  signatureType,
  toHex,
  unseen,
  utf8,
  type Signer,
  type WitnessState,
} from "@comity/record";
import { errorCode, Problem } from "../../platform/problem.ts";

/** Writes a file so that after a crash it is either the old or the new one, whole. */
export function writeDurably(folder: string, name: string, text: string, mode = 0o600): void {
  const path = join(folder, name);
  const fresh = `${path}.new`;
  const file = openSync(fresh, "w", mode);
  try {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(fresh, path);
  syncFolder(folder);
}

function syncFolder(folder: string): void {
  // Windows cannot open a folder; there the rename itself is durable.
  if (process.platform === "win32") return;
  const handle = openSync(folder, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Name of a log's state: SHA-256 (hex) of its origin, as the witness protocol names it to monitors. */
export const stateName = (origin: string): string => toHex(sha256(utf8(origin)));

export interface WitnessStore {
  readonly signer: Signer;
  /** What was last cosigned for an origin; `unseen` at first sight. @throws Problem when its file is broken. */
  stateOf(origin: string): WitnessState;
  /** Checkpoint note with this witness's cosignature, by `stateName`; null when there is none. */
  noteOf(name: string): string | null;
  /** On return the note is durable. */
  store(origin: string, note: string): void;
  /** Keeps a proof that a log showed two trees; gives the file. */
  keepEvidence(origin: string, text: string): string;
  close(): void;
}

/**
 * Opens the folder of a witness; the first time makes it, and its key.
 * @param name of the key, e.g. `witness.example.org/comity`; needed the first time, afterwards it must be the same.
 * @throws Problem `invalid-input` for a wrong name, `cannot-start` when another process uses the folder.
 */
export function openWitness(folder: string, name: string | undefined): WitnessStore {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const unlock = lock(folder);
  try {
    const signer = keyOf(folder, name);
    return {
      signer,
      stateOf(origin) {
        const note = this.noteOf(stateName(origin));
        if (note === null) return unseen;
        const { size, root } = parseCheckpoint(parseNote(note).text);
        return { size, root };
      },
      noteOf(file) {
        try {
          return /^[0-9a-f]{64}$/.test(file) ? readFileSync(join(folder, file), "utf8") : null;
        } catch (error) {
          if (errorCode(error) === "ENOENT") return null;
          throw error;
        }
      },
      store: (origin, note) => writeDurably(folder, stateName(origin), note),
      keepEvidence(origin, text) {
        const file = `split-view-${stateName(origin).slice(0, 16)}.json`;
        // The first is enough, and a hostile log cannot fill the disk.
        if (!existsSync(join(folder, file))) writeDurably(folder, file, text);
        return join(folder, file);
      },
      close: unlock,
    };
  } catch (error) {
    unlock();
    throw error;
  }
}

function keyOf(folder: string, name: string | undefined): Signer {
  const path = join(folder, "key");
  if (!existsSync(path)) {
    if (name === undefined || !isKeyName(name))
      throw new Problem("invalid-input", "A new witness needs a name without spaces and `+`.", {
        mend: "Write --name witness.example.org/comity, with a domain of yours.",
      });
    writeDurably(folder, "key", `${name} ${toHex(randomBytes(32))}\n`);
  }
  const match = /^(\S+) ([0-9a-f]{64})\n$/.exec(readFileSync(path, "utf8"));
  if (!match)
    throw new Problem("cannot-start", `${path} does not hold a key.`, { mend: "Restore it from your backup." });
  const [, own = "", seed = ""] = match;
  if (name !== undefined && name !== own)
    throw new Problem("invalid-input", `The witness in ${folder} is named ${own}, not ${name}.`, {
      mend: "Leave --name out, or use another folder for another witness.",
    });
  return ed25519Signer(own, fromHex(seed), signatureType.cosignature);
}

/** Folders that this process holds: in a container a new process may have the number of the one that died. */
const held = new Set<string>();

/** Two witnesses with one key could cosign two trees: the folder serves one process. */
function lock(folder: string): () => void {
  const path = join(resolve(folder), "lock");
  for (;;) {
    try {
      const file = openSync(path, "wx", 0o600);
      writeSync(file, `${process.pid}\n`);
      closeSync(file);
      held.add(path);
      return () => {
        held.delete(path);
        rmSync(path, { force: true });
      };
    } catch (error) {
      if (errorCode(error) !== "EEXIST") throw error;
      const owner = Number(readFileSync(path, "utf8"));
      if (owner === process.pid ? held.has(path) : runs(owner))
        throw new Problem("cannot-start", `Another witness (process ${owner}) uses ${folder}.`, {
          mend: "Stop it first. A witness has one folder and one process.",
        });
      rmSync(path, { force: true });
    }
  }
}

function runs(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === "EPERM";
  }
}
