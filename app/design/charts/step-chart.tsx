/** How a count grows over time: a step at each day. Time runs from left to right in every language, as in UN documents. */
import type { Context } from "hono";
import type { Env } from "../../platform/module.ts";
import { ChartTable } from "./chart-table.tsx";
import { chartWidth, round1, timeOf, yearTicks } from "./scale.ts";

export interface StepChartProps {
  c: Context<Env>;
  title: string;
  /** Words for the value, head of its column. */
  valueLabel: string;
  /** Words for the day, head of its column. */
  dayLabel: string;
  /** Sorted by day (YYYY-MM-DD); the value holds from that day on. `label` is the day in words. */
  points: readonly { readonly day: string; readonly label: string; readonly value: number }[];
  /** Last day shown. */
  until: string;
  /** Marked by a line, such as today. */
  mark?: { readonly day: string; readonly label: string } | undefined;
}

const height = 200;
const inset = { left: 40, right: 20, top: 20, bottom: 24 };

export const StepChart = ({ c, title, valueLabel, dayLabel, points, until, mark }: StepChartProps) => {
  const first = points[0];
  if (first === undefined) return null;
  const start = timeOf(first.day);
  const span = Math.max(1, timeOf(until) - start);
  const most = Math.max(1, ...points.map(({ value }) => value));
  const end = chartWidth - inset.right;
  const x = (day: string): number => round1(inset.left + ((timeOf(day) - start) / span) * (end - inset.left));
  const y = (value: number): number =>
    round1(height - inset.bottom - (value / most) * (height - inset.bottom - inset.top));
  const line =
    points.map(({ day, value }, i) => (i === 0 ? `M${x(day)} ${y(value)}` : `H${x(day)}V${y(value)}`)).join("") +
    `H${x(until)}`;
  return (
    <figure class="chart">
      <figcaption>{title}</figcaption>
      <div class="plot" role="group" tabindex={0} aria-label={title}>
        <svg viewBox={`0 0 ${chartWidth} ${height}`} role="img" aria-label={title} direction="ltr">
          <title>{title}</title>
          <line class="axis" x1={inset.left} x2={end} y1={y(0)} y2={y(0)} />
          {[...new Set([Math.ceil(most / 2), most])].map((tick) => (
            <>
              <line class="rule" x1={inset.left} x2={end} y1={y(tick)} y2={y(tick)} />
              <text x={inset.left - 6} y={y(tick) + 4} text-anchor="end">
                {tick}
              </text>
            </>
          ))}
          {yearTicks(first.day, until).map((day) => (
            <text x={x(day)} y={height - 8} text-anchor="middle">
              {day.slice(0, 4)}
            </text>
          ))}
          <path class="s1" d={line} />
          {mark !== undefined && mark.day >= first.day && mark.day <= until && (
            <>
              <line class="mark" x1={x(mark.day)} x2={x(mark.day)} y1={inset.top - 8} y2={y(0)} />
              <text x={x(mark.day)} y={inset.top - 10} text-anchor={x(mark.day) > end - 60 ? "end" : "middle"}>
                {mark.label}
              </text>
            </>
          )}
        </svg>
      </div>
      <ChartTable
        c={c}
        title={title}
        head={[dayLabel, valueLabel]}
        rows={points.map((one) => [one.label, one.value])}
      />
    </figure>
  );
};
