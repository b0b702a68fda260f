import { sql } from "kysely";
import type { Generated } from "kysely";
import { z } from "zod";
import { defineCommand } from "../../platform/commands/define-command.ts";

type ReleaseTables = {
  atlas_release: {
    id: Generated<number>;
    sha256: string;
    rules: number;
    instruments: number;
    published_at: Date;
  };
};

/** Result: true when it was published now, false when it is the release that was published last. */
export const publishRelease = defineCommand({
  name: "atlas.release.publish",
  rule: "The atlas that an instance answers from is a release, named by the SHA-256 over its files. When it is another than before, its publication goes into the record.",
  permission: "atlas.publish",
  official: "atlas.released",
  input: z.strictObject({
    release: z.string().regex(/^[0-9a-f]{64}$/, { error: "write a SHA-256 in lower-case hexadecimal" }),
    rules: z.int().min(0),
    instruments: z.int().min(0),
  }),
  async run(tx, _actor, { release, rules, instruments }, context) {
    const own = tx.withTables<ReleaseTables>();
    // Nodes that start together publish once.
    await sql`lock table atlas_release in exclusive mode`.execute(own);
    const last = await own
      .selectFrom("atlas_release")
      .select("sha256")
      .orderBy("id", "desc")
      .limit(1)
      .executeTakeFirst();
    if (last?.sha256 === release) return false;
    await own
      .insertInto("atlas_release")
      .values({ sha256: release, rules, instruments, published_at: context.now })
      .execute();
    await context.enact({ release, rules, instruments, before: last?.sha256 ?? null });
    return true;
  },
});
