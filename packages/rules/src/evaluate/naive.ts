/**
 * The oracle, kept for ever: a tree walker over the records themselves and the enumeration of completions.
 * Slow and plain on purpose; the property tests compare the engine with it.
 */
import type { Condition, IsoDate, Rule, RuleId, Test } from "../model/law.ts";
import type { Known, Query } from "../model/facts.ts";
import type { Truth, Verdict } from "../model/results.ts";
import { isWithin, placesAround, type Atlas } from "../atlas.ts";
import { affectedPerson } from "../check/check-atlas.ts";
import { testOf } from "../check/check-conditions.ts";
import { compareQuantities } from "../decimal.ts";
import { holds } from "../days.ts";

type Facts = ReadonlyMap<string, Known>;

const not = (truth: Truth): Truth => (truth === "unknown" ? "unknown" : truth === "true" ? "false" : "true");
const all = (truths: readonly Truth[]): Truth =>
  truths.includes("false") ? "false" : truths.includes("unknown") ? "unknown" : "true";
const any = (truths: readonly Truth[]): Truth => not(all(truths.map(not)));
const truth = (holdsFor: boolean): Truth => (holdsFor ? "true" : "false");

/** Strong Kleene truth of a condition. */
export function naiveCondition(atlas: Atlas, condition: Condition, facts: Facts, query: Query): Truth {
  if ("all" in condition) return all(condition.all.map((part) => naiveCondition(atlas, part, facts, query)));
  if ("any" in condition) return any(condition.any.map((part) => naiveCondition(atlas, part, facts, query)));
  if ("not" in condition) return not(naiveCondition(atlas, condition.not, facts, query));
  if ("derived" in condition)
    return any(
      (atlas.derived.get(condition.derived) ?? []).map((id) =>
        naiveRule(atlas, atlas.rules.get(id) as Rule, facts, query),
      ),
    );
  return naiveTest(atlas, condition, facts.get(condition.fact), query.asOf);
}

function naiveTest(atlas: Atlas, test: Test, known: Known | undefined, asOf: IsoDate): Truth {
  if (known === undefined) return "unknown";
  const { key, value } = testOf(test);
  const values = Array.isArray(value) ? value.map(String) : [String(value)];
  const [first = ""] = values;
  if (known.kind === "one") {
    if (key === "within") return placeTruth(atlas, String(known.value), first, asOf);
    const found = values.includes(String(known.value));
    return truth(key === "isNot" ? !found : found);
  }
  if (known.kind === "members") {
    if (key === "within") {
      const each = known.includes.map((code) => placeTruth(atlas, code, first, asOf));
      return any([...each, known.closed ? "false" : "unknown"]);
    }
    const each = values.map((one): Truth =>
      known.includes.includes(one)
        ? "true"
        : known.closed || known.excludes.includes(one) || (one === "none" && known.includes.length > 0)
          ? "false"
          : "unknown",
    );
    return key === "hasAll" ? all(each) : any(each);
  }
  if (known.kind === "days") {
    const { from, to } = known;
    const onOrAfter = (day: string): Truth =>
      from !== undefined && from >= day ? "true" : to !== undefined && to < day ? "false" : "unknown";
    const onOrBefore = (day: string): Truth =>
      to !== undefined && to <= day ? "true" : from !== undefined && from > day ? "false" : "unknown";
    return key === "onOrAfter"
      ? onOrAfter(first)
      : key === "before"
        ? not(onOrAfter(first))
        : key === "onOrBefore"
          ? onOrBefore(first)
          : not(onOrBefore(first));
  }
  const bound = first.split(" ")[0] ?? "";
  const { gte, gt, lt, lte } = known;
  const is = (a: string | undefined, b: string, wanted: (order: number) => boolean): boolean =>
    a !== undefined && wanted(compareQuantities(a, b));
  const atLeast: Truth =
    is(gte, bound, (o) => o >= 0) || is(gt, bound, (o) => o >= 0)
      ? "true"
      : is(lte, bound, (o) => o < 0) || is(lt, bound, (o) => o <= 0)
        ? "false"
        : "unknown";
  const atMost: Truth =
    is(lte, bound, (o) => o <= 0) || is(lt, bound, (o) => o <= 0)
      ? "true"
      : is(gte, bound, (o) => o > 0) || is(gt, bound, (o) => o >= 0)
        ? "false"
        : "unknown";
  return key === "gte" ? atLeast : key === "lt" ? not(atLeast) : key === "lte" ? atMost : not(atMost);
}

const placeTruth = (atlas: Atlas, code: string, container: string, on: IsoDate): Truth =>
  isWithin(atlas, code, container, on) ? "true" : isWithin(atlas, container, code, on) ? "unknown" : "false";

/** Kleene truth of a rule: in force, borne by one of the roles, in scope, its condition, none of its exceptions, no running transition. */
export function naiveRule(atlas: Atlas, rule: Rule, facts: Facts, query: Query): Truth {
  if (!rule.applies.some((row) => holds(row, query.asOf) && holds(row.known, query.knownOn))) return "false";
  const isNorm = !["definition", "exemption", "sanction"].includes(rule.modality);
  const roles = (rule.modality === "right" ? rule.against : rule.bearer).filter(
    (role) => role !== "authority" && role !== affectedPerson,
  );
  const scope =
    rule.scope === "instrument" && rule.modality !== "definition"
      ? atlas.instruments.get(rule.instrument)?.scope
      : undefined;
  return all([
    ...(isNorm && roles.length > 0
      ? [naiveTest(atlas, { fact: "actor.role", hasAny: roles }, facts.get("actor.role"), query.asOf)]
      : []),
    ...(scope === undefined ? [] : [naiveCondition(atlas, { derived: scope }, facts, query)]),
    ...(rule.when ? [naiveCondition(atlas, rule.when, facts, query)] : []),
    ...rule.unless.map((exception) =>
      not(
        exception.when
          ? naiveCondition(atlas, exception.when, facts, query)
          : naiveRule(atlas, atlas.rules.get(exception.exemption ?? "") as Rule, facts, query),
      ),
    ),
    ...rule.transition
      .filter((transition) => query.asOf < transition.until && holds(transition.known, query.knownOn))
      .map((transition) => not(naiveCondition(atlas, transition.when, facts, query))),
  ]);
}

/** Rules that are asked of a profile for the query. */
export function naiveAsked(atlas: Atlas, query: Query): Rule[] {
  const places = new Set(query.places.flatMap((code) => placesAround(atlas, code, query.asOf)));
  return [...atlas.rules.values()].filter((rule) => {
    if (["definition", "exemption", "sanction"].includes(rule.modality)) return false;
    const roles = rule.modality === "right" ? rule.against : rule.bearer;
    return (
      roles.some((role) => role !== "authority" && role !== affectedPerson) &&
      places.has(atlas.instruments.get(rule.instrument)?.place ?? "") &&
      rule.applies.some((row) => holds(row, query.asOf) && holds(row.known, query.knownOn))
    );
  });
}

/** Verdict over given completions of the facts: what all of them agree on. @param completions facts in which nothing that matters is unknown. */
export function naiveVerdict(atlas: Atlas, id: RuleId, completions: Iterable<Facts>, query: Query): Verdict {
  const rule = atlas.rules.get(id) as Rule;
  const found = new Set<Truth>();
  for (const facts of completions) found.add(naiveRule(atlas, rule, facts, query));
  if (found.has("unknown") || found.size !== 1) return "undecided";
  return found.has("true") ? "applies" : "doesNotApply";
}
