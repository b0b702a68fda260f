import assert from "node:assert/strict";
import { test } from "node:test";
import { startTestServer } from "../../app/platform/database/test-database.ts";
import { languages } from "../../app/platform/i18n/index.ts";
import { design } from "../../app/design/module.tsx";
import { buildIslands } from "../../scripts/build-islands.mjs";
import { openBrowser } from "../browser.ts";
import { axeFaults, pageFaults } from "./page-faults.ts";

test("the design pages, the error page and the choice of looks", async (t) => {
  const { url } = await startTestServer(t, [design]);
  const get = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
    fetch(url + path, { headers: { accept: "text/html", ...headers }, redirect: "manual" });

  const titles = new Set<string>();
  for (const lang of languages) {
    const answer = await get(`/${lang}/design`);
    assert.equal(answer.status, 200);
    const html = await answer.text();
    assert.ok(html.includes(`<html lang="${lang}" dir="${lang === "ar" ? "rtl" : "ltr"}">`));
    titles.add(/<h1>([^<]+)/.exec(html)?.[1] ?? "");
    assert.ok(!/\sstyle=|<style|<script(?![^>]*\ssrc=)|\son[a-z]+=/.test(html), "nothing inline: the CSP forbids it");
    const sheet = /href="(\/assets\/design\/main\.[\da-f]+\.css)"/.exec(html)?.[1] ?? "";
    assert.equal((await get(sheet)).headers.get("content-type"), "text/css; charset=utf-8");
  }
  assert.equal(titles.size, languages.length, "every language has its own words");

  const missing = await get("/fr/none");
  assert.equal(missing.status, 404);
  const page = await missing.text();
  assert.match(page, /<h1>Cette page n’existe pas/);
  assert.match(page, /<bdi lang="en">There is nothing at \/none\./);

  const chosen = await get("/theme/dark?back=%2Ffr%2Fdesign%3Fsort%3Dcode");
  assert.equal(chosen.status, 303);
  assert.equal(chosen.headers.get("location"), "/fr/design?sort=code");
  const cookie = (chosen.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
  assert.match(await (await get("/en/design", { cookie })).text(), /<html lang="en" dir="ltr" data-theme="dark">/);
  assert.equal((await get("/theme/pink")).status, 404);
});

test("in a browser: accessible and within the screen in both directions, light and dark, wide and narrow", async (t) => {
  const browser = await openBrowser(t);
  if (browser === undefined) return;
  const { url } = await startTestServer(t, [design]);
  for (const [path, width, colorScheme] of [
    ["/en/design", 1280, "light"],
    ["/en/design", 360, "dark"],
    ["/ar/design", 1280, "dark"],
    ["/ar/design", 360, "light"],
    ["/zh/none", 360, "light"],
  ] as const) {
    const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
    const page = await context.newPage();
    const errors: string[] = [];
    page.on("pageerror", (error) => errors.push(String(error)));
    page.on("console", (message) => {
      if (message.type() === "error" && !message.text().includes("404")) errors.push(message.text());
    });
    await page.goto(url + path);
    const where = `${path} ${width} ${colorScheme}`;
    const lang = path.slice(1, 3);
    assert.deepEqual([...(await pageFaults(page, lang, width)), ...(await axeFaults(page))], [], where);
    assert.deepEqual(errors, [], where);
    await context.close();
  }
});

test("in a browser: menu, languages and looks without script; islands with it", async (t) => {
  const browser = await openBrowser(t);
  if (browser === undefined) return;
  await buildIslands();
  const { url } = await startTestServer(t, [design]);

  const plain = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 360, height: 800 } });
  const page = await plain.newPage();
  await page.goto(`${url}/en/design?sort=code`);
  await page.getByText("Menu", { exact: true }).click();
  assert.ok(await page.getByRole("link", { name: "Jurisdictions", exact: true }).first().isVisible());
  await page.getByRole("link", { name: "Français" }).first().click();
  assert.equal(page.url(), `${url}/fr/design?sort=code`);
  const paper = (): Promise<string> => page.locator("body").evaluate((body) => getComputedStyle(body).backgroundColor);
  assert.equal(await paper(), "rgb(255, 255, 255)");
  await page.getByRole("link", { name: "sombre" }).click();
  assert.equal(page.url(), `${url}/fr/design?sort=code`);
  assert.equal(await paper(), "rgb(18, 22, 29)");
  await page.emulateMedia({ media: "print" });
  assert.equal(await paper(), "rgb(255, 255, 255)", "paper is white, whatever the screen shows");
  assert.equal(await page.getByRole("navigation").first().isVisible(), false);
  await page.emulateMedia({ media: "screen" });
  assert.ok(await page.locator("comity-copy a").isVisible(), "without script the address is there");
  await plain.close();

  const lively = await browser.newContext({ permissions: ["clipboard-read", "clipboard-write"] });
  const other = await lively.newPage();
  await other.goto(`${url}/en/design`);
  await other.getByRole("button", { name: "Copy link" }).click();
  await other.getByText("Copied").last().waitFor();
  assert.equal(await other.evaluate(() => navigator.clipboard.readText()), `${url}/en/design`);
  await other.getByLabel("Filter the rows").fill("méx");
  assert.deepEqual(await other.locator("comity-filter tbody tr:visible th").allTextContents(), ["Mexico"]);
  await other.getByLabel("Filter the rows").fill("zzz");
  await other.locator("comity-filter").getByText("No row contains these words.").waitFor();
  await lively.close();
});
