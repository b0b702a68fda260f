/** A report as JSON: identifiers, dates and words; the shape that the API documents. */
import type { Report, ReportItem } from "./build-report.ts";
import { citations, type FormatContext } from "./format-markdown.ts";
import { inLanguage } from "./words/condition.ts";

function itemJson(item: ReportItem, context: FormatContext) {
  return {
    rule: item.rule.id,
    instrument: item.instrument.id,
    modality: item.rule.modality,
    verdict: item.verdict,
    statement: inLanguage(item.text, context.lang),
    citation: citations(item, context),
    provisions: item.rule.at,
    topic: item.rule.topic,
    since: item.since,
    until: item.until,
    deadline: item.deadline,
    penalties: item.penalties.map((penalty) => ({ rule: penalty.rule.id, ...penalty.penalty })),
    needs: item.needs,
    perhapsDefeatedBy: item.perhapsDefeatedBy.map((defeat) => ({
      rule: defeat.rule?.id ?? null,
      provisions: defeat.cited.map((cited) => cited.reference),
      kind: defeat.kind,
    })),
    certainty: item.rule.certainty,
    exact: item.exact,
  };
}

export function reportJson(report: Report, context: FormatContext) {
  return {
    title: report.title,
    asOf: report.asOf,
    knownOn: report.knownOn,
    algorithm: report.algorithm,
    book: report.book,
    decided: report.decided,
    places: report.places.map((place) => ({
      place: place.place.code,
      applies: place.applies.flatMap((section) => section.items.map((item) => itemJson(item, context))),
      undecided: place.undecided.flatMap((section) => section.items.map((item) => itemJson(item, context))),
      toCome: place.toCome.map((change) => ({
        on: change.on,
        starts: change.starts.map((item) => itemJson(item, context)),
        ends: change.ends.map((rule) => rule.id),
      })),
    })),
    needs: report.needs,
    conflicts: report.conflicts,
  };
}

export const formatJson = (report: Report, context: FormatContext): string =>
  `${JSON.stringify(reportJson(report, context), null, 2)}\n`;
