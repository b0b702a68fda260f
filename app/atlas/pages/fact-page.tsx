/** `/facts/:id`: one thing that can be said of an AI system, and the rules that ask for it. */
import type { Fact } from "@comity/rules";
import { Breadcrumbs, DefinitionList, PageHead } from "../../design/index.ts";
import { inLanguage } from "../../platform/i18n/index.ts";
import type { PageProps } from "./page.ts";
import { AtlasPage, Paragraph, RuleLinks, Words } from "./parts.tsx";

export const FactPage = ({ fact, ...page }: PageProps & { readonly fact: Fact }) => {
  const { c, index } = page;
  const t = c.get("t");
  const title = inLanguage(fact.label, c.get("lang"));
  const rules = index.rulesAsking.get(fact.id) ?? [];
  return (
    <AtlasPage
      c={c}
      index={index}
      title={title.text}
      description={inLanguage(fact.question, c.get("lang")).text}
      current="data"
    >
      <Breadcrumbs c={c} trail={[{ label: t("design.nav.data"), href: "/data" }, { label: title.text }]} />
      <PageHead title={title.text} lang={title.lang} overline={t("atlas.site.fact.kind")} />
      <DefinitionList
        items={[
          { term: t("atlas.site.label.code"), value: <code>{fact.id}</code> },
          { term: t("atlas.site.fact.question"), value: <Words c={c} words={fact.question} /> },
          { term: t("atlas.site.fact.unit"), value: fact.unit },
          {
            term: t("atlas.site.fact.values"),
            value: fact.values.length > 0 && (
              <ul>
                {fact.values.map((value) => (
                  <li>
                    <Words c={c} words={value.label} /> <code class="quiet">{value.id}</code>
                  </li>
                ))}
              </ul>
            ),
          },
        ]}
      />
      {fact.help && <Paragraph c={c} words={fact.help} />}
      <h2>{t("atlas.site.fact.usedBy")}</h2>
      {rules.length === 0 ? (
        <p>{t("atlas.site.fact.unused")}</p>
      ) : (
        <RuleLinks c={c} index={index} rules={rules} most={60} />
      )}
    </AtlasPage>
  );
};
