/**
 * Configuration: environment over one file (`comity.config.yaml`, or the file COMITY_CONFIG names) over defaults.
 * Everything is checked before anything starts; an error names the key, where it was written and the mend.
 */
import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { defaultDataFolder } from "./database/reachable-place.ts";
import { errorCode, Problem, type FieldProblem } from "./problem.ts";

const wholeNumber = (from: number, to: number) =>
  z.coerce.number({ error: `write a whole number from ${from} to ${to}` }).pipe(
    z
      .int({ error: `write a whole number from ${from} to ${to}` })
      .min(from, { error: `write a whole number from ${from} to ${to}` })
      .max(to, { error: `write a whole number from ${from} to ${to}` }),
  );

const webAddress = (mend: string) =>
  z.string({ error: mend }).refine((text) => /^https?:$/.test(URL.parse(text)?.protocol ?? ""), { error: mend });

function isOrigin(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.href === `${url.origin}/`;
}

const list = <T extends z.ZodType>(item: T) =>
  z.preprocess(
    (value) =>
      typeof value === "string"
        ? value
            .split(",")
            .map((part) => part.trim())
            .filter(Boolean)
        : value,
    z.array(item),
  );

const proxy = z.string().refine(
  (text) => {
    const [address = "", bits, ...rest] = text.split("/");
    const version = isIP(address);
    if (version === 0 || rest.length > 0) return false;
    return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
  },
  { error: "write IP addresses or networks such as 10.0.0.0/8" },
);

const rate = (requests: number, seconds: number) =>
  z
    .strictObject({
      requests: wholeNumber(1, 1_000_000).default(requests),
      seconds: wholeNumber(1, 86_400).default(seconds),
    })
    .prefault({});

const text = (mend: string) => z.string({ error: mend }).min(1, { error: mend });

const schema = z.strictObject({
  data: z.strictObject({ folder: text("write the path of a folder").optional() }).prefault({}),
  database: z
    .strictObject({
      url: z
        .string()
        .refine((value) => /^postgres(ql)?:$/.test(URL.parse(value)?.protocol ?? ""), {
          error: "write postgres://user:password@host:5432/name, or leave it out to use the built-in database",
        })
        .optional(),
      connections: wholeNumber(2, 500).default(10),
      systemUser: text("write the name of a system user").optional(),
    })
    .prefault({}),
  server: z
    .strictObject({
      host: text("write an address to listen on, such as 127.0.0.1 or 0.0.0.0").default("127.0.0.1"),
      port: wholeNumber(0, 65_535).default(8080),
      origin: z
        .string()
        .refine(isOrigin, { error: "write the public address without a path, such as https://comity.example.org" })
        .optional(),
      trustedProxies: list(proxy).default([]),
      bodyBytes: wholeNumber(1024, 1_073_741_824).default(1_048_576),
      stopSeconds: wholeNumber(0, 600).default(10),
    })
    .prefault({}),
  log: z
    .strictObject({
      level: z
        .enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"], {
          error: "write one of trace, debug, info, warn, error, fatal, silent",
        })
        .default("info"),
    })
    .prefault({}),
  session: z
    .strictObject({
      secrets: list(
        z.string().min(32, { error: "each secret needs at least 32 characters (try: openssl rand -base64 32)" }),
      ).default([]),
    })
    .prefault({}),
  keys: z
    .strictObject({
      master: z.string().min(32, { error: "use at least 32 characters (try: openssl rand -base64 32)" }).optional(),
    })
    .prefault({}),
  record: z
    .strictObject({
      /** Seed of the log's Ed25519 key; without it, of the master key or the file keys/record.seed. */
      seed: z
        .string()
        .regex(/^[A-Za-z0-9_-]{43}$/, {
          error:
            "write 32 random bytes in base64url, 43 characters (try: openssl rand 32 | basenc --base64url | tr -d =)",
        })
        .optional(),
      /** Name of the log, set once before its first start; without it, the public address and /record. */
      origin: z
        .string()
        .regex(/^[^\s+]+$/, { error: "write a name without spaces and +, such as comity.example.org/record" })
        .optional(),
      /** File with the policy: witnesses and quorum (C2SP tlog-policy); relative to the working folder. */
      witnesses: text("write the path of a policy file").optional(),
    })
    .prefault({}),
  metrics: z
    .strictObject({ token: z.string().min(16, { error: "use at least 16 characters" }).optional() })
    .prefault({}),
  files: z
    .discriminatedUnion(
      "store",
      [
        z.strictObject({ store: z.literal("folder") }),
        z.strictObject({
          store: z.literal("s3"),
          endpoint: webAddress("write the address of the S3 service, such as https://s3.eu-central-1.amazonaws.com"),
          region: text("write the region, such as eu-central-1").default("us-east-1"),
          bucket: text("write the name of the bucket"),
          accessKeyId: text("write the access key id"),
          secretAccessKey: text("write the secret access key"),
          prefix: z.string().default(""),
        }),
      ],
      { error: "write store: folder or store: s3" },
    )
    .prefault({ store: "folder" }),
  oidc: z
    .array(
      z.strictObject({
        id: z
          .string()
          .regex(/^[a-z][a-z0-9-]{0,39}$/, { error: "write a short name of lower-case letters, digits and hyphens" }),
        name: text("write the name people see on the button"),
        issuer: webAddress("write the issuer's address, such as https://login.example.org"),
        clientId: text("write the client id"),
        clientSecret: text("write the client secret").optional(),
        scopes: z.array(z.string()).default(["openid", "profile", "email"]),
      }),
    )
    .refine((providers) => new Set(providers.map((provider) => provider.id)).size === providers.length, {
      error: "give each provider an id of its own",
    })
    .default([]),
  rateLimits: z
    .strictObject({
      /** All requests of one client. */ reading: rate(600, 60),
      /** Requests that change something. */ writing: rate(60, 60),
      /** Tries of a password, a code or a link. */ signIn: rate(10, 300),
    })
    .prefault({}),
});

