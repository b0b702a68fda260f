/** A real browser for journeys: `COMITY_CHROMIUM`, else the Chromium that npm ships, else Debian’s. */
import { existsSync } from "node:fs";
import type { TestContext } from "node:test";
import { chromium, type Browser } from "playwright-core";

/** The first is for machines without a network: Chromium otherwise looks for its makers' hosts at every start. */
const flags = [
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
];

async function bundled(): Promise<string> {
  const { default: sparticuz } = await import("@sparticuz/chromium");
  return sparticuz.executablePath();
}

/** Closed after the test. Where no Chromium runs, the test is skipped aloud and `undefined` comes back. */
export async function openBrowser(t: TestContext): Promise<Browser | undefined> {
  const { COMITY_CHROMIUM: named } = process.env;
  const faults: string[] = [];
  for (const path of [named, bundled, "/usr/bin/chromium"]) {
    if (path === undefined || (typeof path === "string" && !existsSync(path))) continue;
    try {
      const executablePath = typeof path === "string" ? path : await path();
      const browser = await chromium.launch({ executablePath, args: flags });
      t.after(() => browser.close());
      return browser;
    } catch (error) {
      faults.push((error as Error).message.split("\n")[0] ?? "");
    }
  }
  t.skip(`no Chromium runs here: ${faults.join("; ")}`);
  return undefined;
}
