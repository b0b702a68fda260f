/** Numbers, amounts and shares as people read them in a language. */
import type { Language, Money } from "@comity/rules";

const superscripts = "⁰¹²³⁴⁵⁶⁷⁸⁹";
const raised = (n: number): string =>
  String(Math.abs(n)).replaceAll(/\d/g, (digit) => superscripts[Number(digit)] ?? digit);

/** BCP 47 tag with Latin digits for Arabic, as UN documents print figures. */
export const numberLocale = (lang: Language): string => (lang === "ar" ? "ar-u-nu-latn" : lang);

/**
 * An exact decimal string in words of a language: `1e25` -> `10²⁵`, `2.5e25` -> `2.5 × 10²⁵`, `15000000` -> `15,000,000`.
 * Works on the digits, so that no value is rounded.
 */
export function decimalWords(exact: string, lang: Language): string {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(exact.trim());
  if (!match) return exact;
  const [, sign = "", whole = "", fraction = "", power = "0"] = match;
  const digits = (whole + fraction).replace(/^0+(?=\d)/, "");
  const exponent = Number(power) - fraction.length;
  const significant = digits.replace(/0+$/, "") || "0";
  const order = digits.length - 1 + exponent;
  if (significant !== "0" && (order >= 15 || order < -6)) {
    const lead = significant.length === 1 ? significant : `${significant[0]}.${significant.slice(1)}`;
    const mantissa = new Intl.NumberFormat(numberLocale(lang), { maximumFractionDigits: 20 }).format(
      lead as Intl.StringNumericLiteral,
    );
    const base = `10${order < 0 ? "⁻" : ""}${raised(order)}`;
    return sign + (lead === "1" ? base : `${mantissa} × ${base}`);
  }
  const plain =
    exponent >= 0
      ? digits + "0".repeat(exponent)
      : `${digits.padStart(1 - exponent, "0").slice(0, exponent)}.${digits.padStart(1 - exponent, "0").slice(exponent)}`;
  return new Intl.NumberFormat(numberLocale(lang), { maximumFractionDigits: 20 }).format(
    (sign + plain) as Intl.StringNumericLiteral,
  );
}

/** `{ amount: "15000000", currency: "EUR" }` -> `€15,000,000` or `15 000 000 €`; a currency that Intl does not know stands as its code. */
export function moneyWords(money: Money, lang: Language): string {
  if (!/^[A-Z]{3}$/.test(money.currency)) return `${decimalWords(money.amount, lang)} ${money.currency}`;
  return new Intl.NumberFormat(numberLocale(lang), {
    style: "currency",
    currency: money.currency,
    currencyDisplay: "code",
    minimumFractionDigits: 0,
    maximumFractionDigits: 2,
  }).format(money.amount as Intl.StringNumericLiteral);
}

/** An exact fraction as a percentage: `3/100` -> `3%`, `1/3` -> `1/3`. */
export function shareWords(fraction: string, lang: Language): string {
  const [above = "0", below = "1"] = fraction.split("/");
  const thousandths = (BigInt(above) * 100_000n) / BigInt(below);
  if ((BigInt(above) * 100_000n) % BigInt(below) !== 0n) return fraction;
  return new Intl.NumberFormat(numberLocale(lang), { style: "percent", maximumFractionDigits: 3 }).format(
    Number(thousandths) / 100_000,
  );
}
