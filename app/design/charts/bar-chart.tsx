/** Horizontal bars, one series or several stacked: long labels stay readable, and right-to-left pages mirror. */
import type { Context } from "hono";
import type { Env } from "../../platform/module.ts";
import { ChartTable } from "./chart-table.tsx";
import { Legend, type Fill } from "./legend.tsx";
import { chartWidth, round1 } from "./scale.ts";

export interface BarSeries {
  readonly label: string;
  /** One value for each category, 0 or more. */
  readonly values: readonly number[];
  /** Colour and pattern; the series' place in the list when left out. */
  readonly fill?: Fill | undefined;
}

export interface BarChartProps {
  c: Context<Env>;
  title: string;
  /** Words for the categories, head of the table. */
  categoryLabel: string;
  categories: readonly { readonly label: string; readonly href?: string | undefined }[];
  /** One series gives bars, several give stacked bars with a legend and totals. */
  series: readonly BarSeries[];
  format?: ((value: number) => string) | undefined;
}

const rowHeight = 26;
const labelWidth = 190;

const fillOf = (one: BarSeries, i: number): Fill => one.fill ?? (((i % 6) + 1) as Fill);

export const BarChart = ({ c, title, categoryLabel, categories, series, format = String }: BarChartProps) => {
  const isRtl = c.get("dir") === "rtl";
  const totals = categories.map((_, i) => series.reduce((sum, one) => sum + (one.values[i] ?? 0), 0));
  const scale = (chartWidth - labelWidth - 70) / Math.max(1e-9, ...totals);
  const height = categories.length * rowHeight + 8;
  const x = (at: number, size = 0): number => round1(isRtl ? chartWidth - at - size : at);
  return (
    <figure class="chart">
      <figcaption>{title}</figcaption>
      {series.length > 1 && <Legend items={series.map((one, i) => ({ label: one.label, fill: fillOf(one, i) }))} />}
      <div class="plot" role="group" tabindex={0} aria-label={title}>
        <svg viewBox={`0 0 ${chartWidth} ${height}`} role="group" aria-label={title}>
          {categories.map((category, i) => {
            let at = labelWidth;
            const y = i * rowHeight;
            const label = (
              <text x={x(labelWidth - 8)} y={y + 18} text-anchor="end" direction={c.get("dir")}>
                {category.label.length > 25 ? `${category.label.slice(0, 24)}…` : category.label}
              </text>
            );
            return (
              <g>
                {category.href === undefined ? (
                  label
                ) : (
                  <a href={category.href}>
                    <title>{category.label}</title>
                    {label}
                  </a>
                )}
                {series.map((one, s) => {
                  const value = one.values[i] ?? 0;
                  const size = value * scale;
                  const start = at;
                  at += size;
                  return (
                    size > 0 && (
                      <rect
                        class={`f${fillOf(one, s)}`}
                        x={x(start, size)}
                        y={y + 5}
                        width={round1(size)}
                        height={rowHeight - 9}
                      >
                        <title>{`${category.label}, ${one.label}: ${format(value)}`}</title>
                      </rect>
                    )
                  );
                })}
                <text x={x(at + 6)} y={y + 18} text-anchor="start" direction={c.get("dir")}>
                  {format(totals[i] ?? 0)}
                </text>
              </g>
            );
          })}
          <line class="axis" x1={x(labelWidth)} x2={x(labelWidth)} y1={0} y2={height} />
        </svg>
      </div>
      <ChartTable
        c={c}
        title={title}
        head={[categoryLabel, ...series.map((one) => one.label)]}
        rows={categories.map(({ label }, i) => [label, ...series.map((one) => format(one.values[i] ?? 0))])}
      />
    </figure>
  );
};
