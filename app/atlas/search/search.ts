/** Search over the whole atlas in six languages: words in any of them find it, results come in the reader's. */
import { languages, type Atlas, type Language, type LanguageMap } from "@comity/rules";
import { setImmediate } from "node:timers/promises";
import MiniSearch from "minisearch";
import { entriesOf, kinds, type Entry, type Kind } from "./entries.ts";
import { indexTerms, pieces, queryTerms } from "./terms.ts";

/** A piece of a title or snippet; `hit` pieces are what was searched for. */
export interface Marked {
  readonly text: string;
  readonly hit: boolean;
}

export interface Found {
  readonly kind: Kind;
  readonly id: string;
  /** Path of its page, without the language. */
  readonly path: string;
  readonly title: readonly Marked[];
  readonly snippet: readonly Marked[];
  /** Languages of title and snippet when they fell back to English. */
  readonly titleLang: Language | undefined;
  readonly snippetLang: Language | undefined;
}

export interface FoundGroup {
  readonly kind: Kind;
  /** How many there are; `results` holds the best of them. */
  readonly total: number;
  readonly results: readonly Found[];
}

export interface SearchAnswer {
  readonly total: number;
  /** True when no entry has all the words and those with some of them are shown. */
  readonly isLoose: boolean;
  /** Groups in the order of their best results. */
  readonly groups: readonly FoundGroup[];
}

export interface SearchOptions {
  readonly lang: Language;
  /** Results per group; 8 when left out. */
  readonly most?: number | undefined;
  /** One kind only. */
  readonly kind?: Kind | undefined;
}

export interface AtlasSearch {
  /** @param text up to 200 characters are read. */
  find(text: string, options: SearchOptions): SearchAnswer;
  /** Fills the index a little at a time, so that other requests are answered meanwhile. A search before its end fills the rest at once. */
  warm(): Promise<void>;
}

interface Indexed {
  readonly id: number;
  readonly title: readonly LanguageMap[];
  readonly text: readonly LanguageMap[];
  readonly further: readonly LanguageMap[];
}

const longestQuery = 200;
const snippetLength = 220;
const weights = { title: 4, further: 2, text: 1 };
/** What people look for first comes first when the words fit equally. */
const kindWeight: Readonly<Record<Kind, number>> = {
  place: 3,
  instrument: 2.5,
  topic: 2,
  rule: 1,
  fact: 0.8,
  provision: 0.6,
};
const cjk = /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}]/u;

/** No query, no result. */
export const nothing: SearchAnswer = { total: 0, isLoose: false, groups: [] };

/** Entries added to the index between two turns of the event loop: some 10 ms. */
const atOnce = 40;

/** Makes an index, filled by the first search or by `warm`: several thousand entries, one or two seconds of work. */
export function createSearch(atlas: Atlas): AtlasSearch {
  const entries = entriesOf(atlas);
  // Titles of instruments and topics stand in hundreds of entries; cutting text into words is what takes the time.
  const cutOnce = new Map<string, string>();
  const terms = (text: string, lang: Language): string => {
    const key = `${lang} ${text}`;
    let found = cutOnce.get(key);
    if (found === undefined) cutOnce.set(key, (found = indexTerms(text, lang).join(" ")));
    return found;
  };
  const index = new MiniSearch<Indexed>({
    fields: ["title", "text", "further"],
    // Terms are made here with the language of each text, so that the index takes them as they are.
    extractField: (document, field) => {
      if (field === "id") return String(document.id);
      const maps = document[field as "title" | "text" | "further"];
      return maps
        .flatMap((map) => languages.flatMap((lang) => (map[lang] === undefined ? [] : terms(map[lang], lang))))
        .join(" ");
    },
    tokenize: (text) => text.split(" ").filter((term) => term !== ""),
    processTerm: (term) => term,
    searchOptions: {
      boost: weights,
      // A number is meant as it stands: 5 is not 53.
      prefix: (term) => !/^\d+$/.test(term) && (term.length >= 3 || cjk.test(term)),
      fuzzy: (term) => (term.length >= 5 && !/\d/.test(term) && !cjk.test(term) ? 1 : false),
      weights: { prefix: 0.5, fuzzy: 0.2 },
    },
  });
  let filled = 0;
  const fill = (until: number): void => {
    while (filled < Math.min(until, entries.length)) {
      const { title, names, text, further } = entries[filled] as Entry;
      index.add({ id: filled, title: names ?? [title], text: [text], further });
      filled += 1;
    }
    if (filled === entries.length) cutOnce.clear();
  };

  return {
    async warm() {
      while (filled < entries.length) {
        fill(filled + atOnce);
        await setImmediate();
      }
    },
    find(text, { lang, most = 8, kind }) {
      const query = queryTerms(text.slice(0, longestQuery), lang).join(" ");
      if (query === "") return nothing;
      fill(entries.length);
      const options = {
        boostDocument: (id: unknown): number => kindWeight[entries[Number(id)]?.kind ?? "provision"],
        ...(kind === undefined ? {} : { filter: ({ id }: { id: unknown }) => entries[Number(id)]?.kind === kind }),
      };
      const strict = index.search(query, { ...options, combineWith: "AND" });
      const isLoose = strict.length === 0;
      const hits = isLoose ? index.search(query, { ...options, combineWith: "OR" }) : strict;
      const byKind = Map.groupBy(hits, (hit) => entries[Number(hit.id)]?.kind);
      const groups = [...byKind].flatMap(([found, all]) =>
        found === undefined
          ? []
          : [
              {
                kind: found,
                total: all.length,
                results: all.slice(0, most).flatMap(({ id, terms }) => {
                  const entry = entries[Number(id)];
                  return entry ? [foundEntry(entry, new Set(terms), lang)] : [];
                }),
              },
            ],
      );
      return { total: hits.length, isLoose, groups };
    },
  };
}

