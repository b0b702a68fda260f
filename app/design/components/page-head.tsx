import type { Child } from "hono/jsx";

export interface PageHeadProps {
  title: Child;
  /** What kind of thing this is, above the title. */
  overline?: Child;
  lead?: Child;
  /** Language of the title when it is not the page's. */
  lang?: string | undefined;
  /** Actions and marks below the lead. */
  children?: Child;
}

/** The one `h1` of a page. */
export const PageHead = ({ title, overline, lead, lang, children }: PageHeadProps) => (
  <div class="head">
    {overline !== undefined && <p class="overline">{overline}</p>}
    <h1 lang={lang}>{title}</h1>
    {lead !== undefined && <p class="lead">{lead}</p>}
    {children !== undefined && <div class="row">{children}</div>}
  </div>
);
