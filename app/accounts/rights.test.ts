import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { may, PUBLIC, systemActor, type Actor } from "../platform/actor.ts";
import { execute } from "../platform/commands/execute.ts";
import { builtIn, databaseTargets, startTestServer } from "../platform/database/test-database.ts";
import type { Command } from "../platform/commands/define-command.ts";
import type { z } from "zod";
import { languages } from "../platform/i18n/index.ts";
import { loadConfig } from "../platform/config.ts";
import { createLogger } from "../platform/logging.ts";
import { startServer } from "../platform/server.ts";
import { Problem } from "../platform/problem.ts";
import { design } from "../design/module.tsx";
import { accountCommands, type AccountCommands } from "./commands/index.ts";
import { accounts, tidyAccounts } from "./module.ts";
import { permissionsOf, roleNames } from "./roles.ts";
import { accountsDb } from "./tables.ts";
import { addAccount, Browser, createAdministrator, password, startWithAdministrator } from "./test-browser.ts";

const account = randomUUID();
const token = "t".repeat(43);
/** A valid input for every command; what it names does not exist, so an allowed command fails later or changes nothing. */
const inputs: Record<keyof AccountCommands, object> = {
  acceptInvitation: { token, name: "A", password },
  beginPasskeyRegistration: {},
  beginPasskeySignIn: {},
  beginProviderSignIn: { provider: "p", state: "s", nonce: "n", verifier: "v" },
  changeLanguage: { language: "fr" },
  changePassword: { session: account, password, next: password },
  confirmTotp: { code: "123456" },
  createFirstAdministrator: { token, email: "a@example.org", name: "A", password },
  createRecoveryLink: { account },
  disableAccount: { account },
  enableAccount: { account },
  endSession: { session: account },
  enrolTotp: {},
  giveSecondFactor: { session: token, code: "123456" },
  grantRole: { account, role: "member" },
  inviteAccount: { email: "b@example.org" },
  openFirstRun: {},
  registerPasskey: { challenge: account, response: { id: "x" } },
  removePasskey: { passkey: "x" },
  removeTotp: {},
  revokeRole: { account, role: "member" },
  signIn: { email: "a@example.org", password },
  signInWithPasskey: { challenge: account, response: { id: "x" } },
  signInWithProvider: { provider: "p", subject: "s", email: null, emailVerified: false },
  takeProviderSignIn: { challenge: account },
  useRecoveryLink: { token, password },
};

/** Who may run what, written out by hand: the commands' own declarations are compared with this table. */
const anyone = ["public", "member", "reader", "editor", "administrator", "system"];
const signedIn = anyone.slice(1);
const administrators = ["administrator", "system"];
const rights: Record<keyof AccountCommands, readonly string[]> = {
  acceptInvitation: anyone,
  beginPasskeyRegistration: signedIn,
  beginPasskeySignIn: anyone,
  beginProviderSignIn: ["system"],
  changeLanguage: signedIn,
  changePassword: signedIn,
  confirmTotp: signedIn,
  createFirstAdministrator: anyone,
  createRecoveryLink: administrators,
  disableAccount: administrators,
  enableAccount: administrators,
  endSession: signedIn,
  enrolTotp: signedIn,
  giveSecondFactor: anyone,
  grantRole: administrators,
  inviteAccount: administrators,
  openFirstRun: ["system"],
  registerPasskey: signedIn,
  removePasskey: signedIn,
  removeTotp: signedIn,
  revokeRole: administrators,
  signIn: anyone,
  signInWithPasskey: anyone,
  signInWithProvider: ["system"],
  takeProviderSignIn: ["system"],
  useRecoveryLink: anyone,
};

for (const target of await databaseTargets()) {
  test(
    `every command x every role: allowed or refused as the table says, on ${target.name}`,
    { skip: target.skip },
    async (t) => {
      const { services } = await startTestServer(t, [design, accounts], {}, target);
      const commands = accountCommands(services);
      const actors: Record<string, Actor> = { public: PUBLIC, system: systemActor("test") };
      for (const role of roleNames) {
        const row = {
          email: `${role}@example.org`,
          name: role,
          language: null,
          password_hash: null,
          disabled_at: null,
        };
        const { id } = await accountsDb(services.db)
          .insertInto("account")
          .values(row)
          .returning("id")
          .executeTakeFirstOrThrow();
        actors[role] = { kind: "account", id, label: role, permissions: permissionsOf([role]) };
      }
      assert.deepEqual(Object.keys(rights).toSorted(), Object.keys(commands).toSorted());
      for (const name of Object.keys(commands) as (keyof AccountCommands)[]) {
        const command = commands[name] as unknown as Command<z.ZodType, unknown>;
        for (const [who, actor] of Object.entries(actors)) {
          const outcome = await execute(services, command, actor, inputs[name]).then(
            () => "allowed",
            (error: unknown) => (error instanceof Problem ? error : Promise.reject(error as Error)),
          );
          const isRefused = outcome instanceof Problem && outcome.message.startsWith(`${command.name} needs `);
          assert.equal(!isRefused, rights[name].includes(who), `${command.name} as ${who}`);
          assert.equal(
            may(actor, command.permission),
            rights[name].includes(who),
            `${command.name} declares it for ${who}`,
          );
        }
      }
    },
  );
}

