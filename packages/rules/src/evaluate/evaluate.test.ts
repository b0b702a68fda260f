import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Known, Query } from "../model/facts.ts";
import { compileBook, loadBook, serialiseBook } from "../compile/book.ts";
import { completionsOf, facts as vocabulary, fullValues, randomAtlas, randomFacts } from "../fixtures/random-atlas.ts";
import { nextQuestion } from "../interview/questions.ts";
import { assess } from "./assess.ts";
import { assessColumns } from "./columns.ts";
import { explain, factsOf } from "./explain.ts";
import { naiveAsked, naiveRule, naiveVerdict } from "./naive.ts";
import { timeline } from "./timeline.ts";

const queries: readonly Query[] = [
  { asOf: "2026-07-01", knownOn: "2026-11-24", places: ["EU"] },
  { asOf: "2026-07-01", knownOn: "2026-02-01", places: ["FR"] },
  { asOf: "2027-02-01", knownOn: "2026-11-24", places: ["EU"] },
];
const query = fc.constantFrom(...queries);

test("a verdict is exactly what all completions of the facts agree on", () => {
  let compared = 0;
  fc.assert(
    fc.property(randomAtlas, randomFacts, query, (atlas, facts, q) => {
      const book = compileBook(atlas);
      const { findings } = assess(book, { facts }, q);
      const verdicts = new Map(findings.map((finding) => [finding.rule, finding]));
      for (const rule of naiveAsked(atlas, q)) {
        const open = factsOf(book, book.ruleNumber.get(rule.id) ?? -1);
        const combinations = open.reduce(
          (product, fact) => product * (facts.has(fact) ? 1 : (fullValues.get(fact)?.length ?? 1)),
          1,
        );
        if (combinations > 3_000) continue;
        compared += 1;
        const oracle = naiveVerdict(atlas, rule.id, completionsOf(facts, open), q);
        const finding = verdicts.get(rule.id);
        const verdict = finding?.verdict ?? "doesNotApply";
        if (finding === undefined || finding.exact) assert.equal(verdict, oracle, rule.id);
        else assert.equal(verdict, "undecided");
      }
    }),
    { numRuns: 400 },
  );
  assert.ok(compared > 400, `${compared} verdicts compared`);
});

test("without the exact pass the verdict is Kleene's, as the tree walker finds it", () => {
  fc.assert(
    fc.property(randomAtlas, randomFacts, query, (atlas, facts, q) => {
      const book = compileBook(atlas);
      const columns = [...facts].map(([fact, known]) => ({ fact, values: [known], indices: Uint8Array.of(0) }));
      for (const result of assessColumns(book, columns, 1, q)) {
        const rule = atlas.rules.get(result.rule);
        assert.ok(rule);
        const found = result.applies === 1 ? "true" : result.undecided === 1 ? "unknown" : "false";
        assert.equal(found, naiveRule(atlas, rule, facts, q), result.rule);
      }
    }),
    { numRuns: 400 },
  );
});

test("columns of profiles give each profile what it gets alone", () => {
  fc.assert(
    fc.property(randomAtlas, fc.array(randomFacts, { minLength: 33, maxLength: 70 }), query, (atlas, profiles, q) => {
      const book = compileBook(atlas);
      const columns = [...vocabulary.keys()].map((fact) => ({
        fact,
        values: [undefined, ...profiles.map((facts) => facts.get(fact))],
        indices: Uint8Array.from(profiles, (_, i) => i + 1),
      }));
      const each = profiles.map(
        (facts) => new Map([...atlas.rules.values()].map((rule) => [rule.id, naiveRule(atlas, rule, facts, q)])),
      );
      const seen: string[] = [];
      const results = assessColumns(book, columns, profiles.length, q, (first, verdicts) => {
        for (const [id, { must, may }] of verdicts) {
          profiles.forEach((_, i) => {
            const word = (i - first) >> 5;
            const bit = (i - first) & 31;
            const verdict =
              ((must[word] ?? 0) >>> bit) & 1 ? "true" : ((may[word] ?? 0) >>> bit) & 1 ? "unknown" : "false";
            assert.equal(verdict, each[i]?.get(id), `${id} of profile ${i}`);
            seen.push(id);
          });
        }
      });
      assert.equal(seen.length, results.length * profiles.length);
      for (const result of results) {
        assert.equal(result.applies, each.filter((one) => one.get(result.rule) === "true").length);
        assert.equal(result.undecided, each.filter((one) => one.get(result.rule) === "unknown").length);
        assert.equal(result.applies + result.undecided + result.doesNotApply, profiles.length);
      }
    }),
    { numRuns: 40 },
  );
});

