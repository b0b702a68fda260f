/** `comity rules check | list | show`: the atlas from the terminal. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  checkCitations,
  checkContradictions,
  checkProfiles,
  compileBook,
  parseAtlas,
  soundPart,
  type Problem as Fault,
} from "@comity/rules";
import { atlasFolder, loadAtlas, readAtlasFiles } from "../../app/atlas/store/load-atlas.ts";
import { csvRow } from "../../app/atlas/report/format-csv.ts";
import {
  conditionWords,
  dateWords,
  inLanguage,
  provisionLabel,
  type ConditionWords,
} from "../../app/atlas/report/words/condition.ts";
import { deadlineWords, penaltyWords } from "../../app/atlas/report/words/consequence.ts";
import { wrap } from "../../app/atlas/report/format-text.ts";
import { Problem } from "../../app/platform/problem.ts";
import type { CliCommand } from "../command-line.ts";

const sources = process.env["COMITY_SOURCES"] ?? fileURLToPath(new URL("../../../shared/sources/", import.meta.url));

const readSource = (path: string): string | null =>
  existsSync(join(sources, path)) ? readFileSync(join(sources, path), "utf8") : null;

export const rulesCheckCommand: CliCommand = {
  name: "rules check",
  usage: "[folder]",
  options: { only: { value: "law/kr" }, warnings: {} },
  run({ terminal, t, options, positionals }) {
    const folder = positionals[0] ?? atlasFolder;
    if (!existsSync(folder))
      throw new Problem("invalid-input", `There is no folder ${folder}.`, {
        mend: "Name the folder of an atlas, or none for the shipped one.",
      });
    const { readable, problems } = parseAtlas(readAtlasFiles(folder));
    const faults: Fault[] = [...problems];
    // Where errors stand in the way, the sound instruments are still tested, and it says which were not.
    const { atlas, leftOut } = soundPart(readable, problems);
    if (atlas) {
      const book = compileBook(atlas);
      faults.push(...checkProfiles(atlas, book), ...checkContradictions(atlas, book, terminal.today));
    }
    for (const unit of leftOut) terminal.err(`${t("cli.rules.leftOut", { unit })}\n`);
    if (existsSync(sources)) faults.push(...checkCitations(readable, readSource).problems);
    else terminal.err(`${t("cli.rules.noSources")}\n`);
    const only = options["only"];
    const asked = faults.filter((fault) => only === undefined || fault.position.file.startsWith(only));
    const errors = asked.filter((fault) => fault.severity === "error");
    const warnings = asked.filter((fault) => fault.severity === "warning");
    for (const fault of options["warnings"] ? asked : errors)
      terminal.out(
        `${fault.position.file}:${fault.position.line}:${fault.position.column}: ${fault.severity} ${fault.code}: ${fault.message}\n    ${fault.mend}\n`,
      );
    terminal.out(
      `${t("cli.rules.checked", { rules: readable.rules.size, errors: errors.length, warnings: warnings.length })}\n`,
    );
    return errors.length > 0 ? 1 : 0;
  },
};

export const rulesListCommand: CliCommand = {
  name: "rules list",
  usage: "[--in <place>] [--topic <topic>]",
  options: {
    in: { value: "place" },
    topic: { value: "topic" },
    modality: { value: "modality" },
    format: { value: "text|csv", values: ["text", "csv"] },
  },
  run({ terminal, lang, options }) {
    const { atlas } = loadAtlas();
    const place = options["in"]?.toUpperCase();
    const rules = [...atlas.rules.values()].filter((rule) => {
      const own = atlas.instruments.get(rule.instrument)?.place;
      return (
        (place === undefined || own === place) &&
        (options["topic"] === undefined || rule.topic === options["topic"] || rule.topics.includes(options["topic"])) &&
        (options["modality"] === undefined || rule.modality === options["modality"])
      );
    });
    if (options["format"] === "csv") {
      terminal.out(csvRow(["rule", "place", "modality", "topic", "citation", "statement"]));
      for (const rule of rules)
        terminal.out(
          csvRow([
            rule.id,
            atlas.instruments.get(rule.instrument)?.place ?? "",
            rule.modality,
            rule.topic,
            rule.at.map((at) => provisionLabel(atlas, at, lang)).join("; "),
            inLanguage(rule.text, lang),
          ]),
        );
    } else
      for (const rule of rules)
        terminal.out(
          `${terminal.bold(rule.id)}  ${rule.modality}\n${wrap(inLanguage(rule.text, lang), terminal.width, "    ")}\n`,
        );
    return rules.length > 0 ? 0 : 1;
  },
};

const indented = (node: ConditionWords, depth: number): string =>
  `${"  ".repeat(depth)}- ${node.text}\n${node.children.map((child) => indented(child, depth + 1)).join("")}`;

export const rulesShowCommand: CliCommand = {
  name: "rules show",
  usage: "<rule>",
  options: {},
  run({ terminal, t, lang, positionals }) {
    const { atlas } = loadAtlas();
    const [id] = positionals;
    const rule = atlas.rules.get(id ?? "");
    if (!rule)
      throw new Problem("invalid-input", `There is no rule \`${id ?? ""}\`.`, {
        mend: "`comity rules list` names them all.",
      });
    const context = { t, lang, atlas };
    const { out, bold } = terminal;
    out(`${bold(rule.id)}  ${rule.modality}\n${wrap(inLanguage(rule.text, lang), terminal.width, "  ")}\n`);
    out(`  ${rule.at.map((at) => provisionLabel(atlas, at, lang)).join("; ")}\n`);
    for (const row of rule.applies)
      out(`  ${dateWords(row.from, lang)}${row.to ? ` – ${dateWords(row.to, lang)}` : ""}\n`);
    if (rule.when) out(indented(conditionWords(context, rule.when), 1));
    for (const exception of rule.unless)
      out(
        `  ! ${exception.kind}: ${exception.exemption ?? ""} ${exception.at ? provisionLabel(atlas, exception.at, lang) : ""}\n${exception.when ? indented(conditionWords(context, exception.when), 2) : ""}`,
      );
    if (rule.deadline) for (const line of deadlineWords(rule.deadline, t, lang)) out(`  ${line}\n`);
    for (const sanction of rule.breach) {
      const penalty = atlas.rules.get(sanction)?.penalty;
      if (penalty) out(`  ${penaltyWords(penalty, t, lang)}\n`);
    }
    for (const reading of rule.readings)
      out(
        terminal.dim(
          `  ${reading.by}, ${reading.on}, ${reading.expression}, ${reading.outcome}${reading.note ? `: ${reading.note}` : ""}\n`,
        ),
      );
    return 0;
  },
};
