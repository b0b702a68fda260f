/**
 * The log's files over HTTP (C2SP tlog-tiles): `/record/checkpoint`, `/record/tile/…`, `/record/document/…`,
 * `/record/log.json`. Like other static files they come before rate limits: a member's mirror reads thousands.
 */
import type { MiddlewareHandler } from "hono";
import { RecordFormatError, parseTilePath } from "@comity/record";
import type { Env } from "../platform/module.ts";
import { Problem } from "../platform/problem.ts";
import { DurableFolder } from "./tile-files.ts";

const FOREVER = "public, max-age=31536000, immutable";
const MOMENT = "public, max-age=2";

async function answer(folder: DurableFolder, path: string): Promise<[Uint8Array | null, string, string]> {
  if (path === "checkpoint") return [await folder.read(path), "text/plain; charset=utf-8", MOMENT];
  if (path === "log.json") return [await folder.read(path), "application/json", MOMENT];
  if (/^document\/[0-9a-f]{64}$/.test(path)) return [await folder.read(path), "application/octet-stream", FOREVER];
  return [await folder.readTile(parseTilePath(path)), "application/octet-stream", FOREVER];
}

/** Answers GET and HEAD below `prefix`; everything else goes on. `folder` is asked once a request. */
export function serveLogFiles(prefix: string, folder: (data: string) => string): MiddlewareHandler<Env> {
  return async (c, next) => {
    const path = c.req.path.startsWith(`${prefix}/`) ? c.req.path.slice(prefix.length + 1) : "";
    const isFile = path === "checkpoint" || path === "log.json" || /^(tile|document)\//.test(path);
    if (!isFile || (c.req.method !== "GET" && c.req.method !== "HEAD")) return next();
    try {
      const [bytes, type, cache] = await answer(new DurableFolder(folder(c.get("services").folder)), path);
      if (bytes === null) throw new Problem("not-found", `The record has no ${path.slice(0, 100)}.`);
      return c.body(new Uint8Array(bytes), 200, {
        "Content-Type": type,
        "Cache-Control": cache,
        "Content-Length": String(bytes.length),
        // Pages elsewhere, and a member's own copy of the checking page, may read the log.
        "Access-Control-Allow-Origin": "*",
        "X-Content-Type-Options": "nosniff",
      });
    } catch (error) {
      if (error instanceof RecordFormatError)
        throw new Problem("not-found", `The record has no ${path.slice(0, 100)}.`);
      throw error;
    }
  };
}
