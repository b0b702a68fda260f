/** Accounts by clicking: all without script, passkeys with Chromium's virtual authenticator. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { Secret, TOTP } from "otpauth";
import type { Page } from "playwright-core";
import { administrator, createAdministrator, firstLinkOf, password } from "../../app/accounts/test-browser.ts";
import { openBrowser } from "../browser.ts";
import { axeFaults, pageFaults } from "./page-faults.ts";
import { startSite } from "./page-kinds.ts";

const press = (page: Page, name: string): Promise<void> => page.getByRole("button", { name, exact: true }).click();

async function signIn(page: Page, url: string, email: string): Promise<void> {
  await page.goto(url);
  await page.getByRole("link", { name: "Sign in", exact: true }).click();
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password").fill(password);
  await press(page, "Sign in");
}

test("in a browser without script: first administrator, second factor, a setting, an invited editor", async (t) => {
  const browser = await openBrowser(t);
  if (browser === undefined) return;
  const server = await startSite(t);
  const { url } = server;
  const person = async (): Promise<Page> =>
    (await browser.newContext({ javaScriptEnabled: false, locale: "en" })).newPage();
  const page = await person();

  await page.goto(url + firstLinkOf(server));
  assert.equal(await page.locator("h1").innerText(), "First administrator");
  await page.getByLabel("E-mail address").fill(administrator.email);
  await page.getByLabel("Name").fill(administrator.name);
  await page.getByLabel("Password").fill(password);
  await press(page, "Create account");
  assert.equal(await page.locator("h1").innerText(), "My account");
  assert.match(await page.locator("main").innerText(), /Amina Diallo · amina@example\.org/);

  await press(page, "Sign out");
  await page.goto(`${url}/account`);
  assert.equal(new URL(page.url()).pathname, "/sign-in", "signed out");
  await signIn(page, url, administrator.email);

  await press(page, "Set up");
  const secret = await page.locator("code", { hasText: /^[A-Z2-7]{32}$/ }).innerText();
  // A code serves once and for 30 seconds: the one before now for setting up, the present one for signing in.
  const rest = 30_000 - (Date.now() % 30_000);
  if (rest < 10_000) await delay(rest);
  const codeAt = (steps: number): string =>
    new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + steps * 30_000 });
  await page.getByLabel("Six-digit code from the app").fill(codeAt(-1));
  await press(page, "Confirm");
  assert.equal(await page.getByText("Your recovery codes").locator("..").locator("li").count(), 10);

  await press(page, "Sign out");
  await signIn(page, url, administrator.email);
  assert.equal(await page.locator("h1").innerText(), "Second factor");
  await page.getByLabel("Code").fill("000000");
  await press(page, "Sign in");
  assert.match(await page.locator("main").innerText(), /This code is wrong or was used already/);
  await page.getByLabel("Code").fill(codeAt(0));
  await press(page, "Sign in");
  assert.equal(await page.locator("h1").innerText(), "My account");

  await page.getByRole("link", { name: "Administration" }).click();
  await page.getByRole("link", { name: "Settings" }).click();
  await page.getByLabel("Name of the instance").fill("Ministry of Examples");
  await page.getByLabel("Notice on every page").fill("Closed on Friday");
  await press(page, "Save");
  for (const path of ["/en/", "/ar/assess", "/fr/places/EU"]) {
    await page.goto(url + path);
    const words = await page.locator("body").innerText();
    assert.match(words, /Closed on Friday/, path);
    assert.match(words, /Ministry of Examples/, path);
  }

  await page.goto(`${url}/admin/accounts`);
  const form = page.locator("form", { has: page.getByRole("button", { name: "Create invitation link" }) });
  await form.getByLabel("E-mail address").fill("kofi@example.org");
  await form.getByLabel("Editor").check();
  await press(page, "Create invitation link");
  const link = await page.getByRole("status").locator("code").innerText();
  assert.ok(link.startsWith(`${url}/invitation?token=`), link);

  const invited = await person();
  await invited.goto(link);
  assert.equal(await invited.getByLabel("E-mail address").inputValue(), "kofi@example.org");
  await invited.getByLabel("Name").fill("Kofi Mensah");
  await invited.getByLabel("Password").fill(password);
  await press(invited, "Create account");
  assert.match(await invited.locator("main").innerText(), /Kofi Mensah · kofi@example\.org/);
  assert.equal(await invited.getByRole("link", { name: "Administration" }).count(), 0);
  assert.equal((await invited.goto(`${url}/admin/settings`))?.status(), 403, "an editor changes no settings");
  const used = await (await person()).goto(link);
  assert.equal(used?.status(), 404, "the link served once");

  await page.goto(`${url}/admin/accounts`);
  assert.match(await page.locator("tr", { hasText: "Kofi Mensah" }).innerText(), /Take away Editor/);
  await page.getByRole("link", { name: "Audit trail" }).click();
  const trail = await page.locator("main tbody").innerText();
  assert.match(trail, /Amina Diallo/);
  assert.ok(!trail.includes(secret) && !trail.includes(password), "no secrets in the trail");
});

test("in a browser: a passkey is registered and signs in; pages of the account are accessible", async (t) => {
  const browser = await openBrowser(t);
  if (browser === undefined) return;
  const server = await startSite(t);
  const { url } = server;
  await createAdministrator(server);
  const context = await browser.newContext({ locale: "en", viewport: { width: 360, height: 800 } });
  const page = await context.newPage();
  const device = await context.newCDPSession(page);
  await device.send("WebAuthn.enable");
  const options = {
    protocol: "ctap2",
    transport: "internal",
    hasResidentKey: true,
    hasUserVerification: true,
  } as const;
  await device.send("WebAuthn.addVirtualAuthenticator", {
    options: { ...options, isUserVerified: true, automaticPresenceSimulation: true },
  });

  await page.goto(`${url}/sign-in`);
  await page.getByLabel("E-mail address").fill(administrator.email);
  await page.getByLabel("Password").fill(password);
  await press(page, "Sign in");
  await press(page, "Add a passkey");
  await page.getByRole("button", { name: "Remove", exact: true }).waitFor();
  assert.match(await page.getByRole("status").innerText(), /Saved/);

  await press(page, "Sign out");
  await page.goto(`${url}/sign-in`);
  await press(page, "Sign in with a passkey");
  await page.waitForURL(`${url}/account`);
  assert.match(await page.locator("main").innerText(), /Amina Diallo · amina@example\.org/);

  const faults: string[] = [];
  for (const lang of ["en", "ar"])
    for (const path of ["/account", "/admin/accounts", "/admin/settings", "/admin/audit"]) {
      await page.goto(`${url}/${lang}${path}`);
      for (const fault of [...(await pageFaults(page, lang, 360)), ...(await axeFaults(page))])
        faults.push(`${lang} ${path}: ${fault}`);
    }
  assert.deepEqual(faults, []);
});
