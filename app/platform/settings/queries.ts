/** Settings, kept in memory and renewed when any node changes one. */
import type { Db } from "../database/tables.ts";
import type { EventHub } from "../events/event-hub.ts";
import { SETTINGS, SETTINGS_TOPIC, type SettingKey, type Settings } from "./settings.ts";

/** All settings from the database, defaults where unset. A stored value that no longer fits its check counts as unset. */
export async function readSettings(db: Db): Promise<Settings> {
  const rows = await db.selectFrom("setting").select(["key", "value"]).execute();
  const stored = new Map(rows.map((row) => [row.key, row.value]));
  const entries = Object.entries(SETTINGS).map(([key, { schema, initial }]) => {
    const parsed = schema.safeParse(stored.get(key));
    return [key, parsed.success ? parsed.data : initial];
  });
  return Object.fromEntries(entries) as Settings;
}

export class SettingsCache {
  #current: Settings;

  private constructor(first: Settings) {
    this.#current = first;
  }

  static async start(db: Db, hub: EventHub): Promise<SettingsCache> {
    const cache = new SettingsCache(await readSettings(db));
    hub.subscribe(SETTINGS_TOPIC, (event) => {
      const { key, value } = event.data as { key: SettingKey; value: unknown };
      cache.#current = { ...cache.#current, [key]: value };
    });
    return cache;
  }

  get<K extends SettingKey>(key: K): Settings[K] {
    return this.#current[key];
  }
}
