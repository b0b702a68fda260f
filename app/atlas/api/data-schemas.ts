/** The JSON Schemas of the data files, as `@comity/rules` ships them. */
import { readFileSync } from "node:fs";

export const schemaKinds = [
  "coverage",
  "facts",
  "groups",
  "instrument",
  "places",
  "profile",
  "profiles",
  "provisions",
  "rules",
  "status",
  "topics",
] as const;
export type SchemaKind = (typeof schemaKinds)[number];

export const schemaOf = (kind: SchemaKind): Record<string, unknown> =>
  JSON.parse(
    readFileSync(new URL(`../../../packages/rules/schema/${kind}.schema.json`, import.meta.url), "utf8"),
  ) as Record<string, unknown>;
