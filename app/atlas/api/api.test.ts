import assert from "node:assert/strict";
import { after, test } from "node:test";
import { builtIn, startTestServer } from "../../platform/database/test-database.ts";
import { modules } from "../../modules.ts";

const cleanups: (() => void | Promise<void>)[] = [];
const server = await startTestServer({ after: (work) => void cleanups.push(work) }, modules, {}, builtIn);
after(async () => {
  for (const work of cleanups) await work();
});

const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(server.url + path, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });

test("assess answers with cited findings in the language asked for", async () => {
  const answer = await post("/api/v1/assess", {
    facts: {
      "actor.role": ["provider"],
      "item.kind": "gpaiModel",
      "market.placedIn": ["EU"],
      "training.flop": "2e25 FLOP",
    },
    in: "eu",
    asOf: "2026-11-24",
    knownOn: "2026-11-24",
    lang: "fr",
  });
  assert.equal(answer.status, 200);
  const body = (await answer.json()) as {
    release: string;
    algorithm: string;
    places: {
      place: string;
      applies: { rule: string; citation: string }[];
      undecided: { rule: string; needs: string[] }[];
    }[];
  };
  assert.match(body.release, /^[0-9a-f]{64}$/);
  const [eu] = body.places;
  assert.equal(eu?.place, "EU");
  assert.ok(
    (eu?.applies ?? [])
      .concat(eu?.undecided as never[])
      .some((finding) => finding.rule === "eu/aia/art-55-1-a" && /55\(1\)\(a\)/.test(finding.citation)),
  );
  for (const finding of eu?.undecided ?? []) assert.ok(finding.needs.length > 0, finding.rule);
});

test("faults come as problem+json that names each and its mend", async () => {
  const answer = await post("/api/v1/assess", {
    facts: { "actor.rol": ["provider"], "training.flop": "2 TFLOP" },
    in: "eu",
  });
  assert.equal(answer.status, 422);
  assert.match(answer.headers.get("content-type") ?? "", /application\/problem\+json/);
  const body = (await answer.json()) as { type: string; errors: { message: string }[] };
  assert.equal(body.errors.length, 2);
  assert.match(body.errors[0]?.message ?? "", /did you mean `actor\.role`/);
  for (const [input, field] of [
    [{ in: "eu" }, "facts"],
    [{ facts: {}, in: "eu", asOf: "tomorrow" }, "asOf"],
    [{ facts: {}, in: "xx" }, null],
  ] as const) {
    const refused = await post("/api/v1/assess", input);
    assert.equal(refused.status, 422);
    if (field)
      assert.ok(
        ((await refused.json()) as { errors: { path: string }[] }).errors.some((error) => error.path === field),
      );
  }
  const broken = await fetch(`${server.url}/api/v1/assess`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: "{",
  });
  assert.equal(broken.status, 400);
  assert.match(broken.headers.get("content-type") ?? "", /application\/problem\+json/);
});

test("an interview by the API ends, and each question says why it is asked", async () => {
  const facts: Record<string, unknown> = {};
  const skip: string[] = [];
  let asked = 0;
  for (; asked < 200; asked += 1) {
    const answer = await post("/api/v1/next-question", { facts, in: "jp", asOf: "2026-11-24", skip });
    const { question } = (await answer.json()) as {
      question: { fact: string; type: string; text: string; because: string[]; answers: { id: string }[] } | null;
    };
    if (!question) break;
    assert.ok(question.text.length > 0 && question.because.length > 0);
    if (question.type === "bool") facts[question.fact] = false;
    else if (question.type === "set") facts[question.fact] = [question.answers[0]?.id];
    else if (question.type === "enum") facts[question.fact] = question.answers[0]?.id;
    else skip.push(question.fact);
  }
  assert.ok(asked > 1 && asked < 60, `${asked} questions`);
});

test("bulk data is open, cacheable and revalidates", async () => {
  const first = await fetch(`${server.url}/api/v1/rules.json`, { headers: { origin: "https://elsewhere.example" } });
  assert.equal(first.headers.get("access-control-allow-origin"), "*");
  assert.match(first.headers.get("cache-control") ?? "", /public/);
  const { rules } = (await first.json()) as {
    rules: { id: string; place: string; text: { en: string }; readings: unknown[]; position?: unknown }[];
  };
  assert.ok(rules.length >= 400);
  assert.ok(rules.every((rule) => rule.readings.length > 0 && rule.position === undefined));
  const tag = first.headers.get("etag");
  assert.ok(tag);
  assert.equal((await fetch(`${server.url}/api/v1/rules.json`, { headers: { "if-none-match": tag } })).status, 304);
  const csv = await (await fetch(`${server.url}/api/v1/rules.csv`)).text();
  assert.ok(csv.split("\r\n").length > rules.length);
  const one = await fetch(`${server.url}/api/v1/rules/kr/aiba/art-31-1`);
  assert.equal(((await one.json()) as { id: string }).id, "kr/aiba/art-31-1");
  assert.equal((await fetch(`${server.url}/api/v1/rules/kr/aiba/none`)).status, 404);
  const whole = (await (await fetch(`${server.url}/api/v1/atlas.json`)).json()) as {
    licence: string;
    places: unknown[];
    facts: unknown[];
  };
  assert.equal(whole.licence, "CC-BY-4.0");
  assert.ok(whole.places.length > 249 && whole.facts.length > 90);
});

test("search finds the same rule in several languages", async () => {
  const places = async (q: string) =>
    (
      (await (await fetch(`${server.url}/api/v1/search?q=${encodeURIComponent(q)}`)).json()) as {
        results: { kind: string; id: string }[];
      }
    ).results
      .filter((one) => one.kind === "place")
      .map((one) => one.id);
  for (const q of [
    "Republic of Korea",
    "République de Corée",
    "大韩民国",
    "جمهورية كوريا",
    "Республика Корея",
    "República de Corea",
  ])
    assert.ok((await places(q)).includes("KR"), q);
});

test("the schemas of the data files are published", async () => {
  const rules = (await (await fetch(`${server.url}/api/v1/schema/rules`)).json()) as { $schema: string };
  assert.match(rules.$schema, /2020-12/);
  assert.equal((await fetch(`${server.url}/api/v1/schema/none`)).status, 422);
});

test("the description is OpenAPI 3.1 and lists every path that answers", async () => {
  const document = (await (await fetch(`${server.url}/api/openapi.json`)).json()) as {
    openapi: string;
    paths: Record<string, object>;
  };
  assert.match(document.openapi, /^3\.1\./);
  assert.deepEqual(
    [
      "/api/v1/assess",
      "/api/v1/next-question",
      "/api/v1/search",
      "/api/v1/atlas.json",
      "/api/v1/rules.csv",
      "/api/v1/rules/{place}/{instrument}/{id}",
    ].filter((path) => !document.paths[path]),
    [],
  );
});

test("the MCP endpoint answers one call at a time, without a session", async () => {
  const call = (id: number, method: string, params: unknown) =>
    post("/mcp", { jsonrpc: "2.0", id, method, params }, { accept: "application/json, text/event-stream" });
  const tools = (await (await call(1, "tools/list", {})).json()) as { result: { tools: { name: string }[] } };
  assert.equal(tools.result.tools.length, 5);
  const found = (await (
    await call(2, "tools/call", { name: "get_provision", arguments: { reference: "eu/aia#art_53__para_1__point_a" } })
  ).json()) as { result: { content: { text: string }[] } };
  assert.match(found.result.content[0]?.text ?? "", /eu\/aia\/art-53-1-a/);
});
