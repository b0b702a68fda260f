/** The language of a request: the path's prefix (`/fr/…`), else what the browser asks for. */
import type { MiddlewareHandler } from "hono";
import type { Env } from "../module.ts";
import { translator } from "./catalog.ts";
import { directionOf, languages, negotiate, splitPath, type Language } from "./languages.ts";

/** Hono's `getPath`: routes are matched without the language. */
export function pathWithoutLanguage(request: Request): string {
  const { pathname } = new URL(request.url);
  return splitPath(pathname).path;
}

/** Builds links. `path` begins with `/`; without `lang` the visitor's own choice is kept (no prefix when none was made). */
export type Href = (path: string, lang?: Language) => string;

/** Sets lang, dir, t, href and alternates. Without a prefix the answer depends on Accept-Language, and says so in Vary. */
export function language(): MiddlewareHandler<Env> {
  return async (c, next) => {
    const { pathname, search } = new URL(c.req.url);
    const { lang: chosen, path } = splitPath(pathname);
    const lang = chosen ?? negotiate(c.req.header("accept-language"));
    c.set("lang", lang);
    c.set("dir", directionOf(lang));
    c.set("t", translator(lang));
    c.set("href", (target, other) => {
      const prefix = other ?? chosen;
      return prefix === null || !target.startsWith("/") ? target : `/${prefix}${target === "/" ? "" : target}`;
    });
    c.set(
      "alternates",
      languages.map((one) => ({ lang: one, href: `/${one}${path === "/" ? "" : path}${search}` })),
    );
    await next();
    if (chosen === null) c.res.headers.append("Vary", "Accept-Language");
    if (!c.res.headers.has("Content-Language") && (c.res.headers.get("content-type") ?? "").startsWith("text/html"))
      c.res.headers.set("Content-Language", lang);
  };
}
