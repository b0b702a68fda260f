import assert from "node:assert/strict";
import { request } from "node:http";
import { test, type TestContext } from "node:test";
import { brotliDecompressSync } from "node:zlib";
import { setTimeout as delay } from "node:timers/promises";
import { setCookie } from "hono/cookie";
import { systemActor } from "../actor.ts";
import { execute } from "../commands/execute.ts";
import { builtIn, databaseTargets, startTestServer } from "../database/test-database.ts";
import type { Module } from "../module.ts";
import { Problem } from "../problem.ts";
import { changeSetting } from "../settings/change-setting.ts";
import { forgetOldLimits, RateLimiter } from "./rate-limit.ts";
import { readJson } from "./request.ts";

const LONG = "<p>Comity</p>".repeat(500);

const pages: Module = {
  name: "pages",
  topics: { secret: "secrets.view" },
  register(app, services) {
    services.assets.add("pages/main.css", Buffer.from("body{margin:0}".repeat(200)));
    app.get("/long", (c) => c.html(LONG));
    app.get("/form", (c) => c.html(`<input name="_csrf" value="${c.get("csrfToken")()}">`));
    app.post("/form", async (c) => c.json({ name: (await c.req.parseBody())["name"] }));
    app.post("/api/echo", async (c) => c.json(await readJson(c)));
    app.get("/cookies", (c) => {
      setCookie(c, "a", "1");
      setCookie(c, "b", "2");
      return c.html(LONG);
    });
    app.get("/boom", () => {
      throw new Error("inner words: hunter2");
    });
    app.get("/conflict", () => {
      throw new Problem("conflict", "The ballot is <closed>.", { mend: "Open it." });
    });
    app.get("/slow", async (c) => {
      await delay(600);
      return c.text("done");
    });
    app.get("/address", (c) => c.text(c.get("clientAddress")));
  },
};

/** Raw request, because fetch unpacks and keeps headers to itself. */
function raw(
  url: string,
  options: { method?: string; headers?: Record<string, string>; body?: string | Buffer } = {},
): Promise<{ status: number; headers: Record<string, string | string[] | undefined>; body: Buffer }> {
  return new Promise((done, fail) => {
    const sent = request(url, { method: options.method ?? "GET", headers: options.headers ?? {} }, (answer) => {
      const pieces: Buffer[] = [];
      answer.on("data", (piece: Buffer) => pieces.push(piece));
      answer.on("end", () =>
        done({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(pieces) }),
      );
    });
    sent.on("error", fail);
    sent.end(options.body);
  });
}

async function csrfOf(
  url: string,
): Promise<{ cookie: string; token: string; cache: string | null; setCookie: string }> {
  const answer = await fetch(`${url}/form`);
  const setCookie = answer.headers.get("set-cookie") ?? "";
  return {
    cookie: setCookie.split(";")[0] as string,
    token: /value="([^"]+)"/.exec(await answer.text())?.[1] as string,
    cache: answer.headers.get("cache-control"),
    setCookie,
  };
}

const form = (t: { url: string; cookie?: string; origin?: string; body: string }): Promise<number> =>
  raw(`${t.url}/form`, {
    method: "POST",
    body: t.body,
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      ...(t.cookie === undefined ? {} : { cookie: t.cookie }),
      ...(t.origin === undefined ? {} : { origin: t.origin }),
    },
  }).then((answer) => answer.status);

test("pages: security headers, compression, ETag and 304", async (t) => {
  const { url } = await startTestServer(t, [pages]);
  const page = await raw(`${url}/long`, { headers: { "accept-encoding": "gzip, br" } });
  assert.equal(page.headers["content-encoding"], "br");
  assert.equal(brotliDecompressSync(page.body).toString(), LONG);
  assert.ok(page.body.length < 200);
  assert.equal(page.headers["cache-control"], "private, no-cache");
  assert.match(String(page.headers["content-security-policy"]), /script-src 'self'; style-src 'self'/);
  assert.deepEqual(
    [
      page.headers["x-content-type-options"],
      page.headers["x-frame-options"],
      page.headers["strict-transport-security"],
    ],
    ["nosniff", "DENY", undefined],
  );
  assert.match(String(page.headers["x-request-id"]), /^[0-9a-f-]{36}$/);
  assert.equal(page.headers["set-cookie"], undefined, "a page without a form sets no cookie");
  const cookies = await raw(`${url}/cookies`, { headers: { "accept-encoding": "gzip" } });
  assert.deepEqual(
    [cookies.headers["set-cookie"], cookies.headers["content-encoding"]],
    [["a=1; Path=/", "b=2; Path=/"], "gzip"],
  );
  const again = await raw(`${url}/long`, { headers: { "if-none-match": String(page.headers["etag"]) } });
  assert.deepEqual([again.status, again.body.length, again.headers["etag"]], [304, 0, page.headers["etag"]]);
  assert.ok(again.headers["content-security-policy"]);
});

