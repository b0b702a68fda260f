/** Profiles: what is known of one system, checked against the vocabulary. */
import type { ProblemCode } from "../model/problem-codes.ts";
import type { Fact, Known, Profile, Vocabulary } from "../model/facts.ts";
import type { IsoDate, SourcePosition } from "../model/law.ts";
import type { Problem } from "../model/results.ts";
import { canonicalDecimal, compareQuantities } from "../decimal.ts";
import { dayNumber } from "../days.ts";
import { suggest } from "./closest.ts";
import { shown } from "./cursor.ts";
import { YamlSource } from "./yaml-source.ts";

export interface ParsedProfile {
  readonly profile: Profile | null;
  readonly problems: readonly Problem[];
}

type Report = (fact: string, code: ProblemCode, message: string, mend: string) => null;

/**
 * Reads a profile from YAML text or a plain object (from a form or the API).
 * `null` facts and absent facts are unknown. With any error the profile is null.
 * @param places codes that exist; place facts are checked against them when given.
 */
export function parseProfile(
  input: string | Readonly<Record<string, unknown>>,
  vocabulary: Vocabulary,
  options: { readonly file?: string; readonly places?: { has(code: string): boolean } } = {},
): ParsedProfile {
  const file = options.file ?? "profile";
  const source = typeof input === "string" ? new YamlSource(file, input) : null;
  const problems: Problem[] = source?.problems ?? [];
  const value = source ? source.value : input;
  const at = (path: readonly string[]): SourcePosition => source?.position(path) ?? { file, line: 1, column: 1 };
  const report = (path: readonly string[], code: ProblemCode, message: string, mend: string): null => {
    problems.push({ severity: "error", code, position: at(path), message, mend });
    return null;
  };
  if (problems.length > 0) return { profile: null, problems };
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    report(
      [],
      "not-a-mapping",
      "a profile is a mapping with `schema`, `vocabulary` and `facts`",
      "see docs/reference/rule-data.md, Profiles",
    );
    return { profile: null, problems };
  }
  const record = value as Record<string, unknown>;
  for (const key of Object.keys(record))
    if (!["schema", "vocabulary", "title", "facts"].includes(key))
      report([key], "unknown-key", `unknown key \`${key}\``, suggest(key, ["schema", "vocabulary", "title", "facts"]));
  if (record["schema"] !== "profile/1")
    report(
      ["schema"],
      "wrong-schema",
      `schema is \`${shown(record["schema"] ?? "missing")}\`, not \`profile/1\``,
      "write `schema: profile/1`; a newer profile needs a newer Comity",
    );
  if (record["vocabulary"] !== vocabulary.version)
    report(
      ["vocabulary"],
      "other-vocabulary",
      `the profile uses vocabulary \`${shown(record["vocabulary"] ?? "missing")}\`, this atlas has version ${vocabulary.version}`,
      `check the facts against the vocabulary and write \`vocabulary: ${vocabulary.version}\``,
    );
  const given = record["facts"];
  if (typeof given !== "object" || given === null || Array.isArray(given)) {
    report(
      ["facts"],
      "missing-key",
      "`facts` is missing or not a mapping",
      "add `facts:` with lines such as `actor.role: [provider]`",
    );
    return { profile: null, problems };
  }
  const facts = new Map<string, Known>();
  for (const [id, raw] of Object.entries(given)) {
    const fact = vocabulary.facts.get(id);
    if (!fact) {
      report(["facts", id], "unknown-fact", `unknown fact \`${id}\``, suggest(id, [...vocabulary.facts.keys()]));
      continue;
    }
    if (raw === null || raw === undefined) continue;
    const spelt = typeof raw === "number" ? (source?.spelling(["facts", id]) ?? raw) : raw;
    const known = readKnown(
      fact,
      spelt,
      (path, code, message, mend) => report(["facts", path], code, message, mend),
      options.places,
    );
    if (known) facts.set(id, known);
  }
  if (problems.some((problem) => problem.severity === "error")) return { profile: null, problems };
  const words: unknown = record["title"];
  const english: unknown = typeof words === "object" && words !== null && "en" in words ? words.en : words;
  const title = typeof english === "string" ? english : undefined;
  return {
    profile: { schema: "profile/1", vocabulary: vocabulary.version, ...(title === undefined ? {} : { title }), facts },
    problems,
  };
}

