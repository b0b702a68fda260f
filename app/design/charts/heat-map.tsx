export interface HeatMapProps {
  readonly title: string;
  readonly columns: readonly { readonly label: string; readonly href?: string }[];
  readonly rows: readonly {
    readonly label: string;
    readonly href?: string;
    readonly cells: readonly { readonly value: number | null; readonly text: string; readonly href?: string }[];
  }[];
  /** Words for a cell that nobody looked at, and for one that was looked at and is empty. */
  readonly notCoded: string;
}

/** A matrix as a table whose cells are shaded: it reads with a screen reader, prints, and needs no second table. */
export function HeatMap({ title, columns, rows, notCoded }: HeatMapProps) {
  const most = Math.max(1, ...rows.flatMap((row) => row.cells.map((cell) => cell.value ?? 0)));
  return (
    <div class="table-wrap heat" role="group" tabindex={0} aria-label={title}>
      <table>
        <caption>{title}</caption>
        <thead>
          <tr>
            <td></td>
            {columns.map((column) => (
              <th scope="col">{column.href ? <a href={column.href}>{column.label}</a> : column.label}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr>
              <th scope="row">{row.href ? <a href={row.href}>{row.label}</a> : row.label}</th>
              {row.cells.map((cell) => {
                const shade =
                  cell.value === null
                    ? "none"
                    : cell.value === 0
                      ? "zero"
                      : `h${Math.min(5, Math.ceil((cell.value / most) * 5))}`;
                return (
                  <td class={`cell ${shade}`} title={cell.value === null ? notCoded : cell.text}>
                    {cell.href ? <a href={cell.href}>{cell.text}</a> : cell.text}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
