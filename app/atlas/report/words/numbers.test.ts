import assert from "node:assert/strict";
import { test } from "node:test";
import { decimalWords, moneyWords, shareWords } from "./numbers.ts";

test("exact decimals read as people write them", () => {
  assert.equal(decimalWords("1e25", "en"), "10²⁵");
  assert.equal(decimalWords("10000000000000000000000000", "en"), "10²⁵");
  assert.equal(decimalWords("2.5e25", "en"), "2.5 × 10²⁵");
  assert.equal(decimalWords("2.5e25", "fr"), "2,5 × 10²⁵");
  assert.equal(decimalWords("1e23", "ar"), "10²³");
  assert.equal(decimalWords("15000000", "en"), "15,000,000");
  assert.equal(decimalWords("0.5", "ru"), "0,5");
  assert.equal(decimalWords("1e6", "en"), "1,000,000");
  assert.equal(decimalWords("0", "en"), "0");
  assert.equal(decimalWords("-12.50", "en"), "-12.5");
  assert.equal(decimalWords("12345678901234567890123456789e-15", "en"), "12,345,678,901,234.567890123456789");
  assert.equal(decimalWords("not a number", "en"), "not a number");
});

test("amounts and shares keep their currency and exactness", () => {
  assert.match(moneyWords({ amount: "35000000", currency: "EUR" }, "en"), /^EUR.35,000,000$/);
  assert.match(moneyWords({ amount: "30000000", currency: "KRW" }, "fr"), /^30.000.000.KRW$/);
  assert.equal(shareWords("7/100", "en"), "7%");
  assert.equal(shareWords("15/1000", "en"), "1.5%");
  assert.equal(shareWords("1/3", "en"), "1/3");
});
