/** The data folder: its rights, its lock (one server a folder) and the keys that Comity makes for itself. */
import { hkdfSync, randomBytes } from "node:crypto";
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { errorCode, Problem, toProblem } from "./problem.ts";

/**
 * Makes the data folder and checks that it can be written. As root it stays enterable (0711), because the built-in
 * PostgreSQL runs as another user below it; everything secret in it has rights of its own.
 */
export function openDataFolder(folder: string): void {
  const mode = process.getuid?.() === 0 ? 0o711 : 0o700;
  try {
    const made = mkdirSync(folder, { recursive: true, mode });
    // Only what we made: a folder that was there keeps its rights (it may be /srv, or shared).
    if (made !== undefined) chmodSync(folder, mode);
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    if (toProblem(error).kind === "storage-full") throw toProblem(error);
    throw new Problem("cannot-start", `The data folder ${folder} cannot be used (${errorCode(error)}).`, {
      mend: "Set COMITY_DATA to a folder that the user who runs Comity may write, or correct its owner and rights.",
      cause: error,
    });
  }
}

/** Start time of a process in clock ticks since boot (Linux), so that a reused process number is recognised. */
function startTicks(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  } catch {
    return undefined;
  }
}

/** Folder of a restore that is under way, inside the data folder. */
export const RESTORING = ".restoring";

/** Throws `Problem("cannot-start")` when a restore into the folder was interrupted. */
export function refuseHalfRestored(folder: string): void {
  if (!existsSync(join(folder, RESTORING))) return;
  throw new Problem("cannot-start", `A restore into ${folder} is under way or was interrupted.`, {
    mend: `If it no longer runs, empty the folder (rm -r ${folder}) and restore again.`,
  });
}

interface Holder {
  pid: number;
  host: string;
  started: string | null;
}

const HEARTBEAT_MS = 10_000;
/** On another host (a container on the same volume) the process cannot be looked up: a silent minute means it is gone. */
const SILENT_MS = 60_000;

function readHolder(file: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Holder;
  } catch {
    return undefined;
  }
}

function isHeld(file: string, holder: Holder): boolean {
  if (holder.host !== hostname()) return Date.now() - statSync(file).mtimeMs < SILENT_MS;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if (errorCode(error) !== "EPERM") return false;
  }
  return holder.started === null || startTicks(holder.pid) === holder.started;
}

export interface InstanceLock {
  release(): void;
}

/** Who runs on this data folder now, if anyone. */
export function lockHolder(folder: string): { pid: number; host: string } | undefined {
  const file = join(folder, "comity.lock");
  const holder = readHolder(file);
  return holder !== undefined && isHeld(file, holder) ? holder : undefined;
}

/** Takes the folder's lock. Throws `Problem("cannot-start")` with the process that holds it and the mend. */
export function lockInstance(folder: string): InstanceLock {
  const file = join(folder, "comity.lock");
  const own = join(folder, `comity.lock.${process.pid}`);
  const words = JSON.stringify({
    pid: process.pid,
    host: hostname(),
    started: startTicks(process.pid) ?? null,
  } satisfies Holder);
  try {
    writeFileSync(own, `${words}\n`, { mode: 0o600 });
    for (let attempt = 0; ; attempt += 1) {
      try {
        // link() is atomic: it fails when the lock exists, and the lock is never seen half-written.
        linkSync(own, file);
        break;
      } catch (error) {
        if (errorCode(error) !== "EEXIST") throw error;
      }
      const before = readFileSync(file, "utf8");
      const holder = readHolder(file);
      if (attempt > 5 || (holder !== undefined && isHeld(file, holder))) {
        const who =
          holder === undefined
            ? "another process"
            : `process ${holder.pid}${holder.host === hostname() ? "" : ` on ${holder.host}`}`;
        throw new Problem("cannot-start", `Comity already runs on the data folder ${folder} (${who}).`, {
          mend: `Stop it first (${holder === undefined ? "see its terminal" : `kill ${holder.pid}`}), or start this one on another folder: COMITY_DATA=./other PORT=8081 npm start`,
        });
      }
      // Left behind by a crash. Two starts may see it at once: only the one that moves away what it read goes on.
      const aside = `${own}.stale`;
      try {
        renameSync(file, aside);
        if (readFileSync(aside, "utf8") !== before) linkSync(aside, file);
      } catch (error) {
        if (errorCode(error) !== "ENOENT" && errorCode(error) !== "EEXIST") throw error;
      }
      rmSync(aside, { force: true });
    }
  } catch (error) {
    if (error instanceof Problem) throw error;
    if (toProblem(error).kind === "storage-full") throw toProblem(error);
    throw new Problem("cannot-start", `The lock ${file} cannot be made (${errorCode(error)}).`, {
      mend: "Correct the rights of the data folder.",
      cause: error,
    });
  } finally {
    rmSync(own, { force: true });
  }
  const beat = setInterval(() => {
    try {
      utimesSync(file, new Date(), new Date());
    } catch {
      // The folder went away: the next write of anything else says so.
    }
  }, HEARTBEAT_MS);
  beat.unref();
  return {
    release() {
      clearInterval(beat);
      if (readFileIfThere(file)?.trim() === words) rmSync(file, { force: true });
    },
  };
}

function readFileIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

/**
 * A key for one purpose from the master key of the configuration (HKDF-SHA-256): what several nodes on one database use,
 * so that they agree without a shared folder. 32 bytes, base64url.
 */
export function derivedKey(master: string, purpose: string): string {
  return Buffer.from(hkdfSync("sha256", master, "", `comity:${purpose}`, 32)).toString("base64url");
}

/**
 * A secret key of 32 random bytes (base64url) in `keys/NAME`, made on first use with rights 0600. Never leaves the machine
 * except in a backup.
 */
export function instanceKey(folder: string, name: string): string {
  const keys = join(folder, "keys");
  const file = join(keys, name);
  mkdirSync(keys, { recursive: true, mode: 0o700 });
  const found = readFileIfThere(file)?.trim();
  if (found !== undefined && found.length >= 43) return found;
  if (found !== undefined) {
    throw new Problem("cannot-start", `The key file ${file} is damaged (${found.length} characters instead of 43).`, {
      mend: "Restore it from a backup, or remove it: then a new key is made, and everyone must sign in again.",
    });
  }
  const fresh = randomBytes(32).toString("base64url");
  const half = `${file}.new`;
  writeFileSync(half, `${fresh}\n`, { mode: 0o600, flush: true });
  renameSync(half, file);
  return fresh;
}
