import type { Child } from "hono/jsx";

export interface DefinitionListProps {
  /** Entries without a value (`undefined`, `null`, `false`, `""`) are left out. */
  items: readonly { readonly term: Child; readonly value: Child | null | undefined }[];
}

/** Terms and what they hold, side by side. */
export const DefinitionList = ({ items }: DefinitionListProps) => (
  <dl class="facts">
    {items
      .filter(({ value }) => value !== null && value !== undefined && value !== false && value !== "")
      .map(({ term, value }) => (
        <>
          <dt>{term}</dt>
          <dd>{value}</dd>
        </>
      ))}
  </dl>
);
