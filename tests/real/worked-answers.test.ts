/**
 * The five shipped profiles in six jurisdictions, checked by hand against the words of the law on 24 November 2026.
 * Each line names what a lawyer would look for first, with the provision that was read.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { assess, parseProfile, type Verdict } from "@comity/rules";
import { atlasFolder, loadAtlas } from "../../app/atlas/store/load-atlas.ts";

const { atlas, book } = loadAtlas();

function verdicts(
  name: string,
  place: string,
  asOf: string,
  change: Record<string, unknown> = {},
): (rule: string) => Verdict {
  const { profile, problems } = parseProfile(
    readFileSync(join(atlasFolder, "examples", `${name}.yaml`), "utf8"),
    atlas.vocabulary,
    { places: atlas.places },
  );
  assert.ok(profile, JSON.stringify(problems));
  const facts = new Map(profile.facts);
  for (const [id, raw] of Object.entries(change)) {
    if (raw === undefined) facts.delete(id);
    else {
      const read = parseProfile({ schema: "profile/1", vocabulary: 1, facts: { [id]: raw } }, atlas.vocabulary, {
        places: atlas.places,
      });
      const known = read.profile?.facts.get(id);
      assert.ok(known, JSON.stringify(read.problems));
      facts.set(id, known);
    }
  }
  const { findings } = assess(book, { facts }, { asOf, knownOn: "2026-11-24", places: [place] });
  const found = new Map(findings.map((finding) => [finding.rule, finding.verdict]));
  return (rule) => {
    assert.ok(atlas.rules.has(rule), `${rule} is in the atlas`);
    return found.get(rule) ?? "doesNotApply";
  };
}

test("an open-weight model of 2e25 FLOP owes the Union its documentation: above 10^25 the open-source exemption falls (Art. 51(2), 53(2))", () => {
  const now = verdicts("open-weight-model", "EU", "2026-11-24");
  for (const rule of [
    "eu/aia/art-53-1-a",
    "eu/aia/art-53-1-b",
    "eu/aia/art-53-1-c",
    "eu/aia/art-53-1-d",
    "eu/aia/art-55-1-a",
    "eu/aia/art-55-1-b",
    "eu/aia/art-54-1",
  ])
    assert.equal(now(rule), "applies", rule);
  const small = verdicts("open-weight-model", "EU", "2026-11-24", {
    "training.flop": "3e24 FLOP",
    "model.designatedSystemicRisk": false,
  });
  assert.equal(small("eu/aia/art-53-1-a"), "doesNotApply");
  assert.equal(small("eu/aia/art-55-1-a"), "doesNotApply");
  for (const rule of ["eu/aia/art-53-1-c", "eu/aia/art-53-1-d"])
    assert.equal(small(rule), "applies", `${rule}: copyright policy and summary survive the exemption`);
  const unstated = verdicts("open-weight-model", "EU", "2026-11-24", {
    "training.flop": undefined,
    "model.designatedSystemicRisk": undefined,
  });
  assert.equal(unstated("eu/aia/art-53-1-a"), "undecided");
});

test("a chatbot must tell people in the Union that it is one from 2 August 2026 (Art. 50(1), 113), and in Korea since 22 January 2026 (Art. 31(1))", () => {
  const rule = [...atlas.rules.values()].find(
    (one) => one.instrument === "eu/aia" && one.at.includes("eu/aia#art_50__para_1") && one.modality === "must",
  );
  assert.ok(rule);
  assert.equal(verdicts("chatbot", "EU", "2026-11-24")(rule.id), "applies");
  assert.equal(verdicts("chatbot", "EU", "2026-08-01")(rule.id), "doesNotApply");
  assert.equal(verdicts("chatbot", "KR", "2026-11-24")("kr/aiba/art-31-1"), "applies");
  assert.equal(verdicts("chatbot", "KR", "2026-01-21")("kr/aiba/art-31-1"), "doesNotApply");
});

test("a deepfake app must disclose in the Union as a deployer (Art. 50(4)) and may not make intimate pictures without consent from 2 December 2026 (Art. 5(1)(ba))", () => {
  const before = verdicts("deepfake-app", "EU", "2026-12-01");
  const after = verdicts("deepfake-app", "EU", "2026-12-02");
  assert.equal(after("eu/aia/art-50-4-deepfake"), "applies");
  assert.equal(before("eu/aia/art-5-1-ba"), "doesNotApply");
  assert.equal(after("eu/aia/art-5-1-ba"), "applies");
});

test("in Korea a deepfake must be labelled (Art. 31(3)), but not where its making by AI is evident (Decree Art. 23(4) item 1)", () => {
  assert.equal(
    verdicts("deepfake-app", "KR", "2026-11-24", { "use.evidentToPeople": false })("kr/aiba/art-31-3"),
    "applies",
  );
  assert.equal(
    verdicts("deepfake-app", "KR", "2026-11-24", { "use.evidentToPeople": true })("kr/aiba/art-31-3"),
    "doesNotApply",
  );
});

test("a hiring tool is high-risk in the Union by Annex III point 4, but its duties wait for 2 December 2027 (Art. 113 as amended)", () => {
  const duties = (asOf: string): string[] => {
    const find = verdicts("cv-screening", "EU", asOf, { "item.firstOfferedOn": "2028-01-15" });
    return [...atlas.rules.values()]
      .filter(
        (one) =>
          one.instrument === "eu/aia" &&
          one.at.some((at) => /#art_(9|10|11|12|13|14|15)(__|$)/.test(at)) &&
          one.modality === "must",
      )
      .map((one) => one.id)
      .filter((id) => find(id) === "applies");
  };
  assert.deepEqual(duties("2027-12-01"), []);
  assert.ok(duties("2028-02-01").length >= 10, `${duties("2028-02-01").length} duties of Art. 9 to 15`);
});

test("Colorado's act of 2024 never applied, and that of 2026 begins on 1 January 2027", () => {
  const old = [...atlas.rules.values()].filter((rule) => rule.instrument === "us-co/sb24-205");
  assert.ok(old.length > 0);
  for (const place of ["US-CO"]) {
    for (const asOf of ["2026-07-01", "2026-11-24", "2027-06-01"]) {
      const find = verdicts("cv-screening", place, asOf);
      for (const rule of old) assert.equal(find(rule.id), "doesNotApply", `${rule.id} on ${asOf}`);
    }
  }
  const fresh = [...atlas.rules.values()]
    .filter((rule) => rule.instrument === "us-co/sb26-189" && rule.modality === "must")
    .map((rule) => rule.id);
  const before = verdicts("cv-screening", "US-CO", "2026-12-31");
  const after = verdicts("cv-screening", "US-CO", "2027-01-01");
  assert.deepEqual(
    fresh.filter((rule) => before(rule) !== "doesNotApply" && !/700[0-9]|rules?-|ag-/.test(rule)),
    [],
  );
  assert.ok(fresh.some((rule) => after(rule) !== "doesNotApply"));
});

test("the Council of Europe's convention binds nobody yet (Art. 30: five ratifications needed)", () => {
  const rules = [...atlas.rules.values()].filter((rule) => rule.instrument.startsWith("coe/"));
  for (const rule of rules) assert.deepEqual(rule.applies, [], rule.id);
});
