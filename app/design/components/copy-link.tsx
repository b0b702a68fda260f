import type { Context } from "hono";
import type { Env } from "../../platform/module.ts";
import { Island } from "./island.tsx";

/** A button that copies an address; without script the address itself, to copy by hand. */
export const CopyLink = ({ c, href }: { c: Context<Env>; href: string }) => {
  const t = c.get("t");
  return (
    <Island
      c={c}
      name="comity-copy"
      attributes={{ href, label: t("design.copy"), done: t("design.copied"), failed: t("design.copy.failed") }}
    >
      <a href={href}>{href}</a>
    </Island>
  );
};
