/** Measures of charts. Width in units of the drawing; the page scales it. */
export const chartWidth = 720;

export const round1 = (value: number): number => Math.round(value * 10) / 10;

/** Milliseconds of a day `YYYY-MM-DD` at midnight UTC. */
export const timeOf = (day: string): number => Date.parse(`${day}T00:00:00Z`);

/** First days of the years within two days; when there are more than `most`, only every 2nd, 5th, 10th … round year. */
export function yearTicks(from: string, until: string, most = 12): string[] {
  const first = Number(from.slice(0, 4)) + (from.slice(5) === "01-01" ? 0 : 1);
  const last = Number(until.slice(0, 4));
  const step = [1, 2, 5, 10, 20, 50, 100].find((one) => (last - first) / one < most) ?? 1000;
  const days: string[] = [];
  for (let year = Math.ceil(first / step) * step; year <= last; year += step)
    days.push(`${String(year).padStart(4, "0")}-01-01`);
  return days;
}
