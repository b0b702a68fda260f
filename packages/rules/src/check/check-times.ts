/** Dates: spans run forward, and on no pair of days (law, knowledge) do two rows of one rule hold at once. */
import type { Applies } from "../model/law.ts";
import type { Atlas } from "../atlas.ts";
import type { Say } from "./check-atlas.ts";

type Span = { readonly from?: string; readonly to?: string };
const runsBackwards = ({ from, to }: Span): boolean => from !== undefined && to !== undefined && from >= to;
const meet = (a: Span, b: Span): boolean =>
  (a.from === undefined || b.to === undefined || a.from < b.to) &&
  (b.from === undefined || a.to === undefined || b.from < a.to);

export function checkTimes(atlas: Atlas, say: Say): void {
  for (const rule of atlas.rules.values()) {
    const spans: readonly Span[] = [
      ...rule.applies,
      ...rule.applies.map((row) => row.known),
      ...rule.transition.map((transition) => transition.known),
    ];
    for (const span of spans)
      if (runsBackwards(span))
        say(
          rule.position,
          "dates-order",
          `\`${rule.id}\`: ${span.from} is not before ${span.to}`,
          "`to` is the first day on which it no longer holds; it must come after `from`",
        );
    rule.applies.forEach((row, i) => {
      const twin = rule.applies.slice(i + 1).find((other: Applies) => meet(row, other) && meet(row.known, other.known));
      if (twin)
        say(
          rule.position,
          "rows-overlap",
          `\`${rule.id}\`: the rows from ${row.from} and from ${twin.from} hold on the same day of law and knowledge`,
          "end the earlier one with `to`, or with `known: { to }` if the date was moved",
        );
    });
    rule.transition.forEach((transition) => {
      if (rule.applies.length > 0 && rule.applies.every((row) => transition.until <= row.from))
        say(
          rule.position,
          "idle-transition",
          `\`${rule.id}\`: the transition until ${transition.until} ends before the rule applies`,
          "correct its day, or remove it",
          "warning",
        );
    });
  }
  for (const instrument of atlas.instruments.values()) {
    const { adopted, inForce, repealed } = instrument.dates;
    if (adopted !== undefined && inForce !== undefined && adopted > inForce)
      say(
        instrument.position,
        "dates-order",
        `\`${instrument.id}\` is in force (${inForce}) before its adoption (${adopted})`,
        "correct the dates",
        "warning",
      );
    if (inForce !== undefined && repealed !== undefined && inForce > repealed)
      say(
        instrument.position,
        "dates-order",
        `\`${instrument.id}\` is repealed (${repealed}) before it is in force (${inForce})`,
        "correct the dates",
        "warning",
      );
  }
}