const built = new WeakMap<Atlas, AtlasSearch>();

/** The index of an atlas, built at first use and kept as long as the atlas. */
export function searchOf(atlas: Atlas): AtlasSearch {
  const known = built.get(atlas);
  if (known) return known;
  const search = createSearch(atlas);
  built.set(atlas, search);
  return search;
}

export const isKind = (text: string | undefined): text is Kind =>
  (kinds as readonly (string | undefined)[]).includes(text);

function foundEntry(entry: Entry, terms: ReadonlySet<string>, lang: Language): Found {
  const { kind, id, path } = entry;
  const [title, titleLang] = inLanguage(entry.title, lang);
  const [text, snippetLang] = inLanguage(entry.text, lang);
  return {
    kind,
    id,
    path,
    title: mark(title, titleLang ?? lang, terms),
    snippet: mark(cut(text, snippetLang ?? lang, terms), snippetLang ?? lang, terms),
    titleLang,
    snippetLang,
  };
}

const inLanguage = (map: LanguageMap, lang: Language): [string, Language | undefined] => {
  const own = map[lang];
  return own === undefined ? [map.en, lang === "en" ? undefined : "en"] : [own, undefined];
};

const isHit = (text: string, lang: Language, terms: ReadonlySet<string>): boolean =>
  indexTerms(text, lang).some((term) => terms.has(term));

function mark(text: string, lang: Language, terms: ReadonlySet<string>): Marked[] {
  const marked: { text: string; hit: boolean }[] = [];
  for (const piece of pieces(text, lang)) {
    const hit = piece.word !== null && isHit(piece.text, lang, terms);
    const last = marked.at(-1);
    if (last && last.hit === hit) last.text += piece.text;
    else marked.push({ text: piece.text, hit });
  }
  return marked;
}

/** A part of a long text around the first hit, cut between words. */
function cut(text: string, lang: Language, terms: ReadonlySet<string>): string {
  if (text.length <= snippetLength) return text;
  const all = pieces(text, lang);
  const first = Math.max(
    0,
    all.findIndex((piece) => piece.word !== null && isHit(piece.text, lang, terms)),
  );
  let start = first;
  let before = 0;
  while (start > 0 && before + (all[start - 1]?.text.length ?? 0) <= 60) {
    start -= 1;
    before += all[start]?.text.length ?? 0;
  }
  let end = start;
  let length = 0;
  while (end < all.length && length + (all[end]?.text.length ?? 0) <= snippetLength) {
    length += all[end]?.text.length ?? 0;
    end += 1;
  }
  const part = all
    .slice(start, end)
    .map((piece) => piece.text)
    .join("")
    .trim();
  return `${start > 0 ? "… " : ""}${part}${end < all.length ? " …" : ""}`;
}
