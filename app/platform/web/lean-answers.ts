/** ETag, 304 and compression for answers made on the fly (pages, API). Files have their own way, see assets.ts. */
import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";
import type { MiddlewareHandler } from "hono";
import type { Env } from "../module.ts";

const compressBrotli = promisify(brotliCompress);
const compressGzip = promisify(gzip);

const COMPRESSIBLE =
  /^(text\/(?!event-stream)|application\/(json|problem\+json|xml|javascript|manifest\+json|[\w.-]+\+(json|xml))|image\/svg\+xml)/i;
/** Below this, the header costs more than compression saves. */
const WORTH_BYTES = 860;
/** Larger answers are streamed as they come. */
const HELD_BYTES = 8 * 1024 * 1024;

export type Coding = "br" | "gzip";

/** The best coding that the client takes, `undefined` for none. Quality 0 means no. */
export function acceptedCoding(header: string | undefined): Coding | undefined {
  const offers = new Map(
    (header ?? "").split(",").map((part) => {
      const [name = "", ...parameters] = part.trim().toLowerCase().split(";");
      const quality = parameters
        .map((parameter) => /^\s*q=([\d.]+)\s*$/.exec(parameter)?.[1])
        .find((value) => value !== undefined);
      return [name.trim(), quality === undefined ? 1 : Number(quality)] as const;
    }),
  );
  const takes = (name: Coding): boolean => (offers.get(name) ?? offers.get("*") ?? 0) > 0;
  return takes("br") ? "br" : takes("gzip") ? "gzip" : undefined;
}

/** Whether an `If-None-Match` header names the tag (weak comparison, RFC 9110). */
export function matchesTag(header: string | undefined, tag: string): boolean {
  const strip = (value: string): string => value.trim().replace(/^W\//, "");
  return (
    header !== undefined && (header.trim() === "*" || header.split(",").some((value) => strip(value) === strip(tag)))
  );
}

export function leanAnswers(): MiddlewareHandler<Env> {
  return async (c, next) => {
    await next();
    const { res } = c;
    const method = c.req.method;
    const type = res.headers.get("content-type") ?? "";
    const length = Number(res.headers.get("content-length") ?? 0);
    if (res.body === null || !COMPRESSIBLE.test(type) || res.headers.has("content-encoding") || length > HELD_BYTES)
      return;
    if (method !== "GET" && method !== "POST") return;
    if (/no-transform/.test(res.headers.get("cache-control") ?? "")) return;

    const body = Buffer.from(await res.arrayBuffer());
    const headers = new Headers(res.headers);
    headers.append("Vary", "Accept-Encoding");
    if (method === "GET" && res.status === 200 && !/no-store/.test(headers.get("cache-control") ?? "")) {
      const tag = headers.get("etag") ?? `W/"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`;
      headers.set("ETag", tag);
      if (!headers.has("cache-control")) headers.set("Cache-Control", "private, no-cache");
      if (matchesTag(c.req.header("if-none-match"), tag)) {
        headers.delete("content-length");
        headers.delete("content-type");
        c.res = undefined;
        c.res = new Response(null, { status: 304, headers });
        return;
      }
    }
    const coding = body.length < WORTH_BYTES ? undefined : acceptedCoding(c.req.header("accept-encoding"));
    let sent: Buffer = body;
    if (coding === "br")
      sent = await compressBrotli(body, {
        params: { [constants.BROTLI_PARAM_QUALITY]: 4, [constants.BROTLI_PARAM_SIZE_HINT]: body.length },
      });
    if (coding === "gzip") sent = await compressGzip(body, { level: 6 });
    if (coding !== undefined) headers.set("Content-Encoding", coding);
    headers.set("Content-Length", String(sent.length));
    c.res = undefined;
    c.res = new Response(new Uint8Array(sent), { status: res.status, headers });
  };
}
