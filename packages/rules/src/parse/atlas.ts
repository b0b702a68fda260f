/** All files of the atlas -> one `Atlas`, with every problem found. */
import type {
  CodedNone,
  ExampleProfile,
  Instrument,
  Place,
  Provision,
  Rule,
  SourcePosition,
  Topic,
} from "../model/law.ts";
import type { Fact } from "../model/facts.ts";
import type { Problem } from "../model/results.ts";
import type { Atlas, PlaceGroup, PlaceStatus, TopicGroup } from "../atlas.ts";
import { checkAtlas } from "../check/check-atlas.ts";
import { Cursor, shown } from "./cursor.ts";
import { parseInstrument, parseProvision, parseRule } from "./law-records.ts";
import {
  parseCodedNone,
  parseExampleProfile,
  parseFact,
  parseGroup,
  parsePlace,
  parseStatus,
  parseTopic,
  parseTopicGroup,
} from "./reference-records.ts";
import { YamlSource } from "./yaml-source.ts";

export interface AtlasFile {
  /** Relative to the atlas folder, `/`-separated. */
  readonly path: string;
  readonly text: string;
}

export interface ParsedAtlas {
  /** Null when an error stands in the way of using the atlas at all. */
  readonly atlas: Atlas | null;
  /** Every record that could be read, errors or not: for checks that go on where they can, never for answers. */
  readonly readable: Atlas;
  readonly problems: readonly Problem[];
}

interface Collected {
  readonly facts: Map<string, Fact>;
  readonly topics: Map<string, Topic>;
  readonly topicGroups: TopicGroup[];
  readonly places: Map<string, Place>;
  readonly groups: Map<string, PlaceGroup>;
  readonly status: Map<string, PlaceStatus>;
  readonly instruments: Map<string, Instrument>;
  readonly provisions: Map<string, Provision>;
  readonly rules: Map<string, Rule>;
  readonly codedNone: CodedNone[];
  readonly profiles: ExampleProfile[];
  readonly versions: Set<number>;
  readonly records: Map<string, SourcePosition>;
}

type ReadFile = (root: Cursor, into: Collected) => void;

/** Adds a record once; a second one with the same id is a problem at its place. */
function put<T>(map: Map<string, T>, id: string, record: T, cursor: Cursor): boolean {
  if (map.has(id))
    cursor.report("duplicate-id", `\`${id}\` stands twice`, "give one of the two another id, or remove it");
  else map.set(id, record);
  return map.get(id) === record;
}

/** Remembers where a record stands that has no position of its own. */
function note(into: Collected, isNew: boolean, key: string, cursor: Cursor): void {
  if (isNew) into.records.set(key, cursor.position);
}

