/** Rules × profiles per second of every engine in one run, after they agreed; then what each says when facts are missing. */
import { assessColumns, compileBook, type FactColumn, type Known } from "../packages/rules/src/index.ts";
import { engines, enginesWithGaps, type Engine } from "./engines.ts";
import { count, figure, say, table, versionOf } from "./report.ts";
import {
  atlasOf,
  drawProfile,
  drawRules,
  facts,
  generator,
  holds,
  knownOf,
  query,
  treeOf,
  truthOver,
  type SyntheticRule,
  type Values,
} from "./rules-book.ts";

const seed = Number(process.argv[2] ?? 20261124);
const profiles = 1000;
/** Milliseconds of pure measuring in one turn of an engine; a slow engine sees fewer profiles, at least one. */
const turnMs = 500;
const rounds = 5;

const drawn = (howMany: number, from: number, missing = 0): Values[] => {
  const random = generator(from);
  return Array.from({ length: howMany }, () => drawProfile(random, missing));
};

/** Every engine gives the oracle's verdicts on full profiles, or the bench ends here. */
async function checkAgreement(rules: readonly SyntheticRule[], sample: readonly Values[]): Promise<void> {
  const trees = rules.map(treeOf);
  for (const engine of engines) {
    const built = engine.build(rules);
    for (const values of sample) {
      const verdicts = await built.verdicts(built.encode(values) as never);
      trees.forEach((tree, i) => {
        if (verdicts[i] !== (holds(tree, values) ? 1 : 0))
          throw new Error(`${engine.name} disagrees on ${rules[i]?.id}: ${String(verdicts[i])}; seed ${seed}`);
      });
    }
  }
}

/** What columns count for each rule over full profiles, against the oracle. */
function checkColumns(
  rules: readonly SyntheticRule[],
  columns: readonly FactColumn[],
  sample: readonly Values[],
): void {
  for (const { rule, applies, undecided } of assessColumns(
    compileBook(atlasOf(rules)),
    columns,
    sample.length,
    query,
  )) {
    const found = rules.find((one) => one.id === rule);
    const truly = found ? sample.filter((values) => holds(treeOf(found), values)).length : -1;
    if (applies !== truly || undecided !== 0) throw new Error(`columns disagree on ${rule}: ${applies}; seed ${seed}`);
  }
}

/** One engine ready to run; `turn` measures it for a while and gives rules × profiles per second. */
interface Contender {
  readonly name: string;
  readonly own: boolean;
  readonly ms: number;
  readonly rates: number[];
  turn(round: number): Promise<number> | number;
}

/** One profile at a time; profiles are made anew for every turn, outside the timing. */
function oneByOne(engine: Engine, rules: readonly SyntheticRule[]): Contender {
  const began = performance.now();
  const built = engine.build(rules);
  const ms = performance.now() - began;
  return {
    name: engine.name,
    own: engine.peer === null,
    ms,
    rates: [],
    async turn(round) {
      let spent = 0;
      let done = 0;
      for (let batch = 0; spent < turnMs && batch < 100; batch += 1) {
        for (const values of drawn(profiles, seed + 100 * round + batch)) {
          const input = built.encode(values) as never;
          const from = performance.now();
          const verdicts = built.verdicts(input);
          if (verdicts instanceof Promise) await verdicts;
          spent += performance.now() - from;
          done += 1;
          if (spent >= turnMs) break;
        }
      }
      return (rules.length * done * 1000) / spent;
    },
  };
}

/** `many` profiles at once, given as columns. */
function atOnce(rules: readonly SyntheticRule[], many: number): Contender {
  const began = performance.now();
  const book = compileBook(atlasOf(rules));
  const ms = performance.now() - began;
  const everyone = drawn(many, seed + 3);
  const columns = facts.map((fact): FactColumn => {
    // Each value once, as a column is meant to be written.
    const numbers = new Map<string, number>();
    const values: Known[] = [];
    const indices = Uint16Array.from(everyone, (one) => {
      const value = one.get(fact.id);
      if (value === undefined) throw new RangeError(`${fact.id} is unknown in a full profile`);
      const key = String(value);
      let number = numbers.get(key);
      if (number === undefined) {
        numbers.set(key, (number = values.length));
        values.push(knownOf(value));
      }
      return number;
    });
    return { fact: fact.id, values, indices };
  });
  checkColumns(rules, columns, everyone.slice(0, 100));
  return {
    name: `Comity, columns of ${count(many)} profiles`,
    own: true,
    ms,
    rates: [],
    turn() {
      const from = performance.now();
      let done = 0;
      do {
        assessColumns(book, columns, many, query);
        done += many;
      } while (performance.now() - from < turnMs);
      return (rules.length * done * 1000) / (performance.now() - from);
    },
  };
}

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;

