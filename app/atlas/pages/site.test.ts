import assert from "node:assert/strict";
import { after, test } from "node:test";
import { gzipSync } from "node:zlib";
import { compileBook, languages, parseAtlas, type Atlas } from "@comity/rules";
import { design } from "../../design/module.tsx";
import { builtIn, startTestServer } from "../../platform/database/test-database.ts";
import { dayInWords } from "../../design/index.ts";
import { translator } from "../../platform/i18n/index.ts";
import { readAtlasFiles } from "../store/load-atlas.ts";
import { atlasIndex } from "./atlas-index.ts";
import { registerSite } from "./site.tsx";

// The law of the Union suffices for every page; every place, topic and fact is there.
const parsed = parseAtlas(
  readAtlasFiles().filter(({ path }) => !path.startsWith("law/") || path.startsWith("law/eu/")),
);
const atlas: Atlas = parsed.atlas ?? assert.fail("the European part of the atlas has a fault");
const loaded = { atlas, book: compileBook(atlas), release: "0123456789abcdef".repeat(4), checked: "2026-11-24" };
const index = atlasIndex(loaded);

const cleanups: (() => void | Promise<void>)[] = [];
const server = await startTestServer(
  { after: (work) => void cleanups.push(work) },
  [design, { name: "atlas", register: (app) => registerSite(app, loaded, () => "2026-11-24") }],
  {},
  builtIn,
);
after(async () => {
  for (const work of cleanups) await work();
});

async function get(path: string, status = 200): Promise<string> {
  const answer = await fetch(server.url + path, { headers: { accept: "text/html" } });
  assert.equal(answer.status, status, path);
  return answer.text();
}

/** What a reader sees, without marks of the language; spaces as one. */
const seen = (html: string): string =>
  html
    .replaceAll(/<(style|script)[\s\S]*?<\/\1>/g, " ")
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&amp;", "&")
    .replaceAll(/\s+/g, " ");

const pages = [
  ["", "atlas.site.home.title"],
  ["/places", "atlas.site.places.law"],
  ["/places/eu", "atlas.site.place.byTopic"],
  ["/instruments/eu/aia", "atlas.site.instrument.expressions"],
  ["/instruments/eu/aia?by=provision", "atlas.site.instrument.byProvision"],
  ["/rules/eu/aia/art-53-1-a", "atlas.site.rule.readings"],
  ["/topics", "atlas.site.topics.lead"],
  ["/topics/deepfake-label", "atlas.site.topic.others"],
  ["/facts/training.flop", "atlas.site.fact.usedBy"],
  ["/search", "atlas.site.search.lead"],
  ["/data", "atlas.site.data.licenceText"],
] as const;

for (const lang of languages) {
  test(`every page speaks ${lang}, works without inline style, is light`, async () => {
    for (const [path, key] of pages) {
      const html = await get(`/${lang}${path}`);
      assert.ok(html.includes(`<html lang="${lang}"`), path);
      assert.ok(seen(html).includes(translator(lang)(key)), `${path} says ${key}`);
      assert.doesNotMatch(seen(html), /\batlas\.(site|words)\./, `${path} shows a key instead of words`);
      assert.doesNotMatch(html, /<[^>]+\sstyle=/, path);
      assert.ok(gzipSync(html).length < (path === "" ? 100_000 : 60_000), `${path}: ${gzipSync(html).length} bytes`);
    }
  });
}

test("home counts what the atlas holds, and each figure leads to it", async () => {
  const html = await get("/en");
  assert.ok(html.includes(`>${new Intl.NumberFormat("en").format(atlas.rules.size)}</a>`));
  assert.match(html, /href="\/en\/places\?law=yes"/);
  assert.ok(html.includes('href="/en/places/jp"'), "a place with a status is a link on the map");
  assert.ok(seen(html).includes("2 December 2027"), "the next dates of the AI Act");
  assert.match(html, /role="search"/);
});

