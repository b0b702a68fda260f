/** Fills hashes into the YAML texts of instruments and provisions, without touching layout or comments. */
import type { ProblemCode } from "../model/problem-codes.ts";
import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Document, type YAMLMap } from "yaml";
import type { Problem } from "../model/results.ts";
import type { AtlasFile } from "../parse/atlas.ts";
import { quoteHash, sourceHash } from "./citations.ts";

export interface HashEdits {
  /** Files whose text changes, with the new text. */
  readonly edits: readonly AtlasFile[];
  /** Hashes filled in by `edits`, with the place of each. */
  readonly filled: readonly Problem[];
  /** Lines without words, and hashes that differ and are not renewed. */
  readonly problems: readonly Problem[];
  /** Sources that are not at hand. */
  readonly missingSources: readonly string[];
}

interface Edit {
  readonly from: number;
  readonly to: number;
  readonly words: string;
}

/** The edit that gives a mapping its `sha256`: in place, or as a new key beside `beside`. */
function edit(text: string, map: YAMLMap, beside: string, hash: string): Edit | null {
  const quoted = JSON.stringify(hash);
  const present = map.items.find((pair) => isScalar(pair.key) && pair.key.value === "sha256");
  if (present && isScalar(present.value) && present.value.range) {
    const [from, to] = present.value.range;
    return { from, to, words: text[from - 1] === ":" ? ` ${quoted}` : quoted };
  }
  const pair = map.items.find((one) => isScalar(one.key) && one.key.value === beside);
  if (!pair || !isScalar(pair.key) || !pair.key.range) return null;
  const [at] = pair.key.range;
  // Before the other key: right in flow mappings, where comments may follow, and in block mappings, whose values may run over lines.
  const indent = " ".repeat(at - (text.lastIndexOf("\n", at - 1) + 1));
  return { from: at, to: at, words: map.flow ? `sha256: ${quoted}, ` : `sha256: ${quoted}\n${indent}` };
}

const apply = (text: string, edits: readonly Edit[]): string =>
  edits
    .toSorted((a, b) => b.from - a.from)
    .reduce((whole, { from, to, words }) => whole.slice(0, from) + words + whole.slice(to), text);

/** Reads one file and collects what to write and what to say. */
class HashFile {
  readonly document: Document;
  readonly edits: Edit[] = [];
  readonly #file: AtlasFile;
  readonly #lines = new LineCounter();
  readonly #renew: boolean;
  readonly #into: { readonly filled: Problem[]; readonly problems: Problem[] };

  constructor(file: AtlasFile, renew: boolean, into: { readonly filled: Problem[]; readonly problems: Problem[] }) {
    this.#file = file;
    this.#renew = renew;
    this.#into = into;
    this.document = parseDocument(file.text, { lineCounter: this.#lines });
  }

  /** The mappings of a list of the file. */
  items(key: string): YAMLMap[] {
    const list = this.document.get(key);
    return isSeq(list) ? list.items.filter((item): item is YAMLMap => isMap(item)) : [];
  }

  #say(map: YAMLMap, code: ProblemCode, message: string, mend: string): Problem {
    const { line, col } = this.#lines.linePos(map.range?.[0] ?? 0);
    return { severity: "error", code, position: { file: this.#file.path, line, column: col }, message, mend };
  }

  fault(map: YAMLMap, code: ProblemCode, message: string, mend: string): void {
    this.#into.problems.push(this.#say(map, code, message, mend));
  }

  settle(map: YAMLMap, beside: string, name: string, hash: string): void {
    const given = map.get("sha256");
    if (given === hash) return;
    if (typeof given === "string" && given !== "" && !this.#renew) {
      this.fault(
        map,
        "hash-differs",
        `${name}: the words differ from those that were read`,
        "read them again; if they still say what the rules say, run `node scripts/rules-cite.ts --write --renew` with this folder",
      );
      return;
    }
    const change = edit(this.#file.text, map, beside, hash);
    if (!change) return;
    this.edits.push(change);
    this.#into.filled.push(
      this.#say(map, "no-hash", `${name} has no hash of the words that were read`, "run it again with `--write`"),
    );
  }

  get edited(): AtlasFile[] {
    return this.edits.length === 0 ? [] : [{ path: this.#file.path, text: apply(this.#file.text, this.edits) }];
  }
}

/**
 * Hashes of whole sources (instrument.yaml) and of cited words (provisions.yaml).
 * @param isAsked which files may be edited; the others are still read for their sources.
 * @param renew also writes hashes that differ. Files with YAML errors are left alone: the parser tells about them.
 */
export function fillHashes(
  files: readonly AtlasFile[],
  readSource: (path: string) => string | null,
  options: { readonly renew?: boolean; readonly isAsked?: (path: string) => boolean } = {},
): HashEdits {
  const into = { filled: [] as Problem[], problems: [] as Problem[] };
  const missing = new Set<string>();
  const texts = new Map<string, string | null>();
  const read = (path: string): string | null => {
    if (!texts.has(path)) texts.set(path, readSource(path));
    const text = texts.get(path) ?? null;
    if (text === null) missing.add(path);
    return text;
  };
  const sources = new Map<string, string>();
  const edits: AtlasFile[] = [];
  const isAsked = options.isAsked ?? (() => true);
  for (const file of files) {
    if (!file.path.endsWith("/instrument.yaml")) continue;
    const one = new HashFile(file, options.renew === true, into);
    if (one.document.errors.length > 0) continue;
    const id = String(one.document.get("id"));
    for (const map of one.items("expressions")) {
      const source = map.get("source");
      if (typeof source !== "string") continue;
      sources.set(`${id} ${String(map.get("id"))}`, source);
      const text = isAsked(file.path) ? read(source) : null;
      if (text !== null) one.settle(map, "source", `\`${id}\` (${String(map.get("id"))})`, sourceHash(text));
    }
    edits.push(...one.edited);
  }
  for (const file of files) {
    if (!file.path.endsWith("/provisions.yaml") || !isAsked(file.path)) continue;
    const one = new HashFile(file, options.renew === true, into);
    if (one.document.errors.length > 0) continue;
    const instrument = String(one.document.get("instrument"));
    for (const map of one.items("provisions")) {
      const expression = String(map.get("expression") ?? one.document.get("expression"));
      const source = sources.get(`${instrument} ${expression}`);
      const text = source === undefined ? null : read(source);
      if (text === null) continue;
      const lines = map.toJSON() as { lines?: unknown };
      const [from, to] = Array.isArray(lines.lines) ? lines.lines.map(Number) : [];
      const name = `\`${instrument}#${String(map.get("eId"))}\``;
      const hash = from === undefined || to === undefined ? null : quoteHash(text, [from, to]);
      if (hash === null)
        one.fault(map, "no-such-lines", `${name}: ${source} has no words on its lines`, "correct `lines`");
      else one.settle(map, "lines", name, hash);
    }
    edits.push(...one.edited);
  }
  return { edits, ...into, missingSources: [...missing].toSorted() };
}
