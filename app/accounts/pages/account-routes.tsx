/** My account: name and language, password, second factor, passkeys, sessions. Every form stands alone and needs no script. */
import type { Context, Hono } from "hono";
import type { Child } from "hono/jsx";
import type { z } from "zod";
import { ButtonLink, Callout } from "../../design/index.ts";
import { may } from "../../platform/actor.ts";
import { execute } from "../../platform/commands/execute.ts";
import type { Command } from "../../platform/commands/define-command.ts";
import type { Env, Services } from "../../platform/module.ts";
import { Problem } from "../../platform/problem.ts";
import { readJson } from "../../platform/web/request.ts";
import type { AccountCommands } from "../commands/index.ts";
import { limitTries } from "../commands/sign-in.ts";
import type { Session } from "../session.ts";
import { accountsDb } from "../tables.ts";
import { readOwnAccount } from "./own-account.ts";
import { AccountLayout, freshForm, readFields, submit, type Fields, type FormState } from "./forms.tsx";
import {
  LanguageForm,
  PasskeyList,
  PasswordForm,
  SecondFactorForm,
  SessionTable,
  type FormName,
} from "./own-account-forms.tsx";

function signedIn(c: Context<Env>): Session {
  const session = c.get("session");
  if (session?.isComplete !== true) throw new Problem("sign-in-needed", "This page needs an account.");
  return session;
}

export function accountPages(app: Hono<Env>, services: Services, commands: AccountCommands): void {
  const db = accountsDb(services.db);
  const draw = async (c: Context<Env>, form?: FormName, state: FormState = freshForm, codes?: readonly string[]) => {
    const session = signedIn(c);
    const t = c.get("t");
    const own = await readOwnAccount(db, services, session.accountId, new Date());
    const stateOf = (name: FormName): FormState => (name === form ? state : freshForm);
    const props = { c, own, session };
    return (
      <AccountLayout
        c={c}
        title={t("accounts.own.title")}
        lead={`${session.name} · ${session.email}`}
        wrong={Object.keys(state.errors).length > 0}
      >
        {c.req.query("done") !== undefined && codes === undefined && (
          <Callout kind="good" role="status">
            <p>{t("accounts.form.done")}</p>
          </Callout>
        )}
        {codes !== undefined && (
          <Callout kind="warn" role="status" title={t("accounts.recoveryCodes.title")}>
            <p>{t("accounts.recoveryCodes.keep")}</p>
            <ul dir="ltr">
              {codes.map((code) => (
                <li>
                  <code>{code}</code>
                </li>
              ))}
            </ul>
          </Callout>
        )}
        {may(c.get("actor"), "accounts.view") && (
          <p>
            <ButtonLink kind="second" href={c.get("href")("/admin/accounts")}>
              {t("accounts.admin.title")}
            </ButtonLink>
          </p>
        )}
        <LanguageForm {...props} />
        <PasswordForm {...props} state={stateOf("password")} />
        <SecondFactorForm {...props} state={stateOf("second-factor")} />
        <PasskeyList {...props} />
        <SessionTable {...props} />
      </AccountLayout>
    );
  };
  const run = <I extends z.ZodType, R>(c: Context<Env>, command: Command<I, R>, input: unknown): Promise<R> =>
    execute(services, command, c.get("actor"), input, { requestId: c.get("requestId") });
  const done = (c: Context<Env>): Response => c.redirect(c.get("href")("/account?done"), 303);

  app.get("/account", async (c) => {
    if (c.get("session")?.isComplete !== true) return c.redirect(c.get("href")("/sign-in"), 303);
    return c.html(await draw(c));
  });

  /** A form of the page: runs its work; tries of a password or a code are limited. */
  const form = (
    path: string,
    name: FormName,
    isTry: boolean,
    work: (c: Context<Env>, fields: Fields, session: Session) => Promise<Child | undefined | void>,
  ): void => {
    app.post(path, async (c) => {
      const session = signedIn(c);
      const fields = await readFields(c);
      if (isTry) await limitTries(services, c.get("clientAddress"), `own-account:${session.accountId}`);
      return submit(
        c,
        {},
        async () => {
          const page = await work(c, fields, session);
          return page === undefined ? done(c) : c.html(page as string);
        },
        (state) => draw(c, name, state),
      );
    });
  };
  /** The password when one was typed. */
  const typed = (password: string | undefined) => (password ? { password } : {});

  form("/account/language", "language", false, (c, { language }) => run(c, commands.changeLanguage, { language }));
  form("/account/password", "password", true, (c, { password, next }, session) =>
    run(c, commands.changePassword, { session: session.id, ...typed(password), next: next ?? "" }),
  );
  form("/account/second-factor", "second-factor", true, (c, { password }, session) =>
    run(c, commands.enrolTotp, { session: session.id, ...typed(password) }),
  );
  form("/account/second-factor/confirm", "second-factor", true, async (c, { code }) => {
    const codes = await run(c, commands.confirmTotp, { code: code ?? "" });
    // Shown in the answer itself: the codes exist nowhere else.
    return draw(c, undefined, freshForm, codes);
  });
  form("/account/second-factor/remove", "second-factor", true, (c, { password }, session) =>
    run(c, commands.removeTotp, { session: session.id, ...typed(password) }),
  );
  form("/account/passkeys/remove", "passkeys", false, (c, { passkey }) => run(c, commands.removePasskey, { passkey }));
  form("/account/sessions/end", "sessions", false, (c, { session }) => run(c, commands.endSession, { session }));

  app.post("/account/passkeys/begin", async (c) =>
    c.json(await run(c, commands.beginPasskeyRegistration, { session: signedIn(c).id })),
  );
  app.post("/account/passkeys", async (c) => {
    const { challenge, response, name } = (await readJson(c)) as Record<string, unknown>;
    await run(c, commands.registerPasskey, { challenge, response, ...(name === undefined ? {} : { name }) });
    return c.json({ done: true });
  });
}
