/** `/topics`: places × topics as a matrix. */
import { Breadcrumbs, HeatMap, PageHead } from "../../design/index.ts";
import { inLanguage } from "../../platform/i18n/index.ts";
import { placePath, topicPath } from "../search/entries.ts";
import { topicsByGroup } from "./atlas-index.ts";
import { figure, type PageProps } from "./page.ts";
import { AtlasPage, nameOf, Words } from "./parts.tsx";

export const TopicsPage = (page: PageProps) => {
  const { c, index } = page;
  const t = c.get("t");
  const href = c.get("href");
  const title = t("design.nav.topics");
  const words = {
    coded: t("atlas.words.silence.coded"),
    "coded-none": t("atlas.words.silence.coded-none"),
    "not-coded": t("atlas.words.silence.not-coded"),
  };
  return (
    <AtlasPage c={c} index={index} title={title} description={t("atlas.site.topics.lead")} current="topics">
      <Breadcrumbs c={c} trail={[{ label: title }]} />
      <PageHead title={title} lead={t("atlas.site.topics.lead")} />
      {topicsByGroup(index.atlas).map(({ group, topics }) => (
        <section id={group.id}>
          <h2>
            <Words c={c} words={group.title} />
          </h2>
          <HeatMap
            title={`${t("atlas.site.topics.matrix")}: ${inLanguage(group.title, c.get("lang")).text}`}
            notCoded={words["not-coded"]}
            columns={index.placesWithLaw.map((code) => ({ label: nameOf(page, code), href: href(placePath(code)) }))}
            rows={topics.map(({ id, title: topic }) => ({
              label: inLanguage(topic, c.get("lang")).text,
              href: href(topicPath(id)),
              cells: index.placesWithLaw.map((code) => {
                const { silence, rules } = index.cell(code, id);
                if (silence === "not-coded") return { value: null, text: "" };
                if (silence === "coded-none") return { value: 0, text: "0" };
                return {
                  value: rules.length,
                  text: figure(c, rules.length),
                  href: href(`${topicPath(id)}#${code.toLowerCase()}`),
                };
              }),
            }))}
          />
        </section>
      ))}
    </AtlasPage>
  );
};