test("assets: for a year, compressed, 304; unknown ones 404", async (t) => {
  const { url, services } = await startTestServer(t, [pages]);
  const path = services.assets.url("pages/main.css");
  const css = await raw(url + path, { headers: { "accept-encoding": "br" } });
  assert.deepEqual(
    [css.status, css.headers["content-encoding"], css.headers["cache-control"]],
    [200, "br", "public, max-age=31536000, immutable"],
  );
  assert.equal((await raw(url + path, { headers: { "if-none-match": String(css.headers["etag"]) } })).status, 304);
  assert.equal((await raw(url + path)).body.toString(), "body{margin:0}".repeat(200));
  assert.equal((await raw(`${url}/assets/pages/main.css`)).headers["cache-control"], "public, no-cache");
  assert.equal((await raw(`${url}/assets/../../package.json`)).status, 404);
});

test("forms need a token of this browser and our own origin", async (t) => {
  const { url } = await startTestServer(t, [pages]);
  const { cookie, token, cache, setCookie } = await csrfOf(url);
  assert.match(setCookie, /HttpOnly; SameSite=Lax/);
  assert.equal(cache, "private, no-store");
  const body = `name=Zo%C3%AB&_csrf=${token}`;
  assert.equal(await form({ url, cookie, origin: url, body }), 200);
  assert.equal(await form({ url, cookie, body }), 200, "old browsers send no Origin");
  assert.equal(await form({ url, cookie, origin: "https://evil.example", body }), 403);
  assert.equal(await form({ url, cookie, origin: "null", body }), 403);
  assert.equal(await form({ url, body }), 403, "without the cookie");
  assert.equal(await form({ url, cookie, body: "name=x" }), 403, "without the token");
  const other = await csrfOf(url);
  assert.equal(await form({ url, cookie: other.cookie, body }), 403, "with another browser's cookie");
  const page = await csrfOf(url);
  const kept = await raw(`${url}/form`, {
    method: "POST",
    body: `name=Zo%C3%AB&_csrf=${page.token}`,
    headers: { cookie: page.cookie, "content-type": "application/x-www-form-urlencoded" },
  });
  assert.deepEqual(JSON.parse(kept.body.toString()), { name: "Zoë" }, "the handler reads the body again");
});

test("JSON: other origins refused, a body that is none is told, Authorization needs no token", async (t) => {
  const { url } = await startTestServer(t, [pages]);
  const post = (headers: Record<string, string>, body: string) =>
    raw(`${url}/api/echo`, { method: "POST", headers, body });
  const json = { "content-type": "application/json" };
  assert.equal((await post(json, '{"a":1}')).status, 200);
  assert.equal((await post({ ...json, origin: "https://evil.example" }, "{}")).status, 403);
  assert.equal((await post({ "content-type": "text/plain" }, "{}")).status, 403, "what a foreign form could send");
  assert.equal((await post({ "content-type": "text/plain", authorization: "Bearer x" }, "{}")).status, 200);
  const broken = await post(json, "{");
  assert.deepEqual([broken.status, broken.headers["content-type"]], [400, "application/problem+json"]);
});