/** The checked configuration, with absolute data folder and a certain origin. */
export type Config = Omit<z.output<typeof schema>, "data"> & {
  readonly data: { readonly folder: string };
  readonly demo: boolean;
  readonly sources: readonly string[];
};

/** Environment variables and the key each one sets. */
const ENVIRONMENT: Readonly<Record<string, string>> = {
  COMITY_DATA: "data.folder",
  DATABASE_URL: "database.url",
  COMITY_DATABASE_CONNECTIONS: "database.connections",
  COMITY_DATABASE_SYSTEM_USER: "database.systemUser",
  HOST: "server.host",
  PORT: "server.port",
  COMITY_ORIGIN: "server.origin",
  COMITY_TRUSTED_PROXIES: "server.trustedProxies",
  COMITY_BODY_BYTES: "server.bodyBytes",
  COMITY_STOP_SECONDS: "server.stopSeconds",
  COMITY_LOG_LEVEL: "log.level",
  COMITY_SESSION_SECRETS: "session.secrets",
  COMITY_MASTER_KEY: "keys.master",
  COMITY_RECORD_SEED: "record.seed",
  COMITY_RECORD_ORIGIN: "record.origin",
  COMITY_RECORD_WITNESSES: "record.witnesses",
  COMITY_METRICS_TOKEN: "metrics.token",
  COMITY_FILES_STORE: "files.store",
  COMITY_S3_ENDPOINT: "files.endpoint",
  COMITY_S3_REGION: "files.region",
  COMITY_S3_BUCKET: "files.bucket",
  COMITY_S3_ACCESS_KEY_ID: "files.accessKeyId",
  COMITY_S3_SECRET_ACCESS_KEY: "files.secretAccessKey",
  COMITY_S3_PREFIX: "files.prefix",
  COMITY_RATE_READING: "rateLimits.reading.requests",
  COMITY_RATE_WRITING: "rateLimits.writing.requests",
  COMITY_RATE_SIGN_IN: "rateLimits.signIn.requests",
};

type Environment = Readonly<Record<string, string | undefined>>;
type Tree = Record<string, unknown>;

