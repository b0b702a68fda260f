/**
 * Outlines of countries, projected once: Natural Earth 1:110 million (world-atlas), Natural Earth projection (d3-geo).
 * Where Natural Earth draws who is in control and the United Nations holds otherwise, the United Nations are followed: Crimea
 * (General Assembly resolution 68/262), the north of Cyprus (Security Council resolution 541) and of Somalia. Kosovo has no code in
 * M49 and gets no status.
 */
import { createRequire } from "node:module";
import { geoContains, geoNaturalEarth1, geoPath } from "d3-geo";
import type { FeatureCollection, Geometry, MultiPolygon, Position } from "geojson";
import { feature } from "topojson-client";
import type { GeometryCollection, Topology } from "topojson-specification";

export interface WorldShape {
  /** UN M49 code; null for a shape without one. */
  readonly m49: number | null;
  /** SVG path in relative steps of tenths. */
  readonly path: string;
}

export const worldWidth = 960;
export const worldHeight = 470;

const ANTARCTICA = 10;
const RUSSIA = 643;
const UKRAINE = 804;
/** A point in Crimea, longitude and latitude. */
const CRIMEA: [number, number] = [34.3, 45.2];
const partOf: Readonly<Record<string, number>> = { "N. Cyprus": 196, Somaliland: 706 };

interface Country {
  m49: number | null;
  geometry: Geometry;
}

function countries(): Country[] {
  const topology = createRequire(import.meta.url)("world-atlas/countries-110m.json") as Topology<{
    countries: GeometryCollection<{ name: string }>;
  }>;
  const all = feature(topology, topology.objects.countries) as FeatureCollection<Geometry, { name: string }>;
  const list = all.features.map((one): Country => {
    const code = one.id === undefined ? partOf[one.properties.name] : Number(one.id);
    return { m49: code ?? null, geometry: one.geometry };
  });
  const isCrimea = (rings: Position[][]): boolean => geoContains({ type: "Polygon", coordinates: rings }, CRIMEA);
  const russia = list.find((one) => one.m49 === RUSSIA)?.geometry as MultiPolygon;
  const crimea = russia.coordinates.filter(isCrimea);
  russia.coordinates = russia.coordinates.filter((rings) => !isCrimea(rings));
  list.push({ m49: UKRAINE, geometry: { type: "MultiPolygon", coordinates: crimea } });
  return list.filter((one) => one.m49 !== ANTARCTICA);
}

/** Absolute points `M1.23,4.56L…Z` as relative steps in tenths; steps of nothing are left out. Half the bytes, nothing to see. */
function compact(path: string): string {
  return [...path.matchAll(/M([^MZ]+)Z/g)]
    .map(([, points = ""]) => {
      const tenths = points.split("L").map((point) => point.split(",").map((n) => Math.round(Number(n) * 10)));
      const [[x0 = 0, y0 = 0] = []] = tenths;
      let [x, y] = [x0, y0];
      const steps = tenths.slice(1).flatMap(([nextX = 0, nextY = 0]) => {
        const [dx, dy] = [nextX - x, nextY - y];
        [x, y] = [nextX, nextY];
        return dx === 0 && dy === 0 ? [] : [`${short(dx)}${dy < 0 ? "" : ","}${short(dy)}`];
      });
      return steps.length < 2 ? "" : `M${short(x0)},${short(y0)}l${steps.join(" ")}z`;
    })
    .join("");
}

const short = (tenths: number): string => String(tenths / 10).replace(/^(-?)0\./, "$1.");

let shapes: readonly WorldShape[] | undefined;

/** One shape for each country, in the order of Natural Earth; made on the first call. */
export function worldShapes(): readonly WorldShape[] {
  if (shapes) return shapes;
  const list = countries();
  const projection = geoNaturalEarth1().fitExtent(
    [
      [2, 2],
      [worldWidth - 2, worldHeight - 2],
    ],
    { type: "GeometryCollection", geometries: list.map((one) => one.geometry) },
  );
  const draw = geoPath(projection).digits(2);
  const paths = new Map<number, string>();
  const others: WorldShape[] = [];
  for (const { m49, geometry } of list) {
    const path = compact(draw(geometry) ?? "");
    if (path === "") continue;
    if (m49 === null) others.push({ m49, path });
    else paths.set(m49, (paths.get(m49) ?? "") + path);
  }
  shapes = [...[...paths].map(([m49, path]) => ({ m49, path })), ...others];
  return shapes;
}
