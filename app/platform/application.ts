/** Puts the platform together: data folder, database, services, modules, web. `app/main.ts` and tests call it. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { CommandRegistry } from "./commands/registry.ts";
import { actsInOutbox, moveOutbox } from "./commands/official-acts.ts";
import type { Config } from "./config.ts";
import { startEmbeddedServer, type EmbeddedServer } from "./database/embedded-server.ts";
import { migrate, readMigrations, type Migration } from "./database/migrate.ts";
import { openMemory, openServer, type OpenDatabase } from "./database/open-database.ts";
import { EventHub, forgetOldEvents } from "./events/event-hub.ts";
import type { BlobStore } from "./files/blob-store.ts";
import { FolderStore } from "./files/folder-store.ts";
import { S3Store } from "./files/s3-store.ts";
import {
  derivedKey,
  instanceKey,
  lockInstance,
  openDataFolder,
  refuseHalfRestored,
  type InstanceLock,
} from "./instance-folder.ts";
import { language, pathWithoutLanguage } from "./i18n/index.ts";
import { Jobs, JOBS_TOPIC } from "./jobs/jobs.ts";
import type { Logger } from "./logging.ts";
import type { Env, Module, Services } from "./module.ts";
import { Problem } from "./problem.ts";
import { changeSetting } from "./settings/change-setting.ts";
import { SettingsCache } from "./settings/queries.ts";
import { SETTINGS_TOPIC } from "./settings/settings.ts";
import { Assets } from "./web/assets.ts";
import { trustedNetworks } from "./web/client-address.ts";
import { csrf } from "./web/csrf.ts";
import { EventStreams } from "./web/event-stream.ts";
import { leanAnswers } from "./web/lean-answers.ts";
import { Metrics } from "./web/metrics.ts";
import { operations } from "./web/operations.ts";
import { forgetOldLimits, RateLimiter } from "./web/rate-limit.ts";
import { answerError, plainErrorPage, requestContext } from "./web/request.ts";
import { securityHeaders } from "./web/security-headers.ts";

export interface Instance {
  database: OpenDatabase;
  /** Folder for keys and files: the data folder, or a temporary one in a demo. */
  folder: string;
  /** Resolves with the reason when the built-in database ends on its own. */
  lost: Promise<string>;
  /** What a person may want to know at the start. */
  notes: string[];
  close(): Promise<void>;
}

export function platformMigrations(): URL {
  return new URL("./migrations/", import.meta.url);
}

/** The platform's migrations, then each module's, in the order in which they run. */
export function allMigrations(modules: readonly Module[]): Migration[] {
  const own = { module: "platform", folder: platformMigrations() };
  return [
    own,
    ...modules.flatMap((one) => (one.migrations === undefined ? [] : [{ module: one.name, folder: one.migrations }])),
  ].flatMap(readMigrations);
}

/** Locks the data folder, opens the database (starting the built-in one) and runs the migrations of all modules. */
export async function openInstance(config: Config, modules: readonly Module[], log: Logger): Promise<Instance> {
  const folder = config.demo ? mkdtempSync(join(tmpdir(), "comity-demo-")) : config.data.folder;
  const undo: (() => void | Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const step of undo.splice(0).toReversed()) await step();
  };
  try {
    if (config.demo) undo.push(() => rmSync(folder, { recursive: true, force: true }));
    openDataFolder(folder);
    refuseHalfRestored(folder);
    const lock: InstanceLock = lockInstance(folder);
    undo.push(() => lock.release());
    const notes: string[] = [];
    let server: EmbeddedServer | undefined;
    if (!config.demo && config.database.url === undefined) {
      const started = await startEmbeddedServer(join(folder, "postgres"), { systemUser: config.database.systemUser });
      server = started;
      undo.push(() => started.stop());
      if (started.adopted) notes.push("The database was still running from before; it was taken over.");
    }
    const onError = (error: Error): void => log.error({ err: error }, "database connection");
    const database = config.demo
      ? await openMemory()
      : await openServer(server?.connection ?? { url: config.database.url as string }, {
          connections: config.database.connections,
          onError,
        });
    undo.push(() => database.close());
    const ran = await migrate(database, allMigrations(modules));
    if (ran.length > 0) log.info({ migrations: ran.map((one) => `${one.module}/${one.name}`) }, "database migrated");
    return { database, folder, lost: server?.lost ?? new Promise(() => undefined), notes, close };
  } catch (error) {
    await close();
    throw error;
  }
}

export interface Application {
  app: Hono<Env>;
  services: Services;
  streams: EventStreams;
  /** Set before draining: `/readyz` answers 503. */
  beginStop(): void;
  /** Ends streams, jobs and listening; the caller closes the instance after it. */
  stop(): Promise<void>;
}

