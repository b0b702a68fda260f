/** The figures of a chart as a table, folded away: for screen readers, for copying, for whoever trusts numbers more. */
import type { Context } from "hono";
import type { Child } from "hono/jsx";
import type { Env } from "../../platform/module.ts";

export interface ChartTableProps {
  c: Context<Env>;
  title: string;
  /** Heads of the columns; the first is that of the rows' names. */
  head: readonly string[];
  /** Cells; the first names the row. */
  rows: readonly (readonly Child[])[];
}

export const ChartTable = ({ c, title, head, rows }: ChartTableProps) => (
  <details class="small">
    <summary>{c.get("t")("design.table.show")}</summary>
    <div class="table-wrap" role="group" tabindex={0} aria-label={title}>
      <table>
        <thead>
          <tr>
            {head.map((label, i) =>
              label === "" ? (
                <td></td>
              ) : (
                <th scope="col" class={i === 0 ? undefined : "number"}>
                  {label}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr>{row.map((cell, i) => (i === 0 ? <th scope="row">{cell}</th> : <td class="number">{cell}</td>))}</tr>
          ))}
        </tbody>
      </table>
    </div>
  </details>
);
