/**
 * Root often works in folders that nobody else may enter (`/root`, `mktemp -d`). The system user that PostgreSQL runs as
 * cannot reach a program or data there, and rights of folders that were there are not ours to change. So a copy of the
 * program, and data whose place nobody chose, go to /var/lib/comity.
 */
import { createHash } from "node:crypto";
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { errorCode, Problem } from "../problem.ts";
import type { Binaries } from "./embedded-binaries.ts";
import { databaseUser, unreachableFolder, type SystemUser } from "./system-user.ts";

/** Of Comity as root (Filesystem Hierarchy Standard 3.0, 5.8). */
export const SYSTEM_FOLDER = "/var/lib/comity";

/** Makes the folder; refuses one that others could have filled. */
function ownFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o755 });
  } catch (error) {
    throw new Problem("cannot-start", `${folder} cannot be made (${errorCode(error)}).`, {
      mend: "Start Comity as an ordinary user, or from a folder that everyone may enter.",
      cause: error,
    });
  }
  const { uid, mode } = statSync(folder);
  if (uid !== process.getuid?.() || (mode & 0o022) !== 0)
    throw new Problem("cannot-start", `${folder} can be changed by others, so no program is run from there.`, {
      mend: `chown root ${folder} && chmod 755 ${folder}`,
    });
  // A strict umask takes from others what they need to enter.
  chmodSync(folder, 0o755);
}

function openToAll(path: string): void {
  const status = lstatSync(path);
  if (status.isSymbolicLink()) return;
  chmodSync(path, status.isDirectory() || (status.mode & 0o100) !== 0 ? 0o755 : 0o644);
  if (status.isDirectory()) for (const name of readdirSync(path)) openToAll(join(path, name));
}

/** The binaries as they are, or a copy (once for each version) when `user` may not enter their folder. */
export function reachableBinaries(binaries: Binaries, user: SystemUser | undefined, system = SYSTEM_FOLDER): Binaries {
  const native = dirname(dirname(binaries.postgres));
  if (user === undefined || unreachableFolder(dirname(binaries.postgres), user) === undefined) return binaries;
  ownFolder(system);
  const place = join(system, `postgresql-${binaries.version}-${process.arch}`);
  if (!existsSync(place)) {
    const fresh = `${place}.${process.pid}.new`;
    cpSync(native, fresh, { recursive: true, verbatimSymlinks: true });
    openToAll(fresh);
    try {
      renameSync(fresh, place);
    } catch (error) {
      // Another process was faster.
      rmSync(fresh, { recursive: true, force: true });
      if (!existsSync(place)) throw error;
    }
  }
  const there = (program: string): string => join(place, "bin", basename(program));
  return { ...binaries, initdb: there(binaries.initdb), postgres: there(binaries.postgres) };
}

/**
 * Where data goes when nobody chose a place: `FOLDER/data`; as root below `system` when the system user may not enter
 * FOLDER. A place that holds a database already stays, whatever rights folders have got since.
 */
export function defaultDataFolder(
  folder: string,
  configuredUser: string | undefined,
  system = SYSTEM_FOLDER,
  ownUid = process.getuid?.(),
): string {
  const inside = join(folder, "data");
  if (ownUid !== 0 || existsSync(join(inside, "postgres", "cluster"))) return inside;
  const mark = createHash("sha256").update(folder).digest("hex").slice(0, 12);
  const outside = join(system, `data-${mark}`);
  if (existsSync(join(outside, "postgres", "cluster"))) return outside;
  try {
    const user = databaseUser(configuredUser, undefined, ownUid);
    return user !== undefined && unreachableFolder(folder, user) !== undefined ? outside : inside;
  } catch (error) {
    // No such user: whoever starts PostgreSQL is told so; commands without a database go on.
    if (error instanceof Problem) return inside;
    throw error;
  }
}
