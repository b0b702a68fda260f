import assert from "node:assert/strict";
import { after, test } from "node:test";
import { builtIn, startTestServer } from "../../platform/database/test-database.ts";
import { modules } from "../../modules.ts";

const cleanups: (() => void | Promise<void>)[] = [];
const server = await startTestServer({ after: (work) => void cleanups.push(work) }, modules, {}, builtIn);
after(async () => {
  for (const work of cleanups) await work();
});

const get = (path: string, headers: Record<string, string> = {}) =>
  fetch(server.url + path, { redirect: "manual", headers: { accept: "text/html", ...headers } });
const model =
  "in=EU&on=2026-11-24&f=actor.role~provider&f=item.kind~gpaiModel&f=market.placedIn~EU&f=training.flop~2e25";

test("the first screen asks where, when and the basics, in six languages", async () => {
  for (const [lang, words] of [
    ["ar", "ما الذي ينطبق"],
    ["zh", "哪些规则适用"],
    ["en", "What applies"],
    ["fr", "s’applique"],
    ["ru", "Что применяется"],
    ["es", "se aplica"],
  ] as const) {
    const page = await get(`/${lang}/assess`);
    assert.equal(page.status, 200);
    const html = await page.text();
    assert.ok(html.includes(words), lang);
    assert.ok(html.includes(`lang="${lang}"`));
    assert.ok(html.includes('name="a.actor.role"') && html.includes('value="KR"'));
  }
});

test("answers become an address; one question follows another; back and don't know work", async () => {
  const start = await get(
    "/assess/question?in=KR&in=EU&on=2026-11-24&a.actor.role=provider&a.actor.role=developer&a.item.kind=system",
  );
  assert.equal(start.status, 303);
  const address = start.headers.get("location") ?? "";
  assert.equal(
    address,
    "/assess/question?in=KR%2CEU&on=2026-11-24&f=actor.role%7Eprovider%2Cdeveloper&f=item.kind%7Esystem",
  );
  const html = await (await get(address)).text();
  const fact = /name="q" value="([\w.]+)"/.exec(html)?.[1] ?? "";
  assert.ok(fact !== "" && fact !== "actor.role");
  assert.match(html, /rules decided/);
  const skipped = await get(`${address}&q=${fact}&unknown=1`);
  assert.equal(skipped.status, 303);
  assert.ok((skipped.headers.get("location") ?? "").endsWith(`f=${fact}%7E%3F`));
  const next = await (await get(skipped.headers.get("location") ?? "")).text();
  assert.notEqual(/name="q" value="([\w.]+)"/.exec(next)?.[1], fact);
  assert.ok(next.includes(address.replaceAll("&", "&amp;")), "the way back forgets only the last answer");
});

test("a wrong answer is told beside the question and nothing is lost", async () => {
  const page = await get(`/assess/question?${model}&q=training.flop&a.exact=${encodeURIComponent("3 TFLOP")}`);
  assert.equal(page.status, 422);
  const html = await page.text();
  assert.match(html, /not its unit/);
  assert.match(html, /name="q" value="training\.flop"/);
  assert.match(html, /value="market\.placedIn~EU"/);
});

test("the result shows duties with citation, penalty and reasons, and keeps its address in every language", async () => {
  const html = await (await get(`/assess/result?${model}`)).text();
  assert.match(html, /Art\. 53\(1\)\(a\)/);
  assert.match(html, /EUR.15,000,000 or 3%/);
  assert.match(html, /hreflang="ar"/);
  assert.ok(html.includes(`/ar/assess/result?${model.replaceAll("&", "&amp;")}`));
  const why = /href="(\/assess\/why\?[^"]+art-53-1-a[^"]*)"/.exec(html)?.[1]?.replaceAll("&amp;", "&") ?? "";
  const reasons = await (await get(why)).text();
  assert.match(reasons, /The whole reasoning/);
  assert.match(reasons, /Art\. 53/);
});

test("a result leaves in every form, and as a calendar that programs read", async () => {
  for (const [format, type, begins] of [
    ["text", /text\/plain/, /Assessment/],
    ["md", /text\/markdown/, /^# /],
    ["json", /application\/json/, /^\{/],
    ["csv", /text\/csv/, /^place,/],
    ["ics", /text\/calendar/, /^BEGIN:VCALENDAR/],
    ["docx", /wordprocessingml/, /^PK/],
  ] as const) {
    const file = await get(`/assess/result.${format}?${model}`);
    assert.equal(file.status, 200, format);
    assert.match(file.headers.get("content-type") ?? "", type);
    assert.match(file.headers.get("content-disposition") ?? "", /attachment/);
    assert.match(Buffer.from(await file.arrayBuffer()).toString("latin1"), begins);
  }
  assert.equal((await get(`/assess/result.exe?${model}`)).status, 404);
});

test("places that are not there, or of which nothing is encoded, are told, not guessed", async () => {
  const unknown = await get("/assess/question?in=XX&on=2026-11-24");
  assert.equal(unknown.status, 422);
  assert.match(await unknown.text(), /is not a place of the atlas/);
  const notCoded = await get("/assess/question?in=TD&on=2026-11-24");
  assert.match(await notCoded.text(), /not coded, which does not mean that there is none/);
  assert.equal((await get("/assess/result?in=EU&on=2026-02-30")).status, 422);
});

/** A form's token and cookie, as a browser would hold them. */
async function openForm(): Promise<{ token: string; cookie: string }> {
  const page = await get("/assess");
  const cookie = (page.headers.getSetCookie()[0] ?? "").split(";")[0] ?? "";
  return { token: /name="_csrf" value="([^"]+)"/.exec(await page.text())?.[1] ?? "", cookie };
}

async function upload(text: string, token: string, cookie: string): Promise<Response> {
  const form = new FormData();
  form.set("_csrf", token);
  form.set("places", "EU");
  form.set("profile", new File([text], "my-profile.yaml"));
  return fetch(`${server.url}/assess/profile`, {
    method: "POST",
    body: form,
    redirect: "manual",
    headers: { accept: "text/html", cookie, origin: server.url },
  });
}

test("a profile file becomes a result; a broken one is told with line and mend; without its token it is refused", async () => {
  const { token, cookie } = await openForm();
  const good = await upload(
    "schema: profile/1\nvocabulary: 1\ntitle: Mine\nfacts:\n  actor.role: [provider]\n  training.flop: 2e25 FLOP\n",
    token,
    cookie,
  );
  assert.equal(good.status, 303);
  assert.match(good.headers.get("location") ?? "", /title=Mine&f=actor\.role%7Eprovider&f=training\.flop%7E2e25$/);
  const bad = await upload("schema: profile/1\nvocabulary: 1\nfacts:\n  actor.rol: [provider]\n", token, cookie);
  assert.equal(bad.status, 422);
  assert.match(await bad.text(), /my-profile\.yaml:4:\d+.*did you mean `actor\.role`/s);
  assert.equal((await upload("facts: {}", "wrong", cookie)).status, 403);
});

test("what a visitor types is shown as text, never as markup", async () => {
  const html = await (
    await get(`/assess/result?${model}&title=${encodeURIComponent("<script>alert(1)</script>")}`)
  ).text();
  assert.ok(!html.includes("<script>alert"));
  assert.ok(html.includes("&lt;script&gt;alert(1)"));
});
