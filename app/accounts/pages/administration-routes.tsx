/** Administration: accounts, settings, audit trail. */
import type { Context, Hono } from "hono";
import type { z } from "zod";
import {
  Button,
  Callout,
  CsrfField,
  DataTable,
  Field,
  FilterForm,
  Select,
  TabLinks,
  withQuery,
} from "../../design/index.ts";
import { may } from "../../platform/actor.ts";
import type { Command } from "../../platform/commands/define-command.ts";
import { execute } from "../../platform/commands/execute.ts";
import type { Env, Services } from "../../platform/module.ts";
import { Problem } from "../../platform/problem.ts";
import { changeSetting } from "../../platform/settings/change-setting.ts";
import { SETTING_KEYS } from "../../platform/settings/settings.ts";
import type { AccountCommands } from "../commands/index.ts";
import { auditTrail, listAccounts, openInvitations } from "../queries.ts";
import { accountsDb } from "../tables.ts";
import { AccountTable, InvitationForm, Invitations } from "./account-table.tsx";
import { AccountLayout, freshForm, readChoices, readFields, submit, type FormState } from "./forms.tsx";
import { moment } from "./own-account-forms.tsx";

const settingWords = {
  "instance.name": "name",
  "instance.contact": "contact",
  "instance.notice": "notice",
} as const;
const outcomes = ["done", "denied", "failed"] as const;
const auditPage = 50;

