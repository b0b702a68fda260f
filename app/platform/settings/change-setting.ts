import { sql } from "kysely";
import { z } from "zod";
import { defineCommand } from "../commands/define-command.ts";
import { SETTING_KEYS, SETTINGS, SETTINGS_TOPIC } from "./settings.ts";

const input = z
  .strictObject({
    key: z.enum(SETTING_KEYS, { error: `choose one of ${SETTING_KEYS.join(", ")}` }),
    value: z.unknown(),
  })
  .transform(({ key, value }, context) => {
    const parsed = SETTINGS[key].schema.safeParse(value);
    if (parsed.success) return { key, value: parsed.data };
    for (const issue of parsed.error.issues)
      context.addIssue({ code: "custom", path: ["value"], message: issue.message });
    return z.NEVER;
  });

/** Result: the value before, `null` when it was never set. */
export const changeSetting = defineCommand({
  name: "settings.change",
  rule: "An administrator may change the name, the contact and the notice of the instance at any time; the change shows at once on all nodes.",
  permission: "settings.change",
  input,
  async run(tx, actor, { key, value }, context) {
    const before = await tx.selectFrom("setting").select("value").where("key", "=", key).forUpdate().executeTakeFirst();
    const json = JSON.stringify(value);
    await tx
      .insertInto("setting")
      .values({ key, value: json, changed_by: actor.id, changed_at: context.now })
      .onConflict((conflict) =>
        conflict
          .column("key")
          .doUpdateSet({ value: sql`excluded.value`, changed_by: actor.id, changed_at: context.now }),
      )
      .execute();
    await context.announce(SETTINGS_TOPIC, { key, value });
    return { before: before?.value ?? null };
  },
});
