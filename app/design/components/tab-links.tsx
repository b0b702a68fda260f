import type { Child } from "hono/jsx";

export interface TabLinksProps {
  /** Read out for the group. */
  label: string;
  tabs: readonly { readonly label: Child; readonly href: string; readonly isCurrent: boolean }[];
}

/** Views of one thing, each a page of its own. */
export const TabLinks = ({ label, tabs }: TabLinksProps) => (
  <nav aria-label={label}>
    <ul class="tabs">
      {tabs.map(({ label: name, href, isCurrent }) => (
        <li>
          <a href={href} aria-current={isCurrent ? "page" : undefined}>
            {name}
          </a>
        </li>
      ))}
    </ul>
  </nav>
);
