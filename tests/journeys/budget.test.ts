/** What a first visit costs on the wire, and that pages say the same without script. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Browser, Page } from "playwright-core";
import { openBrowser } from "../browser.ts";
import { exampleResult, largestExample, pageKinds, startSite, type PageKind } from "./page-kinds.ts";

/** Bytes on the wire, of every page, the world map included. */
const limit = 60_000;

interface Visit {
  /** Bytes received with headers, as the browser counted them. */
  readonly bytes: number;
  readonly requests: readonly string[];
}

/** Visits with an empty cache: HTML, style sheet, scripts, pictures; the icon too, which a headless browser leaves out. */
async function firstVisit(browser: Browser, url: string): Promise<Visit> {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const wire = await context.newCDPSession(page);
    const requests: string[] = [];
    const under = new Set<string>();
    let bytes = 0;
    wire.on("Network.requestWillBeSent", ({ requestId, request }) => {
      requests.push(request.url);
      under.add(requestId);
    });
    wire.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
      bytes += encodedDataLength;
      under.delete(requestId);
    });
    wire.on("Network.loadingFailed", ({ requestId }) => under.delete(requestId));
    await wire.send("Network.enable", {});
    await page.goto(url, { waitUntil: "load" });
    while (under.size > 0) await page.waitForTimeout(5);
    const icon = await page.locator("link[rel=icon]").evaluate((link) => (link as HTMLLinkElement).href);
    if (!requests.includes(icon)) bytes += (await (await fetch(icon)).arrayBuffer()).byteLength;
    return { bytes, requests };
  } finally {
    await context.close();
  }
}

test("in a browser: the first visit of every page costs at most 60 kB", async (t) => {
  const browser = await openBrowser(t);
  if (browser === undefined) return;
  const { url } = await startSite(t);
  const result: PageKind = { name: "large result", path: await exampleResult(url, largestExample) };
  const seen: Record<string, number> = {};
  const tooMuch: string[] = [];
  // Cyrillic takes two bytes a letter: the longest pages in Russian too.
  const long = new Set(["home", "instrument", "reasons", "design", result.name]);
  for (const lang of ["en", "ru"])
    for (const { name, path } of [...pageKinds, result].filter((one) => lang === "en" || long.has(one.name))) {
      const { bytes, requests } = await firstVisit(browser, `${url}/${lang}${path}`);
      seen[`${lang} ${name}`] = bytes;
      assert.ok(
        requests.some((one) => one.endsWith(".css")),
        `${name}: the style sheet is counted`,
      );
      assert.ok(
        requests.every((one) => one.startsWith(`${url}/`) || one.startsWith("data:")),
        `${name}: nothing comes from elsewhere: ${requests.join(" ")}`,
      );
      if (bytes > limit) tooMuch.push(`${lang} ${name}: ${bytes} bytes`);
    }
  t.diagnostic(JSON.stringify(seen));
  assert.deepEqual(tooMuch, []);
});

/** Visible words of the page without what islands replace or add. */
const words = (page: Page): Promise<string> =>
  page.evaluate(() => {
    for (const island of document.querySelectorAll(
      "comity-copy, comity-passkey, .table-filter, comity-filter > [role=status]",
    ))
      island.remove();
    // Every request has its own number.
    return document.body.innerText.replace(/[\da-f]{8}-[\da-f-]{27}/, "");
  });

test("in a browser: every page is whole without script", async (t) => {
  const browser = await openBrowser(t);
  if (browser === undefined) return;
  const { url } = await startSite(t);
  const result: PageKind = { name: "large result", path: await exampleResult(url, largestExample) };
  const lively = await browser.newContext();
  const plain = await browser.newContext({ javaScriptEnabled: false });
  const [withScript, without] = [await lively.newPage(), await plain.newPage()];
  for (const { name, path } of [...pageKinds, result]) {
    const address = `${url}/en${path}`;
    await withScript.goto(address, { waitUntil: "load" });
    await without.goto(address, { waitUntil: "load" });
    const text = await words(without);
    assert.ok(text.length > 200, `${name} has words`);
    assert.equal(text, await words(withScript), name);
  }
});
