/** All forms in which a report leaves Comity, by name. */
import { formatCalendar } from "./format-calendar.ts";
import { formatCsv } from "./format-csv.ts";
import { formatDocx } from "./format-docx.ts";
import { formatJson } from "./format-json.ts";
import { formatMarkdown, type FormatContext } from "./format-markdown.ts";
import { formatText } from "./format-text.ts";
import type { Report } from "./build-report.ts";

export const reportFormats = ["text", "md", "json", "csv", "ics", "docx"] as const;
export type ReportFormat = (typeof reportFormats)[number];
export const isReportFormat = (name: string): name is ReportFormat =>
  (reportFormats as readonly string[]).includes(name);

export interface MadeReport {
  readonly body: string | Uint8Array;
  readonly type: string;
  /** Ending of a file's name. */
  readonly ending: string;
}

export interface FormatOptions {
  /** Day on which the report is made, YYYY-MM-DD. */
  readonly madeOn: string;
  readonly width?: number;
  readonly bold?: (text: string) => string;
  readonly dim?: (text: string) => string;
}

const same = (text: string): string => text;

export async function formatReport(
  report: Report,
  format: ReportFormat,
  context: FormatContext,
  options: FormatOptions,
): Promise<MadeReport> {
  switch (format) {
    case "text":
      return {
        body: formatText(report, context, {
          width: options.width ?? 100,
          bold: options.bold ?? same,
          dim: options.dim ?? same,
        }),
        type: "text/plain; charset=utf-8",
        ending: "txt",
      };
    case "md":
      return { body: formatMarkdown(report, context), type: "text/markdown; charset=utf-8", ending: "md" };
    case "json":
      return { body: formatJson(report, context), type: "application/json", ending: "json" };
    case "csv":
      return { body: formatCsv(report, context), type: "text/csv; charset=utf-8", ending: "csv" };
    case "ics":
      return {
        body: formatCalendar(report, context, options.madeOn),
        type: "text/calendar; charset=utf-8",
        ending: "ics",
      };
    case "docx":
      return {
        body: await formatDocx(report, context),
        type: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ending: "docx",
      };
  }
}
