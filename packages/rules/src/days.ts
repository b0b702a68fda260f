/** Calendar days as integers: comparison without time zones. */

const form = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Days since 1970-01-01 (proleptic Gregorian); null for what is not a day, such as 2026-02-30. */
export function dayNumber(day: string): number | null {
  const match = form.exec(day);
  if (!match) return null;
  const time = Date.UTC(Number(match[1]), Number(match[2]) - 1, Number(match[3]));
  return new Date(time).toISOString().slice(0, 10) === day ? time / 86_400_000 : null;
}

export const dayOf = (number: number): string => new Date(number * 86_400_000).toISOString().slice(0, 10);

/** Half-open span [from, to) holds the day; a missing end is open. ISO days compare as text. */
export const holds = (span: { readonly from?: string; readonly to?: string }, day: string): boolean =>
  (span.from === undefined || span.from <= day) && (span.to === undefined || day < span.to);