/** One value of one fact. @returns null after a report. */
export function readKnown(
  fact: Fact,
  raw: unknown,
  report: Report,
  places?: { has(code: string): boolean },
): Known | null {
  const { id } = fact;
  const say = (code: ProblemCode, message: string, mend: string): null =>
    report(id, code, `\`${id}\`: ${message}`, mend);
  const isPlace = (code: string): boolean => places === undefined || places.has(code);
  switch (fact.type) {
    case "bool":
      return typeof raw === "boolean"
        ? { kind: "one", value: raw }
        : say(
            "wrong-value",
            `expected true or false, found \`${shown(raw)}\``,
            "write `true` or `false`, or leave the fact out if it is unknown",
          );
    case "enum": {
      const values = fact.values.map((value) => value.id);
      return typeof raw === "string" && values.includes(raw)
        ? { kind: "one", value: raw }
        : say("wrong-value", `\`${shown(raw)}\` is not one of its values`, suggest(String(raw), values));
    }
    case "spdx":
      return typeof raw === "string" && raw.trim() !== ""
        ? { kind: "one", value: raw.trim() }
        : say("wrong-value", "expected an SPDX licence expression", "write a text such as `Apache-2.0`");
    case "place": {
      const code = typeof raw === "string" ? raw.toUpperCase() : "";
      return code !== "" && isPlace(code)
        ? { kind: "one", value: code }
        : say(
            "unknown-place",
            `\`${shown(raw)}\` is not a place of the atlas`,
            "write an ISO 3166 code such as `KR`, `US-CO`, or `EU`",
          );
    }
    case "set":
    case "places":
      return readMembers(fact, raw, say, isPlace);
    case "int":
    case "num":
      return readRange(fact, raw, say);
    case "date":
      return readDays(raw, say);
  }
}

type Say = (code: ProblemCode, message: string, mend: string) => null;

function readMembers(fact: Fact, raw: unknown, say: Say, isPlace: (code: string) => boolean): Known | null {
  const list = (value: unknown): string[] | null => {
    if (value === undefined) return [];
    const items = typeof value === "string" ? [value] : value;
    if (!Array.isArray(items))
      return say(
        "not-a-list",
        `expected a list, found \`${JSON.stringify(value)}\``,
        "write `[a, b]`, or `{ includes: [a], excludes: [b] }` when there may be more",
      );
    const values = fact.values.map((one) => one.id);
    const out: string[] = [];
    for (const item of items) {
      const text = typeof item === "string" ? (fact.type === "places" ? item.toUpperCase() : item) : String(item);
      if (fact.type === "places" ? !isPlace(text) : !values.includes(text)) {
        return fact.type === "places"
          ? say(
              "unknown-place",
              `\`${text}\` is not a place of the atlas`,
              "write ISO 3166 codes such as `KR`, `US-CO`, or `EU`",
            )
          : say("wrong-value", `\`${text}\` is not one of its values`, suggest(text, values));
      }
      out.push(text);
    }
    return [...new Set(out)];
  };
  let known: Known;
  if (typeof raw === "object" && raw !== null && !Array.isArray(raw)) {
    const keys = Object.keys(raw);
    if (keys.some((key) => key !== "includes" && key !== "excludes"))
      return say("unknown-key", `found ${keys.map((key) => `\`${key}\``).join(", ")}`, "use `includes` and `excludes`");
    const includes = list((raw as Record<string, unknown>)["includes"]);
    const excludes = list((raw as Record<string, unknown>)["excludes"]);
    if (!includes || !excludes) return null;
    const both = includes.find((value) => excludes.includes(value));
    if (both !== undefined) return say("contradiction", `\`${both}\` is included and excluded`, "keep one of the two");
    known = { kind: "members", includes, excludes, closed: false };
  } else {
    const includes = list(raw);
    if (!includes) return null;
    known = { kind: "members", includes, excludes: [], closed: true };
  }
  if (known.includes.includes("none") && known.includes.length > 1)
    return say("contradiction", "`none` stands beside other values", "keep `none` alone, or leave it out");
  return known.includes.includes("none") ? { ...known, closed: true, excludes: [] } : known;
}

