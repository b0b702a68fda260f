import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { Secret, TOTP } from "otpauth";
import { startTestServer } from "../platform/database/test-database.ts";
import { design } from "../design/module.tsx";
import { accounts } from "./module.ts";
import { addAccount, administrator, Browser, firstLinkOf, password, startWithAdministrator } from "./test-browser.ts";

const codeAt = (secret: string, steps: number): string =>
  new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + steps * 30_000 });
/** Codes change every 30 s: begins where the next five seconds hold one step. */
const untilStepLasts = async (): Promise<void> => {
  const rest = 30_000 - (Date.now() % 30_000);
  if (rest < 5000) await delay(rest);
};
const signIn = (browser: Browser, email: string, word = password) =>
  browser.post("/sign-in", "/sign-in", { email, password: word });

test("the printed link creates the first administrator, once; weak passwords are refused beside the field with kept values", async (t) => {
  const server = await startTestServer(t, [design, accounts], { COMITY_RATE_SIGN_IN: "500" });
  const link = firstLinkOf(server);
  const token = link.split("token=")[1] ?? "";
  const browser = new Browser(server.url);
  const weak = await browser.post(link, "/first-administrator", { token, ...administrator, password: "short" });
  assert.equal(weak.status, 422);
  assert.match(weak.text, /id="field-password-error">A password has at least 12 characters/);
  assert.match(weak.text, /value="amina@example.org"/);
  const done = await browser.post(link, "/first-administrator", { token, ...administrator, password });
  assert.deepEqual([done.status, done.location], [303, "/account"]);
  assert.match((await browser.get("/account")).text, /amina@example\.org/);
  assert.equal((await new Browser(server.url).get(link)).status, 404, "used");
  assert.equal((await new Browser(server.url).get("/first-administrator?token=x")).status, 404);
  const { rows } = await server.services.database.executeSql("select payload from outbox");
  assert.equal(rows.length, 1);
  assert.match(JSON.stringify(rows[0]), /role\.granted.*administrator/);
  assert.deepEqual(await accounts.atStart?.(server.services), [], "no link when there is an administrator");
});

