/**
 * PostgreSQL as a child process with its own folder:
 *   FOLDER/cluster/         PostgreSQL's data (0700, owned by the system user when Comity runs as root)
 *   FOLDER/connection.json  its password (0600)
 *   FOLDER/server.log       its own log
 * It listens on 127.0.0.1 only, on a free port. It outlives a crash of Node and is adopted by the next start.
 */
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import pg from "pg";
import { Problem } from "../problem.ts";
import { findBinaries, type Binaries } from "./embedded-binaries.ts";
import { reachableBinaries } from "./reachable-place.ts";
import { databaseUser, unreachableFolder, type SystemUser } from "./system-user.ts";

export interface Connection {
  host: string;
  port: number;
  user: string;
  password: string;
  database: string;
}

export interface EmbeddedServer {
  connection: Connection;
  pid: number;
  /** True when it ran already, left over by a Node that died. */
  adopted: boolean;
  /** Resolves when the process ends without `stop()` (only known for a server that this process started). */
  lost: Promise<string>;
  /** Fast shutdown: running statements are rolled back, everything committed is on disk. */
  stop(): Promise<void>;
}

export interface EmbeddedOptions {
  systemUser?: string | undefined;
  /** False only in tests: no fsync. */
  durable?: boolean;
}

/** Less free space than this and PostgreSQL may not even be able to write its log of changes. */
const MINIMUM_FREE_BYTES = 64 * 1024 * 1024;
const NAME = "comity";

const cluster = (folder: string): string => join(folder, "cluster");

function asUser(user: SystemUser | undefined): { uid?: number; gid?: number } {
  return user === undefined ? {} : { uid: user.uid, gid: user.gid };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

interface PidFile {
  pid: number;
  port: number;
  ready: boolean;
}

/** PostgreSQL's own postmaster.pid: line 1 the process, line 4 the port, line 8 the state. */
function readPidFile(folder: string): PidFile | undefined {
  try {
    const lines = readFileSync(join(cluster(folder), "postmaster.pid"), "utf8").split("\n");
    const pid = Number(lines[0]);
    return Number.isInteger(pid) && pid > 0
      ? { pid, port: Number(lines[3]), ready: lines[7]?.trim() === "ready" }
      : undefined;
  } catch {
    return undefined;
  }
}

function readPassword(folder: string): string {
  const file = join(folder, "connection.json");
  try {
    return (JSON.parse(readFileSync(file, "utf8")) as { password: string }).password;
  } catch (error) {
    throw new Problem(
      "cannot-start",
      `The password of the built-in database cannot be read from ${file} (${(error as Error).message}).`,
      {
        mend: "Run Comity as the user that owns the data folder, or restore the file from a backup.",
        cause: error,
      },
    );
  }
}

/** Whether a server answers there with our password from our folder; true only for our own cluster. */
async function answersAsOurs(folder: string, connection: Connection): Promise<boolean> {
  const client = new pg.Client({ ...connection, database: "postgres", connectionTimeoutMillis: 5000 });
  client.on("error", () => undefined);
  try {
    await client.connect();
    const { rows } = await client.query<{ data_directory: string }>("show data_directory");
    return rows[0]?.data_directory === cluster(folder);
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

function connectionTo(port: number, password: string): Connection {
  return { host: "127.0.0.1", port, user: NAME, password, database: NAME };
}

/** The server that runs on this folder now, whoever started it (the CLI beside a running `npm start`). */
export async function runningServer(folder: string): Promise<{ connection: Connection; pid: number } | undefined> {
  const found = readPidFile(folder);
  if (found === undefined || !isAlive(found.pid) || !existsSync(join(folder, "connection.json"))) return undefined;
  const connection = connectionTo(found.port, readPassword(folder));
  return (await answersAsOurs(folder, connection)) ? { connection, pid: found.pid } : undefined;
}

/**
 * A pid file whose process number now belongs to some other program would keep PostgreSQL from starting: remove it.
 * A pid file of a dead process stays: PostgreSQL itself checks with it that no orphaned backend still writes.
 */
function removeForeignPidFile(folder: string): void {
  const found = readPidFile(folder);
  if (found === undefined || !isAlive(found.pid)) return;
  let command: string;
  try {
    command = readFileSync(`/proc/${found.pid}/cmdline`, "utf8");
  } catch {
    return;
  }
  if (!command.includes("postgres")) rmSync(join(cluster(folder), "postmaster.pid"), { force: true });
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.once("error", fail);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => done(port));
    });
  });
}

