/** A table of data: caption, sorting by links, and cards or sideways scrolling on a narrow screen. */
import type { Context } from "hono";
import type { Child } from "hono/jsx";
import type { Env } from "../../platform/module.ts";
import { withQuery } from "../page-links.ts";
import { TableFilter } from "./table-filter.tsx";

export interface Column<Row> {
  /** Stands in `?sort=` when sortable. */
  key: string;
  label: string;
  cell: (row: Row) => Child;
  /** Figures: set at the end of the line. */
  number?: boolean | undefined;
  /** The cell names its row. */
  head?: boolean | undefined;
  sortable?: boolean | undefined;
}

export interface DataTableProps<Row> {
  c: Context<Env>;
  caption: Child;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  /** Order of the rows as given; the page reads `?sort=key` or `?sort=-key` (see `readSort`) and sorts itself. */
  sort?: Sort | undefined;
  /** What a narrow screen does: `cards` puts each row in a block, `scroll` moves sideways. */
  narrow?: "cards" | "scroll" | undefined;
  /** Shown instead of the table when there are no rows. */
  empty?: Child;
  /** A field that filters the rows while one types; appears only with script. */
  filter?: boolean | undefined;
}

export interface Sort {
  readonly by: string;
  readonly descending: boolean;
}

/** Reads `?sort=key` or `?sort=-key`; a key that is none of `keys` gives the first of them, ascending. */
export function readSort(c: Context<Env>, keys: readonly [string, ...string[]]): Sort {
  const asked = c.req.query("sort") ?? "";
  const descending = asked.startsWith("-");
  const by = descending ? asked.slice(1) : asked;
  return keys.includes(by) ? { by, descending } : { by: keys[0], descending: false };
}

export function DataTable<Row>(props: DataTableProps<Row>) {
  const { c, caption, columns, rows, sort, narrow = "scroll", empty, filter } = props;
  if (rows.length === 0 && empty !== undefined) return <div class="empty">{empty}</div>;
  const heading = (column: Column<Row>): Child => {
    if (column.sortable !== true || sort === undefined) return column.label;
    const isAscending = sort.by === column.key && !sort.descending;
    return (
      <a rel="nofollow" href={withQuery(c, { sort: isAscending ? `-${column.key}` : column.key, page: undefined })}>
        {column.label}
      </a>
    );
  };
  const order = (column: Column<Row>): "ascending" | "descending" | undefined =>
    sort?.by === column.key ? (sort.descending ? "descending" : "ascending") : undefined;
  // A long table scrolls within the window, so that its heads stay in sight.
  const isTall = rows.length > 25;
  const table = (
    // A region that scrolls must be reachable with the keyboard.
    <div
      class={isTall ? "table-wrap tall" : "table-wrap"}
      role="group"
      aria-label={typeof caption === "string" ? caption : undefined}
      tabindex={narrow === "scroll" || isTall ? 0 : undefined}
    >
      <table class={narrow === "cards" ? "cards" : undefined}>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th scope="col" class={column.number === true ? "number" : undefined} aria-sort={order(column)}>
                {heading(column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr>
              {columns.map((column) =>
                column.head === true ? (
                  <th scope="row">{column.cell(row)}</th>
                ) : (
                  <td class={column.number === true ? "number" : undefined} data-label={column.label}>
                    {column.cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
  return filter === true ? <TableFilter c={c}>{table}</TableFilter> : table;
}
