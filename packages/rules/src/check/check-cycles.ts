/** Definitions and exemptions may build on each other, but not in a circle: nothing could start to hold. */
import type { Rule, RuleId } from "../model/law.ts";
import type { Atlas } from "../atlas.ts";
import { conditionsOf, leaves } from "./check-conditions.ts";
import type { Say } from "./check-atlas.ts";

/** The definitions and exemptions whose result a rule uses directly. */
export function usesOf(atlas: Atlas, rule: Rule): RuleId[] {
  const derived = conditionsOf(rule).flatMap((condition) =>
    [...leaves(condition)].flatMap((leaf) => ("derived" in leaf ? [leaf.derived] : [])),
  );
  const scope = rule.scope === "instrument" ? atlas.instruments.get(rule.instrument)?.scope : undefined;
  if (scope !== undefined && rule.modality !== "definition") derived.push(scope);
  return [
    ...new Set([
      ...derived.flatMap((id) => atlas.derived.get(id) ?? []),
      ...rule.unless.flatMap((exception) => exception.exemption ?? []),
    ]),
  ];
}

/** Definitions and exemptions so that each comes after those it uses; a circle is left out and reported through `onCycle`. */
export function inOrder(atlas: Atlas, onCycle: (path: readonly RuleId[]) => void): Rule[] {
  const done = new Set<RuleId>();
  const ordered: Rule[] = [];
  const visit = (id: RuleId, path: readonly RuleId[]): void => {
    if (done.has(id)) return;
    if (path.includes(id)) {
      onCycle([...path.slice(path.indexOf(id)), id]);
      return;
    }
    const rule = atlas.rules.get(id);
    if (!rule) return;
    for (const used of usesOf(atlas, rule)) visit(used, [...path, id]);
    if (done.has(id)) return;
    done.add(id);
    ordered.push(rule);
  };
  for (const rule of atlas.rules.values())
    if (rule.modality === "definition" || rule.modality === "exemption") visit(rule.id, []);
  return ordered;
}

export function checkCycles(atlas: Atlas, say: Say): void {
  inOrder(atlas, (path) => {
    const first = atlas.rules.get(path[0] ?? "");
    if (first)
      say(
        first.position,
        "cycle",
        `definitions build on each other in a circle: ${path.join(" -> ")}`,
        "remove one of the references",
      );
  });
}
