/** Checks across records: everything named exists, everything typed fits, nothing goes round in circles. */
import type { ProblemCode } from "../model/problem-codes.ts";
import type { Rule, SourcePosition } from "../model/law.ts";
import type { Problem } from "../model/results.ts";
import type { Atlas } from "../atlas.ts";
import { suggest } from "../parse/closest.ts";
import { checkConditions } from "./check-conditions.ts";
import { checkCycles } from "./check-cycles.ts";
import { checkTimes } from "./check-times.ts";

/** What a check says: an error unless told otherwise. */
export type Say = (
  position: SourcePosition,
  code: ProblemCode,
  message: string,
  mend: string,
  severity?: Problem["severity"],
) => void;

/** Where a record without a position of its own stands. */
const placeOf = (atlas: Atlas, key: string): SourcePosition =>
  atlas.positions.records?.get(key) ?? { file: "atlas", line: 1, column: 1 };

export function checkAtlas(atlas: Atlas): Problem[] {
  const problems: Problem[] = [];
  const say: Say = (position, code, message, mend, severity = "error") =>
    problems.push({ severity, code, position, message, mend });
  checkPlaces(atlas, say);
  for (const topic of atlas.topics.values())
    if (!atlas.topicGroups.some((group) => group.id === topic.group))
      say(
        placeOf(atlas, `topic ${topic.id}`),
        "unknown-group",
        `topic \`${topic.id}\` is in the unknown group \`${topic.group}\``,
        "add the group to topics.yaml",
      );
  for (const instrument of atlas.instruments.values()) {
    if (!atlas.places.has(instrument.place))
      say(
        instrument.position,
        "unknown-place",
        `\`${instrument.place}\` is not a place of the atlas`,
        "add it to places/, or correct the code",
      );
    if (instrument.scope !== undefined && !atlas.derived.has(instrument.scope))
      say(
        instrument.position,
        "unknown-derived",
        `no definition concludes the scope \`${instrument.scope}\``,
        suggest(instrument.scope, [...atlas.derived.keys()]),
      );
    for (const other of [...instrument.amends, ...(instrument.replacedBy ? [instrument.replacedBy] : [])])
      if (!atlas.instruments.has(other))
        say(
          instrument.position,
          "unknown-instrument",
          `\`${other}\` is not an instrument of the atlas`,
          suggest(other, [...atlas.instruments.keys()]),
          "warning",
        );
  }
  for (const provision of atlas.provisions.values()) {
    const instrument = atlas.instruments.get(provision.instrument);
    if (!instrument)
      say(
        provision.position,
        "unknown-instrument",
        `\`${provision.instrument}\` is not an instrument of the atlas`,
        suggest(provision.instrument, [...atlas.instruments.keys()]),
      );
    else if (!instrument.expressions.some((expression) => expression.id === provision.expression))
      say(
        provision.position,
        "unknown-expression",
        `\`${provision.expression}\` is not an expression of \`${instrument.id}\``,
        suggest(
          provision.expression,
          instrument.expressions.map((expression) => expression.id),
        ),
      );
  }
  for (const rule of atlas.rules.values()) checkRule(atlas, rule, say);
  for (const cell of atlas.codedNone) {
    if (!atlas.topics.has(cell.topic))
      say(
        placeOf(atlas, `none ${cell.place} ${cell.topic}`),
        "unknown-topic",
        `coverage of ${cell.place} names the unknown topic \`${cell.topic}\``,
        suggest(cell.topic, [...atlas.topics.keys()]),
      );
    const coded = [...atlas.rules.values()].find(
      (rule) =>
        atlas.instruments.get(rule.instrument)?.place === cell.place &&
        (rule.topic === cell.topic || rule.topics.includes(cell.topic)),
    );
    if (coded)
      say(
        placeOf(atlas, `none ${cell.place} ${cell.topic}`),
        "not-none",
        `coverage says that ${cell.place} has nothing on \`${cell.topic}\`, but \`${coded.id}\` (${coded.position.file}:${coded.position.line}) has that topic`,
        "remove the line from coverage.yaml, or the topic from the rule",
      );
  }
  for (const status of atlas.status.values())
    if (!atlas.places.has(status.place))
      say(
        placeOf(atlas, `status ${status.place}`),
        "unknown-place",
        `status names the unknown place \`${status.place}\``,
        "correct the code",
      );
  checkConditions(atlas, say);
  checkTimes(atlas, say);
  checkCycles(atlas, say);
  return problems;
}

function checkPlaces(atlas: Atlas, say: Say): void {
  for (const place of atlas.places.values()) {
    for (const membership of place.partOf)
      if (!atlas.places.has(membership.place))
        say(
          placeOf(atlas, `place ${place.code}`),
          "unknown-place",
          `\`${place.code}\` is part of the unknown place \`${membership.place}\``,
          "correct the code in places/",
        );
  }
  for (const group of atlas.groups.values())
    for (const member of group.members)
      if (!atlas.places.has(member.place))
        say(
          placeOf(atlas, `group ${group.id}`),
          "unknown-place",
          `group \`${group.id}\` has the unknown member \`${member.place}\``,
          "correct the code in places/groups.yaml",
        );
}

/** Values of `bearer` that are no role of an actor: the people whom a system affects. */
export const affectedPerson = "affectedPerson";

