/** The forms of the page "my account". */
import type { Context } from "hono";
import { raw } from "hono/html";
import { renderSVG } from "uqr";
import { Button, CsrfField, DataTable, Field, Island, Select, Tag } from "../../design/index.ts";
import { languages, localeOf, ownNames } from "../../platform/i18n/index.ts";
import type { Env } from "../../platform/module.ts";
import type { Session } from "../session.ts";
import type { FormState } from "./forms.tsx";
import type { OwnAccount } from "./own-account.ts";

export type FormName = "language" | "password" | "second-factor" | "passkeys" | "sessions";
interface Props {
  c: Context<Env>;
  own: OwnAccount;
  session: Session;
}
type WithState = Props & { state: FormState };

/** Date and time in UTC, in the language of the page. */
export function moment(c: Context<Env>, at: Date) {
  const format = new Intl.DateTimeFormat(localeOf(c.get("lang")), {
    dateStyle: "medium",
    timeStyle: "short",
    timeZone: "UTC",
  });
  return <time datetime={at.toISOString()}>{format.format(at)} UTC</time>;
}

export const LanguageForm = ({ c, own }: Props) => {
  const t = c.get("t");
  return (
    <section>
      <h2>{t("accounts.language")}</h2>
      <form method="post" action={c.get("href")("/account/language")} class="stack">
        <CsrfField c={c} />
        <Select
          name="language"
          label={t("accounts.language.label")}
          options={languages.map((value) => ({ value, label: ownNames[value] }))}
          value={own.language ?? c.get("lang")}
        />
        <p>
          <Button kind="second">{t("accounts.save")}</Button>
        </p>
      </form>
    </section>
  );
};

/** Asked for again when the sign-in is not recent. */
const PasswordAgain = ({ c, own, session, state }: WithState) =>
  session.isRecent || !own.hasPassword ? null : (
    <Field
      name="password"
      id="again-password"
      type="password"
      label={c.get("t")("accounts.password")}
      error={state.errors["password"]}
      required
      autocomplete="current-password"
    />
  );

export const PasswordForm = ({ c, own, state }: WithState) => {
  const t = c.get("t");
  return (
    <section>
      <h2>{t("accounts.password")}</h2>
      <form method="post" action={c.get("href")("/account/password")} class="stack">
        <CsrfField c={c} />
        {own.hasPassword && (
          <Field
            name="password"
            type="password"
            label={t("accounts.password.old")}
            error={state.errors["password"]}
            required
            autocomplete="current-password"
          />
        )}
        <Field
          name="next"
          type="password"
          label={t("accounts.password.new")}
          help={t("accounts.password.help")}
          error={state.errors["next"]}
          required
          autocomplete="new-password"
        />
        <p>
          <Button kind="second">{t("accounts.password.change")}</Button>
        </p>
      </form>
    </section>
  );
};

export const SecondFactorForm = (props: WithState) => {
  const { c, own, state } = props;
  const t = c.get("t");
  const to = (path: string): string => c.get("href")(`/account/second-factor${path}`);
  return (
    <section>
      <h2>{t("accounts.totp.title")}</h2>
      {own.hasSecondFactor ? (
        <form method="post" action={to("/remove")} class="stack">
          <CsrfField c={c} />
          <p>
            <Tag tone="right">{t("accounts.totp.on")}</Tag> {t("accounts.recoveryCodes.left", { count: own.codesLeft })}
          </p>
          <PasswordAgain {...props} />
          <p>
            <Button kind="danger">{t("accounts.totp.remove")}</Button>
          </p>
        </form>
      ) : (
        <form method="post" action={to("")} class="stack">
          <CsrfField c={c} />
          <p>{t("accounts.totp.lead")}</p>
          <PasswordAgain {...props} />
          <p>
            <Button kind="second">{t("accounts.totp.begin")}</Button>
          </p>
        </form>
      )}
      {own.enrolment && (
        <form method="post" action={to("/confirm")} class="stack">
          <CsrfField c={c} />
          <p>{t("accounts.totp.scan")}</p>
          <div class="qr" role="img" aria-label={t("accounts.totp.picture")}>
            {raw(
              renderSVG(own.enrolment.uri, { ecc: "M", border: 4, pixelSize: 4 }).replace(
                "<svg ",
                '<svg width="220" height="220" ',
              ),
            )}
          </div>
          <p>
            {t("accounts.totp.secret")} <code dir="ltr">{own.enrolment.secret}</code>
          </p>
          <p>
            <a href={own.enrolment.uri}>{t("accounts.totp.open")}</a>
          </p>
          <Field
            name="code"
            label={t("accounts.totp.code")}
            error={state.errors["code"]}
            required
            autocomplete="one-time-code"
            attributes={{ inputmode: "numeric", maxlength: 10 }}
          />
          <p>
            <Button>{t("accounts.totp.confirm")}</Button>
          </p>
        </form>
      )}
    </section>
  );
};