export function blobStore(config: Config, folder: string): BlobStore {
  return config.files.store === "s3" && !config.demo
    ? new S3Store(config.files)
    : new FolderStore(join(folder, "files"));
}

/** Builds services and routes on an open instance. `origin` is asked late, because the port may be chosen by the system. */
export async function createApplication(
  config: Config,
  instance: Instance,
  modules: readonly Module[],
  log: Logger,
  origin: () => string,
): Promise<Application> {
  const { database } = instance;
  const events = new EventHub(database, (error) => log.error({ err: error }, "live events"));
  await events.start();
  try {
    return await buildApplication(config, instance, modules, log, origin, events);
  } catch (error) {
    await events.stop();
    throw error;
  }
}

async function buildApplication(
  config: Config,
  instance: Instance,
  modules: readonly Module[],
  log: Logger,
  origin: () => string,
  events: EventHub,
): Promise<Application> {
  const { database, folder } = instance;
  const { db } = database;
  const commands = new CommandRegistry();
  commands.add([changeSetting]);
  const { master } = config.keys;
  const key = (purpose: string): string =>
    master === undefined ? instanceKey(folder, purpose) : derivedKey(master, purpose);
  const services: Services = {
    config,
    log,
    database,
    db,
    acts: modules.find((one) => one.acts !== undefined)?.acts ?? actsInOutbox,
    folder,
    commands,
    events,
    files: blobStore(config, folder),
    jobs: new Jobs(database, events, log),
    settings: await SettingsCache.start(db, events),
    limiter: new RateLimiter(db),
    assets: new Assets(),
    metrics: new Metrics(),
    key,
    sessionSecrets: config.session.secrets.length > 0 ? config.session.secrets : [key("session")],
    origin,
  };
  const moved = await moveOutbox(db, services.acts);
  if (moved > 0) log.info({ acts: moved }, "official acts moved from the outbox into the record");
  services.jobs.define({ name: "platform.tidy", schedule: "17 * * * *", run: () => tidy(services) });
  const streams = new EventStreams(events);
  streams.addTopics({ [SETTINGS_TOPIC]: "anyone", [JOBS_TOPIC]: "jobs.view" });
  services.metrics.gauge("comity_event_streams", "Open streams of live events.", () => streams.count);
  let stopping = false;

  const app = new Hono<Env>({ getPath: pathWithoutLanguage });
  app.onError(answerError(modules.find((one) => one.errorPage !== undefined)?.errorPage ?? plainErrorPage));
  app.use(requestContext(services, trustedNetworks(config.server.trustedProxies)));
  app.use(language());
  app.use(leanAnswers());
  app.use(
    securityHeaders({
      isHttps: () => origin().startsWith("https:"),
      signInOrigins: config.oidc.map((provider) => new URL(provider.issuer).origin),
    }),
  );
  for (const one of modules) for (const middleware of one.early ?? []) app.use(middleware);
  operations(app, services, () => stopping);
  app.get("/assets/*", (c) => services.assets.serve(c, c.req.path.slice("/assets/".length)));
  app.use(async (c, next) => {
    const isReading = c.req.method === "GET" || c.req.method === "HEAD" || c.req.method === "OPTIONS";
    const rate = isReading ? config.rateLimits.reading : config.rateLimits.writing;
    await services.limiter.hit(`${isReading ? "reading" : "writing"}:${c.get("clientAddress")}`, rate);
    await next();
  });
  app.use(
    bodyLimit({
      maxSize: config.server.bodyBytes,
      onError: () => {
        throw new Problem("too-large", `The request is larger than ${config.server.bodyBytes} bytes.`);
      },
    }),
  );
  app.use(csrf({ origin, secrets: services.sessionSecrets }));
  for (const one of modules) for (const middleware of one.middleware ?? []) app.use(middleware);
  app.get("/events", (c) => streams.serve(c));
  for (const one of modules) {
    commands.add(one.commands ?? []);
    streams.addTopics(one.topics ?? {});
    await one.register(app, services);
  }
  app.notFound((c) => {
    throw new Problem("not-found", `There is nothing at ${c.req.path.slice(0, 200)}.`);
  });
  return {
    app,
    services,
    streams,
    beginStop: () => {
      stopping = true;
    },
    async stop() {
      streams.closeAll();
      for (const one of modules.toReversed()) await one.atStop?.(services);
      await services.jobs.stop(config.server.stopSeconds);
      await events.stop();
    },
  };
}

async function tidy(services: Services): Promise<void> {
  await forgetOldEvents(services.db);
  await forgetOldLimits(services.db);
}
