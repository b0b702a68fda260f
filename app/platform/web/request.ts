/** What every request gets: an id, a child log, the client's address, counts and a log line; and how errors are told. */
import { randomUUID } from "node:crypto";
import type { BlockList } from "node:net";
import type { HttpBindings } from "@hono/node-server";
import type { Context, MiddlewareHandler } from "hono";
import { matchedRoutes } from "hono/route";
import { PUBLIC } from "../actor.ts";
import type { Env, ErrorPage, Services } from "../module.ts";
import { Problem, problemDocument, toProblem } from "../problem.ts";
import { clientAddress } from "./client-address.ts";

/** Ids from a trusted proxy are kept when they look like ids. */
const REQUEST_ID = /^[A-Za-z0-9._-]{8,64}$/;

export function requestContext(services: Services, trusted: BlockList): MiddlewareHandler<Env> {
  const requests = services.metrics.counter("comity_http_requests_total", "Requests by method, route and status.");
  const durations = services.metrics.histogram("comity_http_request_seconds", "Duration of requests by route.");
  let running = 0;
  services.metrics.gauge("comity_http_requests_running", "Requests being answered now.", () => running);
  return async (c, next) => {
    const begun = performance.now();
    const incoming = (c.env as Partial<HttpBindings> | undefined)?.incoming;
    const peer = incoming?.socket.remoteAddress;
    const address = clientAddress(peer, c.req.header("x-forwarded-for"), trusted);
    const given = c.req.header("x-request-id");
    const requestId = given !== undefined && address !== peer && REQUEST_ID.test(given) ? given : randomUUID();
    const log = services.log.child({ requestId });
    c.set("requestId", requestId);
    c.set("log", log);
    c.set("services", services);
    c.set("actor", PUBLIC);
    c.set("clientAddress", address);
    running += 1;
    try {
      await next();
    } finally {
      running -= 1;
    }
    c.res.headers.set("X-Request-Id", requestId);
    const seconds = (performance.now() - begun) / 1000;
    // Middleware is registered for ALL methods; the first other match is the route that answered.
    const route = matchedRoutes(c).find((one) => one.method !== "ALL")?.path ?? "none";
    const labels = { method: c.req.method, route };
    requests({ ...labels, status: String(c.res.status) });
    durations(labels, seconds);
    // Path without the query: it may hold what someone typed.
    log.info(
      { method: c.req.method, path: c.req.path, status: c.res.status, seconds: Number(seconds.toFixed(4)) },
      "request",
    );
  };
}

/** Pages get a page, everything else problem+json. */
export function wantsPage(c: Context<Env>): boolean {
  const accept = c.req.header("accept") ?? "";
  return !c.req.path.startsWith("/api/") && /text\/html|application\/xhtml\+xml/.test(accept);
}

const escape = (text: string): string => text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);

/** The page when no module supplies one. */
export const plainErrorPage: ErrorPage = (c, problem) =>
  c.html(
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escape(problem.title)}</title></head>` +
      `<body><main><h1>${escape(problem.title)}</h1><p>${escape(problem.detail)}</p>${problem.mend === undefined ? "" : `<p>${escape(problem.mend)}</p>`}` +
      `<p>${problem.status} · ${escape(problem.requestId)}</p><p><a href="/">Comity</a></p></main></body></html>`,
    problem.status as 500,
  );

export function answerError(errorPage: ErrorPage) {
  return async (error: unknown, c: Context<Env>): Promise<Response> => {
    const problem = fromHono(error) ?? toProblem(error);
    const requestId = c.get("requestId") ?? "unknown";
    if (problem.status >= 500) c.get("log")?.error({ err: error }, "request failed");
    c.header("Cache-Control", "no-store");
    if (problem.retryAfter !== undefined) c.header("Retry-After", String(problem.retryAfter));
    if (wantsPage(c)) {
      try {
        return await errorPage(c, {
          status: problem.status,
          title: problem.title,
          detail: problem.text.split("\n")[0] as string,
          mend: problem.mend,
          requestId,
        });
      } catch (pageError) {
        c.get("log")?.error({ err: pageError }, "the error page failed");
        return plainErrorPage(c, {
          status: problem.status,
          title: problem.title,
          detail: problem.message,
          mend: problem.mend,
          requestId,
        });
      }
    }
    return c.body(JSON.stringify(problemDocument(problem, requestId)), problem.status as 500, {
      "Content-Type": "application/problem+json",
    });
  };
}

/** Hono's own refusals (`HTTPException`, unreadable JSON) as problems. */
function fromHono(error: unknown): Problem | undefined {
  const status = (error as { status?: unknown } | null)?.status;
  if (error instanceof Problem || typeof status !== "number" || status < 400 || status > 499) return undefined;
  const kind =
    status === 404
      ? "not-found"
      : status === 413
        ? "too-large"
        : status === 401
          ? "sign-in-needed"
          : status === 403
            ? "not-permitted"
            : "malformed-request";
  return new Problem(kind, (error as Error).message || "The request cannot be read.");
}

/** The body of a JSON request. Throws `Problem("malformed-request")`. */
export async function readJson(c: Context<Env>): Promise<unknown> {
  try {
    return await c.req.json();
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem("malformed-request", "The body is not valid JSON.", { cause: error });
  }
}
