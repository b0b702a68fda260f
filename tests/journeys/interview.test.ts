/** From the home page to a cited answer by clicking, without script and without an account; the copied link with script. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import type { Page } from "playwright-core";
import { openBrowser } from "../browser.ts";
import { exampleResult, largestExample, pageKinds, startSite } from "./page-kinds.ts";

/** The number in "Question 3". */
const questionNumber = async (page: Page): Promise<number> =>
  Number(/Question (\d+)/.exec(await page.locator("main").innerText())?.[1]);
const heading = (page: Page): Promise<string> => page.locator("h1").innerText();

/** Answers the question on the screen as an ordinary system would, whatever its control. */
async function answer(page: Page): Promise<void> {
  const form = page.locator("main form");
  for (const choice of [/^no$/, /^None of these/, /./]) {
    const label = form.locator("label.choice").filter({ hasText: choice });
    if ((await label.count()) === 0) continue;
    await label.first().click();
    break;
  }
  if ((await form.locator("label.choice").count()) === 0)
    await form.locator("input:not([type=hidden])").first().fill("EU");
  await form.getByRole("button", { name: "Next" }).click();
}

/** Clicks and gives the file that comes. */
async function download(page: Page, name: string): Promise<{ name: string; text: string }> {
  const coming = page.waitForEvent("download");
  await page.getByRole("link", { name, exact: true }).click();
  const file = await coming;
  return { name: file.suggestedFilename(), text: readFileSync(await file.path(), "utf8") };
}

