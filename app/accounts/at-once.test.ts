/** What must hold when two people, or one impatient person, send the same thing at once. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Secret, TOTP } from "otpauth";
import { PUBLIC, systemActor } from "../platform/actor.ts";
import { execute } from "../platform/commands/execute.ts";
import { databaseTargets, startTestServer } from "../platform/database/test-database.ts";
import { design } from "../design/module.tsx";
import { accountCommands } from "./commands/index.ts";
import { accounts } from "./module.ts";
import { administrators } from "./queries.ts";
import { permissionsOf } from "./roles.ts";
import { openTotp } from "./second-factor.ts";
import { accountsDb } from "./tables.ts";
import { password } from "./test-browser.ts";

const done = (results: readonly PromiseSettledResult<unknown>[]): number =>
  results.filter((one) => one.status === "fulfilled").length;

for (const target of await databaseTargets()) {
  test(
    `one link makes one account, one code one session, and an administrator stays, on ${target.name}`,
    { skip: target.skip },
    async (t) => {
      const { services } = await startTestServer(t, [design, accounts], {}, target);
      const commands = accountCommands(services);
      const db = accountsDb(services.db);
      const system = systemActor("test");
      const times = <T>(count: number, work: (n: number) => Promise<T>) =>
        Promise.allSettled(Array.from({ length: count }, (_, n) => work(n)));

      const links: string[] = [];
      for (let i = 0; i < 4; i += 1) links.push((await execute(services, commands.openFirstRun, system, {})) ?? "");
      const first = await times(4, (n) =>
        execute(services, commands.createFirstAdministrator, PUBLIC, {
          token: links[n],
          email: `a${n}@example.org`,
          name: "A",
          password,
        }),
      );
      assert.equal(done(first), 1, "four links at once, one first administrator");

      const token = await execute(services, commands.inviteAccount, system, {
        email: "b@example.org",
        roles: ["administrator"],
      });
      const accepted = await times(4, () =>
        execute(services, commands.acceptInvitation, PUBLIC, { token, name: "B", password }),
      );
      assert.equal(done(accepted), 1);

      const [one = "", two = ""] = await administrators(db);
      const revoked = await Promise.allSettled(
        [one, two].map((account) => execute(services, commands.revokeRole, system, { account, role: "administrator" })),
      );
      assert.equal(done(revoked), 1, "two administrators removed at once: one stays");
      const [last = ""] = await administrators(db);
      assert.ok(last);

      // As a request that came before the role was taken, and whose command runs after.
      const former = one === last ? two : one;
      const late = {
        kind: "account" as const,
        id: former,
        label: "late",
        permissions: permissionsOf(["administrator"]),
      };
      for (const command of [commands.grantRole, commands.revokeRole])
        await assert.rejects(execute(services, command, late, { account: last, role: "editor" }), {
          kind: "not-permitted",
        });

      const actor = { kind: "account" as const, id: last, label: "x", permissions: permissionsOf([]) };
      await execute(services, commands.enrolTotp, actor, { password });
      const { secret } = await db
        .selectFrom("totp")
        .select("secret")
        .where("account_id", "=", last)
        .executeTakeFirstOrThrow();
      const totp = new TOTP({ secret: Secret.fromBase32(openTotp(services.key("totp"), last, secret)) });
      const now = new Date();
      const code = (steps: number) => totp.generate({ timestamp: now.getTime() + steps * 30_000 });
      await execute(services, commands.confirmTotp, actor, { code: code(-1) }, { now });
      const { email } = await db.selectFrom("account").select("email").where("id", "=", last).executeTakeFirstOrThrow();
      const waiting: string[] = [];
      for (let i = 0; i < 4; i += 1)
        waiting.push((await execute(services, commands.signIn, PUBLIC, { email, password }, { now })).token);
      const given = await times(4, (n) =>
        execute(services, commands.giveSecondFactor, PUBLIC, { session: waiting[n], code: code(0) }, { now }),
      );
      assert.equal(done(given), 1, "one code, four waiting sessions, one complete");
      for (const minutes of [-2, 2]) {
        const far = totp.generate({ timestamp: now.getTime() + minutes * 60_000 });
        await assert.rejects(
          execute(services, commands.giveSecondFactor, PUBLIC, { session: waiting[3], code: far }, { now }),
          "a code from another time",
        );
      }
    },
  );
}
