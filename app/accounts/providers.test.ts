import assert from "node:assert/strict";
import { createHash, generateKeyPairSync, sign } from "node:crypto";
import { createServer, type Server } from "node:http";
import { test } from "node:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestScope } from "../platform/database/test-database.ts";
import { addAccount, Browser, startWithAdministrator, type AccountServer, type Answer } from "./test-browser.ts";

interface Person {
  sub: string;
  email?: string;
  email_verified?: boolean;
  name?: string;
}

const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
const foreign = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");

/** A small provider on a free port: discovery, keys, and tokens that check code, client and PKCE as a real one does. */
class Provider {
  issuer = "";
  person: Person = { sub: "1" };
  /** Changes to the next ID token. */
  claims: Record<string, unknown> = {};
  key = privateKey;
  readonly #codes = new Map<string, { nonce: string; challenge: string; redirect: string }>();
  #server: Server | undefined;

  async start(t: TestScope): Promise<void> {
    const server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const { status, body } = this.#answer(
          request.url ?? "",
          request.headers.authorization ?? "",
          Buffer.concat(chunks).toString(),
        );
        response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
      });
    });
    this.#server = server;
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    this.issuer = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
    t.after(() => {
      this.#server?.closeAllConnections();
      this.#server?.close();
    });
  }

  #answer(path: string, authorization: string, body: string): { status: number; body: object } {
    const { issuer } = this;
    if (path === "/.well-known/openid-configuration")
      return {
        status: 200,
        body: {
          issuer,
          authorization_endpoint: `${issuer}/authorize`,
          token_endpoint: `${issuer}/token`,
          jwks_uri: `${issuer}/keys`,
          response_types_supported: ["code"],
          subject_types_supported: ["public"],
          id_token_signing_alg_values_supported: ["RS256"],
        },
      };
    if (path === "/keys")
      return {
        status: 200,
        body: { keys: [{ ...publicKey.export({ format: "jwk" }), kid: "k", alg: "RS256", use: "sig" }] },
      };
    if (path !== "/token") return { status: 404, body: {} };
    const sent = new URLSearchParams(body);
    const code = this.#codes.get(sent.get("code") ?? "");
    this.#codes.delete(sent.get("code") ?? "");
    const verifier = createHash("sha256")
      .update(sent.get("code_verifier") ?? "")
      .digest("base64url");
    // RFC 6749, 2.3.1: both parts are form-encoded before Basic.
    const [id, secret] = Buffer.from(authorization.replace("Basic ", ""), "base64")
      .toString()
      .split(":")
      .map(decodeURIComponent);
    const isClient = id === "comity" && secret === "a-client-secret";
    if (!code || !isClient || verifier !== code.challenge || sent.get("redirect_uri") !== code.redirect)
      return { status: 400, body: { error: "invalid_grant" } };
    const now = Math.floor(Date.now() / 1000);
    const claims = {
      iss: issuer,
      aud: "comity",
      iat: now,
      exp: now + 60,
      nonce: code.nonce,
      ...this.person,
      ...this.claims,
    };
    const signed = `${part({ alg: "RS256", kid: "k" })}.${part(claims)}`;
    const id_token = `${signed}.${sign("sha256", Buffer.from(signed), this.key).toString("base64url")}`;
    return { status: 200, body: { access_token: "a", token_type: "Bearer", id_token } };
  }

  /** What the person's consent at the provider leads to: the address to which the browser is sent back. */
  consent(authorizeUrl: string): string {
    const asked = new URL(authorizeUrl);
    assert.equal(asked.origin + asked.pathname, `${this.issuer}/authorize`);
    assert.equal(asked.searchParams.get("code_challenge_method"), "S256");
    const code = createHash("sha256").update(authorizeUrl).digest("hex");
    const redirect = asked.searchParams.get("redirect_uri") ?? "";
    this.#codes.set(code, {
      nonce: asked.searchParams.get("nonce") ?? "",
      challenge: asked.searchParams.get("code_challenge") ?? "",
      redirect,
    });
    const { pathname } = new URL(redirect);
    return `${pathname}?code=${code}&state=${asked.searchParams.get("state")}`;
  }
}

