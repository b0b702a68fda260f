/** `/places`: all jurisdictions as a table with filters. */
import {
  Breadcrumbs,
  ButtonLink,
  DataTable,
  Day,
  EmptyState,
  Field,
  FilterForm,
  PageHead,
  readSort,
  Select,
  withQuery,
} from "../../design/index.ts";
import { inLanguage } from "../../platform/i18n/index.ts";
import { placePath } from "../search/entries.ts";
import { figure, type PageProps } from "./page.ts";
import { AtlasPage, nameOf, StateTag } from "./parts.tsx";
import { placeRows, placeSorts, sortPlaces, statusChoices, type PlaceFilter, type PlaceRow } from "./place-rows.ts";

/** Reads filters and order from the query, for the page and for its CSV. */
export function readPlaceRows({ c, index, today }: PageProps): PlaceRow[] {
  const sort = readSort(c, placeSorts);
  const by = placeSorts.find((one) => one === sort.by) ?? "place";
  return sortPlaces(placeRows(index, filterOf(c), c.get("lang"), today), by, sort.descending, c.get("lang"));
}

const filterOf = (c: PageProps["c"]): PlaceFilter => ({
  text: c.req.query("text"),
  status: c.req.query("status"),
  group: c.req.query("group"),
  law: c.req.query("law"),
});

export const PlacesPage = (page: PageProps) => {
  const { c, index } = page;
  const t = c.get("t");
  const href = c.get("href");
  const rows = readPlaceRows(page);
  const filter = filterOf(c);
  const title = t("design.nav.places");
  const all = { value: "", label: t("atlas.site.places.all") };
  const unions = [...index.atlas.places.values()].filter(({ kind }) => kind === "union");
  return (
    <AtlasPage c={c} index={index} title={title} description={t("atlas.site.places.lead")} current="places">
      <Breadcrumbs c={c} trail={[{ label: title }]} />
      <PageHead title={title} lead={t("atlas.site.places.lead")} />
      <FilterForm c={c} keep={["sort"]}>
        <Field
          name="text"
          type="search"
          label={t("atlas.site.places.text")}
          value={filter.text}
          attributes={{ dir: "auto" }}
        />
        <Select
          name="status"
          label={t("atlas.site.label.status")}
          value={filter.status}
          options={[all, ...statusChoices.map((value) => ({ value, label: t(`atlas.words.state.${value}`) }))]}
        />
        <Select
          name="group"
          label={t("atlas.site.places.group")}
          value={filter.group}
          options={[
            all,
            ...unions.map(({ code }) => ({ value: code, label: nameOf(page, code) })),
            ...[...index.atlas.groups.values()].map(({ id, names, on }) => ({
              value: id,
              label: t("atlas.site.asOf", { group: inLanguage(names, c.get("lang")).text, day: on }),
            })),
          ]}
        />
        <Select
          name="law"
          label={t("atlas.site.places.law")}
          value={filter.law}
          options={[
            all,
            { value: "yes", label: t("atlas.site.places.withLaw") },
            { value: "no", label: t("atlas.site.places.withoutLaw") },
          ]}
        />
      </FilterForm>
      <DataTable
        c={c}
        caption={t("atlas.site.places", { count: rows.length })}
        sort={readSort(c, placeSorts)}
        narrow="cards"
        rows={rows}
        empty={<EmptyState title={t("atlas.site.places.none")} />}
        columns={[
          {
            key: "place",
            label: t("atlas.site.label.place"),
            head: true,
            sortable: true,
            cell: ({ place, name }) => <a href={href(placePath(place.code))}>{name}</a>,
          },
          {
            key: "code",
            label: t("atlas.site.label.code"),
            sortable: true,
            cell: ({ place }) => <code>{place.code}</code>,
          },
          {
            key: "status",
            label: t("atlas.site.label.status"),
            sortable: true,
            cell: ({ state }) => <StateTag c={c} state={state} />,
          },
          {
            key: "checked",
            label: t("atlas.site.label.checked"),
            sortable: true,
            cell: ({ checked }) => (checked === null ? "–" : <Day c={c} day={checked} length="medium" />),
          },
          {
            key: "rules",
            label: t("atlas.site.label.rules"),
            number: true,
            sortable: true,
            cell: ({ rules }) => (rules === 0 ? "–" : figure(c, rules)),
          },
        ]}
      />
      <p>
        <ButtonLink
          href={withQuery(c, {}).replace(/\/places(?=$|\?)/, "/places.csv")}
          kind="second"
          download="places.csv"
        >
          {t("atlas.site.csv")}
        </ButtonLink>
      </p>
    </AtlasPage>
  );
};
