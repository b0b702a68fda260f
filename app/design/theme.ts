/** The visitor's choice of light or dark, kept in a cookie so that it needs no script; without a choice the system decides. */
import type { Context } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import type { Env } from "../platform/module.ts";

export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

const COOKIE = "comity-theme";
const YEAR = 365 * 24 * 3600;

export function themeOf(c: Context<Env>): Theme {
  const kept = getCookie(c, COOKIE);
  return themes.find((one) => one === kept) ?? "system";
}

export function keepTheme(c: Context<Env>, theme: Theme): void {
  const isSecure = c.get("services").origin().startsWith("https:");
  setCookie(c, COOKIE, theme, {
    path: "/",
    sameSite: "Lax",
    httpOnly: true,
    secure: isSecure,
    maxAge: theme === "system" ? 0 : YEAR,
  });
}

/** A path of this site to go back to; anything else (another site, `//host`, a backslash trick) becomes the home page. */
export function ownPath(path: string | undefined): string {
  if (path === undefined || !path.startsWith("/")) return "/";
  const base = "http://own.invalid";
  const url = URL.parse(path, base);
  return url?.origin === base ? url.pathname + url.search : "/";
}