/** `2e25`, `"2e25 FLOP"`; null when the unit is another or it is not a number. */
function quantity(fact: Fact, raw: unknown, say: Say): string | null {
  const text =
    typeof raw === "number" || typeof raw === "bigint" ? String(raw) : typeof raw === "string" ? raw.trim() : "";
  const match = /^(\S+?)(?:\s+(\S.*))?$/.exec(text);
  const decimal = canonicalDecimal(match?.[1] ?? "");
  if (decimal === null)
    return say("wrong-number", `\`${shown(raw)}\` is not a number`, "write a decimal such as 2e25, 15000000 or 0.5");
  const unit = match?.[2];
  if (unit !== undefined && unit !== fact.unit)
    return say(
      "wrong-unit",
      `\`${unit}\` is not its unit`,
      fact.unit === undefined ? "leave the unit out" : `convert the value to ${fact.unit}`,
    );
  if (fact.type === "int" && !/^-?\d+(e\d+)?$/.test(decimal))
    return say("wrong-number", `\`${text}\` is not a whole number`, "write a whole number");
  if (decimal.startsWith("-")) return say("wrong-number", `\`${text}\` is below zero`, "write a number of at least 0");
  return decimal;
}

function readRange(fact: Fact, raw: unknown, say: Say): Known | null {
  if (typeof raw !== "object" || raw === null) {
    const value = quantity(fact, raw, say);
    return value === null ? null : { kind: "range", gte: value, lte: value };
  }
  const bounds: Record<string, string> = {};
  for (const [key, bound] of Object.entries(raw)) {
    if (!["gte", "gt", "lt", "lte"].includes(key))
      return say("unknown-key", `unknown bound \`${key}\``, "use `gte`, `gt`, `lt` or `lte`");
    const value = quantity(fact, bound, say);
    if (value === null) return null;
    bounds[key] = value;
  }
  const low = bounds["gte"] ?? bounds["gt"];
  const high = bounds["lte"] ?? bounds["lt"];
  if (low !== undefined && high !== undefined) {
    const order = compareQuantities(low, high);
    if (order > 0 || (order === 0 && (bounds["gt"] !== undefined || bounds["lt"] !== undefined)))
      return say("empty-range", `nothing lies between ${low} and ${high}`, "correct the bounds");
  }
  return { kind: "range", ...bounds };
}

function readDays(raw: unknown, say: Say): Known | null {
  const day = (value: unknown): IsoDate | null =>
    typeof value === "string" && dayNumber(value) !== null
      ? value
      : say("wrong-date", `\`${shown(value)}\` is not a date`, "write a day that exists as YYYY-MM-DD");
  if (typeof raw !== "object" || raw === null) {
    const one = day(raw);
    return one === null ? null : { kind: "days", from: one, to: one };
  }
  const days: { from?: IsoDate; to?: IsoDate } = {};
  for (const [key, bound] of Object.entries(raw)) {
    if (key !== "from" && key !== "to")
      return say("unknown-key", `unknown bound \`${key}\``, "use `from` and `to` (both included)");
    const value = day(bound);
    if (value === null) return null;
    days[key] = value;
  }
  if (days.from !== undefined && days.to !== undefined && days.from > days.to)
    return say("empty-range", `${days.from} is after ${days.to}`, "correct the days");
  return { kind: "days", ...days };
}
