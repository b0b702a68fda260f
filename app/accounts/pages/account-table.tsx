/** Administration of accounts: the table with its actions, open invitations, the form to invite. */
import type { Context } from "hono";
import type { Child } from "hono/jsx";
import { Button, ChoiceGroup, CsrfField, DataTable, Field, Tag } from "../../design/index.ts";
import type { Env } from "../../platform/module.ts";
import type { listAccounts, openInvitations } from "../queries.ts";
import { isRole, roleNames } from "../roles.ts";
import type { FormState } from "./forms.tsx";
import { moment } from "./own-account-forms.tsx";

type Account = Awaited<ReturnType<typeof listAccounts>>[number];

const roleWord = (c: Context<Env>, role: string): string => (isRole(role) ? c.get("t")(`accounts.role.${role}`) : role);

const Action = (props: { c: Context<Env>; path: string; account: string; children?: Child }) => (
  <form method="post" action={props.c.get("href")(`/admin/accounts/${props.path}`)} class="row">
    <CsrfField c={props.c} />
    <input type="hidden" name="account" value={props.account} />
    {props.children}
  </form>
);

const Roles = ({ c, row }: { c: Context<Env>; row: Account }) => {
  const t = c.get("t");
  const others = roleNames.filter((role) => !row.roles.includes(role));
  return (
    <>
      {row.roles.map((role) => (
        <Action c={c} path="revoke" account={row.id}>
          <Tag>{roleWord(c, role)}</Tag>
          <Button kind="plain" name="role" value={role}>
            {t("accounts.roles.revoke", { role: roleWord(c, role) })}
          </Button>
        </Action>
      ))}
      {others.length > 0 && (
        <Action c={c} path="grant" account={row.id}>
          <select name="role" aria-label={t("accounts.roles.label", { name: row.name })}>
            {others.map((role) => (
              <option value={role}>{roleWord(c, role)}</option>
            ))}
          </select>
          <Button kind="plain">{t("accounts.roles.grant")}</Button>
        </Action>
      )}
    </>
  );
};

export const AccountTable = ({ c, rows }: { c: Context<Env>; rows: readonly Account[] }) => {
  const t = c.get("t");
  return (
    <DataTable
      c={c}
      caption={t("accounts.admin.accounts")}
      narrow="cards"
      rows={rows}
      columns={[
        {
          key: "name",
          label: t("accounts.name"),
          head: true,
          cell: (row) => (
            <>
              <bdi>{row.name}</bdi> <small dir="ltr">{row.email}</small>{" "}
              {row.disabled_at !== null && <Tag tone="forbid">{t("accounts.disabled")}</Tag>}
            </>
          ),
        },
        { key: "seen", label: t("accounts.seen"), cell: (row) => (row.seen_at ? moment(c, row.seen_at) : "–") },
        { key: "roles", label: t("accounts.roles"), cell: (row) => <Roles c={c} row={row} /> },
        {
          key: "action",
          label: t("accounts.action"),
          cell: (row) => (
            <>
              <Action c={c} path={row.disabled_at === null ? "disable" : "enable"} account={row.id}>
                <Button kind="plain">{t(row.disabled_at === null ? "accounts.disable" : "accounts.enable")}</Button>
              </Action>
              <Action c={c} path="recover" account={row.id}>
                <Button kind="plain">{t("accounts.recover")}</Button>
                <label class="choice">
                  <input type="checkbox" name="second" /> <span>{t("accounts.recover.second")}</span>
                </label>
              </Action>
            </>
          ),
        },
      ]}
    />
  );
};

type InvitationRow = Awaited<ReturnType<typeof openInvitations>>[number];
export const Invitations = ({ c, rows }: { c: Context<Env>; rows: readonly InvitationRow[] }) => {
  const t = c.get("t");
  if (rows.length === 0) return null;
  return (
    <DataTable
      c={c}
      caption={t("accounts.invitations")}
      rows={rows}
      columns={[
        { key: "email", label: t("accounts.email"), head: true, cell: (row) => <bdi>{row.email}</bdi> },
        {
          key: "roles",
          label: t("accounts.roles"),
          cell: (row) => row.roles.map((one) => roleWord(c, one)).join(", "),
        },
        { key: "until", label: t("accounts.validUntil"), cell: (row) => moment(c, row.expires_at) },
      ]}
    />
  );
};

export const InvitationForm = ({ c, state }: { c: Context<Env>; state: FormState }) => {
  const t = c.get("t");
  return (
    <section>
      <h2>{t("accounts.invite.title")}</h2>
      <form method="post" action={c.get("href")("/admin/accounts/invite")} class="stack">
        <CsrfField c={c} />
        <Field
          name="email"
          type="email"
          label={t("accounts.email")}
          value={state.values["email"]}
          error={state.errors["email"]}
          required
        />
        <ChoiceGroup
          name="roles"
          kind="several"
          legend={t("accounts.roles")}
          options={roleNames.map((value) => ({ value, label: roleWord(c, value) }))}
          values={state.values["roles"]?.split(" ")}
          error={state.errors["roles"]}
        />
        <p>
          <Button>{t("accounts.invite.send")}</Button>
        </p>
      </form>
    </section>
  );
};
