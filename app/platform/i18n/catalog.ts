/** All messages of the interface: ICU texts by language, read once from the `messages` folders of the modules. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { IntlMessageFormat } from "intl-messageformat";
import type { MessageKey, Messages } from "./keys.ts";
import { isLanguage, languages, localeOf, type Language } from "./languages.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** Files of messages, relative to the project: `app/<module>/messages/<language>.json` and the command line's. */
function messageFiles(): string[] {
  return globSync(["app/*/messages/*.json", "cli/messages/*.json"], { cwd: root })
    .map((file) => file.replaceAll("\\", "/"))
    .toSorted();
}

export type Catalog = ReadonlyMap<Language, ReadonlyMap<string, string>>;

let loaded: Catalog | undefined;

/** @throws Error naming the file when a message file is not JSON, or two files hold one key. */
export function catalog(): Catalog {
  if (loaded) return loaded;
  const all = new Map<Language, Map<string, string>>(languages.map((lang) => [lang, new Map<string, string>()]));
  for (const file of messageFiles()) {
    const lang = /([a-z]+)\.json$/.exec(file)?.[1] ?? "";
    if (!isLanguage(lang)) throw new Error(`${file}: \`${lang}\` is not one of ${languages.join(", ")}`);
    let texts: Record<string, string>;
    try {
      texts = JSON.parse(readFileSync(join(root, file), "utf8")) as Record<string, string>;
    } catch (error) {
      throw new Error(`${file}: ${(error as Error).message}`, { cause: error });
    }
    const into = all.get(lang);
    for (const [key, text] of Object.entries(texts)) {
      if (into?.has(key)) throw new Error(`${file}: the key ${key} stands in another file too`);
      into?.set(key, text);
    }
  }
  loaded = all;
  return all;
}

type Arguments<K extends MessageKey> = Messages[K] extends undefined ? [] : [args: Messages[K]];
/** Gives the words of a key in one language. Keys and arguments are checked by the compiler. */
export type Translate = <K extends MessageKey>(key: K, ...args: Arguments<K>) => string;

const translators = new Map<Language, Translate>();

/** The words of a language. Each message is parsed once; a key that a language lacks is an error at the test, and English in production. */
export function translator(lang: Language): Translate {
  const known = translators.get(lang);
  if (known) return known;
  const parsed = new Map<string, IntlMessageFormat | string>();
  const made = ((key: string, args?: Record<string, string | number>): string => {
    let message = parsed.get(key);
    if (message === undefined) {
      const own = catalog().get(lang)?.get(key);
      const text = own ?? catalog().get("en")?.get(key) ?? key;
      message = /[{'#]/.test(text) ? new IntlMessageFormat(text, localeOf(own === undefined ? "en" : lang)) : text;
      parsed.set(key, message);
    }
    return typeof message === "string" ? message : String(message.format(args));
  }) as Translate;
  translators.set(lang, made);
  return made;
}
