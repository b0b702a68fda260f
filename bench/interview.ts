/** How many questions until every rule is decided: the next best question against the order of the form, over hidden profiles. */
import { assess, nextQuestion, type Known, type Query } from "../packages/rules/src/index.ts";
import { count, figure, percent, say, table } from "./report.ts";
import { drawer, formOf, lawPlaces, queryOf, realBook, rulesAsked } from "./real-book.ts";
import { generator } from "./rules-book.ts";

const seed = Number(process.argv[2] ?? 20261124);
const people = Number(process.argv[3] ?? 200);
const target = 0.45;

const book = realBook();
const all = lawPlaces(book);

const isDecided = (facts: ReadonlyMap<string, Known>, query: Query): boolean => {
  const { rules, of } = assess(book, { facts }, query).decided;
  return rules === of;
};

interface Interview {
  readonly asked: number;
  readonly cost: number;
  readonly ms: number;
  readonly slowest: number;
  readonly undecided: boolean;
}

function interview(hidden: ReadonlyMap<string, Known>, query: Query): Interview {
  const known = new Map<string, Known>();
  const skip = new Set<string>();
  let [cost, ms, slowest] = [0, 0, 0];
  for (;;) {
    const from = performance.now();
    const question = nextQuestion(book, { facts: known }, query, { skip });
    const took = performance.now() - from;
    ms += took;
    slowest = Math.max(slowest, took);
    if (!question) break;
    const answer = hidden.get(question.fact);
    if (!answer) throw new Error(`asked for ${question.fact}, which the form does not hold`);
    known.set(question.fact, answer);
    skip.add(question.fact);
    cost += question.cost;
  }
  return { asked: known.size, cost, ms, slowest, undecided: !isDecided(known, query) };
}

/** Questions in the order of the form until everything is decided: more answers never undo a decision, so bisection finds it. */
function inFormOrder(hidden: ReadonlyMap<string, Known>, query: Query): { asked: number; cost: number } {
  const answers = [...hidden];
  let [least, most] = [0, answers.length];
  while (least < most) {
    const middle = (least + most) >> 1;
    if (isDecided(new Map(answers.slice(0, middle)), query)) most = middle;
    else least = middle + 1;
  }
  const cost = answers.slice(0, least).reduce((sum, [fact]) => sum + (book.facts.get(fact)?.cost ?? 0), 0);
  return { asked: least, cost };
}

const mean = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;

const rows: (string | number)[][] = [];
for (const places of [["EU"], ["KR"], ["CN"], ["EU", "KR", "CN"], all]) {
  const query = queryOf(book, places);
  const form = formOf(book, query);
  const draw = drawer(book, query);
  const random = generator(seed);
  const results = Array.from({ length: people }, () => {
    const hidden = new Map(form.map((fact) => [fact.id, draw(fact, random)]));
    return { best: interview(hidden, query), form: inFormOrder(hidden, query) };
  });
  const stuck = results.filter(({ best }) => best.undecided).length;
  const best = mean(results.map((one) => one.best.asked));
  const inOrder = mean(results.map((one) => one.form.asked));
  const [bestCost, orderCost] = [mean(results.map((one) => one.best.cost)), mean(results.map((one) => one.form.cost))];
  const turns = results.reduce((sum, one) => sum + one.best.asked + 1, 0);
  rows.push([
    places === all ? `all ${all.length} places with law` : places.join(", "),
    count(rulesAsked(book, query)),
    form.length,
    figure(inOrder),
    figure(best),
    `**${percent(best / inOrder)}**${best / inOrder <= target ? "" : " (missed)"}`,
    percent(bestCost / orderCost),
    Math.max(...results.map((one) => one.best.asked)),
    figure(results.reduce((sum, one) => sum + one.best.ms, 0) / turns),
    figure(Math.max(...results.map((one) => one.best.slowest))),
    stuck,
  ]);
}

table(
  `Questions until every rule is decided (${people} hidden profiles, seed ${seed}, target ≤ ${percent(target)})`,
  [
    "places",
    "rules",
    "facts in the form",
    "form order, mean",
    "next best, mean",
    "share",
    "share of the cost",
    "next best, worst",
    "ms a question",
    "slowest, ms",
    "left undecided",
  ],
  rows,
);
say("Form order: the facts that the rules asked use, in the order of the vocabulary, until everything is decided.");
