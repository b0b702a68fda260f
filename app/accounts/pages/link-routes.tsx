/** Pages behind one-time links: first administrator, invitation, recovery. */
import type { Context, Hono } from "hono";
import { Button, CsrfField, Field } from "../../design/index.ts";
import { PUBLIC } from "../../platform/actor.ts";
import { execute } from "../../platform/commands/execute.ts";
import type { Env, Services } from "../../platform/module.ts";
import type { AccountCommands } from "../commands/index.ts";
import { limitTries } from "../commands/sign-in.ts";
import { readLink, type LinkPurpose } from "../links.ts";
import { accountsDb } from "../tables.ts";
import { AccountLayout, clientOf, freshForm, goOn, readFields, submit, type Fields, type FormState } from "./forms.tsx";

/** Each link's page: which fields it asks for and what its form does. */
interface LinkPage {
  path: "/first-administrator" | "/invitation" | "/recovery";
  purpose: LinkPurpose;
  words: "first" | "invitation" | "recovery";
  asks: readonly ("email" | "name")[];
  run(c: Context<Env>, fields: Fields): Promise<Response>;
}

export function linkPages(app: Hono<Env>, services: Services, commands: AccountCommands): void {
  const requestId = (c: Context<Env>) => ({ requestId: c.get("requestId") });
  const pages: readonly LinkPage[] = [
    {
      path: "/first-administrator",
      purpose: "first-administrator",
      words: "first",
      asks: ["email", "name"],
      async run(c, { token, email, name, password }) {
        const input = { token, email, name, password, client: clientOf(c) };
        return goOn(c, await execute(services, commands.createFirstAdministrator, PUBLIC, input, requestId(c)));
      },
    },
    {
      path: "/invitation",
      purpose: "invitation",
      words: "invitation",
      asks: ["name"],
      async run(c, { token, name, password }) {
        const input = { token, name, password, client: clientOf(c) };
        return goOn(c, await execute(services, commands.acceptInvitation, PUBLIC, input, requestId(c)));
      },
    },
    {
      path: "/recovery",
      purpose: "recovery",
      words: "recovery",
      asks: [],
      async run(c, { token, password }) {
        await execute(services, commands.useRecoveryLink, PUBLIC, { token, password }, requestId(c));
        return c.redirect(c.get("href")("/sign-in"), 303);
      },
    },
  ];

  for (const page of pages) {
    const draw = async (c: Context<Env>, token: string, { values, errors }: FormState) => {
      const t = c.get("t");
      const link = await readLink(accountsDb(services.db), page.purpose, token, new Date());
      const email = link.email ?? link.account_email;
      return (
        <AccountLayout
          c={c}
          title={t(`accounts.${page.words}.title`)}
          lead={t(`accounts.${page.words}.lead`)}
          wrong={Object.keys(errors).length > 0}
        >
          <form method="post" action={c.get("href")(page.path)} class="stack">
            <CsrfField c={c} />
            <input type="hidden" name="token" value={token} />
            {email !== null && (
              <Field
                name="username"
                label={t("accounts.email")}
                value={email}
                error={errors["email"]}
                autocomplete="username"
                attributes={{ readonly: true }}
              />
            )}
            {page.asks.includes("email") && (
              <Field
                name="email"
                type="email"
                label={t("accounts.email")}
                value={values["email"]}
                error={errors["email"]}
                required
                autocomplete="username"
              />
            )}
            {page.asks.includes("name") && (
              <Field
                name="name"
                label={t("accounts.name")}
                value={values["name"]}
                error={errors["name"]}
                required
                autocomplete="name"
              />
            )}
            <Field
              name="password"
              type="password"
              label={t("accounts.password.new")}
              help={t("accounts.password.help")}
              error={errors["password"]}
              required
              autocomplete="new-password"
            />
            <p>
              <Button>{t(`accounts.${page.words}.send`)}</Button>
            </p>
          </form>
        </AccountLayout>
      );
    };
    app.get(page.path, async (c) => {
      await limitTries(services, c.get("clientAddress"));
      return c.html(await draw(c, c.req.query("token") ?? "", freshForm));
    });
    app.post(page.path, async (c) => {
      await limitTries(services, c.get("clientAddress"));
      const fields = await readFields(c);
      const { email = "", name = "", token = "" } = fields;
      return submit(
        c,
        { email, name },
        () => page.run(c, { password: "", ...fields, email, name, token }),
        (state) => draw(c, token, state),
      );
    });
  }
}
