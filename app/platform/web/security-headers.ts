/** Headers that keep the browser from doing more than Comity's pages need. */
import type { MiddlewareHandler } from "hono";
import type { Env } from "../module.ts";

/**
 * The content security policy: nothing but our own files, no inline script or style. `signInOrigins` are the identity
 * providers a sign-in form redirects to (browsers apply form-action to redirects as well).
 */
export function contentSecurityPolicy(signInOrigins: readonly string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    `form-action ${["'self'", ...new Set(signInOrigins)].join(" ")}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

export function securityHeaders(options: {
  isHttps: () => boolean;
  signInOrigins: readonly string[];
}): MiddlewareHandler<Env> {
  const policy = contentSecurityPolicy(options.signInOrigins);
  return async (c, next) => {
    await next();
    const set = (name: string, value: string): void => {
      if (!c.res.headers.has(name)) c.res.headers.set(name, value);
    };
    set("Content-Security-Policy", policy);
    set("X-Content-Type-Options", "nosniff");
    set("Referrer-Policy", "same-origin");
    set("Cross-Origin-Opener-Policy", "same-origin");
    set("Cross-Origin-Resource-Policy", "same-origin");
    set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
    set("X-Frame-Options", "DENY");
    if (options.isHttps()) set("Strict-Transport-Security", "max-age=31536000; includeSubDomains");
  };
}
