/** `/search?q=`: results grouped by kind. */
import { Breadcrumbs, EmptyState, PageHead, SearchBox, withQuery } from "../../design/index.ts";
import { isKind, nothing, searchOf, type Found, type FoundGroup, type Marked } from "../search/search.ts";
import { kinds } from "../search/entries.ts";
import type { PageProps } from "./page.ts";
import { AtlasPage } from "./parts.tsx";

const Pieces = ({ pieces }: { pieces: readonly Marked[] }) => (
  <>{pieces.map(({ text, hit }) => (hit ? <mark>{text}</mark> : text))}</>
);

const Result = ({ c, found }: Pick<PageProps, "c"> & { found: Found }) => (
  <li class="finding">
    <p lang={found.titleLang}>
      <a href={c.get("href")(found.path)}>
        <Pieces pieces={found.title} />
      </a>
    </p>
    {found.snippet.length > 0 && (
      <p
        class={found.kind === "rule" ? "norm" : "small"}
        lang={found.snippetLang}
        dir={found.snippetLang === undefined ? undefined : "ltr"}
      >
        <Pieces pieces={found.snippet} />
      </p>
    )}
  </li>
);

export const SearchPage = ({ c, index }: PageProps) => {
  const t = c.get("t");
  const query = (c.req.query("q") ?? "").trim();
  const asked = c.req.query("kind");
  const kind = isKind(asked) ? asked : undefined;
  const answer =
    query === ""
      ? nothing
      : searchOf(index.atlas).find(query, { lang: c.get("lang"), kind, most: kind === undefined ? 6 : 60 });
  const groups = kinds.flatMap((one): FoundGroup[] => answer.groups.filter((group) => group.kind === one));
  const title = t("atlas.site.search.title");
  return (
    <AtlasPage c={c} index={index} title={query === "" ? title : `${query} · ${title}`} current="search">
      <Breadcrumbs c={c} trail={[{ label: title }]} />
      <PageHead title={title} lead={t("atlas.site.search.lead")} />
      <SearchBox c={c} action="/search" value={query} label={t("atlas.site.home.search")} />
      {query !== "" && answer.total === 0 && (
        <EmptyState title={t("atlas.site.search.none", { query })}>
          <p>{t("atlas.site.search.noneHelp")}</p>
          <p>
            <a href={c.get("href")("/places")}>{t("design.nav.places")}</a> ·{" "}
            <a href={c.get("href")("/topics")}>{t("design.nav.topics")}</a>
          </p>
        </EmptyState>
      )}
      {answer.total > 0 && (
        <p role="status" class="quiet">
          {t("atlas.site.results", { count: answer.total })}
        </p>
      )}
      {answer.isLoose && answer.total > 0 && <p>{t("atlas.site.search.loose")}</p>}
      {groups.map(({ kind: one, total, results }) => (
        <section>
          <h2>
            {t(`atlas.site.search.kind.${one}`)} <span class="quiet">({total})</span>
          </h2>
          <ul class="findings">
            {results.map((found) => (
              <Result c={c} found={found} />
            ))}
          </ul>
          {kind === undefined && total > results.length && (
            <p>
              <a href={withQuery(c, { kind: one })}>{t("atlas.site.search.all", { count: total })}</a>
            </p>
          )}
        </section>
      ))}
    </AtlasPage>
  );
};
