/** `/design`: every component as pages use it; `/ar/design` shows the same from right to left. Its words are those of real pages. */
import type { Context } from "hono";
import type { Env } from "../../platform/module.ts";
import {
  Breadcrumbs,
  Button,
  ButtonLink,
  Callout,
  ChoiceGroup,
  Citation,
  CopyLink,
  DataTable,
  DefinitionList,
  EmptyState,
  Field,
  FilterForm,
  Layout,
  PageHead,
  Pagination,
  readPage,
  readSort,
  SearchBox,
  Select,
  Stats,
  Steps,
  TabLinks,
  Tag,
  Timeline,
  Tree,
} from "../index.ts";
import { SampleCharts } from "./sample-charts.tsx";
import { placeName, sampleCodes } from "./sample-places.ts";

export const SamplePage = ({ c }: { c: Context<Env> }) => {
  const t = c.get("t");
  const href = c.get("href");
  const name = placeName(c);
  const sort = readSort(c, ["place", "code"]);
  const key = (code: string): string => (sort.by === "code" ? code : name(code));
  const rows = sampleCodes.toSorted((a, b) => key(a).localeCompare(key(b), c.get("lang")) * (sort.descending ? -1 : 1));
  const today = new Date().toISOString().slice(0, 10);
  return (
    <Layout c={c} title={t("design.sample.title")} description={t("design.sample.lead")} data={{ date: today }}>
      <Breadcrumbs
        c={c}
        trail={[{ label: t("design.nav.data"), href: "/data" }, { label: t("design.sample.title") }]}
      />
      <PageHead overline="Comity" title={t("design.sample.title")} lead={t("design.sample.lead")}>
        <Tag>ISO 3166</Tag>
        <Tag tone="forbid">{t("design.truth.false")}</Tag>
        <Tag tone="duty">{t("design.nav.topics")}</Tag>
        <Tag tone="right">{t("design.truth.true")}</Tag>
        <Tag tone="open">{t("design.truth.unknown")}</Tag>
        <Tag tone="accent">{t("design.nav.data")}</Tag>
      </PageHead>
      <Stats
        items={[
          { label: t("design.nav.places"), value: sampleCodes.length, href: href("/places") },
          { label: t("design.language"), value: c.get("alternates").length },
        ]}
      />
      <p class="norm">{t("design.names")}</p>
      <Citation c={c} href={href("/data")} source="https://www.iso.org/iso-3166-country-codes.html" checked={today}>
        ISO 3166-1:2020
      </Citation>
      <Callout title={t("design.footer.data")}>
        <p>{t("design.footer")}</p>
      </Callout>
      <Callout kind="warn">
        <p>{t("design.map.note")}</p>
      </Callout>
      <Callout kind="bad">
        <p>{t("design.error.title")}</p>
      </Callout>
      <Callout kind="good">
        <p>{t("design.copied")}</p>
      </Callout>

      <h2>{t("design.search")}</h2>
      <SearchBox c={c} action="/search" label={t("design.search")} />
      <Steps label={t("design.nav.assess")} done={3} of={8} />
      <ChoiceGroup
        name="language"
        legend={t("design.language")}
        kind="one"
        options={c.get("alternates").map(({ lang }) => ({ value: lang, label: lang }))}
        values={[c.get("lang")]}
      />
      <ChoiceGroup
        name="places"
        legend={t("design.nav.places")}
        kind="several"
        help={t("design.names")}
        options={sampleCodes.map((code) => ({ value: code, label: name(code) }))}
        values={["KE"]}
      />
      <Field name="wrong" label={t("design.nav.account")} error={t("design.table.none")} value="?" />
      <Field name="long" type="textarea" rows={3} label={t("design.nav.topics")} help={t("design.footer")} />
      <p class="row">
        <Button type="button">{t("design.search")}</Button>
        <Button type="button" kind="second">
          {t("design.filter")}
        </Button>
        <Button type="button" kind="danger">
          {t("design.filter")}
        </Button>
        <Button type="button" kind="plain">
          {t("design.filter")}
        </Button>
        <ButtonLink href={href("/data")} kind="second">
          {t("design.nav.data")}
        </ButtonLink>
        <CopyLink c={c} href={href("/design")} />
      </p>

      <h2>{t("design.nav.data")}</h2>
      <TabLinks
        label={t("design.nav.data")}
        tabs={[
          { label: t("design.nav.places"), href: href("/design"), isCurrent: true },
          { label: t("design.nav.topics"), href: href("/topics"), isCurrent: false },
        ]}
      />
      <FilterForm c={c} keep={["sort"]}>
        <Field name="name" label={t("design.nav.search")} value={c.req.query("name")} />
        <Select
          name="place"
          label={t("design.nav.places")}
          value={c.req.query("place")}
          options={sampleCodes.map((code) => ({ value: code, label: name(code) }))}
        />
      </FilterForm>
      <DataTable
        c={c}
        caption={t("design.nav.places")}
        sort={sort}
        filter
        narrow="cards"
        rows={rows}
        columns={[
          { key: "place", label: t("design.nav.places"), head: true, sortable: true, cell: (code) => name(code) },
          { key: "code", label: "ISO 3166", sortable: true, cell: (code) => <code>{code}</code> },
          { key: "letters", label: "Unicode", number: true, cell: (code) => code.codePointAt(0) },
        ]}
      />
      <Pagination c={c} page={readPage(c, 9)} pages={9} />
      <DefinitionList
        items={[
          { term: t("design.language"), value: c.get("lang") },
          { term: t("design.nav.places"), value: name("FR") },
          { term: t("design.nav.account"), value: undefined },
        ]}
      />
      <EmptyState title={t("design.table.none")} />
      <Timeline
        c={c}
        entries={["2024-08-01", "2025-02-02", "2099-01-01"].map((one) => ({
          day: one,
          isPast: one <= today,
          content: <p>{t("design.nav.data")}</p>,
        }))}
      />
      <Tree
        c={c}
        reasons={[
          {
            truth: "unknown",
            text: t("design.nav.assess"),
            parts: [
              { truth: "true", text: name("FR") },
              {
                truth: "unknown",
                text: name("CN"),
                parts: [
                  { truth: "false", text: name("KE") },
                  { truth: "unknown", text: name("MX") },
                ],
              },
            ],
          },
        ]}
      />
      <SampleCharts c={c} today={today} />
    </Layout>
  );
};
