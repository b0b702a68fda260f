/** A report for a terminal: wrapped lines, no markup, citations under each statement. */
import type { Report, ReportItem, ReportPlace } from "./build-report.ts";
import { citations, defeatWords, type FormatContext } from "./format-markdown.ts";
import { dateWords, factLabel, inLanguage, placeName, provisionLabel } from "./words/condition.ts";
import { deadlineWords, penaltyWords } from "./words/consequence.ts";

export interface TextOptions {
  /** Columns to wrap at. */
  readonly width: number;
  /** Marks for a terminal that shows them; plain text otherwise. */
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
}

/** Columns that a text takes: East Asian wide characters take two (Unicode TR 11, by script). */
export function columns(text: string): number {
  let sum = 0;
  for (const character of text)
    sum += /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303f\uff00-\uff60]/u.test(
      character,
    )
      ? 2
      : /\p{Mn}/u.test(character)
        ? 0
        : 1;
  return sum;
}

/** Breaks a paragraph at spaces, or between wide characters, to at most `width` columns. */
export function wrap(text: string, width: number, indent: string): string {
  const words = text
    .split(/\s+/)
    .flatMap((word) =>
      columns(word) > width
        ? [...new Intl.Segmenter(undefined, { granularity: "word" }).segment(word)].map((part, i) =>
            i === 0 ? part.segment : `\u0000${part.segment}`,
          )
        : [word],
    );
  const lines: string[] = [];
  let line = "";
  for (const raw of words) {
    const glued = raw.startsWith("\u0000");
    const word = glued ? raw.slice(1) : raw;
    const joined = line === "" ? word : glued ? line + word : `${line} ${word}`;
    if (columns(joined) > width - columns(indent) && line !== "") {
      lines.push(line);
      line = word;
    } else line = joined;
  }
  return [...lines, line].map((one) => indent + one).join("\n");
}

export function formatText(report: Report, context: FormatContext, options: TextOptions): string {
  const { t, lang } = context;
  const out: string[] = [
    options.bold(report.title ?? t("atlas.report.title")),
    t("atlas.report.asOf", { asOf: dateWords(report.asOf, lang), knownOn: dateWords(report.knownOn, lang) }),
    "",
  ];
  for (const place of report.places) out.push(...placeText(place, context, options));
  if (report.needs.length > 0) {
    out.push(options.bold(t("atlas.report.needs")));
    for (const need of report.needs)
      out.push(
        wrap(
          `${factLabel(context, need.fact)}: ${t("atlas.report.needDecides", { count: need.findings })}`,
          options.width,
          "  ",
        ),
      );
    out.push("");
  }
  out.push(
    options.dim(wrap(t("atlas.report.notAdvice"), options.width, "")),
    options.dim(t("atlas.report.provenance", { book: report.book, algorithm: report.algorithm })),
    "",
  );
  return out.join("\n");
}

function placeText(place: ReportPlace, context: FormatContext, options: TextOptions): string[] {
  const { t, lang } = context;
  const name = placeName(context, place.place.code);
  const out = [options.bold(`== ${name} ==`)];
  if (place.applies.length === 0 && place.undecided.length === 0 && place.toCome.length === 0)
    out.push(`  ${t("atlas.report.nothing")}`);
  for (const section of place.applies) {
    out.push("", options.bold(t(`atlas.report.section.${section.modality}`)));
    for (const item of section.items) out.push(...itemText(item, context, options));
  }
  if (place.undecided.length > 0) {
    out.push("", options.bold(t("atlas.report.undecided")));
    for (const section of place.undecided)
      for (const item of section.items) out.push(...itemText(item, context, options));
  }
  for (const change of place.toCome) {
    out.push("", options.bold(t("atlas.report.from", { day: dateWords(change.on, lang) })));
    for (const item of change.starts) out.push(...itemText(item, context, options));
    for (const rule of change.ends)
      out.push(wrap(`${inLanguage(rule.text, lang)} (${t("atlas.report.ends")})`, options.width, "  - "));
  }
  return [...out, ""];
}

function itemText(item: ReportItem, context: FormatContext, options: TextOptions): string[] {
  const { t, lang, atlas } = context;
  const first = wrap(inLanguage(item.text, lang), options.width - 4, "    ");
  const out = [`  - ${first.trimStart()}`];
  const since = item.since ? `; ${t("atlas.report.since", { day: dateWords(item.since, lang) })}` : "";
  const note = (text: string): void => void out.push(options.dim(wrap(text, options.width - 4, "    ")));
  note(`${citations(item, context)}${since}`);
  if (item.deadline) for (const line of deadlineWords(item.deadline, t, lang)) note(line);
  for (const penalty of item.penalties)
    note(
      `${penaltyWords(penalty.penalty, t, lang)} (${penalty.cited.map((cited) => provisionLabel(atlas, cited.reference, lang)).join(", ")})`,
    );
  if (item.needs.length > 0)
    note(
      t("atlas.report.decidedBy", {
        facts: new Intl.ListFormat(lang).format(item.needs.map((fact) => factLabel(context, fact))),
      }),
    );
  for (const defeat of item.perhapsDefeatedBy)
    note(t("atlas.report.perhapsDefeated", { what: defeatWords(defeat, context) }));
  return out;
}
