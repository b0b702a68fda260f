/** The six languages of the interface and how to recognise them. */

/** In the order in which they are listed everywhere: the alphabetical order of their English names, as the United Nations does. */
export const languages = ["ar", "zh", "en", "fr", "ru", "es"] as const;
export type Language = (typeof languages)[number];
export type Direction = "ltr" | "rtl";

export const isLanguage = (text: string): text is Language => (languages as readonly string[]).includes(text);
export const directionOf = (lang: Language): Direction => (lang === "ar" ? "rtl" : "ltr");

/** Each language by its own name. */
export const ownNames: Readonly<Record<Language, string>> = {
  ar: "العربية",
  zh: "中文",
  en: "English",
  fr: "Français",
  ru: "Русский",
  es: "Español",
};

/** Tag for Intl: figures in Arabic are printed with Latin digits, as in UN documents. */
export const localeOf = (lang: Language): string => (lang === "ar" ? "ar-u-nu-latn" : lang);

/** The best language for an Accept-Language header (RFC 9110 section 12.5.4); English when none fits. */
export function negotiate(header: string | undefined): Language {
  const wishes = (header ?? "")
    .split(",")
    .map((part, i) => {
      const [tag = "", ...parameters] = part.trim().split(";");
      const q = Number(
        parameters.map((one) => /^\s*q=([\d.]+)\s*$/.exec(one)?.[1]).find((one) => one !== undefined) ?? "1",
      );
      return { lang: tag.toLowerCase().split("-")[0] ?? "", q: Number.isFinite(q) ? q : 0, i };
    })
    .filter(({ lang, q }) => q > 0 && isLanguage(lang))
    .toSorted((a, b) => b.q - a.q || a.i - b.i);
  const best = wishes[0]?.lang ?? "en";
  return isLanguage(best) ? best : "en";
}

/** `/fr/places` -> `fr` and `/places`; `/places` -> no language. A path is left alone unless its first part is exactly a language. */
export function splitPath(path: string): { readonly lang: Language | null; readonly path: string } {
  const match = /^\/([a-z]{2})(\/.*|$)/.exec(path);
  const [, lang = "", rest = ""] = match ?? [];
  return isLanguage(lang) ? { lang, path: rest === "" ? "/" : rest } : { lang: null, path };
}