test("one more fact never turns a verdict round", () => {
  fc.assert(
    fc.property(
      randomAtlas,
      randomFacts,
      fc.constantFrom(...fullValues.keys()),
      fc.nat(),
      query,
      (atlas, facts, fact, which, q) => {
        fc.pre(!facts.has(fact));
        const book = compileBook(atlas);
        const values = fullValues.get(fact) ?? [];
        const more = new Map(facts).set(fact, values[which % values.length] as Known);
        const before = new Map(assess(book, { facts }, q).findings.map((finding) => [finding.rule, finding.verdict]));
        const after = new Map(
          assess(book, { facts: more }, q).findings.map((finding) => [finding.rule, finding.verdict]),
        );
        for (const rule of naiveAsked(atlas, q)) {
          const earlier = before.get(rule.id) ?? "doesNotApply";
          if (earlier !== "undecided") assert.equal(after.get(rule.id) ?? "doesNotApply", earlier);
        }
      },
    ),
    { numRuns: 300 },
  );
});

test("a book survives serialising, and its hash tells any change", () => {
  fc.assert(
    fc.property(randomAtlas, randomFacts, query, (atlas, facts, q) => {
      const book = compileBook(atlas);
      const loaded = loadBook(serialiseBook(book));
      assert.equal(loaded.hash, book.hash);
      assert.equal(compileBook(atlas).hash, book.hash);
      assert.deepEqual(assess(loaded, { facts }, q), assess(book, { facts }, q));
      const rules = new Map(
        [...atlas.rules].map(([id, rule]) => [id, { ...rule, applies: [{ from: "2026-01-02", known: {} }] }]),
      );
      assert.notEqual(compileBook({ ...atlas, rules }).hash, book.hash);
    }),
    { numRuns: 50 },
  );
  assert.throws(() => loadBook('{"format":"other"}'), SyntaxError);
});

test("the reasons force the verdict, none of them can be left out, and the named change flips it", () => {
  fc.assert(
    fc.property(randomAtlas, randomFacts, query, (atlas, facts, q) => {
      const book = compileBook(atlas);
      for (const rule of naiveAsked(atlas, q)) {
        const { verdict, because, wouldChangeIf, tree } = explain(atlas, book, { facts }, q, rule.id);
        assert.deepEqual(tree.node, { kind: "rule", rule: rule.id });
        const verdictWith = (kept: ReadonlyMap<string, Known>) =>
          assess(book, { facts: kept }, q).findings.find((finding) => finding.rule === rule.id)?.verdict ??
          "doesNotApply";
        if (verdict === "undecided") continue;
        const kept = new Map([...facts].filter(([fact]) => because.includes(fact)));
        assert.equal(verdictWith(kept), verdict);
        for (const fact of because)
          assert.notEqual(verdictWith(new Map([...kept].filter(([id]) => id !== fact))), verdict, `${fact} is needed`);
        if (!wouldChangeIf) continue;
        const changed = new Map(facts);
        for (const { fact, to } of wouldChangeIf) changed.set(fact, to);
        assert.equal(verdictWith(changed), verdict === "applies" ? "doesNotApply" : "applies");
      }
    }),
    { numRuns: 60 },
  );
});

test("an interview ends with everything decided, and asks nothing twice", () => {
  fc.assert(
    fc.property(randomAtlas, fc.array(fc.nat(), { minLength: 12, maxLength: 12 }), query, (atlas, answers, q) => {
      const book = compileBook(atlas);
      const facts = new Map<string, Known>();
      const asked = new Set<string>();
      for (let turn = 0; ; turn += 1) {
        const question = nextQuestion(book, { facts }, q);
        if (question === null) break;
        assert.ok(!asked.has(question.fact), question.fact);
        assert.ok(question.because.length > 0);
        asked.add(question.fact);
        const values = fullValues.get(question.fact) ?? [];
        facts.set(question.fact, values[(answers[turn] ?? 0) % values.length] as Known);
      }
      const { decided } = assess(book, { facts }, q);
      assert.equal(decided.rules, decided.of);
    }),
    { numRuns: 60 },
  );
});

test("a skipped fact is not asked again", () => {
  fc.assert(
    fc.property(randomAtlas, query, (atlas, q) => {
      const book = compileBook(atlas);
      const first = nextQuestion(book, { facts: new Map() }, q);
      fc.pre(first !== null);
      assert.notEqual(
        nextQuestion(book, { facts: new Map() }, q, { skip: new Set([first?.fact ?? ""]) })?.fact,
        first?.fact,
      );
    }),
    { numRuns: 50 },
  );
});

test("the timeline adds up to the assessment on any day", () => {
  fc.assert(
    fc.property(
      randomAtlas,
      randomFacts,
      fc.constantFrom("2025-06-01", "2026-01-01", "2026-07-31", "2026-08-01", "2027-06-01"),
      (atlas, facts, asOf) => {
        const book = compileBook(atlas);
        const changes = timeline(book, { facts }, { knownOn: "2026-11-24", places: ["EU"] });
        const applying = new Set<string>();
        for (const change of changes) {
          if (change.on > asOf) break;
          for (const rule of change.ends) assert.ok(applying.delete(rule));
          for (const rule of change.starts) applying.add(rule);
        }
        const { findings } = assess(book, { facts }, { asOf, knownOn: "2026-11-24", places: ["EU"] });
        assert.deepEqual(
          [...applying].toSorted(),
          findings
            .filter((finding) => finding.verdict === "applies")
            .map((finding) => finding.rule)
            .toSorted(),
        );
      },
    ),
    { numRuns: 100 },
  );
});
