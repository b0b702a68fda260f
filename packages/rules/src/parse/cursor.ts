/** Reading one YAML value with checks: each reader reports what is wrong at its place and gives a usable value or null. */
import type { ProblemCode } from "../model/problem-codes.ts";
import { languages, type IsoDate, type LanguageMap } from "../model/law.ts";
import { canonicalDecimal } from "../decimal.ts";
import { dayNumber } from "../days.ts";
import { suggest } from "./closest.ts";
import type { Path, YamlSource } from "./yaml-source.ts";

/** A value as a message shows it, at most 60 characters. */
export const shown = (value: unknown): string => {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text === undefined ? "nothing" : text.length > 60 ? `${text.slice(0, 57)}…` : text;
};

export class Cursor {
  readonly source: YamlSource;
  readonly path: Path;
  readonly value: unknown;

  constructor(source: YamlSource, path: Path, value: unknown) {
    this.source = source;
    this.path = path;
    this.value = value;
  }

  static root(source: YamlSource): Cursor {
    return new Cursor(source, [], source.value);
  }

  get position() {
    return this.source.position(this.path);
  }

  report(code: ProblemCode, message: string, mend: string, severity: "error" | "warning" = "error"): null {
    this.source.report(code, this.path, message, mend, severity);
    return null;
  }

  get isMissing(): boolean {
    return this.value === undefined || this.value === null;
  }

  at(key: string | number): Cursor {
    const inner =
      typeof this.value === "object" && this.value !== null
        ? (this.value as Record<string | number, unknown>)[key]
        : undefined;
    return new Cursor(this.source, [...this.path, key], inner);
  }

  /** Checks that this is a mapping with only these keys and all required ones. */
  keys(required: readonly string[], optional: readonly string[] = []): boolean {
    if (typeof this.value !== "object" || this.value === null || Array.isArray(this.value)) {
      this.report(
        "not-a-mapping",
        `expected a mapping with ${(required.length > 0 ? required : optional).map((key) => `\`${key}\``).join(", ")}, found \`${shown(this.value)}\``,
        "write `key: value` pairs",
      );
      return false;
    }
    const known = [...required, ...optional];
    let good = true;
    for (const key of Object.keys(this.value)) {
      if (known.includes(key)) continue;
      good = false;
      this.source.problems.push({
        severity: "error",
        code: "unknown-key",
        position: this.source.keyPosition(this.path, key),
        message: `unknown key \`${key}\``,
        mend: suggest(key, known),
      });
    }
    for (const key of required) {
      if (!this.at(key).isMissing) continue;
      good = false;
      this.report("missing-key", `\`${key}\` is missing`, `add \`${key}:\``);
    }
    return good;
  }

  text(pattern?: RegExp, what = "text"): string | null {
    if (
      typeof this.value === "string" &&
      this.value.trim() !== "" &&
      (pattern === undefined || pattern.test(this.value))
    )
      return this.value;
    if (
      typeof this.value === "number" &&
      pattern !== undefined &&
      pattern.test(this.source.spelling(this.path) ?? String(this.value))
    )
      return this.source.spelling(this.path) ?? String(this.value);
    return this.report(
      "wrong-text",
      `expected ${what}, found \`${shown(this.value)}\``,
      pattern === undefined ? "write a text that is not empty" : `write ${what}`,
    );
  }

  optionalText(pattern?: RegExp, what?: string): string | undefined {
    return this.isMissing ? undefined : (this.text(pattern, what) ?? undefined);
  }

  oneOf<T extends string>(values: readonly T[], what: string): T | null {
    if (typeof this.value === "string" && (values as readonly string[]).includes(this.value)) return this.value as T;
    return this.report("wrong-value", `\`${shown(this.value)}\` is not a ${what}`, suggest(String(this.value), values));
  }

  day(): IsoDate | null {
    if (typeof this.value === "string" && dayNumber(this.value) !== null) return this.value;
    return this.report("wrong-date", `\`${shown(this.value)}\` is not a date`, "write a day that exists as YYYY-MM-DD");
  }

  optionalDay(): IsoDate | undefined {
    return this.isMissing ? undefined : (this.day() ?? undefined);
  }

  flag(otherwise: boolean): boolean {
    if (this.isMissing) return otherwise;
    if (typeof this.value === "boolean") return this.value;
    this.report("wrong-value", `expected true or false, found \`${shown(this.value)}\``, "write `true` or `false`");
    return otherwise;
  }

  integer(from: number, to: number): number | null {
    if (typeof this.value === "number" && Number.isSafeInteger(this.value) && this.value >= from && this.value <= to)
      return this.value;
    return this.report(
      "wrong-number",
      `\`${shown(this.value)}\` is not a whole number from ${from} to ${to}`,
      "write a whole number in that range",
    );
  }

  /** An exact decimal, from a number or a text; large numbers keep their spelling. */
  decimal(): string | null {
    const spelt = typeof this.value === "number" ? (this.source.spelling(this.path) ?? this.value) : this.value;
    const decimal = canonicalDecimal(spelt);
    return (
      decimal ??
      this.report(
        "wrong-number",
        `\`${shown(this.value)}\` is not a number`,
        "write a decimal such as 15000000, 0.5 or 1e25",
      )
    );
  }

  /** A list, or a single value as a list of one; reads each item. */
  list<T>(read: (item: Cursor) => T | null): T[] {
    if (this.isMissing) return [];
    if (!Array.isArray(this.value)) {
      this.report(
        "not-a-list",
        `expected a list, found \`${shown(this.value)}\``,
        "write `[a, b]` or lines that begin with `-`",
      );
      return [];
    }
    return this.value.flatMap((_, i) => read(this.at(i)) ?? []);
  }

  texts(pattern?: RegExp, what?: string): string[] {
    return this.list((item) => item.text(pattern, what));
  }

  /** Words by language; English is required, all six where `complete`. */
  languageMap(complete = false): LanguageMap | null {
    if (typeof this.value === "string")
      return this.report("wrong-language-map", "expected words by language, found one text", "write `{ en: … }`");
    if (!this.keys(["en"], languages)) return null;
    if (complete) {
      const missing = languages.filter((language) => this.at(language).isMissing);
      if (missing.length > 0)
        this.report(
          "missing-language",
          `words in ${missing.join(", ")} are missing`,
          `add ${missing.map((language) => `\`${language}:\``).join(", ")}`,
        );
    }
    const words: Record<string, string> = {};
    for (const language of languages) {
      const text = this.at(language).optionalText();
      if (text !== undefined) words[language] = text;
    }
    return words["en"] === undefined ? null : ({ ...words, en: words["en"] } as LanguageMap);
  }

  optionalLanguageMap(): LanguageMap | undefined {
    return this.isMissing ? undefined : (this.languageMap() ?? undefined);
  }
}
