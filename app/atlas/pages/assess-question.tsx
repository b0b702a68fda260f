/** `/assess/question`: one question, why it is asked, and how far the answer is. */
import type { Context } from "hono";
import { raw } from "hono/html";
import type { Fact, Question } from "@comity/rules";
import { Button, ButtonLink, Callout, Layout, PageHead, Steps } from "../../design/index.ts";
import type { Env } from "../../platform/module.ts";
import { inLanguage, knownWords, factLabel, placeName, provisionLabel } from "../report/words/condition.ts";
import type { LoadedAtlas } from "../store/load-atlas.ts";
import { stateParameters, withoutLast, type AnswerState } from "../store/profile-link.ts";
import { AnswerField } from "./answer-field.tsx";
import { Statement } from "./statement.tsx";

export interface QuestionPageProps {
  readonly c: Context<Env>;
  readonly loaded: LoadedAtlas;
  readonly state: AnswerState;
  readonly question: Question;
  readonly fact: Fact;
  readonly decided: { readonly rules: number; readonly of: number };
  readonly fault?: string | undefined;
  /** The form as it was sent, when it comes back with a fault. */
  readonly given?: URLSearchParams | undefined;
}

export function AssessQuestionPage({ c, loaded, state, question, fact, decided, fault, given }: QuestionPageProps) {
  const t = c.get("t");
  const lang = c.get("lang");
  const href = c.get("href");
  const { atlas } = loaded;
  const words = { t, lang, atlas };
  const here = stateParameters(state);
  const answered = state.trail.filter((id) => state.facts.has(id));
  return (
    <Layout c={c} title={inLanguage(fact.question, lang)} current="assess" hidden>
      <Steps
        label={t("atlas.assess.progress", { done: decided.rules, of: decided.of })}
        done={decided.rules}
        of={decided.of}
      />
      <PageHead
        overline={t("atlas.assess.number", { number: state.trail.length + 1 })}
        title={inLanguage(fact.question, lang)}
        lead={fact.help === undefined ? undefined : inLanguage(fact.help, lang)}
      />
      {fault === undefined ? null : (
        <Callout kind="bad" role="alert" title={t("atlas.assess.fault")}>
          <p lang="en">{fault}</p>
        </Callout>
      )}
      {fact.sensitive ? <p class="small quiet">{t("atlas.assess.sensitive")}</p> : null}
      <form action={href("/assess/question")} method="get">
        {[...here].map(([name, value]) => (
          <input type="hidden" name={name} value={value} />
        ))}
        <input type="hidden" name="q" value={fact.id} />
        <AnswerField c={c} words={words} fact={fact} name="a" answers={question.answers} isAlone given={given} />
        <p class="row">
          <Button>{t("atlas.assess.next")}</Button>
          <Button kind="second" name="unknown" value="1">
            {t("atlas.assess.dontKnow")}
          </Button>
          {state.trail.length > 0 ? (
            <ButtonLink kind="plain" href={href(`/assess/question?${stateParameters(withoutLast(state)).toString()}`)}>
              {t("atlas.assess.back")}
            </ButtonLink>
          ) : (
            <ButtonLink kind="plain" href={href("/assess")}>
              {t("atlas.assess.back")}
            </ButtonLink>
          )}
          <ButtonLink kind="plain" href={href(`/assess/result?${here.toString()}`)}>
            {t("atlas.assess.resultNow")}
          </ButtonLink>
        </p>
      </form>
      <details>
        <summary>{t("atlas.assess.why")}</summary>
        <p>{t("atlas.assess.whyLead", { count: question.because.length })}</p>
        <ul class="findings">
          {question.because.slice(0, 8).flatMap((id) => {
            const rule = atlas.rules.get(id);
            if (!rule) return [];
            return [
              <li class="finding">
                <Statement c={c} words={rule.text} />
                <p class="citation">
                  {placeName(words, atlas.instruments.get(rule.instrument)?.place ?? "")} ·{" "}
                  {rule.at.map((at) => provisionLabel(atlas, at, lang)).join("; ")}
                </p>
              </li>,
            ];
          })}
        </ul>
      </details>
      {answered.length > 0 ? (
        <details>
          <summary>{t("atlas.assess.sofar", { count: answered.length })}</summary>
          <dl class="facts">
            {answered.map((id) => {
              const known = state.facts.get(id);
              return (
                <>
                  <dt>{factLabel(words, id)}</dt>
                  <dd>{known ? knownWords(words, id, known) : raw("")}</dd>
                </>
              );
            })}
          </dl>
        </details>
      ) : null}
    </Layout>
  );
}
