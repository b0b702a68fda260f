/** Accounts: who may do what, and how they prove who they are. See README.md. */
import type { Hono } from "hono";
import { systemActor } from "../platform/actor.ts";
import { execute } from "../platform/commands/execute.ts";
import type { AnyCommand } from "../platform/commands/define-command.ts";
import type { Env, Module, Services } from "../platform/module.ts";
import { accountCommands } from "./commands/index.ts";
import { openFirstRun } from "./commands/open-first-run.ts";
import { Providers } from "./providers.ts";
import { accountPages } from "./pages/account-routes.tsx";
import { administrationPages } from "./pages/administration-routes.tsx";
import { linkPages } from "./pages/link-routes.tsx";
import { signInPages } from "./pages/sign-in-routes.tsx";
import { idleTime, sessions } from "./session.ts";
import { accountsDb } from "./tables.ts";

/** Removes what counts no longer: ended sessions, old links and challenges. */
export async function tidyAccounts(services: Services, now: Date): Promise<void> {
  const db = accountsDb(services.db);
  await db
    .deleteFrom("session")
    .where((e) => e.or([e("expires_at", "<", now), e("seen_at", "<", new Date(now.getTime() - idleTime))]))
    .execute();
  await db.deleteFrom("challenge").where("expires_at", "<", now).execute();
  await db.deleteFrom("one_time_link").where("expires_at", "<", now).execute();
}

export const accounts: Module = {
  name: "accounts",
  migrations: new URL("./migrations/", import.meta.url),
  middleware: [sessions()],
  register(app: Hono<Env>, services: Services) {
    const commands = accountCommands(services);
    services.commands.add(Object.values(commands) as AnyCommand[]);
    services.jobs.define({
      name: "accounts.tidy",
      schedule: "37 * * * *",
      run: () => tidyAccounts(services, new Date()),
    });
    signInPages(app, services, commands, new Providers(services.config.oidc));
    linkPages(app, services, commands);
    accountPages(app, services, commands);
    administrationPages(app, services, commands);
  },
  async atStart(services) {
    const token = await execute(services, openFirstRun, systemActor("start"), {});
    if (token === null) return [];
    return [
      `Nobody administers this instance yet. Create the first administrator here (valid 24 hours, one use):\n  ${services.origin()}/first-administrator?token=${token}`,
    ];
  },
};
