/** `/`: what Comity answers and the ways in. */
import type { PlaceCode, PlaceState } from "@comity/rules";
import { ButtonLink, PageHead, SearchBox, Stats, Timeline, WorldMap, type MapClass } from "../../design/index.ts";
import { placePath } from "../search/entries.ts";
import { dateEntries } from "./date-entries.tsx";
import { datesOfRules } from "./dates.ts";
import { figure, type PageProps } from "./page.ts";
import { AtlasPage, nameOf } from "./parts.tsx";

/** On the map: places whose law is in the atlas, the others by the status of their AI law. */
const mapClasses = [
  "encoded",
  "binding-law-in-force",
  "law-adopted",
  "bill",
  "soft-law",
  "strategy",
  "none-found",
  "not-coded",
] as const;
type MapClassId = (typeof mapClasses)[number];
const fills: Readonly<Record<MapClassId, MapClass["fill"]>> = {
  encoded: 1,
  "binding-law-in-force": 2,
  "law-adopted": 6,
  bill: 3,
  "soft-law": 4,
  strategy: 5,
  "none-found": 0,
  "not-coded": 0,
};

const classOf = (state: PlaceState | "not-coded", hasLaw: boolean): MapClassId => (hasLaw ? "encoded" : state);

export const HomePage = (page: PageProps) => {
  const { c, index, today } = page;
  const t = c.get("t");
  const href = c.get("href");
  const { atlas } = index;
  const dates = datesOfRules(atlas.rules.values(), today);
  const latest = dates.filter(({ day }) => day <= today);
  const next = dates.filter(({ day }) => day > today);
  // The Union's law is drawn on its members.
  const isEncoded = (code: PlaceCode): boolean =>
    index.rulesAt.has(code) ||
    (atlas.places.get(code)?.partOf.some(({ place }) => place === "EU" && index.rulesAt.has("EU")) ?? false);
  const places = [...atlas.places.values()].flatMap((place) =>
    place.m49 === undefined
      ? []
      : [
          {
            m49: place.m49,
            name: nameOf(page, place.code),
            classId: classOf(index.stateOf(place.code), isEncoded(place.code)),
            href: href(placePath(place.code)),
          },
        ],
  );
  return (
    <AtlasPage c={c} index={index} title={t("atlas.site.home.title")} description={t("atlas.site.home.lead")}>
      <PageHead title={t("atlas.site.home.title")} lead={t("atlas.site.home.lead")}>
        <ButtonLink href={href("/assess")}>{t("design.nav.assess")}</ButtonLink>
        <ButtonLink href={href("/places")} kind="second">
          {t("design.nav.places")}
        </ButtonLink>
        <ButtonLink href={href("/topics")} kind="second">
          {t("design.nav.topics")}
        </ButtonLink>
      </PageHead>
      <SearchBox c={c} action="/search" label={t("atlas.site.home.search")} />
      <h2 class="visually-hidden">{t("atlas.site.home.counts")}</h2>
      <Stats
        items={[
          { label: t("atlas.site.label.rules"), value: figure(c, atlas.rules.size), href: href("/topics") },
          { label: t("atlas.site.label.instruments"), value: figure(c, atlas.instruments.size), href: href("/data") },
          { label: t("atlas.site.label.provisions"), value: figure(c, atlas.provisions.size), href: href("/data") },
          {
            label: t("atlas.site.label.placesWithLaw"),
            value: figure(c, index.placesWithLaw.length),
            href: href("/places?law=yes"),
          },
          {
            label: t("atlas.site.label.placesWithStatus"),
            value: figure(c, atlas.status.size),
            href: href("/places?status=any"),
          },
        ]}
      />
      <WorldMap
        c={c}
        title={t("atlas.site.home.map")}
        heads={[t("atlas.site.label.place"), t("atlas.site.label.status")]}
        classes={mapClasses
          .filter((id) => places.some(({ classId }) => classId === id))
          .map((id) => ({
            id,
            fill: fills[id],
            label: id === "encoded" ? t("atlas.site.home.encoded") : t(`atlas.words.state.${id}`),
          }))}
        places={places}
      />
      <div class="pair">
        <section>
          <h2>{t("atlas.site.home.latest")}</h2>
          {latest.length === 0 ? (
            <p class="quiet">{t("atlas.site.home.noDates")}</p>
          ) : (
            <Timeline c={c} entries={dateEntries(page, latest).slice(-5).toReversed()} />
          )}
        </section>
        <section>
          <h2>{t("atlas.site.home.next")}</h2>
          {next.length === 0 ? (
            <p class="quiet">{t("atlas.site.home.noDates")}</p>
          ) : (
            <Timeline c={c} entries={dateEntries(page, next).slice(0, 6)} />
          )}
        </section>
      </div>
    </AtlasPage>
  );
};
