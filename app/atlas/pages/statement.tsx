/** A norm in our words: serif, and marked when it stands in another language than the page. */
import type { Context } from "hono";
import type { LanguageMap } from "@comity/rules";
import { directionOf, inLanguage } from "../../platform/i18n/index.ts";
import type { Env } from "../../platform/module.ts";

export function Statement({ c, words }: { readonly c: Context<Env>; readonly words: LanguageMap }) {
  const { text, lang } = inLanguage(words, c.get("lang"));
  return (
    <p class="norm" lang={lang} dir={lang === undefined ? undefined : directionOf(lang)}>
      {text}
    </p>
  );
}
