/**
 * Databases for tests. Built-in PostgreSQL: one server a process, without fsync, one fresh database a test. And the server
 * on 127.0.0.1:5432 (or COMITY_TEST_DATABASE_URL) when it answers, so that the same tests run on both.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { platformMigrations } from "../application.ts";
import { loadConfig } from "../config.ts";
import { createLogger } from "../logging.ts";
import type { Module, Services } from "../module.ts";
import { errorCode } from "../problem.ts";
import { startServer, type RunningServer } from "../server.ts";
import { startEmbeddedServer, type EmbeddedServer } from "./embedded-server.ts";
import { migrate, readMigrations, type MigrationFolder } from "./migrate.ts";
import { openServer, type OpenDatabase } from "./open-database.ts";

/** The part of node:test's context that is used here. */
export interface TestScope {
  after(work: () => void | Promise<void>): void;
}

export interface DatabaseTarget {
  name: string;
  /** For the test's `skip`: the reason, or false. */
  skip: string | false;
  /** A fresh database's address, dropped after the test. */
  createDatabase(t: TestScope): Promise<string>;
  /** A fresh, migrated database: the platform's tables and those of `folders`. */
  open(t: TestScope, folders?: readonly MigrationFolder[]): Promise<OpenDatabase>;
}

const PREFIX = "comity-test-pg-";

/** Servers of test processes that were killed: end them and remove their folders. */
function sweepLeftovers(): void {
  for (const name of readdirSync(tmpdir())) {
    const owner = name.startsWith(PREFIX) ? Number(name.slice(PREFIX.length)) : Number.NaN;
    if (!Number.isInteger(owner)) continue;
    try {
      process.kill(owner, 0);
      continue;
    } catch (error) {
      // Another user's, and alive.
      if (errorCode(error) !== "ESRCH") continue;
    }
    const folder = join(tmpdir(), name);
    try {
      process.kill(Number(readFileSync(join(folder, "cluster", "postmaster.pid"), "utf8").split("\n")[0]), "SIGQUIT");
    } catch {
      // Its server is gone as well.
    }
    rmSync(folder, { recursive: true, force: true });
  }
}

let shared: Promise<EmbeddedServer> | undefined;

async function sharedServer(): Promise<string> {
  shared ??= (async () => {
    sweepLeftovers();
    const folder = join(tmpdir(), `${PREFIX}${process.pid}`);
    mkdirSync(folder, { mode: 0o711 });
    const server = await startEmbeddedServer(folder, { durable: false });
    process.on("exit", () => {
      process.kill(server.pid, "SIGQUIT");
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 100);
      rmSync(folder, { recursive: true, force: true });
    });
    return server;
  })();
  const { connection } = await shared;
  return `postgres://${connection.user}:${connection.password}@${connection.host}:${connection.port}/postgres`;
}

async function runOn(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3000 });
  client.on("error", () => undefined);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

function target(name: string, skip: string | false, serverUrl: () => Promise<string>): DatabaseTarget {
  const createDatabase = async (t: TestScope): Promise<string> => {
    const url = await serverUrl();
    const database = `comity_test_${randomBytes(6).toString("hex")}`;
    await runOn(url, `create database ${database}`);
    t.after(() => runOn(url, `drop database if exists ${database} with (force)`));
    const own = new URL(url);
    own.pathname = `/${database}`;
    return own.href;
  };
  return {
    name,
    skip,
    createDatabase,
    async open(t, folders = []) {
      // Hooks run in the order in which they were added: close before drop.
      const later: (() => Promise<void>)[] = [];
      t.after(async () => {
        for (const step of later) await step();
      });
      const url = await createDatabase({ after: () => undefined });
      const server = await serverUrl();
      const database = await openServer({ url }, { connections: 8 });
      later.push(
        () => database.close(),
        () => runOn(server, `drop database if exists ${new URL(url).pathname.slice(1)} with (force)`),
      );
      await migrate(
        database,
        [{ module: "platform", folder: platformMigrations() }, ...folders].flatMap(readMigrations),
      );
      return database;
    },
  };
}

/** The built-in server, always. */
export const builtIn: DatabaseTarget = target("built-in PostgreSQL", false, sharedServer);

let known: Promise<DatabaseTarget[]> | undefined;

/** Both targets; the second says why it is skipped when no server answers. */
export function databaseTargets(): Promise<DatabaseTarget[]> {
  known ??= (async () => {
    const url = process.env["COMITY_TEST_DATABASE_URL"] ?? "postgres://postgres@127.0.0.1:5432/postgres";
    const { host } = new URL(url);
    const reason = await runOn(url, "select 1").then(
      () => false as const,
      (error: unknown) => `no PostgreSQL server to test on at ${host}: ${(error as Error).message}`,
    );
    return [builtIn, target(`PostgreSQL server ${host}`, reason, () => Promise.resolve(url))];
  })();
  return known;
}

export interface TestServer {
  url: string;
  services: Services;
  server: RunningServer;
  /** Data folder, temporary. */
  folder: string;
}

/** A whole server on a free port with a fresh database, stopped after the test. `environment` adds to its configuration. */
export async function startTestServer(
  t: TestScope,
  modules: readonly Module[] = [],
  environment: Record<string, string> = {},
  on: DatabaseTarget = builtIn,
): Promise<TestServer> {
  const folder = mkdtempSync(join(tmpdir(), "comity-test-"));
  const later: (() => void | Promise<void>)[] = [];
  t.after(async () => {
    for (const step of later) await step();
    rmSync(folder, { recursive: true, force: true });
  });
  const DATABASE_URL = await on.createDatabase({ after: (work) => later.push(work) });
  const config = loadConfig({
    folder,
    environment: { COMITY_DATA: folder, DATABASE_URL, PORT: "0", COMITY_STOP_SECONDS: "2", ...environment },
  });
  const server = await startServer(config, modules, createLogger(environment["COMITY_LOG_LEVEL"] ?? "silent"));
  later.unshift(() => server.stop());
  return { url: server.address, services: server.application.services, server, folder };
}
