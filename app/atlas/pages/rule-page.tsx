/** `/rules/:place/:instrument/:id`: one norm with everything that is known of it. */
import { holds, type Rule } from "@comity/rules";
import { Breadcrumbs, Callout, Citation, DefinitionList, PageHead, Tag } from "../../design/index.ts";
import { inLanguage } from "../../platform/i18n/index.ts";
import { instrumentPath, placePath, provisionPath } from "../search/entries.ts";
import { citedBy } from "../report/build-report.ts";
import { dateWords, derivedName, valueWords } from "../report/words/condition.ts";
import { deadlineWords, penaltyWords } from "../report/words/consequence.ts";
import { decimalWords } from "../report/words/numbers.ts";
import { ConditionList, DefinitionLinks } from "./condition-list.tsx";
import { colon, comma, wordsOf, type PageProps } from "./page.ts";
import {
  AtlasPage,
  citationWords,
  EnglishWords,
  labels,
  ModalityTag,
  nameOf,
  Paragraph,
  ProvisionLink,
  RuleLink,
  RuleLinks,
  shortTitle,
  TopicLink,
} from "./parts.tsx";
import { Statement } from "./statement.tsx";
import { ReadingTable, RowTable } from "./rule-tables.tsx";

export interface RulePageProps extends PageProps {
  readonly rule: Rule;
}

export const RulePage = ({ rule, ...page }: RulePageProps) => {
  const { c, index } = page;
  const t = c.get("t");
  const instrument = index.atlas.instruments.get(rule.instrument);
  const citation = citationWords(page, rule);
  if (!instrument) throw new Error(`rule ${rule.id} names an instrument that the atlas lacks`);
  const text = inLanguage(rule.text, c.get("lang")).text;
  return (
    <AtlasPage c={c} index={index} title={citation} description={text} current="places">
      <Breadcrumbs
        c={c}
        trail={[
          { label: t("design.nav.places"), href: "/places" },
          { label: nameOf(page, instrument.place), href: placePath(instrument.place) },
          { label: shortTitle(c, instrument), href: instrumentPath(instrument.id) },
          { label: labels(index, rule) },
        ]}
      />
      <PageHead title={citation} overline={nameOf(page, instrument.place)}>
        <ModalityTag c={c} modality={rule.modality} />
        {rule.kind && <Tag>{t(`atlas.words.exception.${rule.kind}`)}</Tag>}
        {rule.certainty !== "settled" && <Tag tone="open">{t(`atlas.words.certainty.${rule.certainty}`)}</Tag>}
      </PageHead>
      <Statement c={c} words={rule.text} />
      {rule.note && (
        <Callout title={t("atlas.site.label.note")}>
          <Paragraph c={c} words={rule.note} />
        </Callout>
      )}
      <Facts {...page} rule={rule} />
      <h2>{t("atlas.site.rule.condition")}</h2>
      {rule.when ? <ConditionList c={c} index={index} condition={rule.when} /> : <p>{t("atlas.site.rule.always")}</p>}
      {instrument.scope !== undefined && rule.scope === "instrument" && rule.concludes !== instrument.scope && (
        <p class="small quiet">
          {t("atlas.site.rule.scope")}{" "}
          <DefinitionLinks c={c} index={index} rules={index.atlas.derived.get(instrument.scope) ?? []} />
        </p>
      )}
      <Exceptions {...page} rule={rule} />
      <h2>{t("atlas.site.rule.times")}</h2>
      <p class="small quiet">{t("atlas.site.rule.timesHelp")}</p>
      <RowTable {...page} rule={rule} />
      <Transitions {...page} rule={rule} />
      <Consequences {...page} rule={rule} />
      <h2>{t("atlas.site.rule.citations")}</h2>
      {citedBy(index.atlas, rule).map(({ provision, reference }) => (
        <Citation
          c={c}
          href={provision ? c.get("href")(provisionPath(provision.instrument, provision.eId)) : undefined}
          source={instrument.url}
          checked={instrument.checked}
        >
          {provision ? `${shortTitle(c, instrument)}, ${provision.label}` : reference}
        </Citation>
      ))}
      <h2>{t("atlas.site.rule.readings")}</h2>
      <ReadingTable {...page} rule={rule} />
      <UsedBy {...page} rule={rule} />
      <p class="small">
        <a href={`/api/v1/rules/${rule.id}`}>{t("atlas.site.rule.data")}</a>
      </p>
    </AtlasPage>
  );
};