async function speeds(): Promise<void> {
  const rows: (string | number)[][] = [];
  for (const size of [100, 1000, 3000]) {
    const rules = drawRules(size, seed);
    await checkAgreement(rules, drawn(size === 100 ? 100 : 5, seed + 9));
    const contenders = [
      ...engines.map((engine) => oneByOne(engine, rules)),
      atOnce(rules, profiles),
      atOnce(rules, 100 * profiles),
    ];
    // Engines take turns, so that a busy moment of the machine falls on all of them; the first turn only warms up.
    for (let round = 0; round <= rounds; round += 1)
      for (const contender of contenders) {
        const rate = await contender.turn(round);
        if (round > 0) contender.rates.push(rate);
      }
    const rateOf = (name: string): number => median(contenders.find((one) => one.name.startsWith(name))?.rates ?? []);
    const single = rateOf("Comity, one profile");
    const batch = rateOf(`Comity, columns of ${count(profiles)} `);
    const most = rateOf(`Comity, columns of ${count(100 * profiles)} `);
    for (const { name, own, ms, rates } of contenders) {
      const rate = median(rates);
      const ratios = [single, batch, most].map((ours) => (own ? "" : `${figure(ours / rate)}×`));
      rows.push([name, count(size), figure(rate), ...ratios, figure((size * 1e6) / rate), figure(ms)]);
    }
  }
  const versions = engines.flatMap(({ peer }) => (peer ? [`${peer} ${versionOf(peer)}`] : []));
  say(`Engines: ${versions.join(", ")}. All gave equal verdicts on the sample of full profiles.`);
  table(
    `Rules × profiles per second (median of ${rounds} turns, seed ${seed})`,
    [
      "engine",
      "rules",
      "rules × profiles / s",
      "Comity one by one is faster by",
      `Comity in columns of ${count(profiles)}`,
      `Comity in columns of ${count(100 * profiles)}`,
      "µs for one profile",
      "ms to build",
    ],
    rows,
  );
}

/** 40 % of the facts removed: what each engine says, against the full profile and against all completions. */
async function gaps(): Promise<void> {
  const rules = drawRules(100, seed);
  const trees = rules.map(treeOf);
  const sample = drawn(200, seed + 5).map((full) => {
    const random = generator(seed + 6 + full.size + Number(full.get("n0") ?? 0) * 1000 + Number(full.get("n1") ?? 0));
    const partial = new Map([...full].filter(() => random() >= 0.4));
    return {
      partial,
      full: trees.map((tree) => (holds(tree, full) ? 1 : 0)),
      truth: trees.map((tree) => truthOver(tree, partial)),
    };
  });
  const open = sample.flatMap(({ truth }) => truth).filter((one) => one === 2).length;
  const rows: (string | number)[][] = [];
  for (const engine of enginesWithGaps) {
    const built = engine.build(rules);
    let [wrong, yes, contradicted, cautious, silent, right] = [0, 0, 0, 0, 0, 0];
    for (const { partial, full, truth } of sample) {
      const verdicts = await built.verdicts(built.encode(partial) as never);
      truth.forEach((expected, i) => {
        const said = verdicts[i];
        if (said === 3) silent += 1;
        else if (said === expected) right += 1;
        else if (said === 2) cautious += 1;
        else {
          wrong += 1;
          if (said === 1) yes += 1;
          if (said !== full[i]) contradicted += 1;
        }
      });
    }
    rows.push([
      engine.name,
      count(right),
      `**${count(wrong)}**`,
      count(yes),
      count(contradicted),
      count(cautious),
      count(silent),
    ]);
    if (engine.peer === null && wrong > 0) throw new Error(`${engine.name} gave ${wrong} wrong verdicts; seed ${seed}`);
  }
  table(
    `Verdicts with 40 % of the facts missing (100 rules × 200 profiles = 20,000; ${count(open)} truly undecided; seed ${seed})`,
    [
      "engine",
      "right",
      "wrong",
      "of which a wrong yes",
      "of which contradicted by the full profile",
      "undecided though decided",
      "no answer (error)",
    ],
    rows,
  );
  say(
    "Truth is found by trying all completions of the missing facts, apart from every engine. Wrong: a yes or no where completions differ, or the opposite of the truth.",
  );
}

await speeds();
await gaps();