test("errors: problem+json for programs, a page for people, nothing inner for anyone", async (t) => {
  const { url } = await startTestServer(t, [pages]);
  const program = await raw(`${url}/conflict`);
  const document = JSON.parse(program.body.toString()) as Record<string, unknown>;
  assert.deepEqual(
    [program.status, document["type"], document["mend"]],
    [409, "urn:comity:problem:conflict", "Open it."],
  );
  assert.equal(document["instance"], `urn:comity:request:${program.headers["x-request-id"]}`);
  const person = await raw(`${url}/conflict`, { headers: { accept: "text/html" } });
  assert.match(person.body.toString(), /The ballot is &#60;closed&#62;\./);
  assert.match(String(person.headers["content-type"]), /^text\/html/);
  const boom = await raw(`${url}/boom`);
  assert.equal(boom.status, 500);
  assert.doesNotMatch(boom.body.toString(), /hunter2|at /);
  assert.equal(
    (await raw(`${url}/api/none`, { headers: { accept: "text/html" } })).headers["content-type"],
    "application/problem+json",
  );
});

test("large bodies are refused, with and without a length", async (t) => {
  const { url } = await startTestServer(t, [pages], { COMITY_BODY_BYTES: "2048" });
  const big = await raw(`${url}/api/echo`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify("x".repeat(3000)),
  });
  assert.equal(big.status, 413);
  const chunked = await raw(`${url}/api/echo`, {
    method: "POST",
    headers: { "content-type": "application/json", "transfer-encoding": "chunked" },
    body: JSON.stringify("x".repeat(3000)),
  });
  assert.equal(chunked.status, 413);
});

test("rate limits answer 429 with Retry-After; operations are not limited", async (t) => {
  const { url, services } = await startTestServer(t, [pages]);
  services.config.rateLimits.writing.requests = 3;
  const post = () =>
    raw(`${url}/api/echo`, { method: "POST", headers: { "content-type": "application/json" }, body: "{}" });
  const statuses = [];
  for (let n = 0; n < 5; n += 1) statuses.push((await post()).status);
  assert.deepEqual(statuses, [200, 200, 200, 429, 429]);
  const retry = Number((await post()).headers["retry-after"]);
  assert.ok(retry >= 1 && retry <= 60);
  assert.equal((await raw(`${url}/healthz`)).status, 200);
});

test("the client's address comes from a trusted proxy only", async (t) => {
  const plain = await startTestServer(t, [pages]);
  assert.equal(
    (await raw(`${plain.url}/address`, { headers: { "x-forwarded-for": "1.2.3.4" } })).body.toString(),
    "127.0.0.1",
  );
  const behind = await startTestServer(t, [pages], {
    COMITY_TRUSTED_PROXIES: "127.0.0.1",
    COMITY_ORIGIN: "https://comity.example.org",
  });
  const answer = await raw(`${behind.url}/address`, {
    headers: { "x-forwarded-for": "1.2.3.4", "x-request-id": "proxy-id-0001" },
  });
  assert.deepEqual([answer.body.toString(), answer.headers["x-request-id"]], ["1.2.3.4", "proxy-id-0001"]);
  assert.match(String(answer.headers["strict-transport-security"]), /max-age/);
  assert.match((await csrfOf(behind.url)).setCookie, /^__Host-comity-csrf=.*Secure/);
});

test("metrics: by route, only for this machine or with the token", async (t) => {
  const { url } = await startTestServer(t, [pages]);
  await raw(`${url}/long`);
  await raw(`${url}/nowhere/4711`);
  const text = (await raw(`${url}/metrics`)).body.toString();
  assert.match(text, /comity_http_requests_total\{method="GET",route="\/long",status="200"\} 1/);
  assert.match(text, /comity_http_requests_total\{method="GET",route="none",status="404"\} 1/);
  assert.match(text, /comity_database_connections\{state="max"\} 10/);
  assert.equal(
    (await raw(`${url}/metrics`, { headers: { "x-forwarded-for": "1.2.3.4" } })).status,
    403,
    "through a proxy",
  );
  const closed = await startTestServer(t, [pages], { COMITY_METRICS_TOKEN: "a-long-token-of-ours" });
  assert.equal((await raw(`${closed.url}/metrics`)).status, 403);
  assert.equal(
    (await raw(`${closed.url}/metrics`, { headers: { authorization: "Bearer a-long-token-of-ours" } })).status,
    200,
  );
});

test("readyz turns to 503 while stopping; a running request ends before the server does", async (t) => {
  const { url, server } = await startTestServer(t, [pages]);
  const slow = fetch(`${url}/slow`);
  await delay(100);
  server.application.beginStop();
  assert.equal((await fetch(`${url}/readyz`)).status, 503);
  const stopped = server.stop();
  assert.equal(await (await slow).text(), "done");
  await stopped;
  await assert.rejects(fetch(`${url}/healthz`));
});

async function readUntil(t: TestContext, url: string, headers: Record<string, string>, words: string): Promise<string> {
  const abort = new AbortController();
  t.after(() => abort.abort());
  const answer = await fetch(url, { headers, signal: AbortSignal.any([abort.signal, AbortSignal.timeout(10_000)]) });
  assert.equal(answer.headers.get("content-type"), "text/event-stream; charset=utf-8");
  let text = "";
  const decoder = new TextDecoder();
  for await (const piece of answer.body as unknown as AsyncIterable<Uint8Array>) {
    text += decoder.decode(piece, { stream: true });
    if (text.includes(words)) break;
  }
  return text;
}

