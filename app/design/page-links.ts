import type { Context } from "hono";
import type { Env } from "../platform/module.ts";

/** This page's address with parts of its query changed; `undefined` takes a part out. */
export function withQuery(c: Context<Env>, changes: Readonly<Record<string, string | undefined>>): string {
  const { pathname, searchParams } = new URL(c.req.url);
  const query = new URLSearchParams(searchParams);
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined) query.delete(name);
    else query.set(name, value);
  }
  const text = query.toString();
  return text === "" ? pathname : `${pathname}?${text}`;
}
