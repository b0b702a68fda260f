/** Conditions: `all`, `any`, `not`, `derived`, or one test of one fact. Shapes only; facts and values are checked against the vocabulary later. */
import type { Condition } from "../model/law.ts";
import type { Cursor } from "./cursor.ts";
import { suggest } from "./closest.ts";

export const testKeys = [
  "is",
  "isNot",
  "in",
  "has",
  "hasAny",
  "hasAll",
  "within",
  "lt",
  "lte",
  "gt",
  "gte",
  "before",
  "onOrBefore",
  "after",
  "onOrAfter",
] as const;
export type TestKey = (typeof testKeys)[number];
const quantityKeys: ReadonlySet<TestKey> = new Set(["lt", "lte", "gt", "gte"]);
const listKeys: ReadonlySet<TestKey> = new Set(["in", "hasAny", "hasAll"]);
const dayKeys: ReadonlySet<TestKey> = new Set(["before", "onOrBefore", "after", "onOrAfter"]);

export function parseCondition(cursor: Cursor): Condition | null {
  const { value } = cursor;
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return cursor.report(
      "wrong-condition",
      "expected a condition",
      "write `{ fact: …, is: … }`, `{ all: […] }`, `{ any: […] }`, `{ not: … }` or `{ derived: … }`",
    );
  const keys = Object.keys(value);
  if (keys.includes("fact")) return parseTest(cursor, keys);
  const [key, ...others] = keys;
  if (key === undefined || others.length > 0 || !["all", "any", "not", "derived"].includes(key)) {
    return cursor.report(
      "wrong-condition",
      `a condition has one key, found ${keys.map((one) => `\`${one}\``).join(", ") || "none"}`,
      key === undefined
        ? "use `all`, `any`, `not`, `derived` or `fact`"
        : "use one of `all`, `any`, `not`, `derived`, or `fact` with one test",
    );
  }
  const inner = cursor.at(key);
  if (key === "derived") {
    const derived = inner.text(/^[a-z][\w-]*(\.[A-Za-z][\w-]*)+$/, "a derived fact such as `eu.aia.highRisk`");
    return derived === null ? null : { derived };
  }
  if (key === "not") {
    const condition = parseCondition(inner);
    return condition === null ? null : { not: condition };
  }
  const parts = inner.list(parseCondition);
  if (parts.length === 0)
    return inner.report(
      "empty-group",
      `\`${key}\` holds no condition`,
      "add at least one condition, or leave the group out",
    );
  return key === "all" ? { all: parts } : { any: parts };
}

function parseTest(cursor: Cursor, keys: readonly string[]): Condition | null {
  const fact = cursor.at("fact").text(/^[a-z]\w*(\.\w+)+$/i, "a fact such as `actor.role`");
  const tests = keys.filter((key) => key !== "fact");
  const unknown = tests.find((key) => !(testKeys as readonly string[]).includes(key));
  if (unknown !== undefined)
    return cursor.report("unknown-test", `unknown test \`${unknown}\``, suggest(unknown, testKeys));
  const [test] = tests as TestKey[];
  if (test === undefined || tests.length > 1)
    return cursor.report(
      "wrong-test",
      `a test of a fact has one comparison, found ${tests.length}`,
      "keep one; join several with `all`",
    );
  if (fact === null) return null;
  const inner = cursor.at(test);
  if (quantityKeys.has(test)) {
    const quantity = quantityText(inner);
    return quantity === null ? null : ({ fact, [test]: quantity } as unknown as Condition);
  }
  if (dayKeys.has(test)) {
    const day = inner.day();
    return day === null ? null : ({ fact, [test]: day } as unknown as Condition);
  }
  if (listKeys.has(test)) {
    const values = inner.texts();
    return values.length === 0
      ? inner.report("empty-group", `\`${test}\` holds no value`, "add at least one value")
      : ({ fact, [test]: values } as unknown as Condition);
  }
  if (test === "is" || test === "isNot") {
    if (typeof inner.value === "boolean") return { fact, [test]: inner.value } as unknown as Condition;
    const text = inner.text();
    return text === null ? null : ({ fact, [test]: text } as unknown as Condition);
  }
  const text = inner.text();
  return text === null ? null : ({ fact, [test]: text } as unknown as Condition);
}

/** A threshold as spelt, perhaps with its unit after a space; unit and number are checked against the fact later. */
function quantityText(cursor: Cursor): string | null {
  if (typeof cursor.value === "number") return cursor.decimal();
  return cursor.text(
    /^[+-]?\d[\d_]*(\.\d+)?([eE][+-]?\d+)?( \S+)?$/,
    "a number, or a number and its unit such as `1e25 FLOP`",
  );
}
