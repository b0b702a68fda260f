/** Search results as plain records, for the API and language models. */
import type { Language } from "../../platform/i18n/index.ts";
import type { LoadedAtlas } from "../store/load-atlas.ts";
import { searchOf, type Marked } from "./search.ts";

const plain = (pieces: readonly Marked[]): string => pieces.map((piece) => piece.text).join("");

/** Best results of all kinds, the best groups first. */
export function searchAtlas(loaded: LoadedAtlas, query: string, lang: Language, limit: number) {
  return searchOf(loaded.atlas)
    .find(query, { lang, most: limit })
    .groups.flatMap((group) =>
      group.results.map(({ kind, id, path, title, snippet }) => ({
        kind,
        id,
        path,
        title: plain(title),
        snippet: plain(snippet),
      })),
    )
    .slice(0, limit);
}
