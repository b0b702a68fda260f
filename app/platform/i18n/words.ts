/** Words of data (titles of laws, names of places): a map by language, English always there. */
import type { Language } from "./languages.ts";

export type Words = { readonly en: string } & { readonly [L in Language]?: string };

/** The words in a language, else in English; `lang` is set when it is not the language asked for, so that a page can mark it. */
export function inLanguage(
  words: Words,
  lang: Language,
): { readonly text: string; readonly lang: Language | undefined } {
  const own = words[lang];
  return own === undefined
    ? { text: words.en, lang: lang === "en" ? undefined : "en" }
    : { text: own, lang: undefined };
}
