/** The record: every official act in a public log that anyone can check without us. See README.md. */
import { join } from "node:path";
import type { Signer } from "@comity/record";
import type { Module, Services } from "../platform/module.ts";
import { recordActs } from "./append.ts";
import { configuredPolicy } from "./configured-policy.ts";
import { eraseValue } from "./erase-value.ts";
import { openSigner, originOf } from "./keys.ts";
import type { LogSource } from "./pages/log-data.ts";
import { registerRecordPages } from "./pages/site.tsx";
import { Publisher } from "./publish.ts";
import { openLog } from "./read-log.ts";
import { serveLogFiles } from "./serve-files.ts";
import { recordDb } from "./tables.ts";

/** The log's files within the data folder. */
export const recordFolder = (folder: string): string => join(folder, "record");

const publishers = new WeakMap<Services, Publisher>();

/** The publisher of a running instance. */
export function publisherOf(services: Services): Publisher {
  const found = publishers.get(services);
  if (found !== undefined) return found;
  const { config, database, folder, log } = services;
  let signer: Promise<Signer> | undefined;
  const publisher = new Publisher({
    database,
    folder: recordFolder(folder),
    log,
    signer: () =>
      (signer ??= openSigner(
        recordDb(services.db),
        config,
        folder,
        config.record.origin ?? originOf(services.origin()),
      ).catch((error: unknown) => {
        signer = undefined;
        throw error;
      })),
    policyText: configuredPolicy(config),
  });
  publishers.set(services, publisher);
  return publisher;
}

/** What the pages read from the published files. */
function pageSource(services: Services): LogSource {
  const log = openLog(recordFolder(services.folder));
  return { log, policy: async () => (await log.about()).policy };
}

export const record: Module = {
  name: "record",
  migrations: new URL("./migrations/", import.meta.url),
  acts: recordActs,
  commands: [eraseValue],
  early: [serveLogFiles("/record", recordFolder)],
  register(app, services) {
    const publisher = publisherOf(services);
    registerRecordPages(app, services, pageSource(services));
    // After a lost notification, or a witness that was away.
    services.jobs.define({
      name: "record.publish",
      schedule: "* * * * *",
      run: async () => {
        await publisher.publish();
        await publisher.cosign();
      },
    });
  },
  async atStart(services) {
    await publisherOf(services).start();
    return [];
  },
  async atStop(services) {
    await publishers.get(services)?.stop();
  },
};
