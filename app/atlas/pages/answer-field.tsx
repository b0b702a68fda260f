/** The control that answers one fact, by its type: choices, yes and no, a number with the bands that matter, a date, places. */
import type { Context } from "hono";
import type { Fact, Question } from "@comity/rules";
import { ChoiceGroup, Field } from "../../design/index.ts";
import type { Env } from "../../platform/module.ts";
import { inLanguage, type WordsContext } from "../report/words/condition.ts";
import { questionOptions } from "../report/words/question.ts";
import { linkValue } from "../store/profile-link.ts";

export interface AnswerFieldProps {
  readonly c: Context<Env>;
  readonly words: WordsContext;
  readonly fact: Fact;
  readonly name: string;
  readonly answers: Question["answers"];
  /** The question stands in the page's head already: the control gets the short label. */
  readonly isAlone?: boolean;
  readonly error?: string | undefined;
  /** The form as it was sent, when it comes back with a fault: what was answered is kept. */
  readonly given?: URLSearchParams | undefined;
}

export function AnswerField({ c, words, fact, name, answers, isAlone = false, error, given }: AnswerFieldProps) {
  const t = c.get("t");
  const { lang } = words;
  const legend = inLanguage(isAlone ? fact.label : fact.question, lang);
  const help = isAlone || fact.help === undefined ? undefined : inLanguage(fact.help, lang);
  const options = questionOptions(words, fact, { answers });
  const values = given?.getAll(name) ?? [];
  const [value] = values;
  switch (fact.type) {
    case "bool":
    case "enum":
      return (
        <ChoiceGroup
          name={name}
          legend={legend}
          kind="one"
          options={options.map(({ id, label }) => ({ value: id, label }))}
          values={values}
          help={help}
          error={error}
        />
      );
    case "set":
      return (
        <ChoiceGroup
          name={name}
          legend={legend}
          kind="several"
          options={options.map(({ id, label }) => ({ value: id, label }))}
          values={values}
          help={help ?? t("atlas.assess.several")}
          error={error}
        />
      );
    case "int":
    case "num":
      return (
        <>
          {options.length > 1 ? (
            <ChoiceGroup
              name={name}
              legend={legend}
              kind="one"
              options={options.map(({ known, label }) => ({ value: linkValue(known), label }))}
              values={values}
              help={help}
              error={error}
            />
          ) : null}
          <Field
            name={`${name}.exact`}
            label={options.length > 1 ? t("atlas.assess.orExact") : legend}
            value={given?.get(`${name}.exact`) ?? undefined}
            help={
              fact.unit === undefined || fact.unit === "1" ? undefined : t("atlas.assess.inUnit", { unit: fact.unit })
            }
            attributes={{ inputmode: "decimal", dir: "ltr" }}
          />
        </>
      );
    case "date":
      return <Field name={name} label={legend} type="date" value={value} help={help} error={error} />;
    case "place":
    case "places":
      return (
        <Field
          name={name}
          label={legend}
          value={value}
          help={t(fact.type === "place" ? "atlas.assess.placeHelp" : "atlas.assess.placesHelp")}
          error={error}
          attributes={{ dir: "ltr", autocapitalize: "characters" }}
        />
      );
    case "spdx":
      return <Field name={name} label={legend} value={value} help={help} error={error} attributes={{ dir: "ltr" }} />;
  }
}
