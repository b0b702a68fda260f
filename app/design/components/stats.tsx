import type { Child } from "hono/jsx";

export interface StatsProps {
  /** Each figure links to what it was computed from, where there is a page for it. */
  items: readonly { readonly label: Child; readonly value: Child; readonly href?: string | undefined }[];
}

/** A few figures in a row. */
export const Stats = ({ items }: StatsProps) => (
  <dl class="stats">
    {items.map(({ label, value, href }) => (
      <div class="stat">
        <dt>{label}</dt>
        <dd>{href === undefined ? value : <a href={href}>{value}</a>}</dd>
      </div>
    ))}
  </dl>
);
