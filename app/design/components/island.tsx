/** A custom element with its script. Pages are whole without it: `children` is what is shown when there is no script. */
import type { Context } from "hono";
import type { Child } from "hono/jsx";
import { jsx } from "hono/jsx";
import type { Env } from "../../platform/module.ts";
import { islandFile } from "../island-files.ts";

export interface IslandProps {
  c: Context<Env>;
  /** Name of the custom element, `comity-…`; its source is `islands/<name>.ts` of a module. */
  name: `comity-${string}`;
  /** Attributes of the element: words and addresses it needs. */
  attributes?: Readonly<Record<string, string>> | undefined;
  children?: Child;
}

export const Island = ({ c, name, attributes = {}, children }: IslandProps) => {
  const script = islandFile(c.get("services").assets, name);
  return (
    <>
      {jsx(name, attributes, children)}
      {script !== undefined && <script type="module" src={script}></script>}
    </>
  );
};
