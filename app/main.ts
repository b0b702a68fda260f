/** Composition root: configuration -> database -> modules -> server. `npm start` runs it. */
import { modules } from "./modules.ts";
import { loadConfig } from "./platform/config.ts";
import { createLogger } from "./platform/logging.ts";
import { Problem } from "./platform/problem.ts";
import { startServer, type RunningServer } from "./platform/server.ts";

/** On a terminal, people read: only warnings and worse are logged there, unless a level is asked for. */
const isTerminal = process.stdout.isTTY === true;

function say(words: string): void {
  (isTerminal ? process.stdout : process.stderr).write(`${words}\n`);
}

try {
  const config = loadConfig({ demo: process.argv.includes("--demo") });
  const isLevelChosen = process.env["COMITY_LOG_LEVEL"] !== undefined;
  const log = createLogger(isTerminal && !isLevelChosen ? "warn" : config.log.level);
  let starting: Promise<RunningServer> | undefined;
  let isStopping = false;
  const stop = async (reason: string, exitCode: number): Promise<void> => {
    if (isStopping) return;
    isStopping = true;
    log.info({ reason }, "stopping");
    // A signal during the start waits for it: nothing is left half-started. A start that fails is told below.
    await starting?.then(
      (server) => server.stop(),
      () => undefined,
    );
    log.info("stopped");
    process.exit(exitCode);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void stop(signal, 0));

  starting = startServer(config, modules, log);
  const server = await starting;
  const seconds = (performance.now() / 1000).toFixed(1);
  log.info({ address: server.address, seconds: Number(seconds) }, "started");
  say(`\nComity is running at ${config.server.origin ?? server.address}`);
  for (const note of server.instance.notes) say(note);
  say(config.demo ? "This is a demonstration: everything is forgotten when it stops." : `Data: ${config.data.folder}`);
  say(`Started in ${seconds} s. Stop it with Ctrl-C.\n`);
  void server.instance.lost.then((reason) => {
    log.fatal({ reason }, "the database ended on its own");
    say(`The database ended on its own: ${reason}. See postgres/server.log in the data folder.`);
    return stop(reason, 1);
  });
} catch (error) {
  process.stderr.write(`\n${error instanceof Problem ? error.text : ((error as Error).stack ?? String(error))}\n\n`);
  process.exit(error instanceof Problem ? error.exitCode : 1);
}
