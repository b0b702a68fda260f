/** The world by status, drawn on the server: each country with a status is a link, below it a legend and the same as a table. */
import type { Context } from "hono";
import type { Env } from "../../platform/module.ts";
import { ChartTable } from "./chart-table.tsx";
import { fillOf, Legend, Patterns, type Fill } from "./legend.tsx";
import { worldHeight, worldShapes, worldWidth } from "./world-shapes.ts";

export interface MapClass {
  readonly id: string;
  readonly label: string;
  /** Colour 0 to 6; 3 to 5 have a pattern too, 0 means that nothing is known and makes no link. */
  readonly fill: Fill;
}

export interface MapPlace {
  /** UN M49 code, `m49` of atlas/places. */
  readonly m49: number;
  readonly name: string;
  readonly classId: string;
  readonly href: string;
}

export interface WorldMapProps {
  c: Context<Env>;
  title: string;
  /** Heads of the table: the place, its status. */
  heads: readonly [place: string, status: string];
  classes: readonly MapClass[];
  /** Places that the map is too coarse to show (small islands) stand in the table all the same. */
  places: readonly MapPlace[];
}

export const WorldMap = ({ c, title, heads, classes, places }: WorldMapProps) => {
  const byCode = new Map(places.map((place) => [place.m49, place]));
  const byId = new Map(classes.map((one) => [one.id, one]));
  const labelOf = (place: MapPlace): string => byId.get(place.classId)?.label ?? "";
  const shown = worldShapes().map(({ m49, path }) => {
    const place = m49 === null ? undefined : byCode.get(m49);
    return { place, path, fill: byId.get(place?.classId ?? "")?.fill ?? 0 };
  });
  const known = places.filter((place) => (byId.get(place.classId)?.fill ?? 0) !== 0);
  return (
    <figure class="chart map">
      <figcaption>{title}</figcaption>
      <div class="plot">
        <svg viewBox={`0 0 ${worldWidth} ${worldHeight}`} role="group" aria-label={title}>
          <Patterns scope="map" />
          <path
            class="f0"
            aria-hidden="true"
            d={shown.flatMap(({ place, fill, path }) => (place === undefined || fill === 0 ? [path] : [])).join("")}
          />
          {shown.map(({ place, fill, path }) => {
            if (place === undefined || fill === 0) return null;
            const words = `${place.name}: ${labelOf(place)}`;
            return (
              <a href={place.href} aria-label={words}>
                <path {...fillOf(fill, "map")} d={path}>
                  <title>{words}</title>
                </path>
              </a>
            );
          })}
        </svg>
      </div>
      <Legend
        scope="map"
        items={classes.map((one) => ({
          label: `${one.label} (${places.filter((place) => place.classId === one.id).length})`,
          fill: one.fill,
        }))}
      />
      <p class="small quiet">{c.get("t")("design.map.note")}</p>
      <ChartTable
        c={c}
        title={title}
        head={heads}
        rows={known.map((place) => [<a href={place.href}>{place.name}</a>, labelOf(place)])}
      />
    </figure>
  );
};
