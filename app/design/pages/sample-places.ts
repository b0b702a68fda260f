import type { Context } from "hono";
import { localeOf } from "../../platform/i18n/index.ts";
import type { Env } from "../../platform/module.ts";

/** Places in six regions, named by the browser's own data (CLDR) in the language of the page. */
export const sampleCodes = ["EG", "CN", "FR", "KE", "RU", "MX"] as const;

export function placeName(c: Context<Env>): (code: string) => string {
  const names = new Intl.DisplayNames(localeOf(c.get("lang")), { type: "region" });
  return (code) => names.of(code) ?? code;
}
