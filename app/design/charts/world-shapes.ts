/** Outlines of countries, projected once: Natural Earth 1:110m (world-atlas), Natural Earth projection (d3-geo). */
import { createRequire } from "node:module";
import { geoNaturalEarth1, geoPath } from "d3-geo";
import { feature } from "topojson-client";
import type { FeatureCollection, Geometry } from "geojson";
import type { GeometryCollection, Topology } from "topojson-specification";

export interface WorldShape {
  /** UN M49 code; null for a shape without one. */
  readonly m49: number | null;
  readonly name: string;
  readonly path: string;
}

export const worldWidth = 960;
export const worldHeight = 470;

/** Keeps one decimal less and drops points that round to the one before: half the bytes, no visible change. */
function lighten(path: string): string {
  return path
    .replaceAll(/-?\d+\.\d+/g, (number) => String(Math.round(Number(number) * 2) / 2))
    .replaceAll(/L([^LMZ]+)(?=(?:L\1)+)/g, "")
    .replaceAll(/(M|L)([^LMZ]+)(?:L\2)+/g, "$1$2");
}

let shapes: readonly WorldShape[] | undefined;

export function worldShapes(): readonly WorldShape[] {
  if (shapes) return shapes;
  const topology = createRequire(import.meta.url)("world-atlas/countries-110m.json") as Topology<{
    countries: GeometryCollection<{ name: string }>;
  }>;
  const countries = feature(topology, topology.objects.countries) as FeatureCollection<Geometry, { name: string }>;
  const all: FeatureCollection<Geometry, { name: string }> = {
    ...countries,
    features: countries.features.filter((one) => one.properties.name !== "Antarctica"),
  };
  const projection = geoNaturalEarth1().fitExtent(
    [
      [2, 2],
      [worldWidth - 2, worldHeight - 2],
    ],
    all,
  );
  const draw = geoPath(projection).digits(1);
  shapes = all.features.flatMap((one) => {
    const path = draw(one);
    return path === null
      ? []
      : [{ m49: one.id === undefined ? null : Number(one.id), name: one.properties.name, path: lighten(path) }];
  });
  return shapes;
}
