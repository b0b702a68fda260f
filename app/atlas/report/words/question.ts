/** Questions of the interview as choices to show, and facts as plain values to store. */
import type { Fact, Known, Question } from "@comity/rules";
import { inLanguage, knownWords, type WordsContext } from "./condition.ts";

export interface QuestionOption {
  readonly id: string;
  readonly label: string;
  readonly known: Known;
}

/** Choices for a question: values of a set or enum, yes and no, or the bands between thresholds that matter; places have none, they are typed. */
export function questionOptions(
  context: WordsContext,
  fact: Fact,
  question: Pick<Question, "answers">,
): QuestionOption[] {
  const { t, lang } = context;
  if (fact.type === "bool") {
    return [
      { id: "true", label: t("atlas.words.yes"), known: { kind: "one", value: true } },
      { id: "false", label: t("atlas.words.no"), known: { kind: "one", value: false } },
    ];
  }
  if (fact.type === "enum")
    return fact.values.map((value) => ({
      id: value.id,
      label: inLanguage(value.label, lang),
      known: { kind: "one", value: value.id },
    }));
  if (fact.type === "set")
    return fact.values.map((value) => ({
      id: value.id,
      label: inLanguage(value.label, lang),
      known: { kind: "members", includes: [value.id], excludes: [], closed: true },
    }));
  if (fact.type === "place" || fact.type === "places" || fact.type === "spdx") return [];
  return question.answers.map((answer) => ({
    id: answer.id,
    label: knownWords(context, fact.id, answer.known),
    known: answer.known,
  }));
}

/** What is known of a fact as a plain value of a profile: what `readKnown` reads back. */
export function plainFact(known: Known): unknown {
  switch (known.kind) {
    case "one":
      return known.value;
    case "members":
      return known.closed
        ? [...known.includes]
        : { includes: [...known.includes], ...(known.excludes.length > 0 ? { excludes: [...known.excludes] } : {}) };
    case "range": {
      if (known.gte !== undefined && known.gte === known.lte) return known.gte;
      const { gte, gt, lt, lte } = known;
      return {
        ...(gte === undefined ? {} : { gte }),
        ...(gt === undefined ? {} : { gt }),
        ...(lt === undefined ? {} : { lt }),
        ...(lte === undefined ? {} : { lte }),
      };
    }
    case "days": {
      if (known.from !== undefined && known.from === known.to) return known.from;
      return {
        ...(known.from === undefined ? {} : { from: known.from }),
        ...(known.to === undefined ? {} : { to: known.to }),
      };
    }
  }
}
