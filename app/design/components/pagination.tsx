import type { Context } from "hono";
import type { Env } from "../../platform/module.ts";
import { withQuery } from "../page-links.ts";

export interface PaginationProps {
  c: Context<Env>;
  /** From 1. */
  page: number;
  pages: number;
}

/** Reads `?page=`: a whole number from 1 to `pages`, else 1. */
export function readPage(c: Context<Env>, pages: number): number {
  const page = Number(c.req.query("page") ?? "1");
  return Number.isInteger(page) && page >= 1 && page <= pages ? page : 1;
}

/** Links to the pages of a long list by `?page=`; nothing when there is only one. */
export const Pagination = ({ c, page, pages }: PaginationProps) => {
  if (pages <= 1) return null;
  const t = c.get("t");
  const to = (n: number): string => withQuery(c, { page: n === 1 ? undefined : String(n) });
  const shown = Array.from({ length: pages }, (_, i) => i + 1).filter(
    (n) => n === 1 || n === pages || Math.abs(n - page) <= 2,
  );
  return (
    <nav aria-label={t("design.pages")}>
      <ul class="pages">
        {page > 1 && (
          <li>
            <a href={to(page - 1)} rel="prev">
              {t("design.pages.previous")}
            </a>
          </li>
        )}
        {shown.map((n, i) => (
          <>
            {i > 0 && n - (shown[i - 1] as number) > 1 && <li class="gap">…</li>}
            <li>{n === page ? <span aria-current="page">{n}</span> : <a href={to(n)}>{n}</a>}</li>
          </>
        ))}
        {page < pages && (
          <li>
            <a href={to(page + 1)} rel="next">
              {t("design.pages.next")}
            </a>
          </li>
        )}
      </ul>
    </nav>
  );
};