async function startWithProvider(t: TestScope): Promise<{ server: AccountServer; provider: Provider }> {
  const provider = new Provider();
  await provider.start(t);
  const folder = mkdtempSync(join(tmpdir(), "comity-oidc-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, "config.yaml");
  const entry = {
    id: "office",
    name: "Office",
    issuer: provider.issuer,
    clientId: "comity",
    clientSecret: "a-client-secret",
  };
  writeFileSync(file, JSON.stringify({ oidc: [entry] }));
  return { server: await startWithAdministrator(t, { COMITY_CONFIG: file }), provider };
}

const begin = async (browser: Browser): Promise<string> => {
  const answer = await browser.post("/sign-in", "/sign-in/with/office", {});
  assert.equal(answer.status, 303, answer.text);
  return answer.location;
};
const signIn = async (browser: Browser, provider: Provider): Promise<Answer> =>
  browser.get(provider.consent(await begin(browser)));

test("an invited, verified e-mail address is linked and signs in again by its identity; others are refused", async (t) => {
  const { server, provider } = await startWithProvider(t);
  provider.person = { sub: "7", email: "lan@example.org", email_verified: true, name: "Lan Nguyen" };
  assert.equal((await signIn(new Browser(server.url), provider)).status, 403, "not invited");
  await server.admin.post("/admin/accounts", "/admin/accounts/invite", { email: "lan@example.org", roles: "editor" });
  provider.person.email_verified = false;
  assert.equal((await signIn(new Browser(server.url), provider)).status, 403, "not verified");
  provider.claims = { email_verified: "true" };
  assert.equal((await signIn(new Browser(server.url), provider)).status, 403, "a string is not true");
  provider.claims = {};
  provider.person.email_verified = true;
  const browser = new Browser(server.url);
  assert.equal((await signIn(browser, provider)).location, "/account");
  assert.match((await browser.get("/account")).text, /Lan Nguyen/);
  const roles = await server.services.database.executeSql(
    "select role from account_role join account on id = account_id where email = 'lan@example.org'",
    [],
  );
  assert.deepEqual(roles.rows, [{ role: "editor" }]);
  provider.person = { sub: "7", email: "another@example.org", email_verified: false };
  const again = new Browser(server.url);
  assert.equal((await signIn(again, provider)).location, "/account", "the identity counts, not the address");
  assert.match((await again.get("/account")).text, /lan@example\.org/);

  const { id } = await addAccount(server, "kofi@example.org");
  provider.person = { sub: "8", email: "KOFI@example.org", email_verified: true };
  assert.equal((await signIn(new Browser(server.url), provider)).status, 303, "an account that was invited before");
  await server.admin.post("/admin/accounts", "/admin/accounts/disable", { account: id });
  assert.equal((await signIn(new Browser(server.url), provider)).status, 403, "disabled");
});

test("a foreign signature, nonce, audience, state, browser, or a second use is refused", async (t) => {
  const { server, provider } = await startWithProvider(t);
  await addAccount(server, "kofi@example.org");
  provider.person = { sub: "8", email: "kofi@example.org", email_verified: true };
  for (const claims of [{ nonce: "x" }, { aud: "another" }, { iss: "https://elsewhere.example" }, { exp: 1 }]) {
    provider.claims = claims;
    assert.equal((await signIn(new Browser(server.url), provider)).status, 403, JSON.stringify(claims));
  }
  provider.claims = {};
  provider.key = foreign;
  assert.equal((await signIn(new Browser(server.url), provider)).status, 403, "signature");
  provider.key = privateKey;
  const browser = new Browser(server.url);
  const back = provider.consent(await begin(browser));
  assert.equal((await new Browser(server.url).get(back)).status, 403, "begun elsewhere");
  assert.equal((await browser.get(back.replace(/state=.*/, "state=x"))).status, 403, "state");
  const other = new Browser(server.url);
  const once = provider.consent(await begin(other));
  const cookie = other.cookies.get("comity-provider") ?? "";
  assert.equal((await other.get(once)).status, 303);
  other.cookies.set("comity-provider", cookie);
  assert.equal((await other.get(once)).status, 409, "twice");
});