export function administrationPages(app: Hono<Env>, services: Services, commands: AccountCommands): void {
  const db = accountsDb(services.db);
  const need = (c: Context<Env>, permission: string): void => {
    const actor = c.get("actor");
    if (may(actor, permission)) return;
    if (actor.kind === "public") throw new Problem("sign-in-needed", "This page needs an account.");
    throw new Problem("not-permitted", `This page needs the permission ${permission}.`);
  };
  const run = <I extends z.ZodType, R>(c: Context<Env>, command: Command<I, R>, input: unknown): Promise<R> =>
    execute(services, command, c.get("actor"), input, { requestId: c.get("requestId") });
  const Tabs = ({ c, current }: { c: Context<Env>; current: "accounts" | "settings" | "audit" }) => (
    <TabLinks
      label={c.get("t")("accounts.admin.title")}
      tabs={(["accounts", "settings", "audit"] as const).map((one) => ({
        href: c.get("href")(`/admin/${one}`),
        label: c.get("t")(`accounts.admin.${one}`),
        isCurrent: one === current,
      }))}
    />
  );

  const drawAccounts = async (c: Context<Env>, state: FormState = freshForm, link?: string) => {
    const t = c.get("t");
    const now = new Date();
    const [list, invitations] = await Promise.all([listAccounts(db), openInvitations(db, now)]);
    return (
      <AccountLayout c={c} title={t("accounts.admin.accounts")} wrong={Object.keys(state.errors).length > 0}>
        <Tabs c={c} current="accounts" />
        {link !== undefined && (
          <Callout kind="good" role="status" title={t("accounts.link.title")}>
            <p>{t("accounts.link.lead")}</p>
            <p>
              <code dir="ltr">{link}</code>
            </p>
          </Callout>
        )}
        <AccountTable c={c} rows={list} />
        <Invitations c={c} rows={invitations} />
        <InvitationForm c={c} state={state} />
      </AccountLayout>
    );
  };
  app.get("/admin", (c) => c.redirect(c.get("href")("/admin/accounts"), 303));
  app.get("/admin/accounts", async (c) => {
    need(c, "accounts.view");
    return c.html(await drawAccounts(c));
  });
  app.post("/admin/accounts/invite", async (c) => {
    need(c, "accounts.invite");
    const { email = "" } = await readFields(c);
    const roles = await readChoices(c, "roles");
    return submit(
      c,
      { email, roles: roles.join(" ") },
      async () => {
        const token = await run(c, commands.inviteAccount, { email, roles });
        return c.html((await drawAccounts(c, freshForm, `${services.origin()}/invitation?token=${token}`)) as never);
      },
      (state) => drawAccounts(c, state),
    );
  });
  app.post("/admin/accounts/recover", async (c) => {
    need(c, "accounts.recover");
    const { account, second } = await readFields(c);
    const token = await run(c, commands.createRecoveryLink, { account, removesSecondFactor: second !== undefined });
    return c.html(await drawAccounts(c, freshForm, `${services.origin()}/recovery?token=${token}`));
  });
  const change = (path: string, command: Command<z.ZodType, unknown>, hasRole: boolean): void => {
    app.post(path, async (c) => {
      const { account, role } = await readFields(c);
      await run(c, command, hasRole ? { account, role } : { account });
      return c.redirect(c.get("href")("/admin/accounts"), 303);
    });
  };
  change("/admin/accounts/grant", commands.grantRole, true);
  change("/admin/accounts/revoke", commands.revokeRole, true);
  change("/admin/accounts/disable", commands.disableAccount, false);
  change("/admin/accounts/enable", commands.enableAccount, false);

  const drawSettings = async (c: Context<Env>, state?: FormState) => {
    const t = c.get("t");
    return (
      <AccountLayout c={c} title={t("accounts.admin.settings")} wrong={state !== undefined}>
        <Tabs c={c} current="settings" />
        <form method="post" action={c.get("href")("/admin/settings")} class="stack">
          <CsrfField c={c} />
          {SETTING_KEYS.map((key) => (
            <Field
              name={key}
              id={`field-${settingWords[key]}`}
              type={key === "instance.notice" ? "textarea" : "text"}
              rows={3}
              label={t(`accounts.settings.${settingWords[key]}`)}
              value={state?.values[key] ?? services.settings.get(key)}
              error={state?.errors[key] === undefined ? undefined : t(`accounts.settings.error.${settingWords[key]}`)}
            />
          ))}
          <p>
            <Button>{t("accounts.save")}</Button>
          </p>
        </form>
      </AccountLayout>
    );
  };
  app.get("/admin/settings", async (c) => {
    need(c, "settings.change");
    return c.html(await drawSettings(c));
  });
  app.post("/admin/settings", async (c) => {
    need(c, "settings.change");
    const values = await readFields(c);
    const errors: Record<string, string> = {};
    for (const key of SETTING_KEYS) {
      const value = (values[key] ?? "").trim();
      if (value === services.settings.get(key)) continue;
      try {
        await run(c, changeSetting, { key, value });
      } catch (error) {
        if (!(error instanceof Problem) || error.kind !== "invalid-input") throw error;
        errors[key] = error.message;
      }
    }
    if (Object.keys(errors).length > 0) return c.html(await drawSettings(c, { values, errors }), 422);
    return c.redirect(c.get("href")("/admin/settings"), 303);
  });

  app.get("/admin/audit", async (c) => {
    need(c, "audit.view");
    const t = c.get("t");
    const known = services.commands.list().map((one) => one.name);
    const command = known.find((one) => one === c.req.query("command"));
    const outcome = outcomes.find((one) => one === c.req.query("outcome"));
    const actor = c.req.query("actor") || undefined;
    const asked = Number(c.req.query("before"));
    const before = Number.isSafeInteger(asked) && asked > 0 ? asked : undefined;
    const { rows, hasMore } = await auditTrail(db, { command, outcome, actor, before }, auditPage);
    const any = { value: "", label: t("accounts.audit.any") };
    return c.html(
      <AccountLayout c={c} title={t("accounts.admin.audit")} lead={t("accounts.audit.lead")}>
        <Tabs c={c} current="audit" />
        <FilterForm c={c}>
          <Select
            name="command"
            label={t("accounts.audit.command")}
            options={[any, ...known.map((value) => ({ value, label: value }))]}
            value={command}
          />
          <Select
            name="outcome"
            label={t("accounts.audit.outcome")}
            options={[any, ...outcomes.map((value) => ({ value, label: t(`accounts.audit.${value}`) }))]}
            value={outcome}
          />
          <Field name="actor" label={t("accounts.audit.actor")} value={actor} />
        </FilterForm>
        <DataTable
          c={c}
          caption={t("accounts.admin.audit")}
          rows={rows}
          empty={<p>{t("accounts.audit.none")}</p>}
          columns={[
            { key: "at", label: t("accounts.audit.at"), cell: (row) => moment(c, row.at) },
            {
              key: "command",
              label: t("accounts.audit.command"),
              head: true,
              cell: (row) => <code>{row.command}</code>,
            },
            { key: "outcome", label: t("accounts.audit.outcome"), cell: (row) => t(`accounts.audit.${row.outcome}`) },
            {
              key: "actor",
              label: t("accounts.audit.actor"),
              cell: (row) =>
                row.actor_id === null ? (
                  row.actor_kind
                ) : (
                  <a href={withQuery(c, { actor: row.actor_id, before: undefined })}>
                    {row.actor_name ?? row.actor_id}
                  </a>
                ),
            },
            { key: "input", label: t("accounts.audit.input"), cell: (row) => <code>{JSON.stringify(row.input)}</code> },
          ]}
        />
        {hasMore && (
          <p>
            <a rel="next" href={withQuery(c, { before: String(rows.at(-1)?.id) })}>
              {t("accounts.audit.older")}
            </a>
          </p>
        )}
      </AccountLayout>,
    );
  });
}
