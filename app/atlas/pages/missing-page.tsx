/** For an address of the atlas that names nothing: what is near, and a search. */
import { closest } from "@comity/rules";
import { PageHead, SearchBox } from "../../design/index.ts";
import { inLanguage } from "../../platform/i18n/index.ts";
import { factPath, instrumentPath, placePath, rulePath, topicPath } from "../search/entries.ts";
import type { AtlasIndex } from "./atlas-index.ts";
import type { PageProps } from "./page.ts";
import { AtlasPage } from "./parts.tsx";

export type MissingKind = "place" | "instrument" | "rule" | "topic" | "fact";

const paths: Readonly<Record<MissingKind, (id: string) => string>> = {
  place: placePath,
  instrument: instrumentPath,
  rule: rulePath,
  topic: topicPath,
  fact: factPath,
};

const idsOf = ({ atlas }: AtlasIndex, kind: MissingKind): Iterable<string> =>
  kind === "fact"
    ? atlas.vocabulary.facts.keys()
    : { place: atlas.places, instrument: atlas.instruments, rule: atlas.rules, topic: atlas.topics }[kind].keys();

export const MissingPage = ({
  c,
  index,
  kind,
  id,
}: PageProps & { readonly kind: MissingKind; readonly id: string }) => {
  const t = c.get("t");
  const shown = id.slice(0, 80);
  const title = t(`atlas.site.missing.${kind}`, { id: shown });
  const near = id.length > 80 ? undefined : closest(id, idsOf(index, kind));
  const place = kind === "place" && near !== undefined && near !== null ? index.atlas.places.get(near) : undefined;
  return (
    <AtlasPage c={c} index={index} title={title}>
      <PageHead title={title} overline="404" lead={t("atlas.site.missing.help")} />
      {near !== undefined && near !== null && (
        <p>
          {t("atlas.site.missing.near")}{" "}
          <a href={c.get("href")(paths[kind](near))}>{place ? inLanguage(place.names, c.get("lang")).text : near}</a>
        </p>
      )}
      <SearchBox c={c} action="/search" label={t("atlas.site.home.search")} value={shown} />
      <p>
        <a href={c.get("href")("/places")}>{t("design.nav.places")}</a> ·{" "}
        <a href={c.get("href")("/topics")}>{t("design.nav.topics")}</a>
      </p>
    </AtlasPage>
  );
};
