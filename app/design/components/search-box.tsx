import type { Context } from "hono";
import type { Env } from "../../platform/module.ts";

export interface SearchBoxProps {
  c: Context<Env>;
  /** Path without the language, such as `/search`. */
  action: string;
  value?: string | undefined;
  /** What can be searched, in words. */
  label: string;
  name?: string | undefined;
}

export const SearchBox = ({ c, action, value, label, name = "q" }: SearchBoxProps) => (
  <form class="search" method="get" action={c.get("href")(action)} role="search">
    <label class="visually-hidden" for={`search-${name}`}>
      {label}
    </label>
    <input type="search" id={`search-${name}`} name={name} value={value} placeholder={label} dir="auto" />
    <button class="button" type="submit">
      {c.get("t")("design.search")}
    </button>
  </form>
);
