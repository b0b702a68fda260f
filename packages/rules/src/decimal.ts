/** Exact decimals: thresholds and amounts are compared as written, never as floating point. */

/** digits × 10^exponent, digits an integer. */
export interface Decimal {
  readonly digits: bigint;
  readonly exponent: number;
}

const form = /^([+-]?)(\d[\d_]*)(?:\.(\d+))?(?:[eE]([+-]?\d{1,6}))?$/;

/** Reads `15000000`, `0.5`, `1e25`, `-2.5E3`; null for anything else. */
export function parseDecimal(text: string): Decimal | null {
  const match = form.exec(text.trim());
  if (!match) return null;
  const [, sign, whole = "", fraction = "", power = "0"] = match;
  const digits = BigInt(whole.replaceAll("_", "") + fraction);
  return { digits: sign === "-" ? -digits : digits, exponent: Number(power) - fraction.length };
}

/** -1, 0 or 1. */
export function compareDecimals(a: Decimal, b: Decimal): -1 | 0 | 1 {
  if (a.exponent === b.exponent) return a.digits < b.digits ? -1 : a.digits > b.digits ? 1 : 0;
  const exponent = Math.min(a.exponent, b.exponent);
  const left = a.digits * 10n ** BigInt(a.exponent - exponent);
  const right = b.digits * 10n ** BigInt(b.exponent - exponent);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** Canonical text: no trailing zeros; `1e25` for large round values. Equal values have equal texts. */
export function formatDecimal({ digits, exponent }: Decimal): string {
  if (digits === 0n) return "0";
  let d = digits;
  let e = exponent;
  while (d % 10n === 0n) {
    d /= 10n;
    e += 1;
  }
  if (e === 0) return d.toString();
  if (e > 0) return e <= 9 ? (d * 10n ** BigInt(e)).toString() : `${d}e${e}`;
  const sign = d < 0n ? "-" : "";
  const text = (d < 0n ? -d : d).toString().padStart(1 - e, "0");
  return `${sign}${text.slice(0, e)}.${text.slice(e)}`;
}

/** A number of YAML or text as a canonical decimal; null when it is not one. A JavaScript number is read by its shortest decimal. */
export function canonicalDecimal(value: unknown): string | null {
  const text =
    typeof value === "number" && Number.isFinite(value)
      ? String(value)
      : typeof value === "bigint"
        ? value.toString()
        : typeof value === "string"
          ? value
          : "";
  const decimal = parseDecimal(text);
  return decimal && formatDecimal(decimal);
}

/** Compares two canonical decimals. */
export function compareQuantities(a: string, b: string): -1 | 0 | 1 {
  const left = parseDecimal(a);
  const right = parseDecimal(b);
  if (!left || !right) throw new RangeError(`not decimals: ${a}, ${b}`);
  return compareDecimals(left, right);
}
