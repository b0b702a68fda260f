import assert from "node:assert/strict";
import { test } from "node:test";
import { catalog, languages, negotiate, splitPath, translator } from "./index.ts";

test("the browser's languages are read by weight, English when none fits", () => {
  assert.equal(negotiate("fr-CA,fr;q=0.8,en;q=0.5"), "fr");
  assert.equal(negotiate("de, ru;q=0.3, es;q=0.9"), "es");
  assert.equal(negotiate("zh-Hant-TW"), "zh");
  assert.equal(negotiate("ar;q=0, ru"), "ru");
  assert.equal(negotiate("de"), "en");
  assert.equal(negotiate(undefined), "en");
  assert.equal(negotiate(";;;q=x,,"), "en");
});

test("a language prefix is exactly one part of the path", () => {
  assert.deepEqual(splitPath("/fr/places/eu"), { lang: "fr", path: "/places/eu" });
  assert.deepEqual(splitPath("/ar"), { lang: "ar", path: "/" });
  assert.deepEqual(splitPath("/"), { lang: null, path: "/" });
  assert.deepEqual(splitPath("/france"), { lang: null, path: "/france" });
  assert.deepEqual(splitPath("/de/x"), { lang: null, path: "/de/x" });
});

test("all languages hold the same keys", () => {
  const keys = [...(catalog().get("en")?.keys() ?? [])].toSorted();
  assert.ok(keys.length > 50);
  for (const lang of languages) assert.deepEqual([...(catalog().get(lang)?.keys() ?? [])].toSorted(), keys, lang);
});

test("plurals are right in every language", () => {
  const say = (lang: (typeof languages)[number], count: number): string =>
    translator(lang)("atlas.words.duration.days", { count });
  assert.deepEqual(
    [0, 1, 2, 3, 11, 100].map((count) => say("ar", count)),
    ["0 يوم", "يوم واحد", "يومان", "3 أيام", "11 يوماً", "100 يوم"],
  );
  assert.deepEqual(
    [1, 3, 5, 21].map((count) => say("ru", count)),
    ["1 дня", "3 дней", "5 дней", "21 дня"],
  );
  assert.deepEqual(
    [1, 2, 1_000_000].map((count) => say("fr", count)),
    ["1 jour", "2 jours", "1\u202f000\u202f000 jours"],
  );
  assert.equal(say("zh", 15), "15日");
});
