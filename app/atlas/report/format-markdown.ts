/** A report as Markdown: for a file beside the code, a ticket, or a printed memo. */
import type { Language } from "@comity/rules";
import type { Translate } from "../../platform/i18n/index.ts";
import type { Atlas } from "@comity/rules";
import type { Report, ReportItem, ReportPlace, ReportSection } from "./build-report.ts";
import { dateWords, factLabel, inLanguage, placeName, provisionLabel, type WordsContext } from "./words/condition.ts";
import { deadlineWords, penaltyWords } from "./words/consequence.ts";

/** Where a report was made: what a reader needs to check it. */
export interface FormatContext {
  readonly atlas: Atlas;
  readonly t: Translate;
  readonly lang: Language;
}

/** Markdown's own characters in text that is not ours. */
const plain = (text: string): string =>
  text.replaceAll(/[\\`*_[\]<>#|]/g, (character) => `\\${character}`).replaceAll(/\s+/g, " ");

export function formatMarkdown(report: Report, context: FormatContext): string {
  const { t, lang } = context;
  const lines: string[] = [`# ${plain(report.title ?? t("atlas.report.title"))}`, ""];
  lines.push(
    t("atlas.report.asOf", { asOf: dateWords(report.asOf, lang), knownOn: dateWords(report.knownOn, lang) }),
    "",
  );
  lines.push(`*${t("atlas.report.notAdvice")}*`, "");
  for (const place of report.places) lines.push(...placeLines(place, context));
  if (report.needs.length > 0) {
    lines.push(`## ${t("atlas.report.needs")}`, "");
    for (const need of report.needs)
      lines.push(
        `- ${plain(factLabel(context, need.fact))}: ${t("atlas.report.needDecides", { count: need.findings })}`,
      );
    lines.push("");
  }
  lines.push("---", "", t("atlas.report.provenance", { book: report.book, algorithm: report.algorithm }), "");
  return lines.join("\n");
}

function placeLines(place: ReportPlace, context: FormatContext): string[] {
  const { t, lang } = context;
  const lines = [`## ${plain(placeName(context, place.place.code))}`, ""];
  if (place.applies.length === 0 && place.undecided.length === 0) lines.push(t("atlas.report.nothing"), "");
  for (const section of place.applies)
    lines.push(...sectionLines(section, context, t(`atlas.report.section.${section.modality}`)));
  if (place.undecided.length > 0) lines.push(`### ${t("atlas.report.undecided")}`, "");
  for (const section of place.undecided) for (const item of section.items) lines.push(...itemLines(item, context));
  for (const change of place.toCome) {
    lines.push(`### ${t("atlas.report.from", { day: dateWords(change.on, lang) })}`, "");
    for (const item of change.starts) lines.push(...itemLines(item, context));
    for (const rule of change.ends)
      lines.push(`- ~~${plain(inLanguage(rule.text, lang))}~~ (${t("atlas.report.ends")})`);
    lines.push("");
  }
  return lines;
}

function sectionLines(section: ReportSection, context: FormatContext, title: string): string[] {
  return [`### ${title}`, "", ...section.items.flatMap((item) => itemLines(item, context)), ""];
}

function itemLines(item: ReportItem, context: FormatContext): string[] {
  const { t, lang, atlas } = context;
  const lines = [
    `- **${plain(inLanguage(item.text, lang))}**  `,
    `  ${plain(citations(item, context))}${item.since ? `; ${t("atlas.report.since", { day: dateWords(item.since, lang) })}` : ""}`,
  ];
  if (item.deadline) for (const line of deadlineWords(item.deadline, t, lang)) lines.push(`  - ${plain(line)}`);
  for (const penalty of item.penalties)
    lines.push(
      `  - ${plain(penaltyWords(penalty.penalty, t, lang))} (${plain(penalty.cited.map((cited) => provisionLabel(atlas, cited.reference, lang)).join(", "))})`,
    );
  if (item.needs.length > 0)
    lines.push(
      `  - ${t("atlas.report.decidedBy", { facts: new Intl.ListFormat(lang).format(item.needs.map((fact) => plain(factLabel(context, fact)))) })}`,
    );
  for (const defeat of item.perhapsDefeatedBy)
    lines.push(`  - ${t("atlas.report.perhapsDefeated", { what: plain(defeatWords(defeat, context)) })}`);
  return lines;
}

/** Citations of an item, in the words of lawyers. */
export function citations(item: ReportItem, { atlas, lang }: Pick<FormatContext, "atlas" | "lang">): string {
  return item.cited.map((cited) => provisionLabel(atlas, cited.reference, lang)).join("; ");
}

/** An exception that may defeat an item: its own words, else its provision. */
export function defeatWords(
  defeat: ReportItem["perhapsDefeatedBy"][number],
  { atlas, lang }: Pick<WordsContext, "atlas" | "lang">,
): string {
  const at = defeat.cited.map((cited) => provisionLabel(atlas, cited.reference, lang)).join(", ");
  if (!defeat.rule) return at;
  const own = inLanguage(defeat.rule.text, lang);
  const cited = at || defeat.rule.at.map((reference) => provisionLabel(atlas, reference, lang)).join(", ");
  return `${own} (${cited})`;
}