test("inviting with a role needs the right to grant roles", async (t) => {
  const { services } = await startTestServer(t, [design, accounts]);
  const inviter: Actor = { kind: "account", id: randomUUID(), label: "x", permissions: new Set(["accounts.invite"]) };
  const { inviteAccount } = accountCommands(services);
  const invite = (roles: string[]) => execute(services, inviteAccount, inviter, { email: "a@example.org", roles });
  await assert.rejects(invite(["administrator"]), (error: Problem) => error.kind === "not-permitted");
});

test("no secret in the log, the audit trail or any table; what is old is tidied", async (t) => {
  const lines: string[] = [];
  const log = createLogger("trace", { write: (line) => void lines.push(line) });
  const folder = mkdtempSync(join(tmpdir(), "comity-test-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const DATABASE_URL = await builtIn.createDatabase({ after: () => undefined });
  const environment = { COMITY_DATA: folder, DATABASE_URL, PORT: "0", COMITY_STOP_SECONDS: "1" };
  const running = await startServer(loadConfig({ folder, environment }), [design, accounts], log);
  t.after(() => running.stop());
  const { services } = running.application;
  const server = await createAdministrator({ url: running.address, services, server: running, folder });
  const { browser } = await addAccount(server, "kofi@example.org");
  await new Browser(server.url).post("/sign-in", "/sign-in", {
    email: "kofi@example.org",
    password: "wrong horse wrong",
  });
  await browser.post("/account", "/account/second-factor", {});
  const secret = /<code dir="ltr">([A-Z2-7]{32})<\/code>/.exec((await browser.get("/account")).text)?.[1] ?? "";
  assert.equal(secret.length, 32);
  const secrets = [
    password,
    "wrong horse wrong",
    secret,
    browser.session ?? "none",
    server.admin.session ?? "none",
    server.firstLink.split("token=")[1] ?? "none",
  ];
  const { database } = server.services;
  const tables = ["audit", "account", "session", "one_time_link", "totp", "outbox", "event", "challenge", "rate_limit"];
  for (const table of tables) {
    const { rows } = await database.executeSql(`select to_jsonb(x)::text as row from ${table} x`, []);
    const text = JSON.stringify(rows);
    for (const one of secrets) {
      assert.ok(!text.includes(one), `${table} holds ${one}`);
      assert.ok(!text.includes(Buffer.from(one).toString("hex")), `${table} holds ${one} as bytes`);
    }
  }
  assert.match(lines.join(""), /"path":"\/sign-in"/, "the log has the requests");
  for (const one of secrets) assert.ok(!lines.join("").includes(one), "the log holds a secret");

  const count = async (table: string): Promise<number> =>
    Number(
      (await database.executeSql(`select count(*)::int as n from ${table}`, [])).rows.map(
        (row) => (row as { n: number }).n,
      )[0],
    );
  assert.ok((await count("session")) > 0);
  await tidyAccounts(server.services, new Date());
  assert.ok((await count("session")) > 0, "living sessions stay");
  await tidyAccounts(server.services, new Date(Date.now() + 31 * 24 * 3_600_000));
  assert.deepEqual([await count("session"), await count("one_time_link"), await count("challenge")], [0, 0, 0]);
});

test("invitations of an administrator who was disabled or lost the role are worth nothing", async (t) => {
  const server = await startWithAdministrator(t);
  for (const [email, path] of [
    ["kofi@example.org", "disable"],
    ["lan@example.org", "revoke"],
  ] as const) {
    const { browser, id } = await addAccount(server, email, ["administrator"]);
    const shown = await browser.post("/admin/accounts", "/admin/accounts/invite", [
      ["email", `friend-${email}`],
      ["roles", "administrator"],
    ]);
    const link = /\/invitation\?token=[\w-]+/.exec(shown.text)?.[0] ?? "";
    assert.equal((await new Browser(server.url).get(link)).status, 200);
    const fields = { account: id, ...(path === "revoke" ? { role: "administrator" } : {}) };
    assert.equal((await server.admin.post("/admin/accounts", `/admin/accounts/${path}`, fields)).status, 303);
    assert.equal((await new Browser(server.url).get(link)).status, 404, path);
  }
});

test("every form that posts has its token, on every page in every language; administration is closed to all other roles", async (t) => {
  const server = await startWithAdministrator(t);
  const pages = ["/account", "/admin/accounts", "/admin/settings"];
  await addAccount(server, "kofi@example.org", ["editor"]);
  for (const lang of languages)
    for (const page of pages) {
      const { text, status, headers } = await server.admin.get(`/${lang}${page}`);
      assert.equal(status, 200, page);
      assert.match(headers.get("cache-control") ?? "", /no-store/);
      const forms = [...text.matchAll(/<form[^>]*method="post"[^>]*>(.*?)<\/form>/gs)];
      assert.ok(forms.length > 0, page);
      for (const form of forms) assert.match(form[1] ?? "", /name="_csrf" value="[\w-]{43}"/);
      assert.doesNotMatch(text, /<script(?![^>]*src=)|<style| style="| on[a-z]+="/, "nothing inline");
    }
  const roles = roleNames.filter((role) => role !== "administrator");
  for (const role of roles) {
    const { browser } = await addAccount(server, `${role}@example.org`, [role]);
    for (const page of ["/admin/accounts", "/admin/settings", "/admin/audit"])
      assert.equal((await browser.get(page)).status, 403, `${page} as ${role}`);
    assert.equal((await browser.get("/account")).status, 200);
  }
});
