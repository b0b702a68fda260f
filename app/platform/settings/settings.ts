/** The settings an administrator may change while Comity runs, with their checks and defaults. */
import { z } from "zod";

export const SETTINGS = {
  "instance.name": { schema: z.string().trim().min(1).max(80), initial: "Comity", isPersonal: false },
  "instance.contact": { schema: z.union([z.email(), z.literal("")]), initial: "", isPersonal: true },
  "instance.notice": { schema: z.string().trim().max(500), initial: "", isPersonal: false },
} as const;

export type SettingKey = keyof typeof SETTINGS;
export type Settings = { readonly [K in SettingKey]: z.output<(typeof SETTINGS)[K]["schema"]> };

export const SETTING_KEYS = Object.keys(SETTINGS) as [SettingKey, ...SettingKey[]];
/** The topic of live events that tells all nodes, and open pages, that a setting changed. */
export const SETTINGS_TOPIC = "settings";
