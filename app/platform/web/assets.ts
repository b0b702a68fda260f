/**
 * Static files: each is served under a name with the hash of its content and kept by browsers for a year; pages get the
 * name from `url()`. Compressed once, on first use.
 */
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { extname, posix } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { Context } from "hono";
import type { Env } from "../module.ts";
import { Problem } from "../problem.ts";
import { acceptedCoding, matchesTag, type Coding } from "./lean-answers.ts";

const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".webmanifest": "application/manifest+json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".webp": "image/webp",
  ".ico": "image/x-icon",
  ".woff2": "font/woff2",
  ".txt": "text/plain; charset=utf-8",
  ".pdf": "application/pdf",
};
const COMPRESSIBLE = new Set([".css", ".js", ".json", ".webmanifest", ".svg", ".txt"]);

interface Asset {
  body: Buffer;
  type: string;
  tag: string;
  hashed: string;
  coded: Partial<Record<Coding, Promise<Buffer>>> | undefined;
}

const compress: Readonly<Record<Coding, (body: Buffer) => Promise<Buffer>>> = {
  br: (body) =>
    promisify(brotliCompress)(body, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 10, [constants.BROTLI_PARAM_SIZE_HINT]: body.length },
    }),
  gzip: (body) => promisify(gzip)(body, { level: 9 }),
};

/** Content hashes inside style sheets too: `url(name)` of a file in the same set becomes its hashed name. */
function withHashedReferences(css: string, name: string, hashedName: (path: string) => string | undefined): string {
  return css.replace(/url\(\s*(["']?)([^"')]+)\1\s*\)/g, (whole, _quote: string, path: string) => {
    if (/^([a-z]+:|\/|#)/i.test(path)) return whole;
    const target = hashedName(posix.normalize(posix.join(posix.dirname(name), path)));
    return target === undefined ? whole : `url("/assets/${target}")`;
  });
}

export class Assets {
  readonly #byName = new Map<string, Asset>();
  readonly #byHashed = new Map<string, Asset>();

  /** Adds every file below `folder` under `prefix/`; a missing folder adds nothing. Other kinds of files than TYPES are left out. */
  addFolder(prefix: string, folder: URL): void {
    if (!existsSync(folder)) return;
    const files = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && TYPES[extname(entry.name)] !== undefined)
      .map((entry) => ({ path: posix.join(entry.parentPath, entry.name), css: entry.name.endsWith(".css") }))
      // Style sheets last: they name fonts and pictures by hash.
      .toSorted((a, b) => Number(a.css) - Number(b.css));
    const root = decodeURIComponent(folder.pathname);
    for (const { path } of files) this.add(posix.join(prefix, posix.relative(root, path)), readFileSync(path));
  }

  add(name: string, content: Buffer): void {
    const extension = extname(name);
    const body =
      extension === ".css"
        ? Buffer.from(withHashedReferences(content.toString("utf8"), name, (path) => this.#byName.get(path)?.hashed))
        : content;
    const hash = createHash("sha256").update(body).digest("hex").slice(0, 12);
    const hashed = `${name.slice(0, name.length - extension.length)}.${hash}${extension}`;
    const asset: Asset = {
      body,
      type: TYPES[extension] ?? "application/octet-stream",
      tag: `"${hash}"`,
      hashed,
      coded: COMPRESSIBLE.has(extension) ? {} : undefined,
    };
    this.#byName.set(name, asset);
    this.#byHashed.set(hashed, asset);
  }

  /** The address of a file by the name it was added under, such as `design/main.css`. Throws when there is none. */
  url(name: string): string {
    const asset = this.#byName.get(name);
    if (asset === undefined)
      throw new Error(`there is no asset ${name}; known: ${[...this.#byName.keys()].join(", ")}`);
    return `/assets/${asset.hashed}`;
  }

  has(name: string): boolean {
    return this.#byName.has(name);
  }

  names(): string[] {
    return [...this.#byName.keys()];
  }

  /** Answers `GET /assets/*`: hashed names for a year, plain names (for `/favicon.ico` and the like) with revalidation. */
  async serve(c: Context<Env>, name: string): Promise<Response> {
    const hashed = this.#byHashed.get(name);
    const asset = hashed ?? this.#byName.get(name);
    if (asset === undefined) throw new Problem("not-found", `There is no file ${name}.`);
    const headers: Record<string, string> = {
      "Content-Type": asset.type,
      ETag: asset.tag,
      "Cache-Control": hashed === undefined ? "public, no-cache" : "public, max-age=31536000, immutable",
    };
    if (asset.coded !== undefined) headers["Vary"] = "Accept-Encoding";
    if (matchesTag(c.req.header("if-none-match"), asset.tag)) return c.body(null, 304, headers);
    const coding = asset.coded === undefined ? undefined : acceptedCoding(c.req.header("accept-encoding"));
    let { body } = asset;
    if (coding !== undefined && asset.coded !== undefined) {
      body = await (asset.coded[coding] ??= compress[coding](asset.body));
      headers["Content-Encoding"] = coding;
    }
    headers["Content-Length"] = String(body.length);
    return c.body(new Uint8Array(body), 200, headers);
  }
}
