/** Types: every test in a condition fits its fact. */
import type { Condition, Rule, Test } from "../model/law.ts";
import type { Fact } from "../model/facts.ts";
import type { Atlas } from "../atlas.ts";
import { canonicalDecimal } from "../decimal.ts";
import { suggest } from "../parse/closest.ts";
import { testKeys, type TestKey } from "../parse/condition.ts";
import type { Say } from "./check-atlas.ts";

const allowed: Readonly<Record<Fact["type"], readonly TestKey[]>> = {
  bool: ["is"],
  enum: ["is", "isNot", "in"],
  spdx: ["is", "isNot", "in"],
  place: ["is", "isNot", "in", "within"],
  places: ["has", "hasAny", "hasAll", "within"],
  set: ["has", "hasAny", "hasAll"],
  int: ["lt", "lte", "gt", "gte"],
  num: ["lt", "lte", "gt", "gte"],
  date: ["before", "onOrBefore", "after", "onOrAfter"],
};

/** The test key of a leaf and its value. */
export function testOf(test: Test): { readonly key: TestKey; readonly value: unknown } {
  const key = testKeys.find((candidate) => candidate in test);
  if (key === undefined) throw new TypeError(`a test of ${test.fact} has no comparison`);
  return { key, value: (test as unknown as Record<string, unknown>)[key] };
}

/** All leaves of a condition. */
export function* leaves(condition: Condition): Generator<Test | { readonly derived: string }> {
  if ("all" in condition) for (const part of condition.all) yield* leaves(part);
  else if ("any" in condition) for (const part of condition.any) yield* leaves(part);
  else if ("not" in condition) yield* leaves(condition.not);
  else yield condition;
}

/** All conditions that stand in a rule. */
export function conditionsOf(rule: Rule): Condition[] {
  return [
    ...(rule.when ? [rule.when] : []),
    ...rule.unless.flatMap((exception) => exception.when ?? []),
    ...rule.transition.map((transition) => transition.when),
  ];
}

export function checkConditions(atlas: Atlas, say: Say): void {
  for (const rule of atlas.rules.values()) {
    for (const condition of conditionsOf(rule)) {
      for (const leaf of leaves(condition)) {
        if ("derived" in leaf) {
          if (!atlas.derived.has(leaf.derived))
            say(
              rule.position,
              "unknown-derived",
              `\`${rule.id}\`: no definition concludes \`${leaf.derived}\``,
              suggest(leaf.derived, [...atlas.derived.keys()]),
            );
        } else checkTest(atlas, rule, leaf, say);
      }
    }
  }
}

function checkTest(atlas: Atlas, rule: Rule, test: Test, say: Say): void {
  const fact = atlas.vocabulary.facts.get(test.fact);
  if (!fact) {
    say(
      rule.position,
      "unknown-fact",
      `\`${rule.id}\` tests the unknown fact \`${test.fact}\``,
      suggest(test.fact, [...atlas.vocabulary.facts.keys()]),
    );
    return;
  }
  const { key, value } = testOf(test);
  const fits = allowed[fact.type];
  if (!fits.includes(key)) {
    say(
      rule.position,
      "wrong-test",
      `\`${rule.id}\`: \`${key}\` does not fit \`${fact.id}\`, which is a ${fact.type}`,
      `use one of ${fits.map((one) => `\`${one}\``).join(", ")}`,
    );
    return;
  }
  const values = Array.isArray(value) ? value.map(String) : [String(value)];
  if (fact.type === "bool" && typeof value !== "boolean")
    say(
      rule.position,
      "wrong-value",
      `\`${rule.id}\`: \`${fact.id}\` is true or false, not \`${String(value)}\``,
      "write `is: true` or `is: false`",
    );
  if (fact.type === "enum" || fact.type === "set") {
    const known = fact.values.map((one) => one.id);
    for (const one of values)
      if (!known.includes(one))
        say(
          rule.position,
          "wrong-value",
          `\`${rule.id}\`: \`${one}\` is not a value of \`${fact.id}\``,
          suggest(one, known),
        );
  }
  if (fact.type === "place" || fact.type === "places")
    for (const one of values)
      if (!atlas.places.has(one))
        say(
          rule.position,
          "unknown-place",
          `\`${rule.id}\`: \`${one}\` is not a place of the atlas`,
          "add it to places/, or correct the code",
        );
  if (fact.type === "int" || fact.type === "num") {
    const [number = "", unit] = String(value).split(" ");
    if (canonicalDecimal(number) === null)
      say(
        rule.position,
        "wrong-number",
        `\`${rule.id}\`: \`${number}\` is not a number`,
        "write a decimal such as 1e25",
      );
    if (unit !== undefined && unit !== fact.unit)
      say(
        rule.position,
        "wrong-unit",
        `\`${rule.id}\`: \`${fact.id}\` is in ${fact.unit ?? "no unit"}, not in \`${unit}\``,
        `convert the threshold${fact.unit === undefined ? "" : ` to ${fact.unit}`}`,
      );
  }
}
