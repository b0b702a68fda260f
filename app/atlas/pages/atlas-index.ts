/** The atlas by the questions that pages ask: rules of a place, of a topic, what uses a rule. Made once from the records. */
import {
  conditionsOf,
  holds,
  leaves,
  placesAround,
  type Atlas,
  type FactId,
  type Instrument,
  type InstrumentId,
  type IsoDate,
  type PlaceCode,
  type PlaceGroup,
  type PlaceState,
  type Rule,
  type RuleId,
  type Silence,
  type Topic,
  type TopicId,
} from "@comity/rules";
import type { LoadedAtlas } from "../store/load-atlas.ts";

/** What pages need of a loaded atlas. */
export type AtlasRelease = Pick<LoadedAtlas, "atlas" | "release" | "checked">;

/** How a rule is used by others. */
export interface Uses {
  /** Rules that this exemption defeats. */
  readonly exempts: readonly Rule[];
  /** Rules whose breach this sanction punishes. */
  readonly punishes: readonly Rule[];
  /** Rules with a condition on the derived fact that this definition concludes. */
  readonly decides: readonly Rule[];
  /** Rules that prevail over this one. */
  readonly overriddenBy: readonly Rule[];
  /** Alternative readings of the same contested point. */
  readonly alternatives: readonly Rule[];
}

export interface AtlasIndex extends AtlasRelease {
  readonly instrumentsOf: ReadonlyMap<PlaceCode, readonly Instrument[]>;
  readonly rulesOf: ReadonlyMap<InstrumentId, readonly Rule[]>;
  readonly rulesAt: ReadonlyMap<PlaceCode, readonly Rule[]>;
  /** With the topic as primary or other topic. */
  readonly rulesOn: ReadonlyMap<TopicId, readonly Rule[]>;
  readonly rulesAsking: ReadonlyMap<FactId, readonly Rule[]>;
  readonly groupsOf: ReadonlyMap<PlaceCode, readonly PlaceGroup[]>;
  uses(id: RuleId): Uses;
  /** The place of a rule's instrument. */
  placeOf(rule: Rule): PlaceCode;
  stateOf(place: PlaceCode): PlaceState | "not-coded";
  /** Rules and typed silence of a cell place × topic. */
  cell(place: PlaceCode, topic: TopicId): { readonly silence: Silence; readonly rules: readonly Rule[] };
  /** Places whose law is here, those with the most rules first. */
  readonly placesWithLaw: readonly PlaceCode[];
}

const made = new WeakMap<AtlasRelease, AtlasIndex>();

export function atlasIndex(loaded: AtlasRelease): AtlasIndex {
  const known = made.get(loaded);
  if (known) return known;
  const index = makeIndex(loaded);
  made.set(loaded, index);
  return index;
}

function makeIndex(loaded: AtlasRelease): AtlasIndex {
  const { atlas } = loaded;
  const rules = [...atlas.rules.values()];
  const placeOf = (rule: Rule): PlaceCode => atlas.instruments.get(rule.instrument)?.place ?? "";
  const rulesAt = Map.groupBy(rules, placeOf);
  const rulesOn = gather(rules, (rule) => [rule.topic, ...rule.topics]);
  const nones = new Set(atlas.codedNone.map(({ place, topic }) => `${place} ${topic}`));
  const conditions = new Map(
    rules.map((rule) => [rule.id, conditionsOf(rule).flatMap((condition) => [...leaves(condition)])]),
  );
  const exempts = gather(rules, (rule) => rule.unless.flatMap(({ exemption }) => exemption ?? []));
  const punishes = gather(rules, (rule) => rule.breach);
  const overriding = gather(rules, (rule) => rule.overrides.map((edge) => edge.rule));
  const deciding = gather(rules, (rule) =>
    (conditions.get(rule.id) ?? []).flatMap((test) => ("derived" in test ? test.derived : [])),
  );
  const asking = gather(rules, (rule) =>
    (conditions.get(rule.id) ?? []).flatMap((test) => ("fact" in test ? test.fact : [])),
  );
  const byQuestion = gather(rules, (rule) => rule.question ?? []);
  return {
    ...loaded,
    instrumentsOf: Map.groupBy(atlas.instruments.values(), ({ place }) => place),
    rulesOf: Map.groupBy(rules, ({ instrument }) => instrument),
    rulesAt,
    rulesOn,
    rulesAsking: asking,
    groupsOf: gather([...atlas.groups.values()], (group) => group.members.map(({ place }) => place)),
    placeOf,
    uses(id) {
      const rule = atlas.rules.get(id);
      return {
        exempts: exempts.get(id) ?? [],
        punishes: punishes.get(id) ?? [],
        decides: rule?.concludes === undefined ? [] : (deciding.get(rule.concludes) ?? []),
        overriddenBy: overriding.get(id) ?? [],
        alternatives:
          rule?.question === undefined ? [] : (byQuestion.get(rule.question) ?? []).filter((one) => one.id !== id),
      };
    },
    stateOf: (place) => atlas.status.get(place)?.state ?? "not-coded",
    cell(place, topic) {
      const found = (rulesOn.get(topic) ?? []).filter((rule) => placeOf(rule) === place);
      return {
        silence: found.length > 0 ? "coded" : nones.has(`${place} ${topic}`) ? "coded-none" : "not-coded",
        rules: found,
      };
    },
    placesWithLaw: [...rulesAt].toSorted(([, a], [, b]) => b.length - a.length).map(([place]) => place),
  };
}

/** Items by each of their keys, each item once a key. */
function gather<Item, Key>(items: readonly Item[], keysOf: (item: Item) => readonly Key[] | Key): Map<Key, Item[]> {
  const found = new Map<Key, Item[]>();
  for (const item of items) {
    for (const key of new Set([keysOf(item)].flat() as Key[])) {
      const list = found.get(key);
      if (list) list.push(item);
      else found.set(key, [item]);
    }
  }
  return found;
}

/** Places that `place` belongs to on a day, without itself. */
export const containers = (atlas: Atlas, place: PlaceCode, on: IsoDate): PlaceCode[] =>
  placesAround(atlas, place, on).slice(1);

/** Places that belong to `place` on a day, directly. */
export const partsOf = (atlas: Atlas, place: PlaceCode, on: IsoDate): PlaceCode[] =>
  [...atlas.places.values()]
    .filter(({ partOf }) => partOf.some((one) => one.place === place && holds(one, on)))
    .map(({ code }) => code);

export interface TopicsInGroup {
  readonly group: Atlas["topicGroups"][number];
  readonly topics: readonly Topic[];
}

/** Topics in their groups, as topics.yaml orders them. */
export const topicsByGroup = (atlas: Atlas): TopicsInGroup[] =>
  atlas.topicGroups.map((group) => ({
    group,
    topics: [...atlas.topics.values()].filter((topic) => topic.group === group.id),
  }));
