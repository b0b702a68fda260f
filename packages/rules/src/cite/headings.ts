/** Headings of law texts: which provision a heading names, and whether that is the provision of an eId. */

/** One name in a heading: `Article 53` is { kind: "article", number: "53" }; `Article 1(14)` has the sub-number "14". */
export interface HeadingName {
  /** The kind word in English, lower case; `number` for a bare number. */
  readonly kind: string;
  readonly number: string;
  readonly subNumbers: readonly string[];
}

/** Kind words of the languages of the sources -> one English word. Words that are not here name nothing that could be cited by mistake. */
const kinds: Readonly<Record<string, string>> = {
  article: "article",
  art: "article",
  artículo: "article",
  artigo: "article",
  статья: "article",
  điều: "article",
  section: "section",
  sec: "section",
  "§": "section",
  "§§": "section",
  annex: "annex",
  annexe: "annex",
  anexo: "annex",
  приложение: "annex",
  appendix: "appendix",
  schedule: "schedule",
  chapter: "chapter",
  chap: "chapter",
  chapitre: "chapter",
  chương: "chapter",
  глава: "chapter",
  subchapter: "subchapter",
  subtitle: "subtitle",
  title: "title",
  part: "part",
  paragraph: "paragraph",
  para: "paragraph",
  recital: "recital",
  principle: "principle",
  clause: "clause",
  eccn: "eccn",
};
/** Units of Chinese, Japanese and Korean numbering: 第十二条, 제12조, 第五章. */
const cjkKinds: Readonly<Record<string, string>> = {
  条: "article",
  條: "article",
  조: "article",
  章: "chapter",
  장: "chapter",
  节: "section",
  節: "section",
  절: "section",
  編: "part",
  编: "part",
  편: "part",
};
/** Akoma Ntoso names that are no prefix of the kind word. */
const abbreviations: Readonly<Record<string, string>> = { chp: "chapter", subchp: "subchapter", cl: "clause" };

const numberForm = String.raw`(?:\d[\dA-Za-z]*|[IVXLC]+|[A-Z])(?:[.\-–:][\dA-Za-z]+)*`;
const named = new RegExp(String.raw`^(§§?|\p{L}+)\.?\s*(${numberForm})((?:\([\dA-Za-z]+\))*)(?![\p{L}\p{N}])`, "u");
const bare = new RegExp(String.raw`^(${numberForm})((?:\([\dA-Za-z]+\))*)(?![\p{L}\p{N}])`, "u");
const cjk =
  /^[第제]\s*([\d〇零一二三四五六七八九十百千]+)\s*([条條조章장节節절編编편])(?:[の之의]\s*([\d一二三四五六七八九十]+))?/u;
/** `775 ILCS 5/2-102`, `47 C.F.R. § 64.1200`: the code before, the section after. */
const ofCode = /^\d+\s+[A-Z][A-Za-z.]*\s+(?:\d+\/|§+\s*)(?=\d)/;
const separators = /^[\s.,:;—–-]+/;

const digits = "〇一二三四五六七八九";
/** Chinese numerals up to 9,999 and Arabic ones. */
function cjkNumber(text: string): string {
  if (/^\d+$/.test(text)) return String(Number(text));
  let total = 0;
  let digit = 0;
  for (const sign of text.replaceAll("零", "〇")) {
    const unit = { 十: 10, 百: 100, 千: 1000 }[sign];
    if (unit === undefined) digit = digits.indexOf(sign);
    else {
      total += (digit === 0 ? 1 : digit) * unit;
      digit = 0;
    }
  }
  return String(total + digit);
}

const subNumbersOf = (text: string): string[] => [...text.matchAll(/\(([^)]+)\)/g)].map((match) => match[1] ?? "");

function cjkName(rest: string): { readonly name: HeadingName; readonly length: number } | null {
  const match = cjk.exec(rest);
  if (!match) return null;
  const [whole, number = "", unit = "", branch] = match;
  const name: HeadingName = {
    kind: cjkKinds[unit] ?? "",
    number: cjkNumber(number) + (branch === undefined ? "" : `-${cjkNumber(branch)}`),
    subNumbers: [],
  };
  return { name, length: whole.length };
}

/** One name at the very beginning of a text. */
function nameAt(text: string): { readonly name: HeadingName; readonly length: number } | null {
  const code = ofCode.exec(text)?.[0] ?? "";
  const rest = text.slice(code.length);
  const fromCjk = cjkName(rest);
  if (fromCjk) return fromCjk;
  const match = code === "" ? named.exec(rest) : null;
  const word = (match?.[1] ?? "").toLowerCase();
  if (match) {
    const [whole, , number = "", subs = ""] = match;
    return {
      name: { kind: kinds[word] ?? word, number: number.replaceAll("–", "-"), subNumbers: subNumbersOf(subs) },
      length: whole.length,
    };
  }
  const plain = bare.exec(rest);
  if (!plain) return null;
  const [whole, number = "", subs = ""] = plain;
  const isStatute = code !== "" || /^\d[\dA-Za-z]*[.\-–]/.test(number);
  return {
    name: {
      kind: isStatute ? "section" : "number",
      number: number.replaceAll("–", "-"),
      subNumbers: subNumbersOf(subs),
    },
    length: code.length + whole.length,
  };
}

