/** Listening and the graceful end: no new requests, running ones finish, then jobs, then the database. */
import type { Server } from "node:http";
import { createAdaptorServer } from "@hono/node-server";
import { createApplication, openInstance, type Application, type Instance } from "./application.ts";
import type { Config } from "./config.ts";
import type { Logger } from "./logging.ts";
import type { Module } from "./module.ts";
import { errorCode, Problem } from "./problem.ts";

export interface RunningServer {
  application: Application;
  instance: Instance;
  /** Where it answers, such as `http://127.0.0.1:8080`. */
  address: string;
  /** Drains and stops everything; safe to call more than once. */
  stop(): Promise<void>;
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((done, fail) => {
    server.once("error", (error) => {
      const mend = "Choose another with PORT=8081 npm start, or stop the program that uses it.";
      if (errorCode(error) === "EADDRINUSE")
        fail(
          new Problem("cannot-start", `Port ${port} on ${host} is in use by another program.`, { mend, cause: error }),
        );
      else
        fail(
          new Problem("cannot-start", `Comity cannot listen on ${host}:${port} (${errorCode(error)}).`, {
            mend: "Correct HOST and PORT; ports below 1024 need special rights.",
            cause: error,
          }),
        );
    });
    server.listen(port, host, () => done((server.address() as { port: number }).port));
  });
}

function readableHost(host: string): string {
  if (host === "0.0.0.0" || host === "::" || host === "127.0.0.1") return "localhost";
  return host.includes(":") ? `[${host}]` : host;
}

/** Starts everything. Throws `Problem`; then nothing is left running. */
export async function startServer(config: Config, modules: readonly Module[], log: Logger): Promise<RunningServer> {
  const instance = await openInstance(config, modules, log);
  let application: Application | undefined;
  let server: Server | undefined;
  try {
    let origin = config.server.origin ?? `http://${readableHost(config.server.host)}:${config.server.port}`;
    application = await createApplication(config, instance, modules, log, () => origin);
    const listening = createAdaptorServer({ fetch: application.app.fetch }) as Server;
    server = listening;
    // Slow senders must not hold a connection for ever.
    server.headersTimeout = 20_000;
    server.requestTimeout = 120_000;
    const port = await listen(server, config.server.host, config.server.port);
    const address = `http://${readableHost(config.server.host)}:${port}`;
    if (config.server.origin === undefined) origin = address;
    for (const one of modules) instance.notes.push(...((await one.atStart?.(application.services)) ?? []));
    const { jobs } = application.services;
    const working = jobs.start().catch((error: unknown) => log.error({ err: error }, "jobs did not start"));
    const running = application;
    let stopped: Promise<void> | undefined;
    return {
      application,
      instance,
      address,
      stop: () => (stopped ??= drain(listening, running, instance, working, config.server.stopSeconds)),
    };
  } catch (error) {
    server?.close();
    server?.closeAllConnections();
    await application?.stop();
    await instance.close();
    throw error;
  }
}

async function drain(
  server: Server,
  application: Application,
  instance: Instance,
  working: Promise<void>,
  seconds: number,
): Promise<void> {
  application.beginStop();
  const closed = new Promise<void>((done) => server.close(() => done()));
  application.streams.closeAll();
  server.closeIdleConnections();
  const patience = setTimeout(() => server.closeAllConnections(), seconds * 1000);
  const sweep = setInterval(() => server.closeIdleConnections(), 50);
  await closed;
  clearTimeout(patience);
  clearInterval(sweep);
  await working;
  await application.stop();
  await instance.close();
}
