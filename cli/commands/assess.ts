/** `comity assess profile.yaml --in eu,kr --on 2027-12-02 --format text`. */
import { loadAtlas } from "../../app/atlas/store/load-atlas.ts";
import { assessProfile } from "../../app/atlas/store/assessment.ts";
import { readProfile, readQuery } from "../../app/atlas/store/query.ts";
import { formatReport, reportFormats, isReportFormat } from "../../app/atlas/report/formats.ts";
import { Problem } from "../../app/platform/problem.ts";
import type { CliCommand } from "../command-line.ts";

export const assessCommand: CliCommand = {
  name: "assess",
  usage: "<profile.yaml|-> --in <places>",
  options: {
    in: { value: "eu,kr,us-co" },
    on: { value: "YYYY-MM-DD" },
    known: { value: "YYYY-MM-DD" },
    format: { value: reportFormats.join("|"), values: reportFormats },
    out: { value: "file" },
  },
  async run({ terminal, t, lang, options, positionals }) {
    const [file] = positionals;
    if (file === undefined || options["in"] === undefined)
      throw new Problem("invalid-input", "assess needs a profile and places.", {
        mend: "comity assess profile.yaml --in eu,kr",
      });
    const format = options["format"] ?? "text";
    if (!isReportFormat(format))
      throw new Problem("invalid-input", `\`${format}\` is not a format.`, {
        mend: `Use one of ${reportFormats.join(", ")}.`,
      });
    const loaded = loadAtlas();
    const profile = readProfile(loaded.atlas, terminal.readFile(file), file);
    const query = readQuery(
      loaded.atlas,
      { places: options["in"], asOf: options["on"], knownOn: options["known"] },
      terminal.today,
    );
    const report = assessProfile(loaded, profile, query);
    const made = await formatReport(
      report,
      format,
      { atlas: loaded.atlas, t, lang },
      { madeOn: terminal.today, width: terminal.width, bold: terminal.bold, dim: terminal.dim },
    );
    if (options["out"] !== undefined) terminal.writeFile(options["out"], made.body);
    else if (typeof made.body === "string") terminal.out(made.body);
    else
      throw new Problem("invalid-input", `${format} is not text; it cannot be shown on a terminal.`, {
        mend: "Add --out file.docx.",
      });
    return 0;
  },
};