/** The names at the beginning of a heading: `SECTION 1. Section 13-2-1 is amended` has two. Words in brackets and later mentions do not count. */
export function namesIn(heading: string): HeadingName[] {
  const found: HeadingName[] = [];
  let rest = heading.trim();
  for (let at = nameAt(rest); at !== null; at = nameAt(rest)) {
    found.push(at.name);
    const after = rest.slice(at.length);
    rest = after.replace(separators, "");
    // A second bare number is part of a title ("3 – 5 years"), not a second name.
    if (rest === after || !/^[\p{L}§]/u.test(rest)) break;
  }
  return found;
}

const romans: readonly (readonly [string, number])[] = [
  ["C", 100],
  ["XC", 90],
  ["L", 50],
  ["XL", 40],
  ["X", 10],
  ["IX", 9],
  ["V", 5],
  ["IV", 4],
  ["I", 1],
];
function roman(text: string): number | null {
  if (!/^[IVXLC]+$/i.test(text)) return null;
  let rest = text.toUpperCase();
  let value = 0;
  for (const [sign, number] of romans) {
    while (rest.startsWith(sign)) {
      value += number;
      rest = rest.slice(sign.length);
    }
  }
  return rest === "" ? value : null;
}

interface Part {
  readonly kind: string;
  readonly number: string;
}
const partsOf = (eId: string): Part[] =>
  eId.split("__").map((part) => {
    const at = part.indexOf("_");
    return at === -1 ? { kind: part, number: "" } : { kind: part.slice(0, at), number: part.slice(at + 1) };
  });

/** `XIV` and `14` are one number; letters count as they stand. */
const sameNumber = (a: string, b: string): boolean =>
  a.toLowerCase() === b.toLowerCase() || String(roman(a) ?? a) === String(roman(b) ?? b);

function namesPart(name: HeadingName, part: Part): boolean {
  if (!sameNumber(name.number, part.number)) return false;
  return name.kind === "number" || name.kind === abbreviations[part.kind] || name.kind.startsWith(part.kind);
}

/** Whether a heading names the first part of an eId: `art_53` <-> `Article 53`, `sec_6-1-1703` <-> `Section 6-1-1703.`, `art_12` <-> `第十二条`. */
export function headingFits(eId: string, heading: string): boolean {
  const [first, ...inner] = partsOf(eId);
  return (
    first !== undefined &&
    namesIn(heading).some(
      (name) =>
        namesPart(name, first) &&
        // `Article 1(14)` holds `art_1__point_14` only; an eId without inner parts cites the article as a whole.
        name.subNumbers.every((number, i) => inner[i] === undefined || sameNumber(number, inner[i].number)),
    )
  );
}

const known: ReadonlySet<string> = new Set(Object.values({ ...kinds, ...cjkKinds }));
const divisions: ReadonlySet<string> = new Set(["section", "part", "chapter", "title"]);

/** Whether a heading can stand between a provision and its own heading: one without a number, an inner part of the eId, a section of an annex. */
function isPassed(eId: string, heading: string): boolean {
  const names = namesIn(heading).filter((name) => known.has(name.kind));
  if (names.length === 0) return true;
  const [first, ...inner] = partsOf(eId);
  if (inner.some((part) => names.some((name) => namesPart(name, part)))) return true;
  return first?.kind === "annex" && names.every((name) => divisions.has(name.kind));
}

const headingOf = (line: string): string | null => /^#{1,6} +(.*)$/.exec(line)?.[1] ?? null;

/**
 * The heading that stands for the words from `first` to `last` (1-based, inclusive): the nearest above that names a provision,
 * if it is another than the eId's, or a heading of another provision among the words. Null when all is well.
 */
export function foreignHeading(
  lines: readonly string[],
  eId: string,
  first: number,
  last: number,
): { readonly line: number; readonly heading: string } | null {
  let nearest: { readonly line: number; readonly heading: string } | null = null;
  let own = 0;
  for (let line = first; line >= 1 && own === 0; line -= 1) {
    const heading = headingOf(lines[line - 1] ?? "");
    if (heading === null) continue;
    if (headingFits(eId, heading)) own = line;
    else if (isPassed(eId, heading)) nearest ??= { line, heading };
    else return { line, heading };
  }
  if (own === 0) return nearest ?? { line: first, heading: "none" };
  for (let line = first + 1; line <= last; line += 1) {
    const heading = headingOf(lines[line - 1] ?? "");
    if (heading !== null && !headingFits(eId, heading) && !isPassed(eId, heading)) return { line, heading };
  }
  return null;
}
