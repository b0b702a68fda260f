/** The tests beside the rules: each example profile gives what it promises. */
import type { ProblemCode } from "../model/problem-codes.ts";
import type { Problem } from "../model/results.ts";
import type { Atlas } from "../atlas.ts";
import type { Book } from "../compile/book.ts";
import { assess } from "../evaluate/assess.ts";
import { parseProfile } from "../parse/profile.ts";

export function checkProfiles(atlas: Atlas, book: Book): Problem[] {
  const problems: Problem[] = [];
  const byInstrument = new Map<string, number>();
  for (const example of atlas.profiles) {
    byInstrument.set(example.instrument, (byInstrument.get(example.instrument) ?? 0) + 1);
    const say = (code: ProblemCode, message: string, mend: string): void =>
      void problems.push({
        severity: "error",
        code,
        position: example.position,
        message: `profile \`${example.id}\`: ${message}`,
        mend,
      });
    const instrument = atlas.instruments.get(example.instrument);
    if (!instrument) {
      say("unknown-instrument", `\`${example.instrument}\` is not an instrument of the atlas`, "correct `instrument:`");
      continue;
    }
    for (const id of [...example.expect.applies, ...example.expect.undecided, ...example.expect.not])
      if (!atlas.rules.has(id))
        say("unknown-rule", `expects something of the unknown rule \`${id}\``, "correct the id");
    const { profile, problems: faults } = parseProfile(
      { schema: "profile/1", vocabulary: atlas.vocabulary.version, facts: example.facts },
      atlas.vocabulary,
      { file: example.position.file, places: atlas.places },
    );
    for (const fault of faults) say(fault.code, fault.message, fault.mend);
    if (!profile) continue;
    const { findings } = assess(book, profile, {
      asOf: example.asOf,
      knownOn: example.knownOn,
      places: [instrument.place],
    });
    const verdicts = new Map(findings.map((finding) => [finding.rule, finding.verdict]));
    const wrong = (id: string, wanted: string): void =>
      say(
        "expectation",
        `\`${id}\` should be ${wanted}, and is ${verdicts.get(id) ?? "doesNotApply"}`,
        "correct the rule, or the expectation",
      );
    for (const id of example.expect.applies) if (verdicts.get(id) !== "applies") wrong(id, "applies");
    for (const id of example.expect.undecided) if (verdicts.get(id) !== "undecided") wrong(id, "undecided");
    for (const id of example.expect.not) if (verdicts.has(id)) wrong(id, "doesNotApply");
    if (!example.expect.complete) continue;
    for (const finding of findings)
      if (
        finding.verdict === "applies" &&
        finding.instrument === example.instrument &&
        !example.expect.applies.includes(finding.rule)
      )
        say(
          "expectation",
          `\`${finding.rule}\` applies too, though the list is complete`,
          "add it to `applies:`, or say `complete: false`",
        );
  }
  for (const instrument of atlas.instruments.values()) {
    const hasRules = [...atlas.rules.values()].some((rule) => rule.instrument === instrument.id);
    const count = byInstrument.get(instrument.id) ?? 0;
    if (hasRules && count < 2)
      problems.push({
        severity: "error",
        code: "few-profiles",
        position: instrument.position,
        message: `\`${instrument.id}\` has ${count} example profile${count === 1 ? "" : "s"}`,
        mend: "add profiles.yaml with at least two, one of them with a missing fact",
      });
  }
  return problems;
}
