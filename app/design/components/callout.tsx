import type { Child } from "hono/jsx";

export interface CalloutProps {
  kind?: "note" | "warn" | "bad" | "good" | undefined;
  title?: Child;
  /** `alert` for what just went wrong, `status` for what just succeeded: read out at once. */
  role?: "alert" | "status" | "note" | undefined;
  children?: Child;
}

export const Callout = ({ kind = "note", title, role, children }: CalloutProps) => (
  <div class={kind === "note" ? "callout" : `callout ${kind}`} role={role}>
    {title !== undefined && <p class="callout-title">{title}</p>}
    {children}
  </div>
);
