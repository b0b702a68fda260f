/** `/places/:code`: status, dates, instruments and rules of one place. */
import type { Place, PlaceCode } from "@comity/rules";
import {
  BarChart,
  Breadcrumbs,
  ButtonLink,
  Callout,
  DataTable,
  Day,
  dayInWords,
  DefinitionList,
  PageHead,
  StepChart,
  Tag,
  Timeline,
} from "../../design/index.ts";

import { inLanguage } from "../../platform/i18n/index.ts";
import { instrumentPath, topicPath } from "../search/entries.ts";
import { containers, partsOf, topicsByGroup } from "./atlas-index.ts";
import { dateEntries } from "./date-entries.tsx";
import { countOverTime, datesOfInstruments, datesOfRules } from "./dates.ts";
import { byName, colon, comma, figure, type PageProps } from "./page.ts";
import { AtlasPage, nameOf, Paragraph, PlaceLink, StateTag, StatusTag, Words } from "./parts.tsx";

export interface PlacePageProps extends PageProps {
  readonly place: Place;
}

export const PlacePage = ({ place, ...page }: PlacePageProps) => {
  const { c, index, today } = page;
  const t = c.get("t");
  const name = nameOf(page, place.code);
  const rules = index.rulesAt.get(place.code) ?? [];
  const around = containers(index.atlas, place.code, today).filter((code) => index.rulesAt.has(code));
  const status = index.atlas.status.get(place.code);
  return (
    <AtlasPage c={c} index={index} title={name} current="places">
      <Breadcrumbs c={c} trail={[{ label: t("design.nav.places"), href: "/places" }, { label: name }]} />
      <PageHead title={name} overline={t(`atlas.words.placeKind.${place.kind}`)}>
        <Tag>{place.code}</Tag>
        <StateTag c={c} state={index.stateOf(place.code)} />
      </PageHead>
      {status === undefined ? (
        <Callout kind="warn">
          <p>{t("atlas.site.place.noStatus")}</p>
        </Callout>
      ) : (
        <Paragraph c={c} words={status.text} />
      )}
      <Facts {...page} place={place} />
      {around.map((code) => (
        <Callout>
          <p>
            <a href={c.get("href")(`/places/${code.toLowerCase()}`)}>
              {t("atlas.site.place.around", { place: nameOf(page, code) })}
            </a>
          </p>
        </Callout>
      ))}
      {rules.length === 0 ? (
        <Callout kind="warn">
          <p>{t("atlas.site.place.noLaw")}</p>
        </Callout>
      ) : (
        <Law {...page} place={place} />
      )}
      {rules.length + around.length > 0 && (
        <p>
          <ButtonLink href={c.get("href")(`/assess?in=${place.code.toLowerCase()}`)}>
            {t("atlas.site.place.assess")}
          </ButtonLink>
        </p>
      )}
    </AtlasPage>
  );
};

/** What the place belongs to, its groups, and where the status comes from. */
const Facts = ({ place, ...page }: PlacePageProps) => {
  const { c, index, today } = page;
  const t = c.get("t");
  const status = index.atlas.status.get(place.code);
  const parts = partsOf(index.atlas, place.code, today).toSorted(byName(c, (code: PlaceCode) => nameOf(page, code)));
  const groups = index.groupsOf.get(place.code) ?? [];
  return (
    <DefinitionList
      items={[
        { term: t("atlas.site.label.source"), value: status && <code>{status.source}</code> },
        { term: t("atlas.site.label.checked"), value: status && <Day c={c} day={status.checked} /> },
        {
          term: t("atlas.site.label.partOf"),
          value: place.partOf.length > 0 && (
            <ul>
              {place.partOf.map(({ place: code, from, to }) => (
                <li>
                  <PlaceLink c={c} index={index} code={code} /> <span class="quiet">{spanWords(page, from, to)}</span>
                </li>
              ))}
            </ul>
          ),
        },
        {
          term: t("atlas.site.label.parts"),
          value:
            parts.length > 0 &&
            parts.map((code, i) => [i > 0 && comma(c), <PlaceLink c={c} index={index} code={code} />]),
        },
        {
          term: t("atlas.site.label.groups"),
          value: groups.length > 0 && (
            <ul>
              {groups.map((group) => {
                const member = group.members.find((one) => one.place === place.code);
                return (
                  <li title={group.source}>
                    {t("atlas.site.asOf", {
                      group: inLanguage(group.names, c.get("lang")).text,
                      day: dayInWords(c.get("lang"), group.on),
                    })}{" "}
                    <span class="quiet">{spanWords(page, member?.from, member?.to)}</span>
                  </li>
                );
              })}
            </ul>
          ),
        },
      ]}
    />
  );
};