function checkRule(atlas: Atlas, rule: Rule, say: Say): void {
  const { position } = rule;
  const instrument = atlas.instruments.get(rule.instrument);
  if (!instrument) {
    say(
      position,
      "unknown-instrument",
      `\`${rule.instrument}\` is not an instrument of the atlas`,
      suggest(rule.instrument, [...atlas.instruments.keys()]),
    );
    return;
  }
  if (rule.at.length === 0)
    say(position, "no-citation", `\`${rule.id}\` cites no provision`, "add `at:` with the eId of the provision");
  const references = [
    ...rule.at,
    ...rule.unless.flatMap((exception) => exception.at ?? []),
    ...rule.transition.map((transition) => transition.at),
    ...rule.overrides.flatMap((override) => override.at ?? []),
    ...rule.applies.flatMap((row) => row.at ?? []),
  ];
  for (const reference of references)
    if (!atlas.provisions.has(reference))
      say(
        position,
        "unknown-provision",
        `\`${rule.id}\` cites \`${reference}\`, which provisions.yaml lacks`,
        suggest(
          reference,
          [...atlas.provisions.keys()].filter((key) => key.split("#")[0] === reference.split("#")[0]),
        ),
      );
  for (const topic of [rule.topic, ...rule.topics])
    if (!atlas.topics.has(topic))
      say(position, "unknown-topic", `unknown topic \`${topic}\``, suggest(topic, [...atlas.topics.keys()]));
  const roles = [...(atlas.vocabulary.facts.get("actor.role")?.values.map((value) => value.id) ?? []), affectedPerson];
  for (const role of [...rule.bearer, ...rule.against])
    if (!roles.includes(role)) say(position, "unknown-role", `unknown role \`${role}\``, suggest(role, roles));
  checkModality(rule, say);
  for (const exception of rule.unless) {
    if (exception.exemption === undefined) continue;
    const exemption = atlas.rules.get(exception.exemption);
    if (!exemption)
      say(
        position,
        "unknown-rule",
        `\`${rule.id}\` is defeated by the unknown rule \`${exception.exemption}\``,
        suggest(exception.exemption, [...atlas.rules.keys()]),
      );
    else if (exemption.modality !== "exemption")
      say(
        position,
        "not-an-exemption",
        `\`${exemption.id}\` is a \`${exemption.modality}\`, not an exemption`,
        "name an exemption rule, or write the condition with `when:`",
      );
  }
  for (const id of rule.breach) {
    const sanction = atlas.rules.get(id);
    if (!sanction)
      say(
        position,
        "unknown-rule",
        `\`${rule.id}\` names the unknown sanction \`${id}\``,
        suggest(id, [...atlas.rules.keys()]),
      );
    else if (sanction.modality !== "sanction")
      say(
        position,
        "not-a-sanction",
        `\`${sanction.id}\` is a \`${sanction.modality}\`, not a sanction`,
        "name a sanction rule",
      );
  }
  for (const { rule: id } of rule.overrides)
    if (!atlas.rules.has(id))
      say(
        position,
        "unknown-rule",
        `\`${rule.id}\` overrides the unknown rule \`${id}\``,
        suggest(id, [...atlas.rules.keys()]),
      );
  for (const row of rule.applies)
    if (row.by !== undefined && !atlas.instruments.has(row.by))
      say(
        position,
        "unknown-instrument",
        `a row of \`applies\` names the unknown instrument \`${row.by}\``,
        suggest(row.by, [...atlas.instruments.keys()]),
      );
  if (rule.readings.length === 0)
    say(
      position,
      "no-reading",
      `\`${rule.id}\` has no reading`,
      "add `readings:` with who read it, when and in which expression",
    );
  else if (new Set(rule.readings.map((reading) => reading.by)).size < 2)
    say(
      position,
      "one-reader",
      `\`${rule.id}\` was read by one reader only`,
      "have a second reader read the provision and add a reading",
      "warning",
    );
  for (const reading of rule.readings)
    if (!instrument.expressions.some((expression) => expression.id === reading.expression))
      say(
        position,
        "unknown-expression",
        `a reading names \`${reading.expression}\`, which is not an expression of \`${instrument.id}\``,
        suggest(
          reading.expression,
          instrument.expressions.map((expression) => expression.id),
        ),
      );
}

function checkModality(rule: Rule, say: Say): void {
  const { position, modality } = rule;
  const needs = (holds: boolean, code: ProblemCode, message: string, mend: string): void => {
    if (!holds) say(position, code, `\`${rule.id}\` (${modality}) ${message}`, mend);
  };
  const isNorm =
    modality === "must" || modality === "mustNot" || modality === "may" || modality === "right" || modality === "power";
  if (isNorm) {
    needs(rule.bearer.length > 0, "no-bearer", "has no bearer", "add `bearer:`");
    needs(
      rule.action.verb !== "" && rule.action.object !== "",
      "no-action",
      "has no action",
      "add `action: { verb, object }`",
    );
  }
  needs(
    (modality === "definition") === (rule.concludes !== undefined),
    "concludes",
    modality === "definition" ? "concludes nothing" : "concludes a derived fact",
    modality === "definition" ? "add `concludes:`" : "only definitions have `concludes:`",
  );
  needs(
    (modality === "exemption") === (rule.kind !== undefined),
    "exemption-kind",
    modality === "exemption" ? "has no kind" : "has a kind of exemption",
    modality === "exemption" ? "add `kind:`" : "only exemptions have `kind:`",
  );
  needs(
    (modality === "sanction") === (rule.penalty !== undefined),
    "penalty",
    modality === "sanction" ? "has no penalty" : "has a penalty",
    modality === "sanction" ? "add `penalty:`" : "only sanctions have `penalty:`; link them by `breach:`",
  );
  if (modality === "right") needs(rule.against.length > 0, "no-against", "is against nobody", "add `against:`");
}
