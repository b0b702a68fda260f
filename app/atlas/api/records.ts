/** Records of the atlas as the API gives them: as they stand in the files, without positions in them. */
import { placesWithLaw } from "../store/query.ts";
import type { LoadedAtlas } from "../store/load-atlas.ts";

type PlainRecord = Record<string, unknown>;

function without<T extends object>(value: T, key: string): PlainRecord {
  return Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));
}

/** Lists are made once, at first use. */
function once(make: () => PlainRecord[]): () => PlainRecord[] {
  let made: PlainRecord[] | undefined;
  return () => (made ??= make());
}

export function atlasRecords({ atlas }: LoadedAtlas) {
  return {
    rules: once(() =>
      [...atlas.rules.values()].map((rule) => ({
        ...without(rule, "position"),
        place: atlas.instruments.get(rule.instrument)?.place,
      })),
    ),
    instruments: once(() => [...atlas.instruments.values()].map((instrument) => without(instrument, "position"))),
    provisions: once(() =>
      [...atlas.provisions.values()].map((provision) => ({
        reference: `${provision.instrument}#${provision.eId}`,
        ...without(provision, "position"),
      })),
    ),
    places: once(() => {
      const law = placesWithLaw(atlas);
      return [...atlas.places.values()].map((place) => ({
        ...place,
        rules: law.get(place.code) ?? 0,
        status: atlas.status.get(place.code) ?? null,
        groups: [...atlas.groups.values()].flatMap((group) =>
          group.members
            .filter((member) => member.place === place.code)
            .map(({ from, to }) => ({
              group: group.id,
              ...(from === undefined ? {} : { from }),
              ...(to === undefined ? {} : { to }),
            })),
        ),
      }));
    }),
    topics: once(() =>
      [...atlas.topics.values()].map((topic) => ({
        ...topic,
        codedNone: atlas.codedNone.filter((cell) => cell.topic === topic.id),
      })),
    ),
    facts: once(() => [...atlas.vocabulary.facts.values()].map((fact) => without(fact, "position"))),
  };
}
