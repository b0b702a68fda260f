/** What starts and ends on which day for one profile: the assessment at each day on which anything could change, compared with the one before. */
import type { IsoDate, PlaceCode } from "../model/law.ts";
import type { Profile } from "../model/facts.ts";
import type { TimelineChange } from "../model/results.ts";
import type { Book } from "../compile/book.ts";
import { assess } from "./assess.ts";

/** Days on which the law of some rule, a transition or a membership of a place starts or ends. */
export function daysOfChange(book: Book, knownOn: IsoDate): IsoDate[] {
  const days = new Set<IsoDate>();
  for (const rule of book.rules) {
    for (const row of rule.applies) {
      if (
        (row.known.from !== undefined && row.known.from > knownOn) ||
        (row.known.to !== undefined && row.known.to <= knownOn)
      )
        continue;
      days.add(row.from);
      if (row.to !== undefined) days.add(row.to);
    }
    for (const transition of rule.transitions) days.add(transition.until);
  }
  // A place that joins or leaves another changes whose law reaches it, and where a system counts as sold.
  for (const memberships of book.places.values()) {
    for (const { from, to } of memberships) {
      if (from !== undefined) days.add(from);
      if (to !== undefined) days.add(to);
    }
  }
  return [...days].toSorted();
}

export function timeline(
  book: Book,
  profile: Pick<Profile, "facts">,
  query: { readonly knownOn: IsoDate; readonly places: readonly PlaceCode[] },
): TimelineChange[] {
  const changes: TimelineChange[] = [];
  let applying = new Set<string>();
  let open = new Set<string>();
  for (const on of daysOfChange(book, query.knownOn)) {
    const { findings } = assess(book, profile, { asOf: on, knownOn: query.knownOn, places: query.places });
    const nowApplying = new Set(
      findings.filter((finding) => finding.verdict === "applies").map((finding) => finding.rule),
    );
    const nowOpen = new Set(
      findings.filter((finding) => finding.verdict === "undecided").map((finding) => finding.rule),
    );
    const starts = [...nowApplying].filter((rule) => !applying.has(rule));
    const ends = [...applying].filter((rule) => !nowApplying.has(rule));
    const becomesUndecided = [...nowOpen].filter((rule) => !open.has(rule));
    if (starts.length > 0 || ends.length > 0 || becomesUndecided.length > 0)
      changes.push({ on, starts, ends, becomesUndecided });
    applying = nowApplying;
    open = nowOpen;
  }
  return changes;
}