test("in a browser without script: from the home page through the interview to duties, reasons and files", async (t) => {
  const browser = await openBrowser(t);
  if (browser === undefined) return;
  const { url } = await startSite(t);
  const context = await browser.newContext({ javaScriptEnabled: false, locale: "en" });
  const page = await context.newPage();

  await page.goto(url);
  await page.locator("main").getByRole("link", { name: "Assess a system" }).click();
  assert.equal(await page.getByLabel("European Union").isChecked(), true, "the Union is chosen at first");
  await page.getByLabel("Republic of Korea").check();
  await page.getByLabel("Provider: places it on the market").check();
  await page.getByLabel("Company").check();
  await page.getByLabel("Where is your organisation established or located?").fill("FR, KR");
  await page.getByLabel("AI system or service").check();
  await page.getByLabel("In use", { exact: true }).check();
  await page.getByLabel("Where is the output used?").fill("EU, KR");
  await page.getByRole("group", { name: "Does it generate text" }).getByLabel("yes").check();
  await page.getByRole("group", { name: "Does it interact directly" }).getByLabel("yes").check();
  await page.getByRole("button", { name: "Continue" }).click();

  const first = await questionNumber(page);
  const asked = [await heading(page)];
  for (let i = 1; i <= 5; i += 1) {
    await answer(page);
    assert.equal(await questionNumber(page), first + i);
    asked.push(await heading(page));
  }
  assert.equal(new Set(asked).size, 6, `each question is another: ${asked.join(" | ")}`);

  const why = page.locator("details", { hasText: "Why do you ask?" });
  assert.equal(await why.locator(".finding").first().isVisible(), false);
  await why.locator("summary").click();
  assert.ok(await why.locator(".finding").first().isVisible());
  assert.match(
    await why.locator(".finding .citation").first().innerText(),
    /^(European Union|Republic of Korea) · .*Art/,
  );

  const unknown = await heading(page);
  await page.getByRole("button", { name: "I don’t know" }).click();
  assert.notEqual(await heading(page), unknown, "not asked again");
  await page.locator("main").getByRole("link", { name: "Back" }).click();
  assert.equal(await heading(page), unknown, "back to the question that was skipped");
  await page.getByRole("button", { name: "I don’t know" }).click();

  await page.getByRole("link", { name: "Show the result now" }).click();
  assert.equal(await page.locator("section#EU h2").innerText(), "European Union");
  assert.equal(await page.locator("section#KR h2").innerText(), "Republic of Korea");
  const applying = page.locator("section > ul.findings > li.finding");
  const findings = await applying.count();
  assert.ok(findings > 5, `${findings} rules apply`);
  const facts = await page.locator("main dl:last-of-type dt").allInnerTexts();
  assert.equal(facts.length, 8 + 5 + 1, `the first screen, five answers and one that is unknown: ${facts.join(", ")}`);

  const csv = await download(page, "CSV");
  assert.equal(csv.name, "comity-assessment.csv");
  assert.match(csv.text, /^place,/);
  const rows = csv.text.trim().split(/\r?\n(?=\w+,)/);
  assert.ok(rows.length > findings, `${rows.length} lines hold at least the ${findings} findings`);
  assert.ok(rows.some((row) => row.startsWith("EU,")) && rows.some((row) => row.startsWith("KR,")));
  const calendar = await download(page, "Calendar");
  assert.equal(calendar.name, "comity-assessment.ics");
  assert.match(calendar.text, /^BEGIN:VCALENDAR\r\n[^]*END:VCALENDAR\r\n$/);

  const result = new URL(page.url());
  await applying.first().getByRole("link", { name: "Why?" }).click();
  const reasons = await page.locator("main").innerText();
  assert.match(reasons, /It applies/);
  assert.match(reasons, /The whole reasoning/);
  assert.match(reasons, /you answered: /);
  await page.getByRole("link", { name: "Assessment" }).first().click();
  assert.equal(page.url(), result.href, "the way back to the result");

  await page.getByRole("link", { name: "العربية" }).first().click();
  const arabic = new URL(page.url());
  assert.equal(arabic.pathname, "/ar/assess/result");
  assert.equal(arabic.search, result.search, "all answers are kept");
  assert.equal(await page.locator("html").getAttribute("dir"), "rtl");
  assert.equal(await applying.count(), findings, "the same rules apply in every language");
  assert.equal(await page.locator("main dl:last-of-type dt").count(), facts.length);

  await page.getByRole("link", { name: "قيّم نظاماً" }).first().click();
  await page.getByRole("link", { name: "روبوت محادثة للجمهور" }).click();
  await page.getByRole("link", { name: "English" }).first().click();
  const sections = page.locator("main section[id]");
  assert.equal(await sections.count(), 6, "an example in six jurisdictions");
  const heads = await sections.evaluateAll((all) =>
    all.map((one) => [...one.querySelectorAll("h3")].map((head) => head.textContent ?? "")),
  );
  const forbidding = heads.filter((names) => names.some((name) => name.startsWith("Prohibited")));
  assert.ok(forbidding.length > 0, "something is prohibited");
  for (const names of forbidding)
    assert.match(names[0] ?? "", /^Prohibited/, `prohibitions first: ${names.join(", ")}`);
  assert.ok((await applying.count()) > 10);
  const dates = await download(page, "Calendar");
  assert.match(dates.text, /BEGIN:VEVENT\r\n[^]*DTSTART;VALUE=DATE:20\d{6}\r\n[^]*END:VEVENT/, "days to come");
});

test("in a browser: the copied link shows the same to somebody else", async (t) => {
  const browser = await openBrowser(t);
  if (browser === undefined) return;
  const { url } = await startSite(t);
  const mine = await browser.newContext({ permissions: ["clipboard-read", "clipboard-write"] });
  const page = await mine.newPage();
  await page.goto(`${url}/en/assess`);
  await page.getByLabel("Republic of Korea").check();
  await page.getByLabel("Deployer: uses it").check();
  await page.getByRole("button", { name: "Continue" }).click();
  await page.getByRole("link", { name: "Show the result now" }).click();
  await page.getByRole("button", { name: "Copy link" }).click();
  await page.getByText("Copied").waitFor();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  assert.ok(link.startsWith(`${url}/en/assess/result?in=EU`), link);
  const words = (from: Page): Promise<string> =>
    from
      .locator("main section")
      .evaluateAll((sections) => sections.map((one) => (one as HTMLElement).innerText).join("\n"));

  const theirs = await (await browser.newContext()).newPage();
  await theirs.goto(link);
  assert.match(await words(theirs), /Republic of Korea/);
  assert.equal(await words(theirs), await words(page));
});

