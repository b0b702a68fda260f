/** For tests that run a part of Comity as another, ordinary user. */
import { fileURLToPath } from "node:url";
import { databaseUser, unreachableFolder } from "./database/system-user.ts";

const project = fileURLToPath(new URL("../..", import.meta.url));

/** For the test's `skip`: why `nobody` cannot run this project here, or false. */
export function cannotRunAsNobody(): string | false {
  if (process.getuid?.() !== 0) return "needs root to become another user";
  const nobody = databaseUser("nobody");
  const closed = nobody && unreachableFolder(project, nobody);
  return closed === undefined ? false : `another user may not enter ${closed}`;
}
