/** A browser without JavaScript, for tests: keeps cookies, sends the forms of the pages it sees. */
import assert from "node:assert/strict";
import { startTestServer, type TestScope, type TestServer } from "../platform/database/test-database.ts";
import { design } from "../design/module.tsx";
import { accounts } from "./module.ts";

export interface Answer {
  status: number;
  location: string;
  text: string;
  headers: Headers;
}

export class Browser {
  readonly #url: string;
  readonly cookies = new Map<string, string>();
  constructor(url: string) {
    this.#url = url;
  }

  async send(path: string, init: RequestInit = {}): Promise<Answer> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers = new Headers(init.headers);
    if (cookie !== "") headers.set("cookie", cookie);
    if (!headers.has("accept")) headers.set("accept", "text/html");
    headers.set("accept-language", "en");
    headers.set("user-agent", "Test browser");
    const answer = await fetch(new URL(path, this.#url), { ...init, headers, redirect: "manual" });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (/max-age=0/i.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return {
      status: answer.status,
      location: answer.headers.get("location") ?? "",
      text: await answer.text(),
      headers: answer.headers,
    };
  }

  get(path: string): Promise<Answer> {
    return this.send(path);
  }

  /** Opens `page`, takes its CSRF token, and posts. */
  async post(page: string, path: string, fields: Record<string, string> | [string, string][]): Promise<Answer> {
    const { text } = await this.get(page);
    const token = /name="_csrf" value="([^"]+)"/.exec(text)?.[1];
    assert.ok(token, `the page ${page} has a form`);
    const body = new URLSearchParams(fields);
    body.set("_csrf", token);
    return this.send(path, { method: "POST", body });
  }

  json(path: string, body: unknown): Promise<Answer> {
    const headers = { "content-type": "application/json", accept: "application/json" };
    return this.send(path, { method: "POST", body: JSON.stringify(body), headers });
  }

  get session(): string | undefined {
    return this.cookies.get("comity-session") ?? this.cookies.get("__Host-comity-session");
  }
}

export const password = "a quiet lake at dawn";
export const administrator = { email: "amina@example.org", name: "Amina Diallo" };

export interface AccountServer extends TestServer {
  /** Signed in as the first administrator. */
  admin: Browser;
  /** Path of the link printed at the start. */
  firstLink: string;
}

export function firstLinkOf(server: TestServer): string {
  const note = server.server.instance.notes.join("\n");
  const url = /https?:\S+\/first-administrator\?token=\S+/.exec(note)?.[0];
  assert.ok(url, "the start prints a link");
  const { pathname, search } = new URL(url);
  return pathname + search;
}

/** A server whose first administrator was created through the printed link. Many tries are allowed unless told. */
export async function startWithAdministrator(
  t: TestScope,
  environment: Record<string, string> = {},
): Promise<AccountServer> {
  const server = await startTestServer(t, [design, accounts], {
    COMITY_RATE_SIGN_IN: "500",
    COMITY_RATE_WRITING: "5000",
    ...environment,
  });
  return createAdministrator(server);
}

/** Follows the printed link. */
export async function createAdministrator(server: TestServer): Promise<AccountServer> {
  const firstLink = firstLinkOf(server);
  const admin = new Browser(server.url);
  const token = new URLSearchParams(firstLink.split("?")[1]).get("token") ?? "";
  const done = await admin.post(firstLink, "/first-administrator", { token, ...administrator, password });
  assert.equal(done.status, 303, done.text);
  return { ...server, admin, firstLink };
}

/** Invites and accepts; gives the signed-in browser and the account's id. */
export async function addAccount(
  { admin, url, services }: AccountServer,
  email: string,
  roles: readonly string[] = [],
): Promise<{ browser: Browser; id: string }> {
  const answer = await admin.post("/admin/accounts", "/admin/accounts/invite", [
    ["email", email],
    ...roles.map((role): [string, string] => ["roles", role]),
  ]);
  const token = /\/invitation\?token=([\w-]+)/.exec(answer.text)?.[1] ?? "";
  const browser = new Browser(url);
  const done = await browser.post(`/invitation?token=${token}`, "/invitation", {
    token,
    name: "Kofi Mensah",
    password,
  });
  assert.equal(done.status, 303, done.text);
  const { rows } = await services.database.executeSql("select id from account where email = $1", [email]);
  return { browser, id: (rows[0] as { id: string }).id };
}