export const PasskeyList = ({ c, own }: Props) => {
  const t = c.get("t");
  const href = c.get("href");
  return (
    <section class="stack">
      <h2>{t("accounts.passkeys.title")}</h2>
      <p>{t("accounts.passkeys.lead")}</p>
      {own.passkeys.length > 0 && (
        <DataTable
          c={c}
          caption={t("accounts.passkeys.title")}
          narrow="cards"
          rows={own.passkeys}
          columns={[
            { key: "name", label: t("accounts.name"), head: true, cell: (row) => row.name },
            { key: "used", label: t("accounts.seen"), cell: (row) => (row.used_at ? moment(c, row.used_at) : "–") },
            {
              key: "remove",
              label: t("accounts.action"),
              cell: (row) => (
                <form method="post" action={href("/account/passkeys/remove")}>
                  <CsrfField c={c} />
                  <Button kind="plain" name="passkey" value={row.credential_id}>
                    {t("accounts.remove")}
                  </Button>
                </form>
              ),
            },
          ]}
        />
      )}
      <Island
        c={c}
        name="comity-passkey"
        attributes={{
          "data-register": "",
          "data-begin": "/account/passkeys/begin",
          "data-finish": "/account/passkeys",
          "data-next": href("/account?done"),
          "data-label": t("accounts.passkeys.add"),
          "data-failed": t("accounts.error.passkey"),
        }}
      >
        <p class="help">{t("accounts.passkey.script")}</p>
      </Island>
    </section>
  );
};

export const SessionTable = ({ c, own, session }: Props) => {
  const t = c.get("t");
  const href = c.get("href");
  return (
    <section class="stack">
      <DataTable
        c={c}
        caption={t("accounts.sessions.title")}
        narrow="cards"
        rows={own.sessions}
        columns={[
          {
            key: "client",
            label: t("accounts.sessions.client"),
            head: true,
            cell: (row) => (
              <>
                <bdi>{row.client || "–"}</bdi>{" "}
                {row.id === session.id && <Tag tone="accent">{t("accounts.sessions.this")}</Tag>}
              </>
            ),
          },
          { key: "begun", label: t("accounts.sessions.begun"), cell: (row) => moment(c, row.created_at) },
          { key: "seen", label: t("accounts.seen"), cell: (row) => moment(c, row.seen_at) },
          {
            key: "end",
            label: t("accounts.action"),
            cell: (row) =>
              row.id !== session.id && (
                <form method="post" action={href("/account/sessions/end")}>
                  <CsrfField c={c} />
                  <Button kind="plain" name="session" value={row.id}>
                    {t("accounts.sessions.end")}
                  </Button>
                </form>
              ),
          },
        ]}
      />
      <form method="post" action={href("/sign-out")}>
        <CsrfField c={c} />
        <Button kind="second">{t("accounts.signOut")}</Button>
      </form>
    </section>
  );
};
