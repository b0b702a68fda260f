import type { Context } from "hono";
import type { Child } from "hono/jsx";
import type { Env } from "../../platform/module.ts";
import { Day } from "./day.tsx";

export interface TimelineEntry {
  /** YYYY-MM-DD. */
  readonly day: string;
  readonly isPast: boolean;
  readonly content: Child;
}

export interface TimelineProps {
  c: Context<Env>;
  entries: readonly TimelineEntry[];
}

/** Events in order; those to come have an open mark. */
export const Timeline = ({ c, entries }: TimelineProps) => (
  <ol class="timeline">
    {entries.map(({ day, isPast, content }) => (
      <li class={isPast ? "past" : undefined}>
        <Day c={c} day={day} />
        <div>{content}</div>
      </li>
    ))}
  </ol>
);
