import type { Context } from "hono";
import type { Child } from "hono/jsx";
import type { Env } from "../../platform/module.ts";

export interface FilterFormProps {
  c: Context<Env>;
  /** Parts of the query that a new filter keeps, such as `["sort"]`. */
  keep?: readonly string[] | undefined;
  /** Fields. */
  children?: Child;
}

/** Filters above a table; sent by GET to this page, so that a filtered table has an address. */
export const FilterForm = ({ c, keep = [], children }: FilterFormProps) => {
  const { pathname, searchParams } = new URL(c.req.url);
  return (
    <form class="filters" method="get" action={pathname}>
      {keep.map((name) => {
        const value = searchParams.get(name);
        return value !== null && <input type="hidden" name={name} value={value} />;
      })}
      {children}
      <button class="button second" type="submit">
        {c.get("t")("design.filter")}
      </button>
    </form>
  );
};
