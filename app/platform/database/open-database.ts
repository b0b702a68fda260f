/** One door to the database, whichever of the three stands behind it: the built-in server, a server by address, or memory. */
import { Kysely, PGliteDialect, PostgresDialect } from "kysely";
import pg from "pg";
import { Problem, toProblem } from "../problem.ts";
import type { Connection } from "./embedded-server.ts";
import type { Db, PlatformTables } from "./tables.ts";
import { PARSERS, PG_TYPES } from "./type-parsers.ts";

/** One connection held for several statements: migrations, backup, advisory locks. */
export interface Session {
  query<Row>(text: string, values: readonly unknown[]): Promise<Row[]>;
  /** Several statements without parameters. */
  script(text: string): Promise<void>;
  /** The driver's client, for COPY; absent in memory. */
  client?: pg.PoolClient;
}

export interface PoolState {
  max: number;
  total: number;
  idle: number;
  waiting: number;
}

export interface OpenDatabase {
  kind: "server" | "memory";
  db: Db;
  session<T>(use: (session: Session) => Promise<T>): Promise<T>;
  /**
   * Calls `onPayload` for every NOTIFY on `channel` until the returned function is called. A lost connection is made
   * again; then `onAgain` is called, because notifications in between are gone.
   */
  listen(channel: string, onPayload: (payload: string) => void, onAgain: () => void): Promise<() => Promise<void>>;
  /** For pg-boss: one statement with values, or several without. */
  executeSql(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>;
  poolState(): PoolState;
  close(): Promise<void>;
}

export type Address = { url: string } | Connection;

/** Opens a pool on a PostgreSQL server. Throws `Problem("cannot-start")` when it does not answer, or is older than 15. */
export async function openServer(
  address: Address,
  options: { connections?: number; onError?: (error: Error) => void } = {},
): Promise<OpenDatabase> {
  const onError = options.onError ?? (() => undefined);
  const max = options.connections ?? 10;
  const target = "url" in address ? { connectionString: address.url } : address;
  const settings: pg.PoolConfig = {
    ...target,
    types: PG_TYPES,
    application_name: "comity",
    options: "-c timezone=UTC",
  };
  const pool = new pg.Pool({ ...settings, max, idleTimeoutMillis: 60_000, connectionTimeoutMillis: 15_000 });
  let isClosing = false;
  // While it closes, the built-in server may be quicker to end a connection than the driver: no news.
  pool.on("error", (error) => !isClosing && onError(error));
  // A connection that is lost in the middle of a transaction fails its query; without a listener it would end the program.
  pool.on("connect", (client) => client.on("error", () => undefined));
  try {
    const { rows } = await pool.query<{ server_version_num: string }>("show server_version_num");
    const version = Number(rows[0]?.server_version_num);
    if (version < 150_000)
      throw new Problem(
        "cannot-start",
        `The PostgreSQL server is version ${Math.floor(version / 10_000)}; Comity needs 15 or later.`,
      );
  } catch (error) {
    await pool.end();
    if (error instanceof Problem) throw error;
    throw new Problem(
      "cannot-start",
      `The database does not let Comity in: ${(error as Error).message || toProblem(error).message}`,
      {
        mend: "Check DATABASE_URL: host, port, name, user and password.",
        cause: error,
      },
    );
  }
  return {
    kind: "server",
    db: new Kysely<PlatformTables>({ dialect: new PostgresDialect({ pool }) }),
    async session(use) {
      const client = await pool.connect();
      let broken: Error | undefined;
      try {
        return await use({
          client,
          async query<Row>(text: string, values: readonly unknown[]) {
            return (await client.query(text, [...values])).rows as Row[];
          },
          async script(text) {
            await client.query(text);
          },
        });
      } catch (error) {
        broken = error as Error;
        throw error;
      } finally {
        // A failed session may hold an open transaction or a lock: throw the connection away.
        client.release(broken);
      }
    },
    listen: (channel, onPayload, onAgain) => listenOnServer(settings, channel, onPayload, onAgain, onError),
    executeSql: (text, values) => pool.query(text, values),
    poolState: () => ({ max, total: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }),
    close() {
      isClosing = true;
      return pool.end();
    },
  };
}

async function listenOnServer(
  settings: pg.ClientConfig,
  channel: string,
  onPayload: (payload: string) => void,
  onAgain: () => void,
  onError: (error: Error) => void,
): Promise<() => Promise<void>> {
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const connect = async (): Promise<void> => {
    const next = new pg.Client({ ...settings, keepAlive: true });
    let lost = false;
    const again = (): void => {
      if (lost || stopped) return;
      lost = true;
      timer = setTimeout(() => void connect().then(onAgain, onError), 500);
    };
    next.on("error", (error) => {
      onError(error);
      again();
    });
    next.on("end", again);
    next.on("notification", (message) => onPayload(message.payload ?? ""));
    try {
      await next.connect();
      await next.query(`listen ${pg.escapeIdentifier(channel)}`);
      client = next;
    } catch (error) {
      again();
      throw error;
    }
  };
  await connect();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await client?.end();
  };
}

/** PostgreSQL in this process's memory (PGlite), gone when it ends: `--demo` and quick tests. */
export async function openMemory(): Promise<OpenDatabase> {
  const { PGlite } = await import("@electric-sql/pglite").catch((error: unknown) => {
    throw new Problem("cannot-start", "The in-memory database is not installed.", {
      mend: "Install the development packages (npm install --include=dev), or start without --demo.",
      cause: error,
    });
  });
  const memory = await PGlite.create({ parsers: { ...PARSERS } });
  await memory.exec("set timezone to 'UTC'");
  return {
    kind: "memory",
    db: new Kysely<PlatformTables>({ dialect: new PGliteDialect({ pglite: memory }) }),
    session: (use) =>
      use({
        async query<Row>(text: string, values: readonly unknown[]) {
          return (await memory.query<Row>(text, [...values])).rows;
        },
        async script(text) {
          await memory.exec(text);
        },
      }),
    listen: (channel, onPayload) => memory.listen(`"${channel.replaceAll('"', '""')}"`, onPayload),
    async executeSql(text, values) {
      if (values !== undefined && values.length > 0) return memory.query(text, values);
      return { rows: (await memory.exec(text)).flatMap((result) => result.rows) };
    },
    poolState: () => ({ max: 1, total: 1, idle: 1, waiting: 0 }),
    close: () => memory.close(),
  };
}
