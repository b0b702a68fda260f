/** `comity interview --in eu,kr`: asks what it needs, one question at a time, and ends with the assessment. */
import { stringify } from "yaml";
import { firstScreen, nextQuestion, readKnown, type Fact, type Known, type Question } from "@comity/rules";
import { loadAtlas } from "../../app/atlas/store/load-atlas.ts";
import { assessProfile } from "../../app/atlas/store/assessment.ts";
import { readProfile, readQuery } from "../../app/atlas/store/query.ts";
import { formatText, wrap } from "../../app/atlas/report/format-text.ts";
import { plainFact, questionOptions } from "../../app/atlas/report/words/question.ts";
import { inLanguage, knownWords, provisionLabel } from "../../app/atlas/report/words/condition.ts";
import { Problem } from "../../app/platform/problem.ts";
import type { CliCommand } from "../command-line.ts";

export const interviewCommand: CliCommand = {
  name: "interview",
  usage: "--in <places> [profile.yaml]",
  options: {
    in: { value: "eu,kr,us-co" },
    on: { value: "YYYY-MM-DD" },
    known: { value: "YYYY-MM-DD" },
    save: { value: "profile.yaml" },
  },
  async run({ terminal, t, lang, options, positionals }) {
    if (options["in"] === undefined)
      throw new Problem("invalid-input", "interview needs places.", { mend: "comity interview --in eu,kr" });
    const loaded = loadAtlas();
    const { atlas, book } = loaded;
    const query = readQuery(
      atlas,
      { places: options["in"], asOf: options["on"], knownOn: options["known"] },
      terminal.today,
    );
    const [file] = positionals;
    const facts = new Map<string, Known>(
      file === undefined ? [] : readProfile(atlas, terminal.readFile(file), file).facts,
    );
    const skip = new Set<string>();
    const asked: string[] = [];
    const context = { t, lang, atlas };
    const scoping = firstScreen(book, query).filter((fact) => !facts.has(fact));
    terminal.err(`${t("cli.interview.intro")}\n\n`);
    let ended = false;
    while (!ended) {
      const pending = scoping.find((fact) => !facts.has(fact) && !skip.has(fact));
      const question: Question | null =
        pending === undefined
          ? nextQuestion(book, { facts }, query, { skip })
          : { fact: pending, answers: [], because: [], cost: 1, score: 0 };
      if (question === null) break;
      const fact = atlas.vocabulary.facts.get(question.fact) as Fact;
      const choices = questionOptions(context, fact, question);
      terminal.err(`${terminal.bold(wrap(inLanguage(fact.question, lang), terminal.width, ""))}\n`);
      choices.forEach((choice, i) => terminal.err(`  ${i + 1}. ${choice.label}\n`));
      for (;;) {
        const line = await terminal.ask("> ");
        const answer = line?.trim() ?? "q";
        if (line === null || answer === "q") {
          ended = true;
          break;
        }
        if (answer === "?") {
          const why = question.because.slice(0, 6).flatMap((id) => atlas.rules.get(id) ?? []);
          if (fact.help) terminal.err(`${wrap(inLanguage(fact.help, lang), terminal.width, "  ")}\n`);
          terminal.err(`${t("cli.interview.why", { count: question.because.length })}\n`);
          for (const rule of why)
            terminal.err(
              `${wrap(`${inLanguage(rule.text, lang)} (${rule.at.map((at) => provisionLabel(atlas, at, lang)).join(", ")})`, terminal.width, "  ")}\n`,
            );
          continue;
        }
        if (answer === "b") {
          const last = asked.pop();
          if (last !== undefined) {
            facts.delete(last);
            skip.delete(last);
          }
          break;
        }
        asked.push(fact.id);
        if (answer === "" || answer === "-") {
          skip.add(fact.id);
          break;
        }
        const known = readAnswer(fact, answer, choices, atlas.places);
        if (typeof known === "string") {
          asked.pop();
          terminal.err(`${known}\n`);
          continue;
        }
        facts.set(fact.id, known);
        terminal.err(`  ${knownWords(context, fact.id, known)}\n\n`);
        break;
      }
    }
    const profile = { schema: "profile/1" as const, vocabulary: atlas.vocabulary.version, facts };
    if (options["save"] !== undefined) {
      const plain = Object.fromEntries([...facts].map(([id, known]) => [id, plainFact(known)]));
      terminal.writeFile(
        options["save"],
        stringify({ schema: "profile/1", vocabulary: atlas.vocabulary.version, facts: plain }),
      );
    }
    const report = assessProfile(loaded, profile, query);
    terminal.out(formatText(report, context, terminal));
    return 0;
  },
};

/** Numbers of choices (`1`, `1,3`), or a value as in a profile. A text is a complaint for the person. */
function readAnswer(
  fact: Fact,
  answer: string,
  choices: readonly { readonly known: Known; readonly id: string }[],
  places: { has(code: string): boolean },
): Known | string {
  const numbers = answer.split(/[\s,]+/).filter((part) => part !== "");
  const isMany = fact.type === "set";
  if (
    choices.length > 0 &&
    numbers.every((part) => /^\d+$/.test(part)) &&
    ((fact.type !== "int" && fact.type !== "num") || Number(answer) <= choices.length)
  ) {
    const picked = numbers.map((part) => choices[Number(part) - 1]);
    if (picked.every((choice) => choice !== undefined)) {
      const [first] = picked;
      if (isMany) return { kind: "members", includes: picked.map((choice) => choice.id), excludes: [], closed: true };
      if (first !== undefined && picked.length === 1) return first.known;
    }
  }
  let complaint = "";
  const raw =
    fact.type === "bool"
      ? { yes: true, y: true, no: false, n: false }[answer.toLowerCase()]
      : fact.type === "set" || fact.type === "places"
        ? numbers
        : answer;
  const known = readKnown(
    fact,
    raw ?? answer,
    (_path, _code, message, mend) => {
      complaint = `${message}; ${mend}`;
      return null;
    },
    places,
  );
  return known ?? complaint;
}
