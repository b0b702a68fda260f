/** `/topics/:id`: what counts as having a rule on a topic, and the rules by place. */
import type { Topic } from "@comity/rules";
import { Breadcrumbs, DefinitionList, EmptyState, PageHead } from "../../design/index.ts";
import { inLanguage } from "../../platform/i18n/index.ts";
import { comma, type PageProps } from "./page.ts";
import { AtlasPage, EnglishNote, nameOf, Paragraph, PlaceLink, RuleList } from "./parts.tsx";

export const TopicPage = ({ topic, ...page }: PageProps & { readonly topic: Topic }) => {
  const { c, index } = page;
  const t = c.get("t");
  const title = inLanguage(topic.title, c.get("lang")).text;
  const group = index.atlas.topicGroups.find(({ id }) => id === topic.group);
  const cells = index.placesWithLaw.map((code) => ({ code, ...index.cell(code, topic.id) }));
  const nones = index.atlas.codedNone.filter((cell) => cell.topic === topic.id);
  return (
    <AtlasPage
      c={c}
      index={index}
      title={title}
      description={inLanguage(topic.counts, c.get("lang")).text}
      current="topics"
    >
      <Breadcrumbs c={c} trail={[{ label: t("design.nav.topics"), href: "/topics" }, { label: title }]} />
      <PageHead
        title={title}
        overline={group && inLanguage(group.title, c.get("lang")).text}
        lead={inLanguage(topic.counts, c.get("lang")).text}
      />
      <DefinitionList
        items={[
          { term: "OECD", value: topic.oecd },
          { term: "NIST AI RMF", value: topic.nist },
        ]}
      />
      <EnglishNote c={c} />
      {cells.every(({ rules }) => rules.length === 0) && <EmptyState title={t("atlas.site.topic.none")} />}
      {cells
        .filter(({ rules }) => rules.length > 0)
        .map(({ code, rules }) => (
          <section id={code.toLowerCase()}>
            <h2>
              <PlaceLink c={c} index={index} code={code} /> <span class="quiet">({rules.length})</span>
            </h2>
            <RuleList c={c} index={index} rules={rules} />
          </section>
        ))}
      {nones.map(({ place, note, on }) => (
        <section id={place.toLowerCase()}>
          <h2>
            <PlaceLink c={c} index={index} code={place} />
          </h2>
          <p>
            {t("atlas.words.silence.coded-none")} (<time datetime={on}>{on}</time>)
          </p>
          {note && <Paragraph c={c} words={note} />}
        </section>
      ))}
      <p class="quiet">
        {t("atlas.site.topic.others")}{" "}
        {cells
          .filter(({ silence }) => silence === "not-coded")
          .map(({ code }) => nameOf(page, code))
          .join(comma(c))}
      </p>
    </AtlasPage>
  );
};
