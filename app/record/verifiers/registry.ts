/** All verifiers, by kind and version. A module that adds an official act adds its verifier here. */
import type { Json } from "@comity/record";
import { atlasReleased } from "./atlas-releases.ts";
import { roleGranted, roleRevoked } from "./roles.ts";
import { settingChanged } from "./settings.ts";
import type { RecordEntry } from "../entry.ts";
import type { Facts, Outcome, Outside, Verifier } from "./verifier.ts";

export const verifiers: readonly Verifier[] = [roleGranted, roleRevoked, settingChanged, atlasReleased];

const byName = new Map(verifiers.map((verifier) => [`${verifier.kind} v${verifier.version}`, verifier]));

/** Facts in memory, which become JSON for a state file. They grow with accounts, roles and settings, not with entries. */
export class MapFacts implements Facts {
  readonly #map: Map<string, Json>;
  constructor(values: Readonly<Record<string, Json>> = {}) {
    this.#map = new Map(Object.entries(values));
  }
  get(key: string): Json | undefined {
    return this.#map.get(key);
  }
  set(key: string, value: Json): void {
    this.#map.set(key, value);
  }
  toJSON(): Record<string, Json> {
    return Object.fromEntries(this.#map);
  }
}

/** Name under which an entry is counted: `role.granted v1`. */
export const verifierName = (entry: RecordEntry): string => `${entry.kind} v${entry.v}`;

/** Recomputes one entry; null when no verifier knows its kind and version. */
export function recompute(facts: Facts, entry: RecordEntry, outside: Outside): Outcome | null {
  return byName.get(verifierName(entry))?.recompute(facts, entry, outside) ?? null;
}
