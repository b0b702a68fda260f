import assert from "node:assert/strict";
import { test } from "node:test";
import { foreignHeading, headingFits, namesIn } from "./headings.ts";

test("a heading fits the provision that it names, in each way of naming", () => {
  const fits: readonly (readonly [string, string])[] = [
    ["art_53", "Article 53"],
    ["art_53__para_1__point_a", "Article 53 — Duties of makers"],
    ["art_3", "Art. 3"],
    ["art_12", "第十二条"],
    ["art_12", "第 12 條"],
    ["art_105", "第一百零五条 名称"],
    ["art_20", "第二十条"],
    ["art_82-8", "제82조의8 (제목)"],
    ["art_7", "Điều 7. Tiêu đề"],
    ["art_12", "Article 12 — 第十二条（見出し）"],
    ["sec_20-870", "§ 20-870 Definitions."],
    ["sec_6-1-1703", "Section 6-1-1703. Title - subtitle - 2 rules."],
    ["sec_551.002", "Sec. 551.002. TITLE"],
    ["sec_8", "SEC. 8."],
    ["sec_22757.12", "22757.12"],
    ["sec_13-2-1", "Section 1. Section 13-2-1 is amended to read:"],
    ["sec_1", "Section 1. Section 13-2-1 is amended to read:"],
    ["sec_2-102", "775 ILCS 5/2-102(L)(1) (as quoted)"],
    ["annex_III__point_4", "ANNEX III"],
    ["annex_14", "Annex XIV"],
    ["art_1__point_14", "Article 1(14)"],
    ["art_1", "Article 1(14)"],
    ["chp_5", "CHAPTER V"],
    ["para_1.3", "Paragraph 1.3"],
    ["princ_2", "Principle 2"],
    ["princ_2", "2"],
  ];
  for (const [eId, heading] of fits) assert.ok(headingFits(eId, heading), `${eId} below ${heading}`);
});

test("the kind word counts, and only what the heading names, not what it mentions", () => {
  const others: readonly (readonly [string, string])[] = [
    ["art_5", "Chapter 5 General rules"],
    ["art_5", "CHAPTER V"],
    ["art_5", "第五章 监督"],
    ["art_5", "제5장 보칙"],
    ["art_5", "Section 5"],
    ["art_5", "ANNEX V"],
    ["sec_5", "Article 5"],
    ["annex_I", "Article 1"],
    ["art_5", "Article 53"],
    ["art_5", "Article 5a"],
    ["art_5a", "Article 5"],
    ["art_82", "제82조의8"],
    ["art_5", "Article 6 (exception to Article 5)"],
    ["art_5", "Exceptions to Article 5"],
    ["art_1__point_15", "Article 1(14)"],
    ["sec_17941", "CHAPTER 6. Bots [17940 - 17943] (added by Sec. 1.)"],
    ["sec_22757.1", "Section 22757.12"],
    ["preamble", "Article 5"],
  ];
  for (const [eId, heading] of others) assert.ok(!headingFits(eId, heading), `${eId} is not below ${heading}`);
});

test("names are read from the beginning of a heading", () => {
  assert.deepEqual(namesIn("SECTION 1. Section 13-2-1 is amended"), [
    { kind: "section", number: "1", subNumbers: [] },
    { kind: "section", number: "13-2-1", subNumbers: [] },
  ]);
  assert.deepEqual(namesIn("Purpose and scope"), []);
  assert.deepEqual(namesIn("Article 3 – 5 years of storage"), [{ kind: "article", number: "3", subNumbers: [] }]);
});

// Written for this test; no law says it.
const text = `# CHAPTER I
## Article 1
Owners of kites register them.
## Article 2
### Notice
Kites carry a tag.
### Paragraph 2
The tag is red.
# CHAPTER II
Kites in general.
## ANNEX I
### Section A
1. Small kites
## ANNEX II
1. Large kites`.split("\n");
const heading = (eId: string, first: number, last = first) => foreignHeading(text, eId, first, last)?.heading ?? null;

test("the nearest heading that names a provision decides", () => {
  assert.equal(heading("art_1", 3), null);
  assert.equal(heading("art_1", 2, 3), null);
  assert.equal(heading("art_2__para_1", 6), null, "a sub-heading without a number is passed");
  assert.equal(heading("art_2__para_2", 8), null, "a heading of an inner part is passed");
  assert.equal(heading("art_2__para_1", 8), "Paragraph 2");
  assert.equal(heading("art_1", 6), "Article 2", "an article further up does not count");
  assert.equal(heading("art_2", 10), "CHAPTER II");
  assert.equal(heading("annex_I__point_1", 13), null, "a section of an annex is passed");
  assert.equal(heading("annex_I__point_1", 15), "ANNEX II");
  assert.equal(heading("art_1", 3, 6), "Article 2", "the words run on into another provision");
  assert.equal(foreignHeading(["no heading"], "art_1", 1, 1)?.heading, "none");
});
