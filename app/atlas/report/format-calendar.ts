/** Dates of a report as iCalendar (RFC 5545): days on which duties begin, and absolute deadlines. */
import type { Report, ReportItem } from "./build-report.ts";
import { citations, type FormatContext } from "./format-markdown.ts";
import { inLanguage, placeName } from "./words/condition.ts";

const escape = (text: string): string =>
  text.replaceAll("\\", "\\\\").replaceAll(";", "\\;").replaceAll(",", "\\,").replaceAll(/\r?\n/g, "\\n");

/** Content lines are folded at 75 octets, never within a character (RFC 5545 section 3.1). */
export function foldLine(line: string): string {
  let out = "";
  let octets = 0;
  for (const character of line) {
    const size = Buffer.byteLength(character);
    if (octets + size > 75) {
      out += "\r\n ";
      octets = 1;
    }
    out += character;
    octets += size;
  }
  return `${out}\r\n`;
}

const compact = (day: string): string => day.replaceAll("-", "");

function nextDay(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
}

/**
 * @param madeOn day on which the calendar is made (DTSTAMP); the identifiers of events don't depend on it, so that a
 * calendar that is subscribed to updates its events instead of doubling them.
 */
export function formatCalendar(report: Report, context: FormatContext, madeOn: string): string {
  const { t, lang } = context;
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Comity//atlas//EN",
    "CALSCALE:GREGORIAN",
    `X-WR-CALNAME:${escape(report.title ?? t("atlas.report.title"))}`,
  ];
  const event = (day: string, id: string, summary: string, description: string): void => {
    lines.push(
      "BEGIN:VEVENT",
      `UID:${id}@atlas.comity`,
      `DTSTAMP:${compact(madeOn)}T000000Z`,
      `DTSTART;VALUE=DATE:${compact(day)}`,
      `DTEND;VALUE=DATE:${compact(nextDay(day))}`,
      `SUMMARY:${escape(summary)}`,
      `DESCRIPTION:${escape(description)}`,
      "TRANSP:TRANSPARENT",
      "END:VEVENT",
    );
  };
  const id = (item: ReportItem, what: string): string => `${item.rule.id.replaceAll("/", ".")}.${what}`;
  for (const { place, applies, undecided, toCome } of report.places) {
    const name = placeName(context, place.code);
    for (const { on, starts } of toCome) {
      for (const item of starts)
        event(
          on,
          id(item, `starts.${on}`),
          t("atlas.calendar.starts", { place: name, citation: citations(item, context) }),
          inLanguage(item.text, lang),
        );
    }
    for (const item of [...applies, ...undecided].flatMap((section) => section.items)) {
      if (item.deadline?.by)
        event(
          item.deadline.by,
          id(item, "due"),
          t("atlas.calendar.due", { place: name, citation: citations(item, context) }),
          inLanguage(item.text, lang),
        );
    }
  }
  lines.push("END:VCALENDAR");
  return lines.map(foldLine).join("");
}
