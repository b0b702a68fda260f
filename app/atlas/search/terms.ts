/** From running text to search terms, the same way for the index and the query, in every script of the atlas. */

const marks = /(?<=[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Arabic}])\p{Mn}+/gu;
/** The Arabic article with the particles written onto it; what is left must still be a word. */
const article = /^(?:[وبكف]?ال|لل)(?=\p{Script=Arabic}{3})/u;
const han = /^\p{Script=Han}{3,}$/u;

/**
 * One word as it is compared: NFKC, lower case, without accents and Arabic vowel signs; all forms of alef, of ya and of
 * hamza carriers alike, ta marbuta as ha, without tatweel and article. Japanese voicing marks and Korean syllables stay whole.
 */
export function normaliseWord(word: string): string {
  return word
    .normalize("NFKD")
    .replaceAll("ـ", "")
    .replaceAll(marks, "")
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll("ٱ", "ا")
    .replaceAll("ى", "ي")
    .replaceAll("ة", "ه")
    .replaceAll("ء", "")
    .replace(article, "");
}

const segmenters = new Map<string, Intl.Segmenter>();

function segmenter(lang: string): Intl.Segmenter {
  const known = segmenters.get(lang);
  if (known) return known;
  const made = new Intl.Segmenter(lang, { granularity: "word" });
  segmenters.set(lang, made);
  return made;
}

/** A piece of text as it was written; `word` is its comparable form, null for spaces and signs. */
export interface Piece {
  readonly text: string;
  readonly word: string | null;
}

/** Cuts a text into words and what stands between them, without losing a character. */
export function pieces(text: string, lang: string): Piece[] {
  return Array.from(segmenter(lang).segment(text), ({ segment, isWordLike }) => {
    const word = isWordLike === true ? normaliseWord(segment) : "";
    return { text: segment, word: word === "" ? null : word };
  });
}

/** Words of a query. */
export function queryTerms(text: string, lang: string): string[] {
  return [...new Set(pieces(text, lang).flatMap(({ word }) => wordParts(word)))];
}

/** Terms to index: the words, and of longer Chinese words each pair of signs, because word breaks depend on the context. */
export function indexTerms(text: string, lang: string): string[] {
  return pieces(text, lang).flatMap(({ word }) =>
    wordParts(word).flatMap((part) => (han.test(part) ? [part, ...pairs(part)] : [part])),
  );
}

/** `tech_docs`, `l’ia` and `d'un` hold several words for a searcher. */
function wordParts(word: string | null): string[] {
  return word === null ? [] : word.split(/[_.'’:]+/u).filter((part) => part !== "");
}

function pairs(word: string): string[] {
  const signs = [...word];
  return signs.slice(1).map((sign, i) => `${signs[i]}${sign}`);
}
