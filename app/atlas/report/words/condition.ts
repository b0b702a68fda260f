/** Conditions in readable words: a nested list that a page, a text or a document can draw. */
import type {
  Atlas,
  Condition,
  FactId,
  Fact,
  Known,
  Language,
  LanguageMap,
  PlaceCode,
  ProvisionRef,
  RuleId,
} from "@comity/rules";
import { dayNumber } from "@comity/rules";
import { dayInWords } from "../../../design/index.ts";
import type { Translate } from "../../../platform/i18n/index.ts";
import { decimalWords } from "./numbers.ts";

export interface ConditionWords {
  readonly kind: "all" | "any" | "not" | "line";
  /** For groups the heading ("all of these hold"), for lines the statement. */
  readonly text: string;
  /** For a derived fact: its name, and the definition rules that conclude it. */
  readonly derived?: string;
  readonly rules: readonly RuleId[];
  readonly children: readonly ConditionWords[];
}

export interface WordsContext {
  readonly t: Translate;
  readonly lang: Language;
  readonly atlas: Atlas;
}

/** The text of a language map: the language asked for, else English. */
export const inLanguage = (map: LanguageMap, lang: Language): string => map[lang] ?? map.en;

export function factLabel({ atlas, lang }: WordsContext, id: FactId): string {
  const fact = atlas.vocabulary.facts.get(id);
  return fact ? inLanguage(fact.label, lang) : id;
}

export function placeName({ atlas, lang }: WordsContext, code: PlaceCode): string {
  const place = atlas.places.get(code);
  return place ? inLanguage(place.names, lang) : code;
}

/** A value of a fact: its label, a place's name, a number with unit, a date. */
export function valueWords(context: WordsContext, fact: Fact | undefined, value: string | boolean): string {
  const { t, lang } = context;
  if (typeof value === "boolean") return value ? t("atlas.words.yes") : t("atlas.words.no");
  if (fact?.type === "place" || fact?.type === "places") return placeName(context, value);
  if (fact?.type === "int" || fact?.type === "num") return quantityWords(fact, value, lang);
  if (fact?.type === "date") return dateWords(value, lang);
  const known = fact?.values.find((candidate) => candidate.id === value);
  if (!known) return value;
  const label = inLanguage(known.label, lang);
  // Labels of roles explain themselves after a colon for those who are asked; in a sentence the name suffices.
  return fact?.id === "actor.role" ? (label.split(/\s?[:：]/u)[0] ?? label) : label;
}

export function quantityWords(fact: Fact, value: string, lang: Language): string {
  const number = decimalWords(value, lang);
  return fact.unit === undefined || fact.unit === "1" || fact.unit === "count" || fact.unit === "persons"
    ? number
    : `${number} ${fact.unit}`;
}

/** `2027-12-02` -> `2 December 2027`, `2 décembre 2027`. Days of law have no time zone. */
export function dateWords(day: string, lang: Language): string {
  return dayNumber(day) === null ? day : dayInWords(lang, day);
}

const line = (text: string, rules: readonly RuleId[] = []): ConditionWords => ({
  kind: "line",
  text,
  rules,
  children: [],
});