test("jurisdictions are filtered by status, group, law and name in any language", async () => {
  const codes = async (query: string): Promise<string[]> =>
    [...(await get(`/en/places?${query}`)).matchAll(/<td[^>]*><code>([A-Z-]+)<\/code><\/td>/g)].map(
      (match) => match[1] ?? "",
    );
  assert.equal((await codes("")).length, atlas.places.size);
  const bills = await codes("status=bill");
  assert.deepEqual(
    bills.toSorted(),
    [...atlas.status.values()]
      .filter(({ state }) => state === "bill")
      .map(({ place }) => place)
      .toSorted(),
  );
  assert.equal((await codes("status=any")).length, atlas.status.size);
  assert.equal((await codes("group=EU")).length, 28, "27 member States and the Union itself");
  assert.deepEqual(await codes("group=ldc&text=rwanda"), ["RW"]);
  assert.deepEqual(await codes("law=yes"), ["EU"]);
  for (const name of ["Ouzbékistan", "узбекистан", "乌兹别克斯坦", "أوزبكستان", "UZB", "uzbek"])
    assert.deepEqual(await codes(`text=${encodeURIComponent(name)}`), ["UZ"], name);
  assert.deepEqual((await codes("group=EU&sort=-code")).slice(0, 2), ["SK", "SI"]);
  assert.ok(seen(await get("/fr/places?text=nowhere")).includes("Aucun lieu ne correspond"));
});

test("the table of jurisdictions comes as CSV, filtered as on the page", async () => {
  const answer = await fetch(`${server.url}/fr/places.csv`);
  assert.match(answer.headers.get("content-type") ?? "", /^text\/csv/);
  const lines = (await answer.text()).split("\r\n");
  assert.equal(lines[0], "code,name_en,name,kind,status,status_text,status_source,status_checked,instruments,rules");
  assert.equal(lines.length, atlas.places.size + 2, "a header, a row a place, a last line break");
  const row = lines.find((line) => line.startsWith("EU,")) ?? "";
  assert.ok(row.startsWith("EU,European Union,Union européenne,union,binding-law-in-force,"));
  assert.ok(row.endsWith(`,${atlas.rules.size}`));
  const few = await (await fetch(`${server.url}/places.csv?status=bill`)).text();
  assert.equal(
    few.trim().split("\r\n").length,
    1 + [...atlas.status.values()].filter(({ state }) => state === "bill").length,
  );
});

test("a place says what is known, what was looked for and what nobody looked at", async () => {
  const union = seen(await get("/en/places/eu"));
  assert.ok(union.includes("AI Act (EU)") && union.includes("1 August 2024"));
  for (const { title } of atlas.topics.values()) assert.ok(union.includes(title.en), title.en);
  const france = await get("/en/places/fr");
  assert.match(france, /href="\/en\/places\/eu"[^>]*>The law of European Union reaches here too/);
  assert.ok(seen(france).includes("since 1 January 1958"));
  const without = [...atlas.places.keys()].find(
    (code) => !atlas.status.has(code) && (atlas.places.get(code)?.partOf.length ?? 0) === 0,
  );
  const silent = seen(await get(`/en/places/${without?.toLowerCase()}`));
  assert.ok(
    silent.includes("Not coded: nobody has recorded") && silent.includes("says nothing about whether there is any"),
  );
});

test("an instrument shows its identity, wordings, and every rule once by topic", async () => {
  const html = await get("/en/instruments/eu/aia");
  const words = seen(html);
  for (const expected of [
    "32024R1689",
    "Adopted",
    "13 June 2024",
    "not authentic",
    "Definitions",
    "Sanctions",
    "Example profiles",
  ])
    assert.ok(words.toLowerCase().includes(expected.toLowerCase()), expected);
  for (const rule of index.rulesOf.get("eu/aia") ?? []) {
    const found = html.split(`href="/en/rules/${rule.id}"`).length - 1;
    assert.ok(found >= 1, rule.id);
  }
  const byProvision = await get("/en/instruments/eu/aia?by=provision");
  assert.ok(byProvision.includes('<section id="art_53__para_1__point_a">'));
});

