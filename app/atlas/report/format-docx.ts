/** A report as a Word document: headings, one paragraph a finding, its citation under it; right to left in Arabic. */
import { AlignmentType, Document, HeadingLevel, Packer, Paragraph, TextRun } from "docx";
import { directionOf } from "../../platform/i18n/index.ts";
import type { Report, ReportItem } from "./build-report.ts";
import { citations, defeatWords, type FormatContext } from "./format-markdown.ts";
import { dateWords, factLabel, inLanguage, placeName, provisionLabel } from "./words/condition.ts";
import { deadlineWords, penaltyWords } from "./words/consequence.ts";

type Heading = (typeof HeadingLevel)[keyof typeof HeadingLevel];

export async function formatDocx(report: Report, context: FormatContext): Promise<Uint8Array> {
  const { t, lang } = context;
  const isRtl = directionOf(lang) === "rtl";
  const paragraph = (
    text: string,
    options: {
      readonly heading?: Heading;
      readonly quiet?: boolean;
      readonly bullet?: boolean;
      readonly isOwn?: boolean;
    } = {},
  ): Paragraph =>
    new Paragraph({
      ...(options.heading ? { heading: options.heading } : {}),
      ...(options.bullet ? { bullet: { level: 0 } } : {}),
      bidirectional: isRtl,
      alignment: AlignmentType.START,
      spacing: { after: options.quiet ? 40 : 80 },
      children: [new TextRun({ text, rightToLeft: isRtl, ...(options.quiet ? { size: 18, color: "545F70" } : {}) })],
    });
  const item = (entry: ReportItem): Paragraph[] => {
    const { atlas } = context;
    const since = entry.since ? `; ${t("atlas.report.since", { day: dateWords(entry.since, lang) })}` : "";
    return [
      paragraph(inLanguage(entry.text, lang), { bullet: true }),
      paragraph(citations(entry, context) + since, { quiet: true }),
      ...(entry.deadline ? deadlineWords(entry.deadline, t, lang).map((line) => paragraph(line, { quiet: true })) : []),
      ...entry.penalties.map((penalty) =>
        paragraph(
          `${penaltyWords(penalty.penalty, t, lang)} (${penalty.cited.map((cited) => provisionLabel(atlas, cited.reference, lang)).join(", ")})`,
          { quiet: true },
        ),
      ),
      ...(entry.needs.length > 0
        ? [
            paragraph(
              t("atlas.report.decidedBy", {
                facts: new Intl.ListFormat(lang).format(entry.needs.map((fact) => factLabel(context, fact))),
              }),
              { quiet: true },
            ),
          ]
        : []),
      ...entry.perhapsDefeatedBy.map((defeat) =>
        paragraph(t("atlas.report.perhapsDefeated", { what: defeatWords(defeat, context) }), { quiet: true }),
      ),
    ];
  };
  const title = report.title ?? t("atlas.report.title");
  const children: Paragraph[] = [
    paragraph(title, { heading: HeadingLevel.TITLE }),
    paragraph(t("atlas.report.asOf", { asOf: dateWords(report.asOf, lang), knownOn: dateWords(report.knownOn, lang) })),
    paragraph(t("atlas.report.notAdvice"), { quiet: true }),
  ];
  for (const place of report.places) {
    children.push(paragraph(placeName(context, place.place.code), { heading: HeadingLevel.HEADING_1 }));
    if (place.applies.length === 0 && place.undecided.length === 0) children.push(paragraph(t("atlas.report.nothing")));
    for (const section of place.applies)
      children.push(
        paragraph(t(`atlas.report.section.${section.modality}`), { heading: HeadingLevel.HEADING_2 }),
        ...section.items.flatMap(item),
      );
    if (place.undecided.length > 0)
      children.push(
        paragraph(t("atlas.report.undecided"), { heading: HeadingLevel.HEADING_2 }),
        ...place.undecided.flatMap((section) => section.items.flatMap(item)),
      );
    for (const change of place.toCome) {
      children.push(
        paragraph(t("atlas.report.from", { day: dateWords(change.on, lang) }), { heading: HeadingLevel.HEADING_2 }),
        ...change.starts.flatMap(item),
      );
      for (const rule of change.ends)
        children.push(paragraph(`${inLanguage(rule.text, lang)} (${t("atlas.report.ends")})`, { bullet: true }));
    }
  }
  children.push(
    paragraph(t("atlas.report.provenance", { book: report.book, algorithm: report.algorithm }), { quiet: true }),
  );
  const document = new Document({ creator: "Comity", title, sections: [{ children }] });
  return new Uint8Array(await Packer.toBuffer(document));
}
