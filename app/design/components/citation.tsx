/** Where a statement comes from: provision, official source, when it was last checked. */
import type { Child } from "hono/jsx";
import type { Context } from "hono";
import type { Env } from "../../platform/module.ts";
import { Day } from "./day.tsx";

export interface CitationProps {
  c: Context<Env>;
  /** The provision as a lawyer cites it: "Art. 5(1)(a) Regulation (EU) 2024/1689". */
  children?: Child;
  /** Our page of the provision, or the official text. */
  href?: string | undefined;
  /** The official text, when `href` is our page. */
  source?: string | undefined;
  /** Day of the last check against the source, YYYY-MM-DD. */
  checked?: string | undefined;
}

export const Citation = ({ c, href, source, checked, children }: CitationProps) => {
  const t = c.get("t");
  return (
    <p class="citation">
      {href === undefined ? (
        <cite>{children}</cite>
      ) : (
        <cite>
          <a href={href}>{children}</a>
        </cite>
      )}
      {source !== undefined && (
        <>
          {" · "}
          <a href={source} rel="external">
            {t("design.citation.source")}
          </a>
        </>
      )}
      {checked !== undefined && (
        <>
          {" · "}
          {t("design.citation.checked")} <Day c={c} day={checked} />
        </>
      )}
    </p>
  );
};
