import type { Child } from "hono/jsx";

/** Colour of the style sheet (`.f0` to `.f6`); 0 means nothing is known. */
export type Fill = 0 | 1 | 2 | 3 | 4 | 5 | 6;

/** Fills with a pattern over the colour, so that they differ without colour too: lines one way, the other way, dots. */
const lines: ReadonlyMap<Fill, string> = new Map([
  [3, "rotate(45)"],
  [4, "rotate(-45)"],
]);
const dots: Fill = 5;

/** Patterns of a drawing, once in it; `scope` makes their ids its own. */
export const Patterns = ({ scope }: { scope: string }) => (
  <defs>
    {[...lines].map(([fill, turn]) => (
      <pattern id={`${scope}-${fill}`} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform={turn}>
        <rect width="5" height="5" class={`f${fill}`} />
        <path class="hatch" d="M0 0V5" />
      </pattern>
    ))}
    <pattern id={`${scope}-${dots}`} width="4" height="4" patternUnits="userSpaceOnUse">
      <rect width="4" height="4" class={`f${dots}`} />
      <circle class="speck" cx="2" cy="2" r="0.9" />
    </pattern>
  </defs>
);

/** Attributes of a shape filled with colour, or with the pattern of `scope` where the fill has one. */
export function fillOf(fill: Fill, scope?: string): { class?: string; fill?: string } {
  return scope !== undefined && (lines.has(fill) || fill === dots)
    ? { fill: `url(#${scope}-${fill})` }
    : { class: `f${fill}` };
}

export interface LegendProps {
  items: readonly { readonly label: Child; readonly fill: Fill }[];
  /** Scope of the drawing's `Patterns`, when it has them. */
  scope?: string | undefined;
}

export const Legend = ({ items, scope }: LegendProps) => (
  <ul class="legend">
    {items.map(({ label, fill }) => (
      <li>
        <svg viewBox="0 0 10 10" aria-hidden="true">
          <rect width="10" height="10" {...fillOf(fill, scope)} />
        </svg>
        {label}
      </li>
    ))}
  </ul>
);
