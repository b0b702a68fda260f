/** `/instruments/:place/:name`: identity, dates and rules of one instrument. */
import type { Instrument, Rule } from "@comity/rules";
import { Breadcrumbs, Day, DefinitionList, PageHead, TabLinks, Tag, Timeline, withQuery } from "../../design/index.ts";
import { dayInWords } from "../../design/index.ts";
import { inLanguage } from "../../platform/i18n/index.ts";
import { placePath } from "../search/entries.ts";
import { topicsByGroup } from "./atlas-index.ts";
import { DefinitionLinks } from "./condition-list.tsx";
import { dateEntries } from "./date-entries.tsx";
import { datesOfInstruments, datesOfRules } from "./dates.ts";
import { colon, comma, type PageProps } from "./page.ts";
import {
  AtlasPage,
  EnglishNote,
  InstrumentLink,
  nameOf,
  Paragraph,
  RuleList,
  shortTitle,
  StatusTag,
  Words,
} from "./parts.tsx";

export interface InstrumentPageProps extends PageProps {
  readonly instrument: Instrument;
}

export const InstrumentPage = ({ instrument, ...page }: InstrumentPageProps) => {
  const { c, index, today } = page;
  const t = c.get("t");
  const title = inLanguage(instrument.title, c.get("lang"));
  const short = shortTitle(c, instrument);
  const rules = index.rulesOf.get(instrument.id) ?? [];
  const isByProvision = c.req.query("by") === "provision";
  const main = rules.filter(({ modality }) => modality !== "sanction" && modality !== "definition");
  const sections = [
    {
      id: "definitions",
      label: t("atlas.site.instrument.definitions"),
      rules: rules.filter(({ modality }) => modality === "definition"),
    },
    {
      id: "sanctions",
      label: t("atlas.site.instrument.sanctions"),
      rules: rules.filter(({ modality }) => modality === "sanction"),
    },
  ].filter((section) => section.rules.length > 0);
  return (
    <AtlasPage c={c} index={index} title={short} description={title.text} current="places">
      <Breadcrumbs
        c={c}
        trail={[
          { label: t("design.nav.places"), href: "/places" },
          { label: nameOf(page, instrument.place), href: placePath(instrument.place) },
          { label: short },
        ]}
      />
      <PageHead title={title.text} lang={title.lang} overline={short}>
        <StatusTag c={c} status={instrument.status} />
        <Tag>{t(`atlas.words.kind.${instrument.kind}`)}</Tag>
        <Tag>{t(`atlas.words.force.${instrument.force}`)}</Tag>
      </PageHead>
      <Identity {...page} instrument={instrument} />
      <h2>{t("atlas.site.place.dates")}</h2>
      <Timeline c={c} entries={dateEntries(page, datesOfRules(rules, today), datesOfInstruments([instrument]), true)} />
      <h2 id="rules">
        {t("atlas.site.label.rules")} <span class="quiet">({rules.length})</span>
      </h2>
      <TabLinks
        label={t("atlas.site.instrument.views")}
        tabs={[
          {
            label: t("atlas.site.instrument.byTopic"),
            href: `${withQuery(c, { by: undefined })}#rules`,
            isCurrent: !isByProvision,
          },
          {
            label: t("atlas.site.instrument.byProvision"),
            href: `${withQuery(c, { by: "provision" })}#rules`,
            isCurrent: isByProvision,
          },
        ]}
      />
      <EnglishNote c={c} />
      {isByProvision ? (
        <ByProvision {...page} instrument={instrument} rules={rules} />
      ) : (
        <ByTopic {...page} rules={main} />
      )}
      {!isByProvision &&
        sections.map((section) => (
          <section>
            <h3 id={section.id}>{section.label}</h3>
            <RuleList c={c} index={index} rules={section.rules} short />
          </section>
        ))}
      <Examples {...page} instrument={instrument} />
    </AtlasPage>
  );
};

