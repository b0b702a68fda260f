/** A nested reason: each line with its truth, its parts under it, deeper ones folded. */
import type { Context } from "hono";
import type { Child } from "hono/jsx";
import type { Env } from "../../platform/module.ts";

export interface Reason {
  readonly text: Child;
  readonly truth?: "true" | "false" | "unknown" | undefined;
  readonly parts?: readonly Reason[] | undefined;
  /** Where others point to. */
  readonly id?: string | undefined;
  /** `id` of the same reason, shown with its parts further up. */
  readonly seeAbove?: string | undefined;
}

export interface TreeProps {
  c: Context<Env>;
  reasons: readonly Reason[];
  /** Levels that are open at first; 1 when left out. */
  open?: number | undefined;
}

const Line = ({ c, reason }: { c: Context<Env>; reason: Reason }) => (
  <>
    {reason.truth !== undefined && (
      <span class={`truth ${reason.truth}`}>
        <span class="visually-hidden">{c.get("t")(`design.truth.${reason.truth}`)}: </span>
      </span>
    )}
    {reason.seeAbove === undefined ? reason.text : <a href={`#${reason.seeAbove}`}>{reason.text}</a>}
  </>
);

const Reasons = ({ c, reasons, open }: { c: Context<Env>; reasons: readonly Reason[]; open: number }) => (
  <ul>
    {reasons.map((reason) => (
      <li id={reason.id}>
        {reason.parts === undefined || reason.parts.length === 0 ? (
          <Line c={c} reason={reason} />
        ) : (
          <details open={open > 0}>
            <summary>
              <Line c={c} reason={reason} />
            </summary>
            <Reasons c={c} reasons={reason.parts} open={open - 1} />
          </details>
        )}
      </li>
    ))}
  </ul>
);

export const Tree = ({ c, reasons, open = 1 }: TreeProps) => (
  <div class="tree">
    <Reasons c={c} reasons={reasons} open={open} />
  </div>
);