/** From when to when something belongs, in words; nothing when that is not known. */
function spanWords({ c }: PageProps, from: string | undefined, to: string | undefined): string {
  const t = c.get("t");
  const day = (one: string): string => dayInWords(c.get("lang"), one);
  if (from !== undefined && to !== undefined) return t("atlas.site.fromUntil", { from: day(from), to: day(to) });
  if (from !== undefined) return t("atlas.site.from", { day: day(from) });
  return to === undefined ? "" : t("atlas.site.until", { day: day(to) });
}

const Law = ({ place, ...page }: PlacePageProps) => {
  const { c, index, today } = page;
  const t = c.get("t");
  const href = c.get("href");
  const rules = index.rulesAt.get(place.code) ?? [];
  const instruments = index.instrumentsOf.get(place.code) ?? [];
  const groups = topicsByGroup(index.atlas);
  const points = countOverTime(rules, today);
  const last = points.at(-1)?.day ?? today;
  return (
    <>
      <h2>{t("atlas.site.label.instruments")}</h2>
      <DataTable
        c={c}
        caption={name(page, place)}
        narrow="cards"
        rows={instruments}
        columns={[
          {
            key: "title",
            label: t("atlas.site.label.instrument"),
            head: true,
            cell: ({ id, shortTitle }) => (
              <a href={href(instrumentPath(id))}>
                <Words c={c} words={shortTitle} />
              </a>
            ),
          },
          { key: "kind", label: t("atlas.site.label.kind"), cell: ({ kind }) => t(`atlas.words.kind.${kind}`) },
          {
            key: "status",
            label: t("atlas.site.label.status"),
            cell: ({ status }) => <StatusTag c={c} status={status} />,
          },
          {
            key: "checked",
            label: t("atlas.site.label.checked"),
            cell: ({ checked }) => <Day c={c} day={checked} length="medium" />,
          },
          {
            key: "rules",
            label: t("atlas.site.label.rules"),
            number: true,
            cell: ({ id }) => figure(c, index.rulesOf.get(id)?.length ?? 0),
          },
        ]}
      />
      <h2>{t("atlas.site.place.dates")}</h2>
      <Timeline c={c} entries={dateEntries(page, datesOfRules(rules, today), datesOfInstruments(instruments))} />
      <StepChart
        c={c}
        title={t("atlas.site.place.inForce")}
        dayLabel={t("atlas.site.label.day")}
        valueLabel={t("atlas.site.label.rules")}
        points={points.map(({ day, value }) => ({ day, value, label: dayInWords(c.get("lang"), day, "medium") }))}
        until={last > today ? last : today}
        mark={{ day: today, label: t("atlas.site.today") }}
      />
      <h2>{t("atlas.site.place.byTopic")}</h2>
      <BarChart
        c={c}
        title={t("atlas.site.place.byGroup")}
        categoryLabel={t("atlas.site.place.topicGroup")}
        categories={groups.map(({ group }) => ({
          label: inLanguage(group.title, c.get("lang")).text,
          href: `#group-${group.id}`,
        }))}
        series={[
          {
            label: t("atlas.site.label.rules"),
            values: groups.map(
              ({ group }) => rules.filter((rule) => index.atlas.topics.get(rule.topic)?.group === group.id).length,
            ),
          },
        ]}
        format={(value) => figure(c, value)}
      />
      {groups.map(({ group, topics }) => {
        const titles = (silence: string): string =>
          topics
            .filter((topic) => index.cell(place.code, topic.id).silence === silence)
            .map(({ title }) => inLanguage(title, c.get("lang")).text)
            .join(comma(c));
        const none = titles("coded-none");
        const open = titles("not-coded");
        return (
          <section id={`group-${group.id}`}>
            <h3>
              <Words c={c} words={group.title} />
            </h3>
            <ul>
              {topics.flatMap(({ id, title }) => {
                const count = index.cell(place.code, id).rules.length;
                return count === 0
                  ? []
                  : [
                      <li>
                        <a href={href(`${topicPath(id)}#${place.code.toLowerCase()}`)}>
                          <Words c={c} words={title} />
                        </a>
                        {colon(c)}
                        {t("atlas.site.rules", { count })}
                      </li>,
                    ];
              })}
            </ul>
            {none !== "" && <p class="small">{t("atlas.site.place.lookedNone", { topics: none })}</p>}
            {open !== "" && <p class="small quiet">{t("atlas.site.place.notLooked", { topics: open })}</p>}
          </section>
        );
      })}
    </>
  );
};

const name = (page: PageProps, place: Place): string => nameOf(page, place.code);
