/** 1,000,000 profiles against all rules of the atlas: time and peak memory of this process, which runs nothing else. */
import { assess, assessColumns, type FactColumn, type Known } from "../packages/rules/src/index.ts";
import { count, figure, say, table } from "./report.ts";
import { drawer, formOf, lawPlaces, queryOf, realBook, rulesAsked } from "./real-book.ts";
import { generator } from "./rules-book.ts";

const seed = Number(process.argv[2] ?? 20261124);
const people = 1_000_000;
/** Different values kept for a fact; each profile points to one of them. */
const mostValues = 250;
const megabytes = (bytes: number): string => `${count(bytes / 2 ** 20)} MiB`;

const book = realBook();
/** @param missing share of the facts unknown, drawn anew for each profile. */
function columnsFor(places: readonly string[], missing: number): FactColumn[] {
  const query = queryOf(book, places);
  const random = generator(seed);
  const draw = drawer(book, query);
  return formOf(book, query).map((fact): FactColumn => {
    const values: (Known | undefined)[] = [undefined, ...Array.from({ length: mostValues }, () => draw(fact, random))];
    const indices = new Uint8Array(people);
    for (let i = 0; i < people; i += 1) indices[i] = random() < missing ? 0 : 1 + Math.floor(random() * mostValues);
    return { fact: fact.id, values, indices };
  });
}

/** The columns of `sample` profiles are compared with `assess`: no verdict of the columns may contradict it. */
function check(places: readonly string[], columns: readonly FactColumn[], sample: number): void {
  const query = queryOf(book, places);
  assessColumns(book, columns, sample, query, (_first, verdicts) => {
    for (let i = 0; i < sample; i += 1) {
      const facts = new Map(
        columns.flatMap(({ fact, values, indices }) => {
          const known = values[indices[i] as number];
          return known ? [[fact, known] as const] : [];
        }),
      );
      const found = new Map(assess(book, { facts }, query).findings.map((one) => [one.rule, one.verdict]));
      for (const [rule, { must, may }] of verdicts) {
        const bit = (plane: Uint32Array): boolean => (((plane[i >> 5] as number) >>> (i & 31)) & 1) === 1;
        const exact = found.get(rule) ?? "doesNotApply";
        if ((bit(must) && exact !== "applies") || (!bit(may) && exact !== "doesNotApply"))
          throw new Error(`columns and assess disagree on ${rule}, profile ${i}, seed ${seed}`);
      }
    }
  });
}

const rows: (string | number)[][] = [];
for (const [places, missing] of [
  [["EU"], 0],
  [["EU"], 0.4],
  [lawPlaces(book), 0],
  [lawPlaces(book), 0.4],
] as const) {
  const query = queryOf(book, places);
  const rules = rulesAsked(book, query);
  const columns = columnsFor(places, missing);
  check(places, columns, 50);
  const input = columns.reduce((sum, column) => sum + column.indices.byteLength, 0);
  const from = performance.now();
  const results = assessColumns(book, columns, people, query);
  const seconds = (performance.now() - from) / 1000;
  const sum = (of: "applies" | "undecided"): number => results.reduce((total, one) => total + one[of], 0);
  rows.push([
    places.length === 1 ? places[0] : `all ${places.length} places with law`,
    `${missing * 100} %`,
    count(rules),
    figure(seconds),
    figure((rules * people) / seconds),
    megabytes(input),
    // Peak since the process began, in kibibytes.
    megabytes(process.resourceUsage().maxRSS * 1024),
    figure(sum("applies") / people),
    figure(sum("undecided") / people),
  ]);
}
table(
  `${count(people)} profiles in columns (seed ${seed})`,
  [
    "places",
    "facts unknown",
    "rules",
    "seconds",
    "rules × profiles / s",
    "input",
    "peak memory of the process",
    "rules that apply, mean",
    "undecided, mean",
  ],
  rows,
);
say(
  "The peak holds Node itself, the compiled atlas and the input of all rows so far; rows are run one after the other.",
);
