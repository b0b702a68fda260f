/** What a module gives the platform, and what the platform gives a module. */
import type { Context, Hono, MiddlewareHandler } from "hono";
import type { Actor, Permission } from "./actor.ts";
import type { AnyCommand } from "./commands/define-command.ts";
import type { CommandRegistry } from "./commands/registry.ts";
import type { OfficialActs } from "./commands/official-acts.ts";
import type { Config } from "./config.ts";
import type { OpenDatabase } from "./database/open-database.ts";
import type { Db } from "./database/tables.ts";
import type { EventHub } from "./events/event-hub.ts";
import type { BlobStore } from "./files/blob-store.ts";
import type { Jobs } from "./jobs/jobs.ts";
import type { Logger } from "./logging.ts";
import type { SettingsCache } from "./settings/queries.ts";
import type { Direction, Href, Language, Translate } from "./i18n/index.ts";
import type { Assets } from "./web/assets.ts";
import type { Metrics } from "./web/metrics.ts";
import type { RateLimiter } from "./web/rate-limit.ts";

export interface Services {
  config: Config;
  log: Logger;
  database: OpenDatabase;
  /** Same as `database.db`; `services.db.withTables<YourTables>()` adds a module's tables. */
  db: Db;
  acts: OfficialActs;
  /** Folder for keys and files: the data folder, or a temporary one in a demo. */
  folder: string;
  commands: CommandRegistry;
  events: EventHub;
  files: BlobStore;
  jobs: Jobs;
  settings: SettingsCache;
  limiter: RateLimiter;
  assets: Assets;
  metrics: Metrics;
  /** A secret of this instance for a named purpose (`totp`, `share-links`): 32 bytes, base64url, stable across restarts. */
  key(purpose: string): string;
  /** Session secrets: the first signs, all verify. */
  sessionSecrets: readonly string[];
  /** The public address without a slash at the end. */
  origin(): string;
}

/** Variables of a request's context, `c.get(name)`. `lang`, `dir` and `t` come from the i18n middleware, `actor` from accounts. */
export interface Variables {
  requestId: string;
  log: Logger;
  services: Services;
  actor: Actor;
  /** The client's address, with trusted proxies taken into account. */
  clientAddress: string;
  /** Makes the token for the hidden field `_csrf` of a form; sets the cookie it belongs to on first use. */
  csrfToken: () => string;
  /** Language of the answer, its direction and its words. */
  lang: Language;
  dir: Direction;
  t: Translate;
  /** Links that keep the language. */
  href: Href;
  /** This page in each language. */
  alternates: readonly { readonly lang: Language; readonly href: string }[];
}

export interface Env {
  Variables: Variables;
}

/** Draws the page for a problem; design supplies it, the platform has a plain one. */
export type ErrorPage = (
  c: Context<Env>,
  problem: { status: number; title: string; detail: string; mend?: string | undefined; requestId: string },
) => Response | Promise<Response>;

export interface Module {
  name: string;
  /** Folder of `NNNN-name.sql` files: `new URL("./migrations/", import.meta.url)`. */
  migrations?: URL;
  commands?: readonly AnyCommand[];
  /** Cheap middleware that runs first, also for refused requests, so that error pages have it: the language. */
  early?: readonly MiddlewareHandler<Env>[];
  /** Middleware after rate limits and CSRF, in the order of modules, before any route: sessions. */
  middleware?: readonly MiddlewareHandler<Env>[];
  /** Topics of live events that a client may follow at `/events`, and who may. */
  topics?: Readonly<Record<string, Permission>>;
  errorPage?: ErrorPage;
  /** Where official acts go; the first module that has it. Without one they wait in the outbox. */
  acts?: OfficialActs;
  register(app: Hono<Env>, services: Services): void | Promise<void>;
  /** Sentences for the terminal once the server listens, such as a one-time link. Never logged. */
  atStart?(services: Services): Promise<readonly string[]>;
  /** Ends what `atStart` began, before jobs and the database end. */
  atStop?(services: Services): Promise<void>;
}