const Identity = ({ instrument, ...page }: InstrumentPageProps) => {
  const { c, index } = page;
  const t = c.get("t");
  const { dates, scope } = instrument;
  const languageName = new Intl.DisplayNames(c.get("lang"), { type: "language" });
  return (
    <>
      {instrument.note && <Paragraph c={c} words={instrument.note} />}
      <DefinitionList
        items={[
          {
            term: t("atlas.site.instrument.identifiers"),
            value: Object.keys(instrument.officialIds).length > 0 && (
              <ul>
                {Object.entries(instrument.officialIds).map(([scheme, id]) => (
                  <li>
                    <span class="quiet">{scheme}</span>{" "}
                    <bdi>
                      {/^https?:\/\//.test(id) ? (
                        <a href={id} rel="external">
                          {id}
                        </a>
                      ) : (
                        id
                      )}
                    </bdi>
                  </li>
                ))}
              </ul>
            ),
          },
          {
            term: t("atlas.site.instrument.official"),
            value: instrument.url !== undefined && (
              <a href={instrument.url} rel="external">
                <bdi>{URL.parse(instrument.url)?.host ?? instrument.url}</bdi>
              </a>
            ),
          },
          ...(["adopted", "published", "inForce", "repealed"] as const).map((event) => ({
            term: t(`atlas.site.date.${event}`),
            value: dates[event] !== undefined && <Day c={c} day={dates[event]} />,
          })),
          { term: t("atlas.site.label.checked"), value: <Day c={c} day={instrument.checked} /> },
          {
            term: t("atlas.site.instrument.expressions"),
            value: instrument.expressions.length > 0 && (
              <ul>
                {instrument.expressions.map(({ id, from, lang, authentic, amendedBy, url }) => (
                  <li>
                    {url === undefined ? (
                      <code>{id}</code>
                    ) : (
                      <a href={url} rel="external">
                        <code>{id}</code>
                      </a>
                    )}
                    {[
                      "",
                      t("atlas.site.from", { day: dayInWords(c.get("lang"), from) }),
                      languageName.of(lang) ?? lang,
                      t(authentic ? "atlas.site.instrument.authentic" : "atlas.site.instrument.notAuthentic"),
                    ].join(comma(c))}
                    {amendedBy !== undefined && (
                      <>
                        {comma(c)}
                        {t("atlas.site.instrument.amendedBy")} <InstrumentLink c={c} index={index} id={amendedBy} />
                      </>
                    )}
                  </li>
                ))}
              </ul>
            ),
          },
          {
            term: t("atlas.site.instrument.amends"),
            value:
              instrument.amends.length > 0 &&
              instrument.amends.map((id, i) => [i > 0 && comma(c), <InstrumentLink c={c} index={index} id={id} />]),
          },
          {
            term: t("atlas.site.instrument.replacedBy"),
            value: instrument.replacedBy !== undefined && (
              <InstrumentLink c={c} index={index} id={instrument.replacedBy} />
            ),
          },
          {
            term: t("atlas.site.instrument.scope"),
            value: scope !== undefined && (
              <DefinitionLinks c={c} index={index} rules={index.atlas.derived.get(scope) ?? []} />
            ),
          },
        ]}
      />
    </>
  );
};

const ByTopic = ({ rules, ...page }: PageProps & { rules: readonly Rule[] }) => {
  const { c, index } = page;
  return (
    <>
      {topicsByGroup(index.atlas)
        .flatMap(({ topics }) => topics)
        .map((topic) => {
          const own = rules.filter((rule) => rule.topic === topic.id);
          return (
            own.length > 0 && (
              <section>
                <h3 id={topic.id}>
                  <Words c={c} words={topic.title} /> <span class="quiet">({own.length})</span>
                </h3>
                <RuleList c={c} index={index} rules={own} short />
              </section>
            )
          );
        })}
    </>
  );
};

/** Provisions in the order of the text, each with the rules that cite it. */
const ByProvision = ({ instrument, rules, ...page }: InstrumentPageProps & { rules: readonly Rule[] }) => {
  const { c, index } = page;
  // The newest wording first.
  const days = new Map(instrument.expressions.map(({ id, from }) => [id, from]));
  const age = (expression: string): string => days.get(expression) ?? "";
  const provisions = [...index.atlas.provisions.values()]
    .filter((provision) => provision.instrument === instrument.id)
    .toSorted(
      (a, b) =>
        age(b.expression).localeCompare(age(a.expression)) || a.lines[0] - b.lines[0] || a.lines[1] - b.lines[1],
    );
  return (
    <>
      {provisions.map((provision) => {
        const own = rules.filter((rule) => rule.at.includes(`${instrument.id}#${provision.eId}`));
        return (
          <section id={provision.eId}>
            <h3>{provision.label}</h3>
            {provision.about && <Paragraph c={c} words={provision.about} />}
            {own.length > 0 && <RuleList c={c} index={index} rules={own} short />}
          </section>
        );
      })}
    </>
  );
};

const Examples = ({ instrument, ...page }: InstrumentPageProps) => {
  const { c, index } = page;
  const t = c.get("t");
  const examples = index.atlas.profiles.filter((profile) => profile.instrument === instrument.id);
  if (examples.length === 0) return null;
  return (
    <section>
      <h2>{t("atlas.site.instrument.examples")}</h2>
      <ul>
        {examples.map(({ title, expect, asOf }) => {
          const day = dayInWords(c.get("lang"), asOf);
          return (
            <li>
              <Words c={c} words={title} />
              {colon(c)}
              {expect.complete
                ? t("atlas.site.instrument.expected", {
                    applies: expect.applies.length,
                    undecided: expect.undecided.length,
                    day,
                  })
                : t("atlas.site.instrument.atLeast", { applies: expect.applies.length, day })}
            </li>
          );
        })}
      </ul>
    </section>
  );
};
