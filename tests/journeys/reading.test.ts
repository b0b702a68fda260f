/** Reading the atlas by clicking, without script: from the map to the words of the law, the table of places, search, languages. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { openBrowser } from "../browser.ts";
import { startSite } from "./page-kinds.ts";

test("in a browser without script: from the map to a country, its law, a rule, the official text and the topic", async (t) => {
  const browser = await openBrowser(t);
  if (browser === undefined) return;
  const { url } = await startSite(t);
  const page = await (await browser.newContext({ javaScriptEnabled: false, locale: "en" })).newPage();
  const main = page.locator("main");

  await page.goto(url);
  await page
    .locator("figure.map svg")
    .getByRole("link", { name: /^Republic of Korea: / })
    .click();
  assert.equal(await page.locator("h1").innerText(), "Republic of Korea");
  await main.getByRole("link", { name: "AI Basic Act (Korea)", exact: true }).first().click();
  assert.match(await page.locator("h1").innerText(), /Framework Act on the Development of Artificial Intelligence/);
  const rule = main.locator("a[href*='/rules/kr/aiba/']").first();
  const address = new URL((await rule.getAttribute("href")) ?? "", url);
  // Rules of an instrument may stand folded.
  await rule.evaluate((link) => {
    for (let fold = link.closest("details"); fold; fold = fold.parentElement?.closest("details") ?? null)
      fold.open = true;
  });
  await rule.click();
  assert.equal(page.url(), address.href);
  const words = await main.innerText();
  for (const part of ["Dates", "Where it stands", "Who read it"]) assert.ok(words.includes(part), part);
  assert.match(
    (await main.getByRole("link", { name: "official text" }).first().getAttribute("href")) ?? "",
    /^https?:\/\//,
  );

  const topic = main.locator("a[href*='/topics/']").first();
  const name = await topic.innerText();
  await topic.click();
  assert.equal(await page.locator("h1").innerText(), name);
  assert.ok((await main.locator(`a[href='${address.pathname}']`).count()) > 0, "the topic shows the rule");
});

test("in a browser without script: places are filtered and sorted by addresses that every language keeps", async (t) => {
  const browser = await openBrowser(t);
  if (browser === undefined) return;
  const { url } = await startSite(t);
  const page = await (await browser.newContext({ javaScriptEnabled: false, acceptDownloads: true })).newPage();
  const column = (n: number): Promise<string[]> => page.locator(`main tbody tr > :nth-child(${n})`).allInnerTexts();

  await page.goto(`${url}/en/places`);
  assert.ok((await column(1)).length >= 249, "every country and area of ISO 3166");
  await page.getByLabel("Status").selectOption("soft law");
  await page.getByRole("button", { name: "Filter" }).click();
  const names = await column(1);
  assert.ok(names.length > 3 && names.length < 249, `${names.length} places`);
  assert.deepEqual(new Set(await column(3)), new Set(["soft law"]));
  assert.deepEqual(names, names.toSorted(new Intl.Collator("en").compare));
  await page.locator("thead").getByRole("link", { name: "Place" }).click();
  assert.deepEqual(await column(1), names.toReversed(), "the filter stays when the order turns");

  await page.getByRole("link", { name: "Русский" }).first().click();
  assert.match(page.url(), /\/ru\/places\?.*status=soft-law/);
  const inRussian = await column(1);
  assert.equal(inRussian.length, names.length);
  assert.deepEqual(
    inRussian,
    inRussian.toSorted(new Intl.Collator("ru").compare).toReversed(),
    "in the order of Russian",
  );

  await page.goto(`${url}/en/places`);
  await page.getByLabel("Name or code").fill("viet");
  await page.getByRole("button", { name: "Filter" }).click();
  assert.deepEqual(await column(1), ["Viet Nam"]);
});

test("in a browser: the first page comes in the reader's language; search finds in all six", async (t) => {
  const browser = await openBrowser(t);
  if (browser === undefined) return;
  const { url } = await startSite(t);
  for (const [locale, lang, word] of [
    ["ar-EG", "ar", "التزييف العميق"],
    ["zh-CN", "zh", "深度伪造"],
    ["en-GB", "en", "deepfake"],
    ["fr-SN", "fr", "hypertrucages"],
    ["ru-KZ", "ru", "дипфейк"],
    ["es-MX", "es", "ultrasuplantaciones"],
    ["de-AT", "en", "deepfakes"],
  ] as const) {
    const context = await browser.newContext({ javaScriptEnabled: false, locale });
    const page = await context.newPage();
    await page.goto(url);
    assert.equal(await page.locator("html").getAttribute("lang"), lang, locale);
    const form = page.locator("main form[action$='/search']");
    await form.getByRole("searchbox").fill(word);
    await form.getByRole("button").click();
    assert.equal(await page.locator("html").getAttribute("lang"), lang);
    assert.ok((await page.locator("main a[href*='/topics/deepfake']").count()) > 0, `${lang}: ${word} finds its topic`);
    assert.ok((await page.locator("main a[href*='/rules/']").count()) > 0, `${lang}: ${word} finds rules`);
    await context.close();
  }
});
