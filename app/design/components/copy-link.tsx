import type { Context } from "hono";
import type { Env } from "../../platform/module.ts";
import { Island } from "./island.tsx";

/** A button that copies the address of the page; without script a link, whose address the browser can copy. */
export const CopyLink = ({ c, href }: { c: Context<Env>; href: string }) => {
  const t = c.get("t");
  return (
    <Island
      c={c}
      name="comity-copy"
      attributes={{ href, label: t("design.copy"), done: t("design.copied"), failed: t("design.copy.failed") }}
    >
      <a href={href}>{t("design.copy.plain")}</a>
    </Island>
  );
};
