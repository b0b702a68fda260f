/** The atlas of this repository, compiled, and profiles drawn over its facts. */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  classesOf,
  compileBook,
  parseAtlas,
  type Book,
  type BookFact,
  type Known,
  type PlaceCode,
  type Query,
} from "../packages/rules/src/index.ts";
import { prepare } from "../packages/rules/src/evaluate/state.ts";
import { factsOf } from "../packages/rules/src/index.ts";
import { pick } from "./rules-book.ts";

const folder = fileURLToPath(new URL("../atlas/", import.meta.url));

/** @throws Error when the atlas has an error: the numbers would mean nothing. */
export function realBook(): Book {
  const files = globSync("**/*.yaml", { cwd: folder })
    .map((path) => path.replaceAll("\\", "/"))
    .toSorted()
    .map((path) => ({ path, text: readFileSync(join(folder, path), "utf8") }));
  const { atlas, problems } = parseAtlas(files);
  if (!atlas) {
    const first = problems.find((problem) => problem.severity === "error");
    throw new Error(`the atlas has errors: ${first?.position.file}:${String(first?.position.line)} ${first?.message}`);
  }
  return compileBook(atlas);
}

export const day = "2026-11-24";
/** `later`: a day on which what is adopted today has begun to apply. */
export const later = "2028-12-01";

/** Places whose own law the book holds. */
export const lawPlaces = (book: Book): PlaceCode[] =>
  [...new Set(book.rules.filter((rule) => rule.asked).map((rule) => rule.place))].toSorted();

export const queryOf = (book: Book, places: readonly PlaceCode[] = lawPlaces(book)): Query => ({
  asOf: later,
  knownOn: day,
  places,
});

/** Number of the rules that a query asks. */
export const rulesAsked = (book: Book, query: Query): number => prepare(book, query).asked.length;

/** Facts that the rules of a query use, in the order of the vocabulary: the form that would be filled otherwise. */
export function formOf(book: Book, query: Query): BookFact[] {
  const used = new Set(prepare(book, query).asked.flatMap((number) => factsOf(book, number)));
  return [...book.facts.values()].filter((fact) => used.has(fact.id));
}

const weighted = <T>(random: () => number, from: readonly T[], weight: (one: T) => number): T => {
  let left = random() * from.reduce((sum, one) => sum + weight(one), 0);
  return from.find((one) => (left -= weight(one)) < 0) ?? (from.at(-1) as T);
};

/**
 * Draws values that leave no test of their fact open. Facts are independent of each other, after the priors of the vocabulary
 * where it has any; sets hold one to three values; numbers and days fall in any band between the thresholds of the book;
 * places lie mostly where the book has law.
 */
export function drawer(book: Book, query: Query): (fact: BookFact, random: () => number) => Known {
  const { within } = prepare(book, query);
  const containers = new Set([...book.places.values()].flatMap((partOf) => partOf.map(({ place }) => place)));
  const leaves = [...book.places.keys()].filter((code) => !containers.has(code));
  const withLaw = leaves.filter((code) => query.places.some((place) => within(code, place)));
  const place = (random: () => number): PlaceCode =>
    pick(random, random() < 0.7 && withLaw.length > 0 ? withLaw : leaves);
  const bands = new Map<string, readonly Known[]>();
  const several = (random: () => number, one: () => string): Known => ({
    kind: "members",
    includes: [...new Set(Array.from({ length: 1 + Math.floor(random() * 3) }, one))],
    excludes: [],
    closed: true,
  });
  return (fact, random) => {
    const prior = (id: string): number => fact.prior[id] ?? 1;
    switch (fact.type) {
      case "bool":
        return { kind: "one", value: weighted(random, ["true", "false"], prior) === "true" };
      case "enum":
        return { kind: "one", value: weighted(random, fact.values, prior) };
      case "set": {
        const drawn = several(random, () => weighted(random, fact.values, prior));
        // `none` stands alone.
        return drawn.kind === "members" && drawn.includes.includes("none") ? { ...drawn, includes: ["none"] } : drawn;
      }
      case "place":
        return { kind: "one", value: place(random) };
      case "places":
        return several(random, () => place(random));
      default: {
        let found = bands.get(fact.id);
        if (!found) {
          const atoms = book.atomsOf.get(fact.id) ?? [];
          found = (classesOf(book, fact.id, atoms, undefined, within, 4096) ?? []).map(({ known }) => known);
          bands.set(fact.id, found);
        }
        return pick(random, found);
      }
    }
  };
}
