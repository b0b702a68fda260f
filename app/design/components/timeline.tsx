import type { Child } from "hono/jsx";

export interface TimelineEntry {
  /** YYYY-MM-DD. */
  readonly day: string;
  /** The day in words; the ISO form when left out. */
  readonly label?: string | undefined;
  readonly isPast: boolean;
  readonly content: Child;
}

/** Events in order; those to come have an open mark. */
export const Timeline = ({ entries }: { entries: readonly TimelineEntry[] }) => (
  <ol class="timeline">
    {entries.map(({ day, label, isPast, content }) => (
      <li class={isPast ? "past" : undefined}>
        <time datetime={day}>{label ?? day}</time>
        <div>{content}</div>
      </li>
    ))}
  </ol>
);