function readTree(file: string, wanted: boolean): Tree {
  let words: string;
  try {
    words = readFileSync(file, "utf8");
  } catch (error) {
    if (!wanted && errorCode(error) === "ENOENT") return {};
    throw new Problem("bad-configuration", `The configuration file ${file} cannot be read (${errorCode(error)}).`, {
      mend: "Correct COMITY_CONFIG, or make the file readable for the user that runs Comity.",
      cause: error,
    });
  }
  let value: unknown;
  try {
    value = parse(words) ?? {};
  } catch (error) {
    throw new Problem(
      "bad-configuration",
      `The configuration file ${file} is not valid YAML: ${(error as Error).message}`,
      { cause: error },
    );
  }
  if (typeof value !== "object" || Array.isArray(value)) {
    throw new Problem(
      "bad-configuration",
      `The configuration file ${file} must hold keys and values, such as "server:" with "port: 8080" under it.`,
    );
  }
  return value as Tree;
}

/** Sets a dotted path, over whatever the file says there. */
function setPath(tree: Tree, path: string, value: string): void {
  const keys = path.split(".");
  let branch = tree;
  for (const key of keys.slice(0, -1)) {
    const below = branch[key];
    branch = branch[key] = typeof below === "object" && below !== null && !Array.isArray(below) ? (below as Tree) : {};
  }
  branch[keys.at(-1) as string] = value;
}

function fieldsOf(error: z.ZodError, setBy: ReadonlyMap<string, string>, file: string): FieldProblem[] {
  return error.issues.map((issue) => {
    const path = issue.path.join(".");
    const message =
      issue.code === "unrecognized_keys"
        ? `unknown key ${issue.keys.map((key) => `"${key}"`).join(", ")}; remove it or correct its spelling`
        : issue.message;
    const origin = setBy.get(path);
    return {
      path: path === "" ? file : path,
      message: `${message} (${origin === undefined ? `in ${file}` : `set by the environment variable ${origin}`})`,
    };
  });
}

export interface LoadOptions {
  environment?: Environment;
  /** Folder that relative paths and the default file start from. */
  folder?: string;
  /** In-memory database and temporary files, for `--demo`. */
  demo?: boolean;
}

/** Reads and checks the configuration. Throws `Problem("bad-configuration")` that lists every wrong key at once. */
export function loadConfig(options: LoadOptions = {}): Config {
  const environment = options.environment ?? process.env;
  const folder = options.folder ?? process.cwd();
  const named = environment["COMITY_CONFIG"];
  const file = resolve(folder, named ?? "comity.config.yaml");
  const tree = readTree(file, named !== undefined);
  const setBy = new Map<string, string>();
  for (const [variable, path] of Object.entries(ENVIRONMENT)) {
    const value = environment[variable];
    if (value === undefined || value === "") continue;
    setPath(tree, path, value);
    setBy.set(path, variable);
  }
  const files = tree["files"] as Tree | undefined;
  if (
    files !== undefined &&
    typeof files === "object" &&
    files["store"] === undefined &&
    files["endpoint"] !== undefined
  )
    files["store"] = "s3";
  const parsed = schema.safeParse(tree);
  if (!parsed.success) {
    const fields = fieldsOf(parsed.error, setBy, file);
    throw new Problem(
      "bad-configuration",
      `The configuration has ${fields.length === 1 ? "an error" : `${fields.length} errors`}:`,
      { fields },
    );
  }
  const config = parsed.data;
  if (config.record.witnesses !== undefined) config.record.witnesses = resolve(folder, config.record.witnesses);
  if (config.server.origin !== undefined) config.server.origin = new URL(config.server.origin).origin;
  const chosen = config.data.folder;
  const data = {
    folder:
      chosen !== undefined
        ? resolve(folder, chosen)
        : // A demonstration and an instance on a server keep no PostgreSQL of their own there.
          options.demo === true || config.database.url !== undefined
          ? join(folder, "data")
          : defaultDataFolder(folder, config.database.systemUser),
  };
  return { ...config, data, demo: options.demo ?? false, sources: [file, ...setBy.values()] };
}
