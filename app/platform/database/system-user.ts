/** PostgreSQL refuses to run as root: then it runs as a system user of its own. This file finds one and checks what it can reach. */
import { readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { Problem } from "../problem.ts";

export interface SystemUser {
  name: string;
  uid: number;
  gid: number;
}

/** In order of preference when none is configured. */
const CANDIDATES = ["comity", "postgres", "nobody"];

function parsePasswd(text: string): SystemUser[] {
  return text
    .split("\n")
    .map((line) => line.split(":"))
    .filter((parts) => parts.length >= 7)
    .map(([name = "", , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }));
}

/**
 * The user to run PostgreSQL as: `undefined` when this process is not root (it runs as itself).
 * Throws `Problem("cannot-start")` that says how to add one when root finds none.
 */
export function databaseUser(
  configured: string | undefined,
  passwdFile = "/etc/passwd",
  ownUid = process.getuid?.(),
): SystemUser | undefined {
  if (ownUid !== 0) return undefined;
  const users = parsePasswd(readFileSync(passwdFile, "utf8")).filter((user) => user.uid !== 0);
  const wanted = configured === undefined ? CANDIDATES : [configured];
  for (const name of wanted) {
    const found = users.find((user) => user.name === name);
    if (found !== undefined) return found;
  }
  throw new Problem(
    "cannot-start",
    configured === undefined
      ? "Comity runs as root, and PostgreSQL refuses to; no system user was found to run it as."
      : `The system user "${configured}" (database.systemUser) does not exist.`,
    { mend: "Start Comity as an ordinary user, or add one: useradd --system --no-create-home comity" },
  );
}

/** The first folder on the way to `path` (itself included) that `user` may not enter, or `undefined`. */
export function unreachableFolder(path: string, user: SystemUser): string | undefined {
  const parents: string[] = [];
  for (let folder = path; ; folder = dirname(folder)) {
    parents.unshift(folder);
    if (dirname(folder) === folder) break;
  }
  return parents.find((folder) => {
    const { mode, uid, gid } = statSync(folder);
    const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    return (mode & bit) === 0;
  });
}
