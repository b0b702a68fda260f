/** `/data`: quality of the data, downloads, licence, how to cite. */
import { BarChart, Breadcrumbs, DefinitionList, PageHead, Stats } from "../../design/index.ts";
import { dayInWords } from "../../design/index.ts";
import { instrumentPath } from "../search/entries.ts";
import { certainties, dataQuality, outcomes, silences } from "./data-quality.ts";
import { figure, type PageProps } from "./page.ts";
import { AtlasPage, shortTitle } from "./parts.tsx";

export const DataPage = (page: PageProps) => {
  const { c, index } = page;
  const t = c.get("t");
  const href = c.get("href");
  const { atlas, release, checked } = index;
  const quality = dataQuality(index);
  const title = t("atlas.site.data.title");
  const format = (value: number): string => figure(c, value);
  const instruments = quality.byInstrument.flatMap((one) => {
    const instrument = atlas.instruments.get(one.instrument);
    return instrument ? [{ ...one, label: shortTitle(c, instrument), href: href(instrumentPath(instrument.id)) }] : [];
  });
  return (
    <AtlasPage c={c} index={index} title={title} description={t("atlas.site.data.lead")} current="data">
      <Breadcrumbs c={c} trail={[{ label: t("design.nav.data") }]} />
      <PageHead title={title} lead={t("atlas.site.data.lead")} />
      <Stats
        items={[
          { label: t("atlas.site.label.rules"), value: format(atlas.rules.size) },
          { label: t("atlas.site.label.instruments"), value: format(atlas.instruments.size) },
          { label: t("atlas.site.label.provisions"), value: format(atlas.provisions.size) },
          {
            label: t("atlas.site.label.placesWithLaw"),
            value: format(index.placesWithLaw.length),
            href: href("/places?law=yes"),
          },
          {
            label: t("atlas.site.label.placesWithStatus"),
            value: format(atlas.status.size),
            href: href("/places?status=any"),
          },
        ]}
      />
      <h2 id="downloads">{t("atlas.site.data.downloads")}</h2>
      <ul>
        <li>
          <a href="/api/openapi.json">API (OpenAPI 3.1)</a>, <code>/mcp</code> (Model Context Protocol)
        </li>
        <li>
          <a href="/api/v1/atlas.json">{t("atlas.site.data.whole")}</a>
        </li>
        <li>
          <a href="/api/v1/rules.csv">{t("atlas.site.data.rulesCsv")}</a>
        </li>
        <li>
          <a href={href("/places.csv")} download="places.csv">
            {t("atlas.site.data.placesCsv")}
          </a>
        </li>
      </ul>
      <DefinitionList
        items={[
          { term: t("atlas.site.data.release"), value: <code>{release}</code> },
          { term: t("record.title"), value: <a href={href("/record")}>{t("record.entries.title")}</a> },
        ]}
      />
      <h2>{t("atlas.site.data.licence")}</h2>
      <p>{t("atlas.site.data.licenceText")}</p>
      <h2>{t("atlas.site.data.cite")}</h2>
      <p class="norm">
        {t("atlas.site.data.citeText", { day: dayInWords(c.get("lang"), checked), release: release.slice(0, 12) })}
      </p>
      <h2 id="quality">{t("atlas.site.rule.readings")}</h2>
      <BarChart
        c={c}
        title={t("atlas.site.data.readings")}
        categoryLabel={t("atlas.site.rule.outcome")}
        categories={outcomes.map((outcome) => ({ label: t(`atlas.words.outcome.${outcome}`) }))}
        series={[{ label: t("atlas.site.data.number"), values: outcomes.map((outcome) => quality.readings[outcome]) }]}
        format={format}
      />
      <BarChart
        c={c}
        title={t("atlas.site.data.byInstrument")}
        categoryLabel={t("atlas.site.label.instrument")}
        categories={instruments}
        series={[
          { label: t("atlas.site.data.twoReaders"), values: instruments.map(({ two }) => two) },
          { label: t("atlas.site.data.oneReader"), values: instruments.map(({ one }) => one) },
        ]}
        format={format}
      />
      <BarChart
        c={c}
        title={t("atlas.site.data.certainty")}
        categoryLabel={t("atlas.site.rule.certainty")}
        categories={certainties.map((one) => ({ label: t(`atlas.words.certainty.${one}`) }))}
        series={[{ label: t("atlas.site.data.number"), values: certainties.map((one) => quality.certainty[one]) }]}
        format={format}
      />
      <h2>{t("atlas.site.data.coverage")}</h2>
      <BarChart
        c={c}
        title={t("atlas.site.data.cells")}
        categoryLabel={t("atlas.site.label.status")}
        categories={silences.map((silence) => ({ label: t(`atlas.words.silence.${silence}`), href: href("/topics") }))}
        series={[{ label: t("atlas.site.data.number"), values: silences.map((silence) => quality.cells[silence]) }]}
        format={format}
      />
    </AtlasPage>
  );
};
