/** A report as CSV (RFC 4180) with a header row; one row a finding. */
import type { Report, ReportItem } from "./build-report.ts";
import { citations, type FormatContext } from "./format-markdown.ts";
import { inLanguage } from "./words/condition.ts";
import { deadlineWords, penaltyWords } from "./words/consequence.ts";

/** A field; one that a spreadsheet would run as a formula is made text by a leading apostrophe (OWASP, CSV injection). */
export function csvField(value: string): string {
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

export const csvRow = (fields: readonly string[]): string => `${fields.map(csvField).join(",")}\r\n`;

const header = [
  "place",
  "instrument",
  "provision",
  "modality",
  "verdict",
  "since",
  "until",
  "statement",
  "deadline",
  "penalty",
  "needs",
  "rule",
  "as_of",
  "known_on",
];

export function formatCsv(report: Report, context: FormatContext): string {
  const { t, lang } = context;
  const row = (place: string, item: ReportItem, verdict: string, since: string): string =>
    csvRow([
      place,
      item.instrument.id,
      citations(item, context),
      item.rule.modality,
      verdict,
      since,
      item.until ?? "",
      inLanguage(item.text, lang),
      item.deadline ? deadlineWords(item.deadline, t, lang).join("; ") : "",
      item.penalties.map((penalty) => penaltyWords(penalty.penalty, t, lang)).join("; "),
      item.needs.join(" "),
      item.rule.id,
      report.asOf,
      report.knownOn,
    ]);
  const rows = report.places.flatMap(({ place, applies, undecided, toCome }) => [
    ...[...applies, ...undecided].flatMap((section) =>
      section.items.map((item) => row(place.code, item, item.verdict, item.since ?? "")),
    ),
    ...toCome.flatMap((change) => change.starts.map((item) => row(place.code, item, "to-come", change.on))),
  ]);
  return csvRow(header) + rows.join("");
}
