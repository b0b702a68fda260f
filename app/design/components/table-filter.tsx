import type { Context } from "hono";
import type { Child } from "hono/jsx";
import type { Env } from "../../platform/module.ts";
import { Island } from "./island.tsx";

/** Lets the reader filter the rows of the table within while typing. Without script it is just the table. */
export const TableFilter = ({ c, children }: { c: Context<Env>; children?: Child }) => {
  const t = c.get("t");
  return (
    <Island c={c} name="comity-filter" attributes={{ label: t("design.table.filter"), none: t("design.table.none") }}>
      {children}
    </Island>
  );
};
