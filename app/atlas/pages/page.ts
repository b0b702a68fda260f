/** What every page of the atlas is given: the request, the index of the atlas, the day. */
import type { Context } from "hono";
import type { IsoDate } from "@comity/rules";
import type { Env } from "../../platform/module.ts";
import type { WordsContext } from "../report/words/condition.ts";
import type { AtlasIndex } from "./atlas-index.ts";

export interface PageProps {
  readonly c: Context<Env>;
  readonly index: AtlasIndex;
  /** Law and knowledge are shown as of this day. */
  readonly today: IsoDate;
}

/** For the words of conditions, deadlines and penalties. */
export const wordsOf = (c: Context<Env>, index: AtlasIndex): WordsContext => ({
  t: c.get("t"),
  lang: c.get("lang"),
  atlas: index.atlas,
});

/** Order of names in the language of the page. */
export function byName<Item>(c: Context<Env>, nameOf: (item: Item) => string): (a: Item, b: Item) => number {
  const { compare } = new Intl.Collator(c.get("lang"));
  return (a, b) => compare(nameOf(a), nameOf(b));
}

/** A count as figures of the language. */
export const figure = (c: Context<Env>, value: number): string =>
  new Intl.NumberFormat(c.get("lang") === "ar" ? "ar-u-nu-latn" : c.get("lang")).format(value);

/** What stands between the parts of a list or a citation. */
export const comma = (c: Context<Env>): string =>
  ({ ar: "، ", zh: "，" } as Partial<Record<string, string>>)[c.get("lang")] ?? ", ";

/** Between a name and what is said of it; French sets a space before the colon. */
export const colon = (c: Context<Env>): string =>
  ({ fr: "\u00a0: ", zh: "：" } as Partial<Record<string, string>>)[c.get("lang")] ?? ": ";