test("in a browser without script: a broken profile is told with its line, a good one becomes a result", async (t) => {
  const browser = await openBrowser(t);
  if (browser === undefined) return;
  const { url } = await startSite(t);
  const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  const send = async (name: string, text: string): Promise<void> => {
    await page.goto(`${url}/en/assess`);
    await page.getByLabel("Profile file").setInputFiles({ name, mimeType: "text/yaml", buffer: Buffer.from(text) });
    await page.getByRole("button", { name: "Assess the file" }).click();
  };
  const head = "schema: profile/1\nvocabulary: 1\nfacts:\n";
  for (const [name, text, told] of [
    ["typing.yaml", `${head}  actor.rol: [provider]\n`, /typing\.yaml:4.*did you mean `actor\.role`/s],
    ["unit.yaml", `${head}  training.flop: 3 kg\n`, /unit\.yaml:4.*unit/s],
    ["broken.yaml", `${head}  actor.role: [provider\n`, /broken\.yaml:[45]/],
    ["version.yaml", head.replace("profile/1", "profile/9"), /version\.yaml:1.*profile\/1/s],
    ["picture.yaml", "\u0000\u0001PNG", /picture\.yaml/],
  ] as const) {
    await send(name, text);
    assert.match(await page.getByRole("alert").innerText(), told);
  }
  await send("good.yaml", `${head}  actor.role: [provider]\n  item.kind: system\n`);
  assert.ok((await page.locator("li.finding").count()) > 5);
});

test("in a browser without script: a form that comes back keeps what was answered", async (t) => {
  const browser = await openBrowser(t);
  if (browser === undefined) return;
  const { url } = await startSite(t);
  const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await page.goto(`${url}/en/assess`);
  await page.getByLabel("Viet Nam").check();
  await page.getByLabel("Deployer: uses it").check();
  await page.getByLabel("Public body").check();
  const where = page.getByLabel("Where is your organisation established or located?");
  await where.fill("FR, Narnia");
  await page.getByRole("button", { name: "Continue" }).click();
  assert.match(await page.getByRole("alert").innerText(), /Narnia.*is not a place of the atlas/i);
  for (const kept of ["European Union", "Viet Nam", "Deployer: uses it", "Public body"])
    assert.ok(await page.getByLabel(kept).isChecked(), kept);
  assert.equal(await where.inputValue(), "FR, Narnia");
  await where.fill("fr vn");
  await page.getByRole("button", { name: "Continue" }).click();
  assert.ok((await questionNumber(page)) === 4, "three answers are known");
});

test("in a browser: on paper a result has every rule, folded ones too, and no navigation", async (t) => {
  const browser = await openBrowser(t);
  if (browser === undefined) return;
  const { url } = await startSite(t);
  const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await page.goto(`${url}/en${await exampleResult(url, largestExample)}`);
  const findings = page.locator("main li.finding");
  const shown = (): Promise<number> =>
    findings.evaluateAll((all) => all.filter((one) => one.checkVisibility({ contentVisibilityAuto: true })).length);
  const count = await findings.count();
  assert.ok((await shown()) < count, "on the screen some are folded");
  await page.emulateMedia({ media: "print" });
  assert.equal(await shown(), count);
  assert.equal(await page.getByRole("navigation").first().isVisible(), false);
  assert.equal(await page.getByRole("button", { name: "Show", exact: true }).isVisible(), false, "no form on paper");
});

test("in a browser without script: a reason that comes again leads to where its parts are shown", async (t) => {
  const browser = await openBrowser(t);
  if (browser === undefined) return;
  const { url } = await startSite(t);
  const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await page.goto(`${url}/en${pageKinds.find(({ name }) => name === "reasons")?.path}`);
  const { links, ids, lines } = await page.locator("main .tree").evaluate((tree) => ({
    links: [...tree.querySelectorAll("a")].map((link) => link.getAttribute("href") ?? ""),
    ids: [...tree.querySelectorAll("[id]")].map(({ id }) => `#${id}`),
    lines: tree.querySelectorAll("li").length,
  }));
  assert.ok(links.length > 0 && lines < 1500, `${links.length} links, ${lines} lines`);
  assert.equal(new Set(ids).size, ids.length, "each is shown with its parts once");
  assert.deepEqual(
    links.filter((link) => !ids.includes(link)),
    [],
  );
  const [first = ""] = links;
  await page.goto(`${page.url()}${first}`);
  assert.ok(await page.locator(first).locator("summary").first().isVisible(), "unfolded by the way there");
});