const readers: Readonly<Record<string, ReadFile>> = {
  "facts/1": (root, into) => {
    root.keys(["schema", "vocabulary", "facts"]);
    const version = root.at("vocabulary").integer(1, 1_000_000);
    if (version !== null) into.versions.add(version);
    root.at("facts").list((item) => {
      const fact = parseFact(item);
      if (fact) put(into.facts, fact.id, fact, item);
      return null;
    });
  },
  "topics/1": (root, into) => {
    root.keys(["schema", "topics"], ["groups"]);
    into.topicGroups.push(...root.at("groups").list(parseTopicGroup));
    root.at("topics").list((item) => {
      const topic = parseTopic(item);
      if (topic) note(into, put(into.topics, topic.id, topic, item), `topic ${topic.id}`, item);
      return null;
    });
  },
  "places/1": (root, into) => {
    root.keys(["schema", "places"]);
    root.at("places").list((item) => {
      const place = parsePlace(item);
      if (place) note(into, put(into.places, place.code, place, item), `place ${place.code}`, item);
      return null;
    });
  },
  "groups/1": (root, into) => {
    root.keys(["schema", "groups"]);
    root.at("groups").list((item) => {
      const group = parseGroup(item);
      if (group) note(into, put(into.groups, group.id, group, item), `group ${group.id}`, item);
      return null;
    });
  },
  "status/1": (root, into) => {
    root.keys(["schema", "status"]);
    root.at("status").list((item) => {
      const status = parseStatus(item);
      if (status) note(into, put(into.status, status.place, status, item), `status ${status.place}`, item);
      return null;
    });
  },
  "instrument/1": (root, into) => {
    const instrument = parseInstrument(root);
    if (instrument) put(into.instruments, instrument.id, instrument, root);
  },
  "provisions/1": (root, into) => {
    root.keys(["schema", "instrument", "expression", "provisions"]);
    const instrument = root.at("instrument").text();
    const expression = root.at("expression").text();
    if (!instrument || !expression) return;
    root.at("provisions").list((item) => {
      const provision = parseProvision(item, instrument, expression);
      if (provision) put(into.provisions, `${instrument}#${provision.eId}`, provision, item);
      return null;
    });
  },
  "rules/1": (root, into) => {
    root.keys(["schema", "instrument", "rules"]);
    const instrument = root.at("instrument").text();
    if (!instrument) return;
    root.at("rules").list((item) => {
      const rule = parseRule(item, instrument);
      if (rule) put(into.rules, rule.id, rule, item);
      return null;
    });
  },
  "profiles/1": (root, into) => {
    root.keys(["schema", "instrument", "profiles"]);
    const instrument = root.at("instrument").text();
    if (instrument) into.profiles.push(...root.at("profiles").list((item) => parseExampleProfile(item, instrument)));
  },
  "coverage/1": (root, into) => {
    root.keys(["schema", "place", "none"]);
    const place = root.at("place").text();
    if (!place) return;
    root.at("none").list((item) => {
      const cell = parseCodedNone(item, place);
      if (cell) {
        into.codedNone.push(cell);
        note(into, true, `none ${place} ${cell.topic}`, item);
      }
      return null;
    });
  },
  // Shipped example profiles are read by parseProfile when someone opens one.
  "profile/1": () => undefined,
};

/** Reads and checks all YAML files of an atlas. Files are read in the order of their paths, so that the result does not depend on the disk. */
export function parseAtlas(files: readonly AtlasFile[]): ParsedAtlas {
  const into: Collected = {
    facts: new Map(),
    topics: new Map(),
    topicGroups: [],
    places: new Map(),
    groups: new Map(),
    status: new Map(),
    instruments: new Map(),
    provisions: new Map(),
    rules: new Map(),
    codedNone: [],
    profiles: [],
    versions: new Set(),
    records: new Map(),
  };
  const problems: Problem[] = [];
  for (const { path, text } of files.toSorted((a, b) => (a.path < b.path ? -1 : 1))) {
    const source = new YamlSource(path, text);
    if (source.problems.length === 0) {
      const root = Cursor.root(source);
      const schema = root.at("schema").value;
      const read = typeof schema === "string" ? readers[schema] : undefined;
      if (read) read(root, into);
      else
        root.report(
          "wrong-schema",
          `unknown schema \`${schema === undefined ? "missing" : shown(schema)}\``,
          `write \`schema:\` and one of ${Object.keys(readers).join(", ")}`,
        );
    }
    problems.push(...source.problems);
  }
  const derived = new Map<string, string[]>();
  for (const rule of into.rules.values())
    if (rule.concludes !== undefined) derived.set(rule.concludes, [...(derived.get(rule.concludes) ?? []), rule.id]);
  const [version = 0, ...others] = into.versions;
  const positions: ReadonlyMap<string, SourcePosition> = new Map(
    [...into.instruments].map(([id, instrument]) => [id, instrument.position]),
  );
  const atlas: Atlas = {
    ...into,
    vocabulary: { version, facts: into.facts },
    derived,
    positions: { instruments: positions, records: into.records },
  };
  if (others.length > 0)
    problems.push({
      severity: "error",
      code: "other-vocabulary",
      position: { file: "facts", line: 1, column: 1 },
      message: `the fact files have versions ${[version, ...others].join(", ")}`,
      mend: "give all fact files the same `vocabulary:`",
    });
  problems.push(...checkAtlas(atlas));
  const usable = !problems.some((problem) => problem.severity === "error");
  return { atlas: usable ? atlas : null, readable: atlas, problems };
}
