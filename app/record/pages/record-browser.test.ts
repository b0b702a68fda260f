/** The pages of the record in a real browser: for everyone, and the check of a receipt without asking the server. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { openBrowser } from "../../../tests/browser.ts";
import { buildIslands } from "../../../scripts/build-islands.mjs";
import { recordFolder } from "../module.ts";
import { openLog } from "../read-log.ts";
import { acts, startLog, tell, witnessSigns } from "./test-log.ts";

const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

async function faultsOf(page: Page, width: number): Promise<string[]> {
  const { violations, passes } = await new AxeBuilder({ page })
    .options({ runOnly: rules, resultTypes: ["violations"] })
    .setLegacyMode()
    .analyze();
  assert.ok(passes.length > 10, "axe looked at the page");
  const wide = await page.evaluate(
    (limit) =>
      document.documentElement.scrollWidth <= limit
        ? []
        : [...document.body.querySelectorAll("*")]
            .filter((one) => one.getBoundingClientRect().right > limit + 1 || one.getBoundingClientRect().left < -1)
            .slice(0, 3)
            .map((one) => `sticks out: ${one.outerHTML.slice(0, 150)}`),
    width,
  );
  return [
    ...violations.map((one) => `${one.id}: ${one.nodes[0]?.html.slice(0, 200)} (${one.nodes.length} times)`),
    ...wide,
  ];
}

test("in a browser: the record is accessible in both directions, wide and narrow, light and dark, opened and closed", async (t) => {
  const browser = await openBrowser(t);
  if (browser === undefined) return;
  await buildIslands();
  const server = await startLog(t, true);
  await tell(server, Array.from({ length: 12 }, () => acts).flat());
  await witnessSigns(server, 0, 1_795_600_000);
  const faults: string[] = [];
  for (const [lang, width, colorScheme] of [
    ["en", 1280, "light"],
    ["ar", 360, "dark"],
    ["ru", 360, "light"],
  ] as const) {
    const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
    const page = await context.newPage();
    for (const path of [
      "/record",
      "/record?kind=none&day=2026-13-01",
      "/record/entries/3",
      "/record/entries/999",
      "/record/verify",
    ]) {
      await page.goto(`${server.url}/${lang}${path}`, { waitUntil: "load" });
      await page.evaluate(() => {
        for (const one of document.querySelectorAll("main details")) one.setAttribute("open", "");
      });
      for (const fault of await faultsOf(page, width)) faults.push(`${lang} ${width} ${path}: ${fault}`);
    }
    await context.close();
  }
  assert.deepEqual(faults, []);
});

test("in a browser: a receipt is checked by the browser, from a file and pasted, and the server is not asked", async (t) => {
  const browser = await openBrowser(t);
  if (browser === undefined) return;
  await buildIslands();
  const folder = mkdtempSync(join(tmpdir(), "comity-receipt-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const server = await startLog(t, true);
  await tell(server);
  await witnessSigns(server, 0, 1_795_600_000);
  await witnessSigns(server, 1, 1_795_600_001);
  const receipt = await (await fetch(`${server.url}/record/entries/2.tlog-proof`)).text();
  const { policy } = await openLog(recordFolder(server.folder)).about();
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
  await page.goto(`${server.url}/en/record/verify`);
  await page.waitForSelector("comity-receipt[ready]", { state: "attached" });
  assert.match((await page.textContent("[data-place=server]")) ?? "", /Nothing is sent to this server/);
  assert.equal(await page.inputValue("#field-policy"), policy);
  const asked: string[] = [];
  page.on("request", (request) => asked.push(`${request.method()} ${request.url()}`));
  const verdict = page.locator("[data-place=verdict]");
  const check = async (): Promise<string> => {
    await page.evaluate(() => document.querySelector("[data-place=verdict]")?.replaceChildren());
    await page.click("comity-receipt button[type=submit]");
    await verdict.locator(".callout").waitFor();
    return (await verdict.innerText()).replaceAll(/\s+/g, " ");
  };

  await page.fill("#field-receipt", receipt);
  const good = await check();
  assert.ok(good.startsWith("This receipt holds Entry 2 stands in the log"), good);
  assert.ok(good.includes("in its checkpoint of size 5."), good);
  assert.ok(good.includes("member-0, ") && good.includes("member-1, ") && good.includes("2026, "), good);
  assert.ok(good.includes('"kind":"role.revoked"'), "the entry itself is shown");
  assert.deepEqual(await faultsOf(page, 1280), []);

  await page.fill("#field-receipt", receipt.replace("index 2", "index 3"));
  const bad = await check();
  assert.ok(bad.startsWith("This receipt does not hold The proof does not lead"), bad);
  assert.equal(await verdict.locator(".callout").getAttribute("role"), "alert");
  assert.deepEqual(await faultsOf(page, 1280), []);

  await page.fill("#field-policy", policy.replace("members 2", "members all"));
  await page.fill("#field-receipt", receipt);
  assert.match(await check(), /too few witnesses of the policy/);

  await page.fill("#field-policy", policy);
  await page.fill("#field-receipt", "");
  const path = join(folder, "entry-2.tlog-proof");
  writeFileSync(path, receipt);
  await page.setInputFiles("#field-file", path);
  assert.match(await check(), /^This receipt holds/);
  writeFileSync(path, Buffer.from([0xff, 0xfe, 0x00]));
  await page.setInputFiles("#field-file", path);
  assert.match(await check(), /cannot be read as text/);

  assert.deepEqual(asked, [], "no request left the browser");
  assert.deepEqual(errors, []);
});

test("in a browser without script the same form is checked by the server", async (t) => {
  const browser = await openBrowser(t);
  if (browser === undefined) return;
  const server = await startLog(t);
  await tell(server);
  const receipt = await (await fetch(`${server.url}/record/entries/4.tlog-proof`)).text();
  const context = await browser.newContext({ javaScriptEnabled: false, locale: "fr" });
  const page = await context.newPage();
  await page.goto(`${server.url}/fr/record/verify`);
  await page.fill("#field-receipt", receipt);
  await page.click("comity-receipt button[type=submit]");
  assert.match(await page.innerText("[data-place=verdict]"), /Ce reçu est valable/);
  await context.close();
});
