/** Events of several things on one time axis: a row each, a dot for each event; those to come are hollow. */
import type { Context } from "hono";
import type { Env } from "../../platform/module.ts";
import { ChartTable } from "./chart-table.tsx";
import { chartWidth, round1, timeOf, yearTicks } from "./scale.ts";

export interface DotTimelineProps {
  c: Context<Env>;
  title: string;
  /** Heads of the table: the row, the day, the event. */
  heads: readonly [row: string, day: string, event: string];
  rows: readonly {
    readonly label: string;
    readonly href?: string | undefined;
    /** `day` is YYYY-MM-DD. */
    readonly events: readonly { readonly day: string; readonly text: string; readonly href?: string | undefined }[];
  }[];
  /** Days after this one are to come. */
  today: string;
}

const labelWidth = 170;
const rowHeight = 26;

export const DotTimeline = ({ c, title, heads, rows, today }: DotTimelineProps) => {
  const days = rows
    .flatMap((row) => row.events.map(({ day }) => day))
    .concat(today)
    .toSorted();
  const from = days[0] as string;
  const until = days.at(-1) as string;
  const span = Math.max(1, timeOf(until) - timeOf(from));
  const isRtl = c.get("dir") === "rtl";
  // Names stand where reading begins; time runs from left to right in every language.
  const left = isRtl ? 12 : labelWidth;
  const right = isRtl ? chartWidth - labelWidth : chartWidth - 12;
  const x = (day: string): number => round1(left + ((timeOf(day) - timeOf(from)) / span) * (right - left));
  const height = rows.length * rowHeight + 30;
  const floor = rows.length * rowHeight + 6;
  return (
    <figure class="chart">
      <figcaption>{title}</figcaption>
      <div class="plot" role="group" tabindex={0} aria-label={title}>
        <svg viewBox={`0 0 ${chartWidth} ${height}`} role="group" aria-label={title}>
          {yearTicks(from, until).map((day) => (
            <>
              <line class="rule" x1={x(day)} x2={x(day)} y1={0} y2={floor} />
              <text x={x(day)} y={floor + 16} text-anchor="middle">
                {day.slice(0, 4)}
              </text>
            </>
          ))}
          <line class="mark" x1={x(today)} x2={x(today)} y1={0} y2={floor} />
          {rows.map((row, i) => {
            const y = i * rowHeight + 15;
            const label = (
              <text x={isRtl ? right + 12 : left - 12} y={y + 4} text-anchor="end" direction={c.get("dir")}>
                {row.label.length > 26 ? `${row.label.slice(0, 25)}…` : row.label}
              </text>
            );
            return (
              <g>
                {row.href === undefined ? label : <a href={row.href}>{label}</a>}
                <line class="rule" x1={left} x2={right} y1={y} y2={y} />
                {row.events.map((event) => {
                  const words = `${event.day} · ${row.label}: ${event.text}`;
                  const dot = (
                    <circle class={event.day <= today ? "dot" : "dot open"} cx={x(event.day)} cy={y} r={5}>
                      <title>{words}</title>
                    </circle>
                  );
                  return event.href === undefined ? (
                    dot
                  ) : (
                    <a href={event.href} aria-label={words}>
                      {dot}
                    </a>
                  );
                })}
              </g>
            );
          })}
        </svg>
      </div>
      <ChartTable
        c={c}
        title={title}
        head={heads}
        rows={rows.flatMap((row) => row.events.map((event) => [row.label, event.day, event.text]))}
      />
    </figure>
  );
};
