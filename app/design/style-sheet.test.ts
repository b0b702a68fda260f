import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { gzipSync } from "node:zlib";

const css = readFileSync(new URL("./assets/main.css", import.meta.url), "utf8");
const rules = css.replaceAll(/\/\*[^]*?\*\//g, "");

/** Custom properties of the first block that follows `start`. */
function tokensAfter(start: string): Map<string, string> {
  const from = rules.indexOf(start);
  assert.notEqual(from, -1, `no ${start}`);
  const block = rules.slice(rules.indexOf("{", from + start.length - 1) + 1);
  const text = block.slice(0, block.indexOf("}"));
  return new Map(
    [...text.matchAll(/--([\w-]+):\s*([^;]+);/g)].map(([, name = "", value = ""]) => [name, value.trim()]),
  );
}

const light = tokensAfter(":root {");
const dark = new Map([...light, ...tokensAfter(':root[data-theme="dark"] {')]);

/** Relative luminance (WCAG 2.2) of `#rgb` or `#rrggbb`. */
function luminance(colour: string): number {
  const hex = colour.length === 4 ? colour.replaceAll(/[\da-f]/gi, "$&$&") : colour;
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].toSorted((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

const textOn: Readonly<Record<string, readonly string[]>> = {
  paper: ["ink", "quiet", "accent", "forbid", "duty", "right", "open"],
  ground: ["ink", "quiet", "accent"],
  accent: ["accent-ink"],
  forbid: ["paper"],
  "accent-soft": ["ink", "quiet", "accent"],
  "forbid-soft": ["ink", "forbid", "accent"],
  "duty-soft": ["ink", "duty", "accent"],
  "right-soft": ["ink", "right", "accent"],
  "open-soft": ["ink", "open"],
};

for (const [scheme, tokens] of [
  ["light", light],
  ["dark", dark],
] as const) {
  test(`text is readable on every ground it stands on (${scheme})`, () => {
    for (const [ground, inks] of Object.entries(textOn))
      for (const ink of inks) {
        const ratio = contrast(tokens.get(ink) ?? "", tokens.get(ground) ?? "");
        assert.ok(ratio >= 4.5, `${ink} on ${ground}: ${ratio.toFixed(2)}`);
      }
  });
  test(`edges of controls and colours of charts stand out from the paper (${scheme})`, () => {
    for (const name of ["line-strong", "c1", "c2", "c4", "c5"]) {
      const ratio = contrast(tokens.get(name) ?? "", tokens.get("paper") ?? "");
      assert.ok(ratio >= 3, `${name}: ${ratio.toFixed(2)}`);
    }
  });
}

test("chosen dark and the system's dark are the same", () => {
  const system = tokensAfter(':root:not([data-theme="light"]) {');
  assert.ok(system.size > 10);
  assert.deepEqual(system, tokensAfter(':root[data-theme="dark"] {'));
});

test("only logical properties, so that Arabic mirrors by itself", () => {
  const physical =
    /(^|[\s;{])((margin|padding|border)-(left|right|top|bottom)\b|(left|right|top|bottom|width|height|min-width|max-width|min-height|max-height)\s*:|text-align:\s*(left|right)|float:)/gm;
  const found = [...rules.replaceAll(/@media[^{]*\{/g, "{").matchAll(physical)].map(([whole]) => whole.trim());
  assert.deepEqual(found, []);
});

test("small: less than 12 kB compressed", () => {
  assert.ok(gzipSync(css).length < 12_000, String(gzipSync(css).length));
});