/** A condition as a nested list. */
export function conditionWords(context: WordsContext, condition: Condition): ConditionWords {
  const { t, lang, atlas } = context;
  if ("all" in condition) return group(context, "all", condition.all);
  if ("any" in condition) return group(context, "any", condition.any);
  if ("not" in condition) {
    const inner = conditionWords(context, condition.not);
    return { kind: "not", text: t("atlas.words.not"), rules: [], children: [inner] };
  }
  if ("derived" in condition) {
    const definitions = [...atlas.rules.values()].filter((rule) => rule.concludes === condition.derived);
    const cited = definitions.flatMap((rule) => rule.at.map((reference) => provisionLabel(atlas, reference)));
    const name = derivedName(condition.derived);
    const text = t("atlas.words.derived", { name, provisions: [...new Set(cited)].join(", ") });
    return {
      ...line(
        text,
        definitions.map((rule) => rule.id),
      ),
      derived: name,
    };
  }
  const fact = atlas.vocabulary.facts.get(condition.fact);
  const label = factLabel(context, condition.fact);
  const words = (value: string | boolean): string => valueWords(context, fact, value);
  const list = (values: readonly string[], type: "conjunction" | "disjunction"): string =>
    new Intl.ListFormat(lang, { type }).format(values.map(words));
  if ("is" in condition) return line(t("atlas.words.is", { fact: label, value: words(condition.is) }));
  if ("isNot" in condition) return line(t("atlas.words.isNot", { fact: label, value: words(condition.isNot) }));
  if ("in" in condition) return line(t("atlas.words.is", { fact: label, value: list(condition.in, "disjunction") }));
  if ("has" in condition) return line(t("atlas.words.has", { fact: label, value: words(condition.has) }));
  if ("hasAny" in condition)
    return line(t("atlas.words.has", { fact: label, value: list(condition.hasAny, "disjunction") }));
  if ("hasAll" in condition)
    return line(t("atlas.words.has", { fact: label, value: list(condition.hasAll, "conjunction") }));
  if ("within" in condition)
    return line(t("atlas.words.within", { fact: label, place: placeName(context, condition.within) }));
  if ("lt" in condition) return line(t("atlas.words.lt", { fact: label, value: words(condition.lt) }));
  if ("lte" in condition) return line(t("atlas.words.lte", { fact: label, value: words(condition.lte) }));
  if ("gt" in condition) return line(t("atlas.words.gt", { fact: label, value: words(condition.gt) }));
  if ("gte" in condition) return line(t("atlas.words.gte", { fact: label, value: words(condition.gte) }));
  if ("before" in condition) return line(t("atlas.words.before", { fact: label, value: words(condition.before) }));
  if ("onOrBefore" in condition)
    return line(t("atlas.words.onOrBefore", { fact: label, value: words(condition.onOrBefore) }));
  if ("after" in condition) return line(t("atlas.words.after", { fact: label, value: words(condition.after) }));
  return line(t("atlas.words.onOrAfter", { fact: label, value: words(condition.onOrAfter) }));
}

function group(context: WordsContext, kind: "all" | "any", parts: readonly Condition[]): ConditionWords {
  const [only] = parts;
  if (parts.length === 1 && only) return conditionWords(context, only);
  return {
    kind,
    text: context.t(kind === "all" ? "atlas.words.all" : "atlas.words.any"),
    rules: [],
    children: parts.map((part) => conditionWords(context, part)),
  };
}

/** `eu.aia.highRisk` -> `high risk`: the last part of the name; derived facts are named in English, as identifiers of the law's own terms. */
export function derivedName(id: string): string {
  return (id.split(".").at(-1) ?? id).replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2").toLowerCase();
}

/** How lawyers cite a provision: `AI Act, Art. 53(1)(a)`. */
export function provisionLabel(atlas: Atlas, reference: ProvisionRef, lang: Language = "en"): string {
  const [instrumentId = "", eId = ""] = reference.split("#");
  const instrument = atlas.instruments.get(instrumentId);
  const label = atlas.provisions.get(reference)?.label ?? eId;
  return instrument ? `${inLanguage(instrument.shortTitle, lang)}, ${label}` : label;
}

/** What was said of a fact, as a person would read it back. */
export function knownWords(context: WordsContext, id: FactId, known: Known): string {
  const { t, lang, atlas } = context;
  const fact = atlas.vocabulary.facts.get(id);
  const words = (value: string | boolean): string => valueWords(context, fact, value);
  const list = (values: readonly string[]): string =>
    new Intl.ListFormat(lang, { type: "conjunction" }).format(values.map(words));
  if (known.kind === "one") return words(known.value);
  if (known.kind === "members") {
    if (known.closed) return known.includes.length === 0 ? t("atlas.words.none") : list(known.includes);
    const parts = [
      known.includes.length > 0 ? t("atlas.words.atLeast", { values: list(known.includes) }) : "",
      known.excludes.length > 0 ? t("atlas.words.without", { values: list(known.excludes) }) : "",
    ];
    return parts.filter((part) => part !== "").join("; ");
  }
  if (known.kind === "days") {
    if (known.from !== undefined && known.from === known.to) return dateWords(known.from, lang);
    const parts = [
      known.from === undefined ? "" : t("atlas.words.fromDay", { day: dateWords(known.from, lang) }),
      known.to === undefined ? "" : t("atlas.words.toDay", { day: dateWords(known.to, lang) }),
    ];
    return parts.filter((part) => part !== "").join(", ");
  }
  if (known.gte !== undefined && known.gte === known.lte) return words(known.gte);
  const bounds = [
    known.gte === undefined ? "" : `≥ ${words(known.gte)}`,
    known.gt === undefined ? "" : `> ${words(known.gt)}`,
    known.lt === undefined ? "" : `< ${words(known.lt)}`,
    known.lte === undefined ? "" : `≤ ${words(known.lte)}`,
  ];
  return bounds.filter((bound) => bound !== "").join(", ");
}
