/** What all forms of accounts share: reading fields, telling what is wrong beside the field, going on after success. */
import type { Context } from "hono";
import type { Child } from "hono/jsx";
import { Callout, Layout, PageHead } from "../../design/index.ts";
import { isLanguage } from "../../platform/i18n/index.ts";
import type { Env } from "../../platform/module.ts";
import { Problem } from "../../platform/problem.ts";
import { inWords } from "../faults.ts";
import { findSession, giveSession } from "../session.ts";
import { accountsDb } from "../tables.ts";

/** Text fields of a sent form; files and repeated fields are left out. */
export type Fields = Readonly<Record<string, string>>;

export async function readFields(c: Context<Env>): Promise<Fields> {
  const body = await c.req.parseBody();
  return Object.fromEntries(Object.entries(body).filter((one): one is [string, string] => typeof one[1] === "string"));
}

/** Values of a group of checkboxes. */
export async function readChoices(c: Context<Env>, name: string): Promise<string[]> {
  const value = (await c.req.parseBody({ all: true }))[name] ?? [];
  return [value].flat().filter((one): one is string => typeof one === "string");
}

/** What a form shows again: values kept (never passwords or codes) and errors by field. */
export interface FormState {
  values: Fields;
  errors: Fields;
}
export const freshForm: FormState = { values: {}, errors: {} };

/** Runs the work of a form. A refused input shows the form again with 422; any other problem is the error page's. */
export async function submit(
  c: Context<Env>,
  values: Fields,
  work: () => Promise<Response>,
  again: (state: FormState) => Promise<Child>,
): Promise<Response> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Problem) || error.kind !== "invalid-input" || error.fields.length === 0) throw error;
    const errors = Object.fromEntries(error.fields.map((one) => [one.path.split(".")[0], inWords(one, c.get("lang"))]));
    return c.html((await again({ values, errors })) as string, 422);
  }
}

/** What the browser calls itself. */
export const clientOf = (c: Context<Env>): string => c.req.header("user-agent") ?? "";

/** Gives the cookie and goes to the account page in the account's language, or to the second factor. */
export async function goOn(c: Context<Env>, token: string): Promise<Response> {
  giveSession(c, token);
  const session = await findSession(accountsDb(c.get("services").db), token, new Date());
  if (session?.isComplete !== true) return c.redirect(c.get("href")("/sign-in/code"), 303);
  const language = session.language ?? "";
  return c.redirect(c.get("href")("/account", isLanguage(language) ? language : undefined), 303);
}

/** A page of accounts: hidden from search engines, with errors announced at the top. */
export const AccountLayout = (props: {
  c: Context<Env>;
  title: string;
  lead?: string;
  wrong?: boolean;
  children?: Child;
}) => {
  const { c, title, lead, wrong = false, children } = props;
  // Every page here may hold a form or something private.
  c.header("Cache-Control", "private, no-store");
  return (
    <Layout c={c} title={title} hidden>
      <PageHead title={title} lead={lead} />
      <div class="stack">
        {wrong && (
          <Callout kind="bad" role="alert">
            <p>{c.get("t")("accounts.form.wrong")}</p>
          </Callout>
        )}
        {children}
      </div>
    </Layout>
  );
};
