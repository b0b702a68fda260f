/** What keeps people from using the page on the screen. */
import assert from "node:assert/strict";
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";

const axeRules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** What axe finds, each with the first element. */
export async function axeFaults(page: Page): Promise<string[]> {
  const { violations, passes } = await new AxeBuilder({ page })
    .options({ runOnly: axeRules, resultTypes: ["violations"] })
    // One frame a page: no second page has to join the results.
    .setLegacyMode()
    .analyze();
  assert.ok(passes.length > 10, "axe looked at the page");
  return violations.map((one) => `${one.id}: ${one.nodes[0]?.html.slice(0, 200)} (${one.nodes.length} times)`);
}

/** What axe leaves open: one heading, the language, names of controls, and nothing beyond the edge of the screen. */
export function pageFaults(page: Page, lang: string, width: number): Promise<string[]> {
  return page.evaluate(
    ([wanted, limit]) => {
      const faults: string[] = [];
      const { documentElement: root } = document;
      if (root.lang !== wanted) faults.push(`lang ${root.lang}`);
      if (getComputedStyle(root).direction !== (wanted === "ar" ? "rtl" : "ltr")) faults.push(`dir ${root.dir}`);
      const heads = document.querySelectorAll("h1");
      if (heads.length !== 1 || heads[0]?.textContent?.trim() === "") faults.push(`${heads.length} h1`);
      for (const control of document.querySelectorAll<HTMLInputElement>("input, select, textarea"))
        if (control.type !== "hidden" && (control.labels?.[0]?.textContent || control.ariaLabel || "").trim() === "")
          faults.push(`no label: ${control.outerHTML.slice(0, 200)}`);
      if (root.scrollWidth > limit) {
        // Name the innermost culprits: those that stick out though nothing inside them does.
        const out = [...document.body.querySelectorAll("*")].filter((one) => {
          const { left, right, width: own } = one.getBoundingClientRect();
          return own > 0 && (right > limit + 1 || left < -1);
        });
        const inner = out.filter((one) => !out.some((other) => other !== one && one.contains(other)));
        faults.push(
          `scrolls sideways, ${root.scrollWidth} px: ${inner
            .slice(0, 3)
            .map((one) => one.outerHTML.slice(0, 150))
            .join(" | ")}`,
        );
      }
      return faults;
    },
    [lang, width] as const,
  );
}
