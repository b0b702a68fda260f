import type { Context } from "hono";
import { localeOf, type Language } from "../../platform/i18n/index.ts";
import type { Env } from "../../platform/module.ts";

const formats = new Map<string, Intl.DateTimeFormat>();

/** A day `YYYY-MM-DD` (Gregorian) in words of a language: "24 November 2026", short: "24 Nov 2026". English days come first, as in UN documents. */
export function dayInWords(lang: Language, day: string, length: "long" | "medium" = "long"): string {
  const key = `${lang} ${length}`;
  let format = formats.get(key);
  if (format === undefined) {
    const locale = lang === "en" ? "en-GB" : `${localeOf(lang)}${lang === "ar" ? "-ca-gregory" : ""}`;
    format = new Intl.DateTimeFormat(locale, { dateStyle: length, timeZone: "UTC" });
    formats.set(key, format);
  }
  return format.format(new Date(`${day}T00:00:00Z`));
}

export interface DayProps {
  c: Context<Env>;
  /** YYYY-MM-DD. */
  day: string;
  length?: "long" | "medium" | undefined;
}

/** A day in the language of the page, for machines too. */
export const Day = ({ c, day, length = "long" }: DayProps) => (
  <time datetime={day}>{dayInWords(c.get("lang"), day, length)}</time>
);
