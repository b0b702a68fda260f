/** Signing in: password, second factor, passkey, provider; signing out. */
import type { Context, Hono } from "hono";
import { getCookie, setCookie, deleteCookie } from "hono/cookie";
import { Button, ButtonLink, CsrfField, Field, Island } from "../../design/index.ts";
import { PUBLIC, systemActor } from "../../platform/actor.ts";
import { execute } from "../../platform/commands/execute.ts";
import type { Env, Services } from "../../platform/module.ts";
import { Problem } from "../../platform/problem.ts";
import { readJson } from "../../platform/web/request.ts";
import type { AccountCommands } from "../commands/index.ts";
import { limitTries, trySignIn } from "../commands/sign-in.ts";
import type { Providers } from "../providers.ts";
import { sessionToken, shortTime, takeSession } from "../session.ts";
import { AccountLayout, clientOf, freshForm, goOn, readFields, submit, type FormState } from "./forms.tsx";

const flowCookie = "comity-provider";

export function signInPages(app: Hono<Env>, services: Services, commands: AccountCommands, providers: Providers): void {
  const SignIn = (c: Context<Env>, { values, errors }: FormState) => {
    const t = c.get("t");
    const href = c.get("href");
    return (
      <AccountLayout c={c} title={t("accounts.signIn.title")} wrong={Object.keys(errors).length > 0}>
        <form method="post" action={href("/sign-in")} class="stack">
          <CsrfField c={c} />
          <Field
            name="email"
            type="email"
            label={t("accounts.email")}
            value={values["email"]}
            error={errors["email"]}
            required
            autocomplete="username"
          />
          <Field
            name="password"
            type="password"
            label={t("accounts.password")}
            error={errors["password"]}
            required
            autocomplete="current-password"
          />
          <p>
            <Button>{t("accounts.signIn.send")}</Button>
          </p>
        </form>
        {providers.list().map((one) => (
          <form method="post" action={href(`/sign-in/with/${one.id}`)}>
            <CsrfField c={c} />
            <Button kind="second">{t("accounts.signIn.with", { provider: one.name })}</Button>
          </form>
        ))}
        <Island
          c={c}
          name="comity-passkey"
          attributes={{
            "data-begin": "/sign-in/passkey/begin",
            "data-finish": "/sign-in/passkey",
            "data-next": href("/account"),
            "data-label": t("accounts.passkey.signIn"),
            "data-failed": t("accounts.error.passkey"),
          }}
        >
          <p class="help">{t("accounts.passkey.script")}</p>
        </Island>
        <p class="help">{t("accounts.signIn.help")}</p>
      </AccountLayout>
    );
  };

  app.get("/sign-in", (c) =>
    c.get("actor").kind === "account" ? c.redirect(c.get("href")("/account"), 303) : c.html(SignIn(c, freshForm)),
  );
  app.post("/sign-in", async (c) => {
    const { email = "", password = "" } = await readFields(c);
    return submit(
      c,
      { email },
      async () => {
        const input = { email, password, client: clientOf(c), replaces: sessionToken(c) };
        const { token } = await trySignIn(services, c.get("clientAddress"), input, c.get("requestId"));
        return goOn(c, token);
      },
      async (state) => SignIn(c, state),
    );
  });

  const Code = (c: Context<Env>, { errors }: FormState) => {
    const t = c.get("t");
    return (
      <AccountLayout c={c} title={t("accounts.code.title")} lead={t("accounts.code.lead")} wrong={"code" in errors}>
        <form method="post" action={c.get("href")("/sign-in/code")} class="stack">
          <CsrfField c={c} />
          <Field
            name="code"
            label={t("accounts.code.label")}
            error={errors["code"]}
            required
            autocomplete="one-time-code"
            attributes={{ maxlength: 40, autocapitalize: "none" }}
          />
          <p class="row">
            <Button>{t("accounts.signIn.send")}</Button>
            <ButtonLink kind="plain" href={c.get("href")("/sign-in")}>
              {t("accounts.code.back")}
            </ButtonLink>
          </p>
        </form>
      </AccountLayout>
    );
  };
  const isWaiting = (c: Context<Env>): boolean => c.get("session")?.isComplete === false;

  app.get("/sign-in/code", (c) =>
    isWaiting(c) ? c.html(Code(c, freshForm)) : c.redirect(c.get("href")("/sign-in"), 303),
  );
  app.post("/sign-in/code", async (c) => {
    const session = c.get("session");
    if (session === null || session.isComplete) return c.redirect(c.get("href")("/sign-in"), 303);
    const { code = "" } = await readFields(c);
    return submit(
      c,
      {},
      async () => {
        const limit = `second-factor:${session.accountId}`;
        await limitTries(services, c.get("clientAddress"), limit);
        const input = { session: sessionToken(c) ?? "", code, client: clientOf(c) };
        const token = await execute(services, commands.giveSecondFactor, PUBLIC, input, {
          requestId: c.get("requestId"),
        });
        await services.limiter.forget(limit);
        return goOn(c, token);
      },
      async (state) => Code(c, state),
    );
  });

  app.post("/sign-in/passkey/begin", async (c) => {
    await limitTries(services, c.get("clientAddress"));
    const options = { requestId: c.get("requestId") };
    return c.json(await execute(services, commands.beginPasskeySignIn, PUBLIC, {}, options));
  });
  app.post("/sign-in/passkey", async (c) => {
    await limitTries(services, c.get("clientAddress"));
    const { challenge, response } = (await readJson(c)) as { challenge?: unknown; response?: unknown };
    const input = { challenge, response, client: clientOf(c), replaces: sessionToken(c) };
    const options = { requestId: c.get("requestId") };
    const token = await execute(services, commands.signInWithPasskey, PUBLIC, input, options);
    await goOn(c, token);
    return c.json({ done: true });
  });

  app.post("/sign-out", async (c) => {
    const session = c.get("session");
    const options = { requestId: c.get("requestId") };
    if (session?.isComplete === true)
      await execute(services, commands.endSession, c.get("actor"), { session: session.id }, options);
    takeSession(c);
    return c.redirect(c.get("href")("/"), 303);
  });

  const returnTo = (id: string): string => `${services.origin()}/sign-in/with/${id}/done`;
  const provider = systemActor("sign-in-provider");
  app.post("/sign-in/with/:provider", async (c) => {
    await limitTries(services, c.get("clientAddress"));
    const id = c.req.param("provider");
    const { url, ...kept } = await providers.begin(id, returnTo(id));
    const input = { provider: id, ...kept };
    const options = { requestId: c.get("requestId") };
    const challenge = await execute(services, commands.beginProviderSignIn, provider, input, options);
    // Binds the sign-in to this browser: a callback that someone else began is refused.
    setCookie(c, flowCookie, challenge, {
      path: "/sign-in/with",
      httpOnly: true,
      sameSite: "Lax",
      secure: services.origin().startsWith("https:"),
      maxAge: shortTime / 1000,
    });
    return c.redirect(url, 303);
  });
  app.get("/sign-in/with/:provider/done", async (c) => {
    await limitTries(services, c.get("clientAddress"));
    const id = c.req.param("provider");
    const challenge = getCookie(c, flowCookie);
    deleteCookie(c, flowCookie, { path: "/sign-in/with" });
    const options = { requestId: c.get("requestId") };
    if (challenge === undefined) throw new Problem("not-permitted", "This sign-in was not begun in this browser.");
    const kept = await execute(services, commands.takeProviderSignIn, provider, { challenge }, options);
    if (kept["provider"] !== id) throw new Problem("not-permitted", "This sign-in was begun with another provider.");
    const answer = new URL(returnTo(id));
    answer.search = new URL(c.req.url).search;
    const claims = await providers.finish(id, answer, kept);
    const input = { provider: id, ...claims, client: clientOf(c), replaces: sessionToken(c) };
    const { token } = await execute(services, commands.signInWithProvider, provider, input, options);
    return goOn(c, token);
  });
}
