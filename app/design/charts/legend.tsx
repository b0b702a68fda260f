import type { Child } from "hono/jsx";

/** Colour of the style sheet (`.f0` to `.f6`); 0 means nothing is known. */
export type Fill = 0 | 1 | 2 | 3 | 4 | 5 | 6;

/** Fills that carry a pattern on the map, so that they differ without colour too. */
export const patterned: ReadonlySet<Fill> = new Set([3, 4, 5]);

/** Patterns over the colours: lines one way, lines the other way, dots. Stands once in each drawing that uses them. */
export const Patterns = ({ scope }: { scope: string }) => (
  <defs>
    <pattern id={`${scope}-p3`} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <path class="hatch" d="M0 0V5" />
    </pattern>
    <pattern id={`${scope}-p4`} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)">
      <path class="hatch" d="M0 0V5" />
    </pattern>
    <pattern id={`${scope}-p5`} width="4" height="4" patternUnits="userSpaceOnUse">
      <circle class="speck" cx="2" cy="2" r="0.9" />
    </pattern>
  </defs>
);

export interface LegendProps {
  items: readonly { readonly label: Child; readonly fill: Fill }[];
  /** Id of the drawing's `Patterns`, when it has them. */
  patterns?: string | undefined;
}

export const Legend = ({ items, patterns }: LegendProps) => (
  <ul class="legend">
    {items.map(({ label, fill }) => (
      <li>
        <svg viewBox="0 0 10 10" aria-hidden="true">
          <rect width="10" height="10" class={`f${fill}`} />
          {patterns !== undefined && patterned.has(fill) && (
            <rect width="10" height="10" fill={`url(#${patterns}-p${fill})`} />
          )}
        </svg>
        {label}
      </li>
    ))}
  </ul>
);
