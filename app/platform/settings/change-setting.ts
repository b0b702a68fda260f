import { isDeepStrictEqual } from "node:util";
import { sql } from "kysely";
import { z } from "zod";
import { defineCommand } from "../commands/define-command.ts";
import { privately } from "../commands/official-acts.ts";
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
  rule: "An administrator may change the name, the contact and the notice of the instance at any time; the change shows at once on all nodes and goes into the record, the contact as a commitment.",
  permission: "settings.change",
  official: "setting.changed",
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
    const former = before?.value ?? null;
    if (!isDeepStrictEqual(former, value)) {
      // A contact is a person's address: it must be possible to erase it.
      const told = (one: unknown): unknown => (SETTINGS[key].isPersonal && one !== null ? privately(one) : one);
      await context.enact({ key, before: told(former), value: told(value) });
    }
    await context.announce(SETTINGS_TOPIC, { key, value });
    return { before: former };
  },
});
