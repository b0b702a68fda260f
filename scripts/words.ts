/**
 * Words of the interface: writes the typed keys (`app/platform/i18n/keys.ts`); with --check only compares, and fails on a
 * message that is missing in a language, has other arguments or wrong plural forms, is ill-formed, or is used nowhere.
 */
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse, TYPE, type MessageFormatElement } from "@formatjs/icu-messageformat-parser";
import { languages, localeOf, type Language } from "../app/platform/i18n/languages.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const keysFile = `${root}app/platform/i18n/keys.ts`;
const faults: string[] = [];

/** As written into the typed keys. */
type ArgumentType = string;

/** Argument names and types of a message; plural branches are checked on the way. */
function argumentsOf(
  elements: readonly MessageFormatElement[],
  where: string,
  lang: Language,
  into: Map<string, ArgumentType>,
): Map<string, ArgumentType> {
  for (const element of elements) {
    if (element.type === TYPE.argument) into.set(element.value, into.get(element.value) ?? "string | number");
    else if (element.type === TYPE.number) into.set(element.value, "number");
    else if (element.type === TYPE.plural) {
      into.set(element.value, "number");
      const wanted = new Intl.PluralRules(localeOf(lang), { type: element.pluralType ?? "cardinal" }).resolvedOptions()
        .pluralCategories;
      const given = Object.keys(element.options);
      for (const category of wanted)
        if (!given.includes(category)) faults.push(`${where}: plural of {${element.value}} lacks "${category}"`);
      for (const category of given)
        if (!category.startsWith("=") && !wanted.includes(category as Intl.LDMLPluralRule))
          faults.push(`${where}: plural of {${element.value}} has "${category}", which ${lang} does not use`);
      for (const option of Object.values(element.options)) argumentsOf(option.value, where, lang, into);
    } else if (element.type === TYPE.select) {
      const options = Object.keys(element.options);
      if (!options.includes("other")) faults.push(`${where}: select of {${element.value}} lacks "other"`);
      into.set(element.value, "string");
      for (const option of Object.values(element.options)) argumentsOf(option.value, where, lang, into);
    } else if (element.type === TYPE.tag)
      faults.push(`${where}: markup <${element.value}> in a message; build it in the page`);
    else if (element.type === TYPE.date || element.type === TYPE.time)
      faults.push(`${where}: format dates in the page and pass the text`);
  }
  return into;
}

const texts = new Map<Language, Map<string, { readonly text: string; readonly file: string }>>(
  languages.map((lang) => [lang, new Map<string, { text: string; file: string }>()]),
);
for (const file of globSync(["app/*/messages/*.json", "cli/messages/*.json"], { cwd: root }).toSorted()) {
  const lang = /([a-z]+)\.json$/.exec(file)?.[1] as Language;
  const into = texts.get(lang);
  if (!into) {
    faults.push(`${file}: not one of ${languages.join(", ")}`);
    continue;
  }
  for (const [key, text] of Object.entries(JSON.parse(readFileSync(root + file, "utf8")) as Record<string, string>)) {
    if (into.has(key)) faults.push(`${file}: ${key} stands in ${into.get(key)?.file} too`);
    if (text.trim() === "") faults.push(`${file}: ${key} is empty`);
    into.set(key, { text, file });
  }
}

const keys = [...new Set([...texts.values()].flatMap((one) => [...one.keys()]))].toSorted();
const types = new Map<string, ReadonlyMap<string, ArgumentType>>();
for (const key of keys) {
  const english = texts.get("en")?.get(key);
  const found = new Map<Language, ReadonlyMap<string, ArgumentType>>();
  for (const lang of languages) {
    const message = texts.get(lang)?.get(key);
    if (!message) {
      faults.push(`${english?.file.replace(/[a-z]+\.json$/, `${lang}.json`) ?? lang}: ${key} is missing`);
      continue;
    }
    try {
      found.set(lang, argumentsOf(parse(message.text), `${message.file}: ${key}`, lang, new Map()));
    } catch (error) {
      faults.push(`${message.file}: ${key}: ${(error as Error).message}`);
    }
  }
  const wanted = [...(found.get("en")?.keys() ?? [])].toSorted().join(", ");
  for (const [lang, args] of found) {
    const own = [...args.keys()].toSorted().join(", ");
    if (own !== wanted)
      faults.push(`${texts.get(lang)?.get(key)?.file}: ${key} has the arguments (${own}), English has (${wanted})`);
  }
  types.set(key, found.get("en") ?? new Map());
}

const lines = keys.map((key) => {
  const args = [...(types.get(key) ?? [])].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `  ${JSON.stringify(key)}: ${args.length === 0 ? "undefined" : `{ ${args.map(([name, type]) => `${name}: ${type}`).join("; ")} }`};`;
});
const output = `// Written by scripts/words.ts; don't edit.\n\n/** Keys of the interface's words and the arguments of each. */\nexport interface Messages {\n${lines.join("\n")}\n}\n\nexport type MessageKey = keyof Messages;\n`;

if (process.argv.includes("--check")) {
  const code = globSync(["app/**/*.{ts,tsx}", "cli/**/*.ts"], { cwd: root })
    .filter((file) => !/\.test\.tsx?$/.test(file) && !file.endsWith("i18n/keys.ts"))
    .map((file) => readFileSync(root + file, "utf8"))
    .join("\n");
  const literals = new Set([...code.matchAll(/["'`]([a-z][\w-]*(?:\.[\w-]+)+)["'`]/gi)].map((match) => match[1]));
  const prefixes = [
    ...new Set([...code.matchAll(/`([a-z][\w-]*(?:\.[\w-]+)*\.)\$\{/gi)].map((match) => match[1] ?? "")),
  ];
  for (const key of keys)
    if (!literals.has(key) && !prefixes.some((prefix) => key.startsWith(prefix)))
      faults.push(`${texts.get("en")?.get(key)?.file ?? "?"}: ${key} is used nowhere`);
  if (readFileSync(keysFile, "utf8") !== output)
    faults.push("app/platform/i18n/keys.ts is not fresh: run `npm run words`");
} else {
  writeFileSync(keysFile, output);
  console.log(`${keys.length} messages in ${languages.length} languages`);
}
for (const fault of faults) console.log(fault);
if (faults.length > 0) process.exitCode = 1;
