import type { Child } from "hono/jsx";

/** What the colour of a mark means: prohibited, duty, right or permission, not decided, of note. */
export type Tone = "neutral" | "forbid" | "duty" | "right" | "open" | "accent";

/** A short mark. The colour only repeats what the words say. */
export const Tag = ({ tone = "neutral", children }: { tone?: Tone | undefined; children?: Child }) => (
  <span class={tone === "neutral" ? "tag" : `tag ${tone}`}>{children}</span>
);
