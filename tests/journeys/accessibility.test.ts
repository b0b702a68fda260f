/** Every kind of page for everyone: axe, headings, labels, keyboard, both directions, wide and narrow, light and dark. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { openBrowser } from "../browser.ts";
import { axeFaults, pageFaults } from "./page-faults.ts";
import { exampleResult, largestExample, pageKinds, startSite } from "./page-kinds.ts";

test("in a browser: every page is accessible in both directions, wide and narrow, light and dark", async (t) => {
  const browser = await openBrowser(t);
  if (browser === undefined) return;
  const { url } = await startSite(t);
  const kinds = [...pageKinds, { name: "large result", path: await exampleResult(url, largestExample) }];
  const faults: string[] = [];
  for (const [lang, width, colorScheme] of [
    ["en", 1280, "light"],
    ["ar", 360, "dark"],
  ] as const) {
    const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
    const page = await context.newPage();
    for (const { name, path } of kinds) {
      await page.goto(`${url}/${lang}${path}`, { waitUntil: "load" });
      for (const fault of [...(await pageFaults(page, lang, width)), ...(await axeFaults(page))])
        faults.push(`${lang} ${width} ${name}: ${fault}`);
    }
    await context.close();
  }
  assert.deepEqual(faults, []);
});

test("in a browser: without script nothing sticks out of a narrow screen either", async (t) => {
  const browser = await openBrowser(t);
  if (browser === undefined) return;
  const { url } = await startSite(t);
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 360, height: 800 } });
  const page = await context.newPage();
  const faults: string[] = [];
  for (const lang of ["en", "ar"])
    for (const { name, path } of [
      ...pageKinds,
      { name: "large result", path: await exampleResult(url, largestExample) },
    ]) {
      await page.goto(`${url}/${lang}${path}`, { waitUntil: "load" });
      for (const fault of await pageFaults(page, lang, 360)) faults.push(`${lang} ${name}: ${fault}`);
    }
  assert.deepEqual(faults, []);
});

test("in a browser: by keyboard one skips to the content, sees the focus and reaches every control", async (t) => {
  const browser = await openBrowser(t);
  if (browser === undefined) return;
  const { url } = await startSite(t);
  const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
  for (const path of ["/en/", "/ar/assess", "/en/sign-in"]) {
    await page.goto(url + path);
    await page.keyboard.press("Tab");
    const skip = await page.evaluate(() => {
      const { activeElement: link } = document;
      const { top, left, width, height } = link?.getBoundingClientRect() ?? new DOMRect();
      return { href: link?.getAttribute("href") ?? "", isSeen: top >= 0 && left >= 0 && width > 20 && height > 20 };
    });
    assert.deepEqual(skip, { href: "#content", isSeen: true }, `${path}: the first stop is the way to the content`);
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    assert.ok(
      await page.evaluate(() => document.activeElement?.closest("#content") !== null),
      `${path}: behind the menu`,
    );
    const stops = new Set<string>();
    for (let i = 0; i < 25; i += 1) {
      const stop = await page.evaluate(() => {
        const { activeElement: element } = document;
        if (element === null || element === document.body) return undefined;
        const { outlineStyle, outlineWidth } = getComputedStyle(element);
        // Inside a date field stands a button of the browser, with an outline of its own.
        if (!element.matches(":focus")) return { html: element.outerHTML.slice(0, 150), isSeen: true };
        return { html: element.outerHTML.slice(0, 150), isSeen: outlineStyle !== "none" && outlineWidth !== "0px" };
      });
      if (stop === undefined) break;
      assert.ok(stop.isSeen, `${path}: the focus is seen on ${stop.html}`);
      stops.add(stop.html);
      await page.keyboard.press("Tab");
    }
    assert.ok(stops.size >= 4, `${path}: ${stops.size} stops`);
  }

  await page.goto(`${url}/en/sign-in`);
  await page.locator("#field-email").focus();
  await page.keyboard.type("nobody@example.org");
  await page.keyboard.press("Tab");
  await page.keyboard.type("not the password");
  await page.keyboard.press("Enter");
  await page.getByRole("alert").waitFor();
  assert.equal(await page.locator("#field-email").inputValue(), "nobody@example.org", "sent by Enter, kept");
});