/** What PostgreSQL's own words mean for the person at the terminal. */
export function explainServerLog(log: string, folder: string): Problem {
  const last = log.trim().split("\n").slice(-5).join("\n");
  if (/No space left on device|Disk quota exceeded/i.test(log)) {
    return new Problem(
      "storage-full",
      `The disk that holds ${folder} is full; the database cannot start. Nothing was changed.`,
      { mend: "Free some space and start again." },
    );
  }
  if (/Permission denied|has invalid permissions|has wrong ownership/i.test(log)) {
    return new Problem("cannot-start", `The built-in database may not use its folder ${folder}:\n${last}`, {
      mend: "Start Comity as the user that created the data folder, or correct the folder's owner and rights.",
    });
  }
  if (/incompatible with server|not compatible with this version/i.test(log)) {
    return new Problem(
      "cannot-start",
      `The database in ${folder} was made by another major version of PostgreSQL:\n${last}`,
      {
        mend: "Start the version of Comity that made it, run `comity backup`, and `comity restore` with this one.",
      },
    );
  }
  return new Problem("cannot-start", `The built-in database did not start:\n${last}`, {
    mend: `Its log is ${join(folder, "server.log")}.`,
  });
}

function checkSpace(folder: string): void {
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  if (free < MINIMUM_FREE_BYTES) {
    throw new Problem(
      "storage-full",
      `The disk that holds ${folder} has only ${Math.floor(free / 1_048_576)} MB free; the database needs ${MINIMUM_FREE_BYTES / 1_048_576} MB to start safely.`,
      {
        mend: "Free some space, or move the data folder (COMITY_DATA) to another disk.",
      },
    );
  }
}

function checkReach(user: SystemUser | undefined, folder: string): void {
  if (user === undefined) return;
  const closed = unreachableFolder(folder, user);
  if (closed !== undefined) {
    throw new Problem(
      "cannot-start",
      `Comity runs as root, so PostgreSQL runs as the system user "${user.name}", who may not enter ${closed}.`,
      {
        mend: `Allow it (chmod o+x ${closed}), keep the data elsewhere (COMITY_DATA), or start Comity as an ordinary user.`,
      },
    );
  }
}

/** Makes the cluster beside its place and renames it last, so that a broken attempt is never taken for a database. */
function createCluster(folder: string, binaries: Binaries, user: SystemUser | undefined, durable: boolean): void {
  const fresh = join(folder, "cluster.new");
  const passwordFile = join(folder, "password.new");
  rmSync(fresh, { recursive: true, force: true });
  const password = randomBytes(24).toString("base64url");
  writeFileSync(join(folder, "connection.json"), `${JSON.stringify({ password })}\n`, { mode: 0o600 });
  writeFileSync(passwordFile, password, { mode: 0o600 });
  mkdirSync(fresh, { mode: 0o700 });
  if (user !== undefined) {
    chownSync(passwordFile, user.uid, user.gid);
    chownSync(fresh, user.uid, user.gid);
  }
  try {
    const done = spawnSync(
      binaries.initdb,
      [
        "-D",
        fresh,
        "-U",
        NAME,
        `--pwfile=${passwordFile}`,
        "--auth=scram-sha-256",
        "--encoding=UTF8",
        "--locale=C",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--no-instructions",
        ...(durable ? [] : ["--no-sync"]),
      ],
      { ...asUser(user), cwd: folder, encoding: "utf8", env: { PATH: process.env["PATH"], LC_ALL: "C", TZ: "UTC" } },
    );
    if (done.status !== 0) throw explainServerLog(done.error?.message ?? `${done.stdout}\n${done.stderr}`, folder);
    renameSync(fresh, cluster(folder));
  } finally {
    rmSync(passwordFile, { force: true });
    rmSync(fresh, { recursive: true, force: true });
  }
}

