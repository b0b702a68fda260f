import type { Context } from "hono";
import type { Env } from "../../platform/module.ts";

export interface BreadcrumbsProps {
  c: Context<Env>;
  /** From the top to this page; the last one has no `href`. Paths are without the language. */
  trail: readonly { readonly label: string; readonly href?: string | undefined }[];
}

export const Breadcrumbs = ({ c, trail }: BreadcrumbsProps) => (
  <nav aria-label={c.get("t")("design.breadcrumbs")}>
    <ol class="crumbs">
      {trail.map(({ label, href }) => (
        <li>
          {href === undefined ? <span aria-current="page">{label}</span> : <a href={c.get("href")(href)}>{label}</a>}
        </li>
      ))}
    </ol>
  </nav>
);
