/** `/assess`: where and when, and the scoping facts, on one screen. A GET form: nothing is stored. */
import type { Context } from "hono";
import { firstScreen, type Fact } from "@comity/rules";
import { Button, Callout, ChoiceGroup, CsrfField, Field, Layout, PageHead } from "../../design/index.ts";
import type { Env } from "../../platform/module.ts";
import { today } from "../api/api.ts";
import { inLanguage, placeName } from "../report/words/condition.ts";
import { exampleProfiles } from "../store/examples.ts";
import type { LoadedAtlas } from "../store/load-atlas.ts";
import { stateParameters } from "../store/profile-link.ts";
import { placesWithLaw } from "../store/query.ts";
import { AnswerField } from "./answer-field.tsx";

export interface StartPageProps {
  readonly c: Context<Env>;
  readonly loaded: LoadedAtlas;
  readonly fault?: string | undefined;
  readonly places?: readonly string[];
  /** The form as it was sent, when it comes back with a fault. */
  readonly given?: URLSearchParams | undefined;
}

export function AssessStartPage({ c, loaded, fault, places = ["EU"], given }: StartPageProps) {
  const t = c.get("t");
  const lang = c.get("lang");
  const href = c.get("href");
  const { atlas, book } = loaded;
  const words = { t, lang, atlas };
  const law = [...placesWithLaw(atlas).keys()].filter(
    (code) =>
      ![...atlas.rules.values()].every(
        (rule) => atlas.instruments.get(rule.instrument)?.place !== code || rule.applies.length === 0,
      ),
  );
  const options = law
    .map((code) => ({ value: code, label: placeName(words, code) }))
    .toSorted((a, b) => a.label.localeCompare(b.label, lang));
  const scoping = firstScreen(book, { asOf: today(), knownOn: today(), places: law }).flatMap((id): Fact[] => {
    const fact = atlas.vocabulary.facts.get(id);
    return fact && fact.id !== "market.placedIn" ? [fact] : [];
  });
  return (
    <Layout c={c} title={t("atlas.assess.start.title")} current="assess">
      <PageHead title={t("atlas.assess.start.title")} lead={t("atlas.assess.start.lead")} />
      {fault === undefined ? null : (
        <Callout kind="bad" role="alert" title={t("atlas.assess.fault")}>
          <p lang="en">{fault}</p>
        </Callout>
      )}
      <div class="columns">
        <form action={href("/assess/question")} method="get">
          <ChoiceGroup
            name="in"
            legend={t("atlas.assess.start.places")}
            kind="several"
            options={options}
            values={places}
            help={t("atlas.assess.start.placesHelp")}
          />
          <Field
            name="on"
            label={t("atlas.assess.start.on")}
            type="date"
            value={given?.get("on") ?? today()}
            help={t("atlas.assess.start.onHelp")}
          />
          <h2>{t("atlas.assess.start.about")}</h2>
          <p class="quiet">{t("atlas.assess.start.aboutHelp")}</p>
          {scoping.map((fact) => (
            <AnswerField c={c} words={words} fact={fact} name={`a.${fact.id}`} answers={[]} given={given} />
          ))}
          <Button>{t("atlas.assess.start.go")}</Button>
        </form>
        <div class="stack">
          <section class="card">
            <h2>{t("atlas.assess.start.examples")}</h2>
            <p class="small quiet">{t("atlas.assess.start.examplesHelp")}</p>
            <ul>
              {exampleProfiles(loaded).map((example) => (
                <li>
                  <a
                    href={href(
                      `/assess/result?${stateParameters({ ...example.state, title: inLanguage(example.title, lang), places: ["EU", "KR", "CN", "US-CO", "US-CA", "VN"].filter((code) => law.includes(code)), on: today() }).toString()}`,
                    )}
                  >
                    {inLanguage(example.title, lang)}
                  </a>
                </li>
              ))}
            </ul>
          </section>
          <section class="card">
            <h2>{t("atlas.assess.start.upload")}</h2>
            <form action={href("/assess/profile")} method="post" enctype="multipart/form-data">
              <CsrfField c={c} />
              <Field
                name="profile"
                label={t("atlas.assess.start.file")}
                type="file"
                help={t("atlas.assess.start.fileHelp")}
                attributes={{ accept: ".yaml,.yml,.json" }}
                required
              />
              <Field name="places" label={t("atlas.assess.start.places")} value="EU, KR" required />
              <Button kind="second">{t("atlas.assess.start.uploadGo")}</Button>
            </form>
          </section>
          <Callout>
            <p>{t("atlas.report.notAdvice")}</p>
            <p>{t("atlas.assess.start.privacy")}</p>
          </Callout>
        </div>
      </div>
    </Layout>
  );
}
