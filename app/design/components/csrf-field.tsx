import type { Context } from "hono";
import type { Env } from "../../platform/module.ts";
import { CSRF_FIELD } from "../../platform/web/csrf.ts";

/** The hidden field that every form with `method="post"` needs. */
export const CsrfField = ({ c }: { c: Context<Env> }) => (
  <input type="hidden" name={CSRF_FIELD} value={c.get("csrfToken")()} />
);
