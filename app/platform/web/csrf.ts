/**
 * Protection of forms against other sites: an Origin check on every unsafe request that a browser's cookies could carry,
 * and for forms a token bound by HMAC to a cookie (signed double submit).
 */
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import type { MiddlewareHandler } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import type { Env } from "../module.ts";
import { Problem } from "../problem.ts";

export const CSRF_FIELD = "_csrf";
const CSRF_HEADER = "x-csrf-token";

const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);
/** The body types an HTML form can send, or a script without asking first. */
const FORM = /^(application\/x-www-form-urlencoded|multipart\/form-data|text\/plain)\b/i;

function tokenFor(secret: string, cookie: string): string {
  return createHmac("sha256", secret).update(`csrf:${cookie}`).digest("base64url");
}

function equal(a: string, b: string): boolean {
  const left = Buffer.from(a);
  const right = Buffer.from(b);
  return left.length === right.length && timingSafeEqual(left, right);
}

const REFUSAL = "This form was not sent from a page of this site, or the page is too old.";

/** Whether the request comes from a page of `origin`; requests without any sign of a browser count as yes. */
export function isSameOrigin(
  headers: { origin?: string | undefined; fetchSite?: string | undefined },
  origin: string,
): boolean {
  if (headers.origin !== undefined) return headers.origin === origin;
  return headers.fetchSite === undefined || headers.fetchSite === "same-origin" || headers.fetchSite === "none";
}

export interface CsrfOptions {
  origin: () => string;
  /** The first signs, all verify. */
  secrets: readonly string[];
}

export function csrf({ origin, secrets }: CsrfOptions): MiddlewareHandler<Env> {
  return async (c, next) => {
    const isSecure = origin().startsWith("https:");
    const name = isSecure ? "__Host-comity-csrf" : "comity-csrf";
    let cookie = getCookie(c, name);
    if (cookie !== undefined && !/^[A-Za-z0-9_-]{43}$/.test(cookie)) cookie = undefined;
    c.set("csrfToken", () => {
      if (cookie === undefined) {
        cookie = randomBytes(32).toString("base64url");
        setCookie(c, name, cookie, { path: "/", httpOnly: true, sameSite: "Lax", secure: isSecure });
      }
      c.header("Cache-Control", "private, no-store");
      return tokenFor(secrets[0] as string, cookie);
    });
    if (!SAFE.has(c.req.method) && c.req.header("authorization") === undefined) {
      const refuse = (): never => {
        throw new Problem("not-permitted", REFUSAL, { mend: "Open the page again and send the form once more." });
      };
      if (!isSameOrigin({ origin: c.req.header("origin"), fetchSite: c.req.header("sec-fetch-site") }, origin()))
        refuse();
      const type = c.req.header("content-type");
      // A body of another type needs the browser's permission first (CORS), which we never give to other sites.
      if (type === undefined || FORM.test(type)) {
        let sent = c.req.header(CSRF_HEADER);
        if (sent === undefined && type !== undefined && !/^text\/plain/i.test(type)) {
          const field = (await c.req.parseBody().catch(() => ({}) as Record<string, unknown>))[CSRF_FIELD];
          if (typeof field === "string") sent = field;
        }
        const held = cookie;
        if (sent === undefined || held === undefined || !secrets.some((secret) => equal(sent, tokenFor(secret, held))))
          refuse();
      }
    }
    await next();
  };
}
