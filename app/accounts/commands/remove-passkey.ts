import { z } from "zod";
import { defineCommand } from "../../platform/commands/define-command.ts";
import { Problem } from "../../platform/problem.ts";
import { ownAccount } from "../session.ts";
import { accountsTx } from "../tables.ts";

export const removePasskey = defineCommand({
  name: "passkeys.remove",
  rule: "Everyone may remove any passkey of their own account at any time.",
  permission: "signed-in",
  input: z.strictObject({ passkey: z.string().max(2000) }),
  async run(tx, actor, input) {
    const { numDeletedRows } = await accountsTx(tx)
      .deleteFrom("passkey")
      .where("credential_id", "=", input.passkey)
      .where("account_id", "=", ownAccount(actor))
      .executeTakeFirst();
    if (numDeletedRows === 0n) throw new Problem("not-found", "You have no such passkey.");
  },
});