for (const target of await databaseTargets()) {
  test(
    `a changed setting reaches open pages and the other node at once: ${target.name}`,
    { skip: target.skip },
    async (t) => {
      const one = await startTestServer(t, [pages], {}, target);
      const two = await startTestServer(
        t,
        [pages],
        { DATABASE_URL: one.services.config.database.url as string },
        target,
      );
      const change = (value: string) =>
        execute(one.services, changeSetting, systemActor("test"), { key: "instance.name", value });
      const heard = readUntil(t, `${two.url}/events?topic=settings`, {}, "Second");
      await delay(150);
      await change("First");
      await change("Second");
      const text = await heard;
      const ids = [...text.matchAll(/^id: (\d+)$/gm)].map((match) => Number(match[1]));
      assert.match(text, /event: settings\ndata: \{"key":"instance\.name","value":"First"\}\n\n/);
      assert.equal(two.services.settings.get("instance.name"), "Second");
      const missed = await readUntil(
        t,
        `${two.url}/events?topic=settings`,
        { "last-event-id": String(ids[0]) },
        "Second",
      );
      assert.doesNotMatch(missed, /First/);
      assert.match(
        await readUntil(t, `${two.url}/events?topic=settings`, { "last-event-id": "999999" }, "reset"),
        /event: reset/,
      );
    },
  );
}

test("streams are refused without topic, for unknown topics and without permission; a cut client is forgotten", async (t) => {
  const { url, server } = await startTestServer(t, [pages]);
  const status = async (query: string, headers: Record<string, string> = {}): Promise<number> =>
    (await raw(`${url}/events${query}`, { headers })).status;
  assert.deepEqual(
    [
      await status(""),
      await status("?topic=nix"),
      await status("?topic=secret"),
      await status("?topic=settings", { "last-event-id": "x" }),
    ],
    [422, 404, 401, 422],
  );
  const abort = new AbortController();
  const answer = await fetch(`${url}/events?topic=settings`, { signal: abort.signal });
  await answer.body?.getReader().read();
  assert.equal(server.application.streams.count, 1);
  abort.abort();
  for (let tries = 0; tries < 100 && server.application.streams.count > 0; tries += 1) await delay(10);
  assert.equal(server.application.streams.count, 0);
});

test("limits hold across nodes, slide, and are forgotten after success", async (t) => {
  const { db } = await builtIn.open(t);
  let now = 1_000_000_000_000;
  const one = new RateLimiter(db, () => now);
  const two = new RateLimiter(db, () => now);
  const rate = { requests: 4, seconds: 100 };
  const ok = (limiter: RateLimiter, key: string): Promise<boolean> =>
    limiter.hit(key, rate).then(
      () => true,
      (error: Problem) => error.kind !== "too-many-requests",
    );
  assert.deepEqual(
    [
      await ok(one, "a"),
      await ok(two, "a"),
      await ok(one, "a"),
      await ok(two, "a"),
      await ok(one, "a"),
      await ok(two, "a"),
    ],
    [true, true, true, true, false, false],
  );
  assert.equal(await ok(one, "b"), true, "another key");
  await one.forget("a");
  assert.equal(await ok(one, "a"), true);
  now += 100_000;
  assert.equal(await ok(two, "b"), true);
  const fresh = new RateLimiter(db, () => now);
  assert.deepEqual(
    [await ok(fresh, "c"), await ok(fresh, "c"), await ok(fresh, "c"), await ok(fresh, "c"), await ok(fresh, "c")],
    [true, true, true, true, false],
  );
  now += 125_000;
  assert.equal(
    await ok(fresh, "c"),
    true,
    "a quarter into the next window, the old one weighs three quarters less its share",
  );
  const count = async (): Promise<number> => (await db.selectFrom("rate_limit").select("key").execute()).length;
  await db
    .insertInto("rate_limit")
    .values({ key: "kept", period: 1, count: 1, ends_at: new Date(Date.now() + 60_000) })
    .execute();
  assert.ok((await count()) > 1);
  await forgetOldLimits(db);
  assert.equal(await count(), 1, "the windows of 2001 are gone");
});