test("a rule shows both times, its conditions with definitions, exceptions and readers", async () => {
  const html = await get("/en/rules/eu/aia/art-9-10");
  const words = seen(html);
  assert.ok(words.includes("2 Aug 2026") && words.includes("24 Jul 2026") && words.includes("2 Dec 2027"));
  assert.ok(words.includes("superseded") && words.includes("the law as known today"));
  assert.match(html, /it counts as “high risk provider” under:[\s\S]{0,80}<a href="\/en\/rules\/eu\/aia\//);
  assert.ok(words.includes("Unless") && words.includes("editor-1"));
  const duty = seen(await get("/fr/rules/eu/aia/art-53-1-a"));
  assert.ok(duty.includes("Pas lié avant le 2 août 2027"), "the transition");
  assert.ok(duty.includes("amende administrative"), "the sanction of a breach");
  const definition = index.uses("eu/aia/art-53-2");
  assert.ok(definition.exempts.some(({ id }) => id === "eu/aia/art-53-1-a"));
  assert.match(await get("/en/rules/eu/aia/art-53-2"), /exempts from[\s\S]*href="\/en\/rules\/eu\/aia\/art-53-1-a"/);
});

test("statements are marked as English, from left to right, on pages in another language only", async () => {
  assert.match(await get("/ar/rules/eu/aia/art-53-1-a"), /<p class="norm" lang="en" dir="ltr">Draw up/);
  assert.match(await get("/en/rules/eu/aia/art-53-1-a"), /<p class="norm">Draw up/);
  assert.match(await get("/ar/topics/deepfake-label"), /<p class="norm" lang="en" dir="ltr">/);
});

test("the matrix counts rules and links to them, and hatches what nobody looked at", async () => {
  const html = await get("/en/topics");
  const { rules } = index.cell("EU", "deepfake-label");
  assert.ok(html.includes(`<a href="/en/topics/deepfake-label#eu">${rules.length}</a>`));
  const silences = [...atlas.topics.keys()].map((topic) => index.cell("EU", topic).silence);
  assert.equal(
    html.split('class="cell none"').length - 1,
    silences.filter((silence) => silence === "not-coded").length,
  );
  const topic = await get("/en/topics/deepfake-label");
  for (const rule of rules) assert.ok(topic.includes(`href="/en/rules/${rule.id}"`), rule.id);
});

test("search groups results, marks the hits, and escapes what was asked", async () => {
  const html = await get("/en/search?q=deepfakes");
  assert.match(html, /<h2>\s*Topics/);
  assert.match(html, /<mark>deepfakes<\/mark>/i);
  const evil = await get(`/en/search?q=${encodeURIComponent('<script>alert(1)</script>" onfocus="x')}`);
  assert.ok(!evil.includes("<script>alert") && !evil.includes('" onfocus="x'));
  assert.ok(seen(await get("/es/search?q=qqqzzzxxx")).includes("No se encontró nada para «qqqzzzxxx»"));
  const one = await get("/en/search?q=documentation&kind=rule");
  assert.match(one, /<h2>\s*Rules/);
  assert.doesNotMatch(one, /<h2>\s*Topics/);
});

test("an address that names nothing is 404 with a way on, and is not run", async () => {
  for (const lang of languages) {
    for (const [path, key, id] of [
      ["/places/zz", "atlas.site.missing.place", "ZZ"],
      ["/instruments/eu/nope", "atlas.site.missing.instrument", "eu/nope"],
      ["/rules/eu/aia/nope", "atlas.site.missing.rule", "eu/aia/nope"],
      ["/topics/nope", "atlas.site.missing.topic", "nope"],
      ["/facts/nope", "atlas.site.missing.fact", "nope"],
    ] as const)
      assert.ok(seen(await get(`/${lang}${path}`, 404)).includes(translator(lang)(key, { id })), `${lang} ${path}`);
  }
  assert.match(await get("/en/rules/eu/aia/art-53-1-x", 404), /href="\/en\/rules\/eu\/aia\/art-53-1-[a-d]"/);
  const evil = await get(`/en/topics/${encodeURIComponent("<img src=x onerror=alert(1)>")}`, 404);
  assert.ok(!evil.includes("<img"));
});

test("data says who read it, under which licence, and how to cite it", async () => {
  const words = seen(await get("/en/data"));
  assert.ok(words.includes("CC BY 4.0") && words.includes(`release ${loaded.release.slice(0, 12)}`));
  assert.ok(words.includes(dayInWords("en", loaded.checked)));
  const html = await get("/en/data");
  for (const path of ["/api/v1/atlas.json", "/api/v1/rules.csv", "/en/places.csv"])
    assert.ok(html.includes(`href="${path}"`), path);
});