test("cookie flags over http and https; the session changes at sign-in", async (t) => {
  const plain = await startWithAdministrator(t);
  const browser = new Browser(plain.url);
  const fixed = "A".repeat(43);
  browser.cookies.set("comity-session", fixed);
  const { status, headers } = await signIn(browser, administrator.email);
  assert.equal(status, 303);
  const cookie = headers.getSetCookie().find((one) => one.startsWith("comity-session=")) ?? "";
  assert.match(cookie, /HttpOnly/);
  assert.match(cookie, /SameSite=Lax/);
  assert.match(cookie, /Path=\//);
  assert.notEqual(browser.session, fixed, "a cookie set before sign-in is not taken over");
  const first = browser.session ?? "";
  await browser.post("/account", "/account/language", { language: "fr" });
  browser.cookies.delete("comity-session");
  const again = await browser.post("/sign-in", "/sign-in", { email: administrator.email, password });
  assert.equal(again.location, "/fr/account", "the language of the account");
  assert.notEqual(browser.session, first);
  const stored = await plain.services.database.executeSql("select encode(token_hash, 'hex') as h from session", []);
  assert.ok(!JSON.stringify(stored.rows).includes(Buffer.from(first, "base64url").toString("hex")));

  const secure = await startTestServer(t, [design, accounts], { COMITY_ORIGIN: "https://comity.example.org" });
  const link = firstLinkOf(secure);
  const guest = new Browser(secure.url);
  const token = link.split("token=")[1] ?? "";
  const made = await guest.post(link, "/first-administrator", { token, ...administrator, password });
  const host = made.headers.getSetCookie().find((one) => one.startsWith("__Host-comity-session=")) ?? "";
  assert.match(host, /Secure/);
  assert.match(host, /Path=\//);
  assert.doesNotMatch(host, /Domain/i);
});

test("unknown, wrong and disabled get the same answer; forms without CSRF are refused", async (t) => {
  const server = await startWithAdministrator(t);
  const { id, browser: old } = await addAccount(server, "kofi@example.org");
  const normal = (text: string): string => text.replaceAll(/value="[^"]*"|[0-9a-f-]{36}/g, "");
  const wrong = await signIn(new Browser(server.url), administrator.email, "not the password");
  const unknown = await signIn(new Browser(server.url), "nobody@example.org", "not the password");
  await server.admin.post("/admin/accounts", "/admin/accounts/disable", { account: id });
  const disabled = await signIn(new Browser(server.url), "kofi@example.org");
  assert.deepEqual([wrong.status, unknown.status, disabled.status], [422, 422, 422]);
  assert.equal(normal(wrong.text), normal(unknown.text));
  assert.equal(normal(wrong.text), normal(disabled.text));
  assert.equal((await old.get("/account")).location, "/sign-in", "sessions of a disabled account end");
  await server.admin.post("/admin/accounts", "/admin/accounts/enable", { account: id });
  assert.equal((await signIn(new Browser(server.url), "kofi@example.org")).status, 303);

  const body = new URLSearchParams({ email: administrator.email, password });
  assert.equal((await new Browser(server.url).send("/sign-in", { method: "POST", body })).status, 403);
  for (const path of ["/account/password", "/account/sessions/end", "/sign-out", "/admin/accounts/grant"])
    assert.equal(
      (await server.admin.send(path, { method: "POST", body: new URLSearchParams({ account: id }) })).status,
      403,
    );
});

test("tries are limited for each account, whether it exists or not", async (t) => {
  const server = await startWithAdministrator(t, { COMITY_RATE_SIGN_IN: "3" });
  for (const email of ["nobody@example.org", administrator.email]) {
    const statuses: number[] = [];
    for (let i = 0; i < 4; i += 1)
      statuses.push((await signIn(new Browser(server.url), email, "wrong wrong wrong")).status);
    assert.deepEqual(statuses, [422, 422, 422, 429], email);
  }
});

test("second factor: enrol, codes once only, recovery codes once, removal", async (t) => {
  const server = await startWithAdministrator(t);
  const { browser, id } = await addAccount(server, "kofi@example.org");
  assert.equal((await browser.post("/account", "/account/second-factor", {})).status, 303);
  const page = (await browser.get("/account")).text;
  const secret = /<code dir="ltr">([A-Z2-7]{32})<\/code>/.exec(page)?.[1] ?? "";
  assert.match(page, /<svg [^>]*viewBox/);
  assert.match(page, /otpauth:\/\/totp\//);
  const bad = await browser.post("/account", "/account/second-factor/confirm", { code: "000000" });
  assert.equal(bad.status, 422);
  await untilStepLasts();
  const confirmed = await browser.post("/account", "/account/second-factor/confirm", { code: codeAt(secret, -1) });
  const codes = [...confirmed.text.matchAll(/<code>([2-9a-z]{5}-[2-9a-z]{5})<\/code>/g)].map((one) => one[1] ?? "");
  assert.equal(codes.length, 10);
  assert.ok(!(await browser.get("/account")).text.includes(codes[0] ?? "-"), "shown once");

  const next = new Browser(server.url);
  assert.equal((await signIn(next, "kofi@example.org")).location, "/sign-in/code");
  const waiting = next.session;
  assert.equal((await next.get("/account")).location, "/sign-in", "half a sign-in is none");
  assert.equal((await next.get("/admin/accounts")).status, 401);
  assert.equal(
    (await next.post("/sign-in/code", "/sign-in/code", { code: codeAt(secret, -1) })).status,
    422,
    "used at enrolment",
  );
  const code = codeAt(secret, 0);
  assert.equal((await next.post("/sign-in/code", "/sign-in/code", { code })).location, "/account");
  assert.notEqual(next.session, waiting, "rotated");

  const third = new Browser(server.url);
  await signIn(third, "kofi@example.org");
  assert.equal((await third.post("/sign-in/code", "/sign-in/code", { code })).status, 422, "replayed");
  assert.equal(
    (await third.post("/sign-in/code", "/sign-in/code", { code: (codes[0] ?? "").toUpperCase() })).status,
    303,
  );
  const fourth = new Browser(server.url);
  await signIn(fourth, "kofi@example.org");
  assert.equal(
    (await fourth.post("/sign-in/code", "/sign-in/code", { code: codes[0] ?? "" })).status,
    422,
    "recovery code twice",
  );

  await server.services.database.executeSql(
    "update session set created_at = now() - interval '1 hour', complete_at = now() - interval '1 hour'",
    [],
  );
  assert.equal((await third.post("/account", "/account/second-factor/remove", {})).status, 422, "not recent");
  assert.equal((await third.post("/account", "/account/second-factor/remove", { password: "wrong" })).status, 422);
  assert.equal((await third.post("/account", "/account/second-factor/remove", { password })).status, 303);
  assert.equal((await signIn(new Browser(server.url), "kofi@example.org")).location, "/account");
  const { rows } = await server.services.database.executeSql("select secret from totp where account_id = $1", [id]);
  assert.equal(rows.length, 0);
});

test("passwords: a change needs the old one and ends other sessions; a recovery link works once", async (t) => {
  const server = await startWithAdministrator(t);
  const { browser, id } = await addAccount(server, "kofi@example.org");
  const other = new Browser(server.url);
  await signIn(other, "kofi@example.org");
  const next = "three green kites above";
  assert.equal((await browser.post("/account", "/account/password", { password: "wrong", next })).status, 422);
  assert.equal((await browser.post("/account", "/account/password", { password, next })).status, 303);
  assert.equal((await browser.get("/account")).status, 200);
  assert.equal((await other.get("/account")).status, 303, "ended");
  assert.equal((await signIn(new Browser(server.url), "kofi@example.org")).status, 422);

  const shown = await server.admin.post("/admin/accounts", "/admin/accounts/recover", { account: id });
  const token = /\/recovery\?token=([\w-]+)/.exec(shown.text)?.[1] ?? "";
  const guest = new Browser(server.url);
  const send = () => guest.post(`/recovery?token=${token}`, "/recovery", { token, password });
  assert.equal((await send()).location, "/sign-in");
  assert.equal((await browser.get("/account")).status, 303, "all sessions end");
  assert.equal((await guest.get(`/recovery?token=${token}`)).status, 404, "reused");
  assert.equal((await signIn(guest, "kofi@example.org")).status, 303);
});

test("sessions: listed, ended one by one, idle and absolute limits, sign-out", async (t) => {
  const server = await startWithAdministrator(t);
  const { browser } = await addAccount(server, "kofi@example.org");
  const other = new Browser(server.url);
  await signIn(other, "kofi@example.org");
  const page = (await browser.get("/account")).text;
  const id = /name="session" value="([^"]+)"/.exec(page)?.[1] ?? "";
  assert.equal(
    (await server.admin.post("/account", "/account/sessions/end", { session: id })).status,
    404,
    "another's session",
  );
  assert.equal((await browser.post("/account", "/account/sessions/end", { session: id })).status, 303);
  assert.equal((await other.get("/account")).status, 303);
  const set = (change: string) => server.services.database.executeSql(`update session set ${change}`, []);
  await set("seen_at = now() - interval '11 hours 59 minutes'");
  assert.equal((await browser.get("/account")).status, 200);
  await set("seen_at = now() - interval '12 hours 1 minute'");
  assert.equal((await browser.get("/account")).status, 303, "idle");
  await signIn(browser, "kofi@example.org");
  await set("expires_at = now() - interval '1 second'");
  assert.equal((await browser.get("/account")).status, 303, "too old");
  await signIn(browser, "kofi@example.org");
  const token = browser.session ?? "";
  assert.equal((await browser.post("/account", "/sign-out", {})).status, 303);
  browser.cookies.set("comity-session", token);
  assert.equal((await browser.get("/account")).status, 303, "the token is worth nothing after sign-out");
});

test("roles act at the next request; the last administrator stays; settings and audit are for administrators", async (t) => {
  const server = await startWithAdministrator(t);
  const { admin } = server;
  const { browser, id } = await addAccount(server, "kofi@example.org");
  assert.equal((await browser.get("/admin/accounts")).status, 403);
  assert.equal((await new Browser(server.url).get("/admin/audit")).status, 401);
  await admin.post("/admin/accounts", "/admin/accounts/grant", { account: id, role: "administrator" });
  assert.equal((await browser.get("/admin/accounts")).status, 200);
  await admin.post("/admin/accounts", "/admin/accounts/revoke", { account: id, role: "administrator" });
  assert.equal((await browser.get("/admin/accounts")).status, 403);
  const { rows } = await server.services.database.executeSql("select id from account where email = $1", [
    administrator.email,
  ]);
  const own = (rows[0] as { id: string }).id;
  assert.equal(
    (await admin.post("/admin/accounts", "/admin/accounts/revoke", { account: own, role: "administrator" })).status,
    409,
  );
  assert.equal((await admin.post("/admin/accounts", "/admin/accounts/disable", { account: own })).status, 409);
  const acts = await server.services.database.executeSql(
    "select payload ->> 'kind' as kind from outbox order by id",
    [],
  );
  assert.deepEqual(
    acts.rows.map((row) => (row as { kind: string }).kind),
    ["role.granted", "role.granted", "role.revoked"],
  );

  const bad = await admin.post("/admin/settings", "/admin/settings", {
    "instance.name": "Atlas Office",
    "instance.contact": "x",
    "instance.notice": "",
  });
  assert.equal(bad.status, 422);
  assert.match(bad.text, /Write an e-mail address, or leave it empty/);
  const saved = await admin.post("/admin/settings", "/admin/settings", {
    "instance.name": "Atlas Office",
    "instance.contact": "",
    "instance.notice": "Hello",
  });
  assert.equal(saved.status, 303);
  assert.match((await admin.get("/admin/settings")).text, /Atlas Office/);
  const trail = await admin.get("/admin/audit?command=roles.revoke&outcome=failed");
  assert.equal(trail.text.match(/<code>roles\.revoke<\/code>/g)?.length, 1);
});