/** Who is bound, to what, with which measure of certainty. */
const Facts = ({ rule, ...page }: RulePageProps) => {
  const { c, index } = page;
  const t = c.get("t");
  const words = wordsOf(c, index);
  const roles = index.atlas.vocabulary.facts.get("actor.role");
  const roleNames = (all: readonly string[]): string =>
    new Intl.ListFormat(c.get("lang"), { type: "disjunction" }).format(
      all.map((role) =>
        role === "affectedPerson" ? t("atlas.site.rule.role.affectedPerson") : valueWords(words, roles, role),
      ),
    );
  const act = `${rule.action.verb} ${rule.action.object}`.replaceAll("-", " ").trim();
  const measures = Object.entries(rule.measures);
  return (
    <DefinitionList
      items={[
        { term: t("atlas.site.rule.bearer"), value: rule.bearer.length > 0 && roleNames(rule.bearer) },
        { term: t("atlas.site.rule.against"), value: rule.against.length > 0 && roleNames(rule.against) },
        {
          term: t("atlas.site.rule.action"),
          value: act !== "" && <EnglishWords c={c} text={act} />,
        },
        {
          term: t("atlas.site.rule.concludes"),
          value: rule.concludes !== undefined && <EnglishWords c={c} text={derivedName(rule.concludes)} />,
        },
        {
          term: t("atlas.site.label.topics"),
          value: [rule.topic, ...rule.topics].map((id, i) => [
            i > 0 && comma(c),
            <TopicLink c={c} index={index} id={id} />,
          ]),
        },
        {
          term: t("atlas.site.rule.deadline"),
          value: rule.deadline && deadlineWords(rule.deadline, t, c.get("lang")).map((line) => <p>{line}</p>),
        },
        {
          term: t("atlas.site.rule.measures"),
          value:
            measures.length > 0 &&
            measures.map(([name, value]) => (
              <p>
                <EnglishWords c={c} text={name.replaceAll(/([a-z])([A-Z])/g, "$1 $2").toLowerCase()} />
                {colon(c)}
                {/^[\d.eE+-]+$/.test(value) ? decimalWords(value, c.get("lang")) : value}
              </p>
            )),
        },
        { term: t("atlas.site.rule.certainty"), value: t(`atlas.words.certainty.${rule.certainty}`) },
      ]}
    />
  );
};

const Exceptions = ({ rule, ...page }: RulePageProps) => {
  const { c, index } = page;
  const t = c.get("t");
  if (rule.unless.length === 0) return null;
  return (
    <>
      <h2>{t("atlas.site.rule.exceptions")}</h2>
      <ul class="findings">
        {rule.unless.map(({ exemption, when, at, kind, note }) => {
          const found = exemption === undefined ? undefined : index.atlas.rules.get(exemption);
          return (
            <li class="finding">
              <p class="row">
                {found && <RuleLink c={c} index={index} rule={found} />}
                {at !== undefined && <ProvisionLink c={c} index={index} reference={at} />}
                <Tag tone="open">{t(`atlas.words.exception.${kind}`)}</Tag>
              </p>
              {found && <Statement c={c} words={found.text} />}
              {when && <ConditionList c={c} index={index} condition={when} />}
              {note && <Paragraph c={c} words={note} />}
            </li>
          );
        })}
      </ul>
    </>
  );
};

const Transitions = ({ rule, ...page }: RulePageProps) => {
  const { c, index, today } = page;
  const t = c.get("t");
  const known = rule.transition.filter((one) => holds(one.known, today));
  if (known.length === 0) return null;
  return (
    <>
      <h2>{t("atlas.site.rule.transitions")}</h2>
      {known.map(({ when, until, at }) => (
        <>
          <p>
            {t("atlas.site.rule.notBefore", { day: dateWords(until, c.get("lang")) })}{" "}
            <ProvisionLink c={c} index={index} reference={at} />
          </p>
          <ConditionList c={c} index={index} condition={when} />
        </>
      ))}
    </>
  );
};

/** Penalty of a sanction, sanctions of a breach. */
const Consequences = ({ rule, ...page }: RulePageProps) => {
  const { c, index } = page;
  const t = c.get("t");
  const sanctions = rule.breach.flatMap((id) => index.atlas.rules.get(id) ?? []);
  return (
    <>
      {rule.penalty && (
        <>
          <h2>{t("atlas.site.rule.penalty")}</h2>
          <p>{penaltyWords(rule.penalty, t, c.get("lang"))}</p>
        </>
      )}
      {sanctions.length > 0 && (
        <>
          <h2>{t("atlas.site.rule.penalties")}</h2>
          <ul>
            {sanctions.map((sanction) => (
              <li>
                <RuleLink c={c} index={index} rule={sanction} />
                {sanction.penalty && `${colon(c)}${penaltyWords(sanction.penalty, t, c.get("lang"))}`}
              </li>
            ))}
          </ul>
        </>
      )}
    </>
  );
};

const UsedBy = ({ rule, ...page }: RulePageProps) => {
  const { c, index } = page;
  const t = c.get("t");
  const uses = index.uses(rule.id);
  const lists = [
    { label: t("atlas.site.rule.use.exception"), rules: uses.exempts },
    { label: t("atlas.site.rule.use.breach"), rules: uses.punishes },
    { label: t("atlas.site.rule.use.derived"), rules: uses.decides },
    { label: t("atlas.site.rule.overridden"), rules: uses.overriddenBy },
    { label: t("atlas.site.rule.alternatives"), rules: uses.alternatives },
  ].filter((list) => list.rules.length > 0);
  return (
    <>
      {rule.overrides.length > 0 && (
        <>
          <h2>{t("atlas.site.rule.overrides")}</h2>
          <ul>
            {rule.overrides.map(({ rule: id, reason, at }) => {
              const other = index.atlas.rules.get(id);
              return (
                <li>
                  {other ? <RuleLink c={c} index={index} rule={other} /> : <code>{id}</code>}
                  {colon(c)}
                  {t(`atlas.words.override.${reason}`)}{" "}
                  {at !== undefined && <ProvisionLink c={c} index={index} reference={at} />}
                </li>
              );
            })}
          </ul>
        </>
      )}
      {lists.length > 0 && <h2>{t("atlas.site.rule.usedBy")}</h2>}
      {lists.map((list) => (
        <>
          <h3>{list.label}</h3>
          <RuleLinks c={c} index={index} rules={list.rules} />
        </>
      ))}
    </>
  );
};
