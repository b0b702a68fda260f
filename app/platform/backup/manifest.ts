/** What a backup says about itself: the entry `manifest.json`, the first of the archive. */
import { z } from "zod";

const table = z.strictObject({ name: z.string(), columns: z.array(z.string()), rows: z.int().min(0) });
const sequence = z.strictObject({ table: z.string(), column: z.string(), value: z.int(), isCalled: z.boolean() });

export const manifestSchema = z.strictObject({
  format: z.literal(1),
  createdAt: z.iso.datetime(),
  /** Version of PostgreSQL it was taken from, `180004`. */
  postgres: z.int(),
  migrations: z.array(z.strictObject({ module: z.string(), name: z.string(), hash: z.string() })),
  /** In the order in which they can be filled again: what is referred to comes first. */
  tables: z.array(table),
  sequences: z.array(sequence),
});

export type Manifest = z.output<typeof manifestSchema>;
