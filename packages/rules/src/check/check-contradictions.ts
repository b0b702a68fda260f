/** Rules that can contradict: one commands what another forbids, to the same bearer in the same place, and no edge orders them. */
import type { Problem } from "../model/results.ts";
import type { Query } from "../model/facts.ts";
import type { Atlas } from "../atlas.ts";
import type { Book } from "../compile/book.ts";
import { contradict } from "../evaluate/assess.ts";
import { exactTruth } from "../evaluate/exact.ts";
import { prepare, valuesOf } from "../evaluate/state.ts";
import { daysOfChange } from "../evaluate/timeline.ts";

/**
 * Pairs that can hold together on some day for some facts. Joint satisfiability is decided by the exact pass over unknown facts:
 * a pair is reported when "both hold" is not false under every completion.
 * @param knownOn day of knowledge to check on.
 */
export function checkContradictions(atlas: Atlas, book: Book, knownOn: string): Problem[] {
  const problems: Problem[] = [];
  const forbidding = book.rules.filter((rule) => rule.modality === "mustNot");
  const commanding = book.rules.filter((rule) => rule.modality === "must");
  const pairs = forbidding.flatMap((a) =>
    commanding.filter((b) => contradict(book, a.id, b.id)).map((b) => [a, b] as const),
  );
  for (const [a, b] of pairs) {
    for (const asOf of daysOfChange(book, knownOn)) {
      const query: Query = { asOf, knownOn, places: [a.place] };
      const prepared = prepare(book, query);
      if (!prepared.rows[book.ruleNumber.get(a.id) ?? -1] || !prepared.rows[book.ruleNumber.get(b.id) ?? -1]) continue;
      const both = exactTruth(
        book,
        prepared,
        { all: [a.formula, b.formula] },
        valuesOf(book, prepared, new Map()),
        new Map(),
      );
      if (both.truth === 0) continue;
      const rule = atlas.rules.get(a.id);
      if (rule)
        problems.push({
          severity: "error",
          code: "contradiction",
          position: rule.position,
          message: `\`${a.id}\` forbids what \`${b.id}\` commands (${a.action}), and both can apply on ${asOf}`,
          mend: "add an `overrides:` edge with its reason and citation, an exception, or make the acts different",
        });
      break;
    }
  }
  return problems;
}