async function launch(
  folder: string,
  binaries: Binaries,
  user: SystemUser | undefined,
  durable: boolean,
  port: number,
): Promise<ChildProcess> {
  const log = openSync(join(folder, "server.log"), "w", 0o600);
  const settings = {
    listen_addresses: "127.0.0.1",
    unix_socket_directories: "",
    max_connections: "60",
    shared_buffers: "64MB",
    timezone: "UTC",
    log_timezone: "UTC",
    lc_messages: "C",
    logging_collector: "off",
    ...(durable ? {} : { fsync: "off", synchronous_commit: "off", full_page_writes: "off" }),
  };
  const child = spawn(
    binaries.postgres,
    [
      "-D",
      cluster(folder),
      "-p",
      String(port),
      ...Object.entries(settings).flatMap(([key, value]) => ["-c", `${key}=${value}`]),
    ],
    {
      ...asUser(user),
      cwd: folder,
      // Own session: Ctrl-C in the terminal must reach Node only, which drains first and then stops the database.
      detached: true,
      stdio: ["ignore", log, log],
      env: { PATH: process.env["PATH"], LC_ALL: "C" },
    },
  );
  closeSync(log);
  let ended: string | undefined;
  child.once("error", (error) => (ended = error.message));
  child.once("exit", (code, signal) => (ended = `it ended with ${signal ?? code}`));
  // A start after a power cut replays the log of changes first; that may take a while, and is no failure.
  for (let waited = 0; ended === undefined; waited += 10) {
    const state = readPidFile(folder);
    if (state?.pid === child.pid && state?.ready) return child;
    if (waited > 300_000) ended = "it was not ready after five minutes";
    else await delay(10);
  }
  const words = readFileSync(join(folder, "server.log"), "utf8");
  throw explainServerLog(words.trim() === "" ? ended : words, folder);
}

/** Creates the application's database in a new cluster; does nothing when it exists. */
async function ensureDatabase(connection: Connection): Promise<void> {
  const client = new pg.Client({ ...connection, database: "postgres" });
  client.on("error", () => undefined);
  await client.connect();
  try {
    const { rowCount } = await client.query("select 1 from pg_database where datname = $1", [NAME]);
    if (rowCount === 0) await client.query(`create database ${NAME}`);
  } finally {
    await client.end();
  }
}

async function stopProcess(pid: number, signals: readonly [NodeJS.Signals, number][]): Promise<void> {
  for (const [signal, patience] of signals) {
    if (!isAlive(pid)) return;
    try {
      process.kill(pid, signal);
    } catch {
      return;
    }
    for (let waited = 0; waited < patience && isAlive(pid); waited += 10) await delay(10);
  }
}

/**
 * Starts PostgreSQL on `folder`, creating the cluster the first time and adopting a server that is still running.
 * The caller holds the instance lock. Throws `Problem` ("cannot-start", "storage-full") with the mend.
 */
export async function startEmbeddedServer(folder: string, options: EmbeddedOptions = {}): Promise<EmbeddedServer> {
  const durable = options.durable ?? true;
  const user = databaseUser(options.systemUser);
  const binaries = reachableBinaries(findBinaries(), user);
  mkdirSync(folder, { recursive: true, mode: 0o711 });
  if (user !== undefined) chmodSync(folder, 0o711);
  const never = new Promise<string>(() => undefined);
  const stopper = (pid: number) => () =>
    stopProcess(pid, [
      ["SIGINT", 30_000],
      ["SIGQUIT", 5000],
    ]);

  const running = existsSync(cluster(folder)) ? await runningServer(folder) : undefined;
  if (running !== undefined) return { ...running, adopted: true, lost: never, stop: stopper(running.pid) };

  checkReach(user, folder);
  checkSpace(folder);
  for (const left of readdirSync(folder))
    if (left.endsWith(".new")) rmSync(join(folder, left), { recursive: true, force: true });
  const isNew = !existsSync(cluster(folder));
  if (isNew) createCluster(folder, binaries, user, durable);
  removeForeignPidFile(folder);
  const password = readPassword(folder);
  const port = await freePort();
  const child = await launch(folder, binaries, user, durable, port);
  const pid = child.pid as number;
  const connection = connectionTo(port, password);
  await ensureDatabase(connection);
  let stopping = false;
  const lost = new Promise<string>((done) =>
    child.once("exit", (code, signal) => !stopping && done(`PostgreSQL ended with ${signal ?? `code ${code}`}`)),
  );
  // The child must not keep Node alive on its own.
  child.unref();
  return {
    connection,
    pid,
    adopted: false,
    lost,
    stop() {
      stopping = true;
      return stopper(pid)();
    },
  };
}
