import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import fc from "fast-check";
import { canonicalDecimal, compareDecimals, compareQuantities, formatDecimal, parseDecimal } from "./decimal.ts";

test("decimals are read as written, and nothing else is", () => {
  const canonical: readonly (readonly [unknown, string])[] = [
    ["15_000_000", "15000000"],
    ["0.50", "0.5"],
    ["-2.5E3", "-2500"],
    ["+7", "7"],
    ["1e25", "1e25"],
    ["10000000000000000000000000", "1e25"],
    ["1.5e25", "15e24"],
    ["0.000", "0"],
    ["-0", "0"],
    ["-0.05", "-0.05"],
    [" 3 ", "3"],
    [1e25, "1e25"],
    [0.1, "0.1"],
    [12n, "12"],
  ];
  for (const [value, wanted] of canonical) assert.equal(canonicalDecimal(value), wanted, String(value));
  for (const value of ["", "abc", "1e", ".5", "1.", "1 000", "0x10", "1e9999999", Number.NaN, Infinity, null, true, {}])
    assert.equal(canonicalDecimal(value), null, inspect(value));
});

const decimal = fc.record({
  digits: fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }),
  exponent: fc.integer({ min: -30, max: 30 }),
});

test("the canonical text names one value, and equal values have equal texts", () => {
  fc.assert(
    fc.property(decimal, fc.integer({ min: 0, max: 8 }), (one, shift) => {
      const text = formatDecimal(one);
      const read = parseDecimal(text);
      assert.ok(read);
      assert.equal(compareDecimals(read, one), 0);
      assert.equal(formatDecimal({ digits: one.digits * 10n ** BigInt(shift), exponent: one.exponent - shift }), text);
    }),
  );
});

test("comparison is exact where floating point is not", () => {
  assert.equal(compareQuantities("0.3", "0.30000000000000004"), -1);
  assert.equal(compareQuantities("10000000000000000000000001", "1e25"), 1);
  assert.equal(compareQuantities("1e25", "10000000000000000000000000"), 0);
  assert.throws(() => compareQuantities("many", "1"), RangeError);
  fc.assert(
    fc.property(fc.integer(), fc.integer(), fc.integer({ min: -5, max: 5 }), (a, b, exponent) =>
      assert.equal(
        compareDecimals({ digits: BigInt(a), exponent }, { digits: BigInt(b), exponent }),
        a < b ? -1 : a > b ? 1 : 0,
      ),
    ),
  );
});
