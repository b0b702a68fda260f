import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { parsePolicy, parseReceipt, verifyReceipt } from "@comity/record";
import type { TestServer } from "../../platform/database/test-database.ts";
import { languages, translator } from "../../platform/i18n/index.ts";
import { appendActs } from "../append.ts";
import { checkReceipt } from "../islands/receipt-check/check-receipt.ts";
import { publisherOf, recordFolder } from "../module.ts";
import { openLog } from "../read-log.ts";
import { acts, rename, seen, startLog, tell, witnessSigns } from "./test-log.ts";

async function get(server: TestServer, path: string, status = 200): Promise<string> {
  const answer = await fetch(server.url + path, { headers: { accept: "text/html" } });
  const text = await answer.text();
  assert.equal(answer.status, status, `${path}: ${seen(text).slice(0, 300)}`);
  return text;
}

const policyOf = async (server: TestServer): Promise<string> =>
  (await openLog(recordFolder(server.folder)).about()).policy;

for (const lang of languages) {
  test(`every page speaks ${lang}, before and after the first acts, without inline style, and is light`, async (t) => {
    const server = await startLog(t, true);
    const t9n = translator(lang);
    const look = async (path: string, ...words: string[]) => {
      const html = await get(server, `/${lang}${path}`);
      assert.ok(html.includes(`<html lang="${lang}"`), path);
      for (const word of words) assert.ok(seen(html).includes(seen(word)), `${path} says ${word}`);
      assert.doesNotMatch(seen(html), /\brecord\.(act|entr|verify|kind|witness)/, `${path} shows a key`);
      assert.doesNotMatch(html, /<[^>]+\sstyle=/, path);
      assert.ok(gzipSync(html).length <= 60_000 && html.length <= 120_000, `${path}: ${html.length} bytes`);
    };
    await look("/record", t9n("record.lead"), t9n("record.entries.empty"));
    await tell(server, [...acts, ...Array.from({ length: 12 }, () => acts).flat()]);
    await witnessSigns(server, 0, 1_795_600_000);
    await look(
      "/record",
      t9n("record.quorum.missing", { met: 1, needed: 2 }),
      t9n("record.act.setting.withheld", { setting: t9n("accounts.settings.contact") }),
    );
    await look("/record/entries/3", t9n("record.entry.withheld"), t9n("record.entry.notFinal", { size: 65 }));
    await look("/record/verify", t9n("record.verify.server"));
    await get(server, `/${lang}/record/entries/65`, 404);
  });
}

test("entries are told in words, newest first, with who and when", async (t) => {
  const server = await startLog(t);
  await tell(server);
  await rename(server, "Atlas Office");
  const text = seen(await get(server, "/en/record"));
  const told = [
    "The setting “Name of the instance” was set to “Atlas Office”. Comity itself",
    "ballot.closed Account 0b1c2d3e 23 Nov 2026, 10:00 UTC",
    "The setting “Contact e-mail address” was changed; its value is withheld.",
    "The role “Editor” was taken away from account 3f2a9c1e. Account 0b1c2d3e 22 Nov 2026, 00:00 UTC",
    "The role “Editor” was given to account 3f2a9c1e.",
    "Release abababababab of the atlas was published (rules: 450; instruments: 33).",
  ].map((sentence) => text.indexOf(sentence));
  assert.ok(!told.includes(-1), `${told.join(" ")} in ${text}`);
  assert.deepEqual(
    told,
    told.toSorted((a, b) => a - b),
  );
  assert.ok(text.includes("6 entries, newest first"));
  assert.ok(text.includes("No witness is asked to confirm this log."));
  assert.ok(!text.includes("someone@example.org"), "what is private stays private");
  assert.ok(!seen(await get(server, "/en/record/entries/3")).includes("someone@example.org"));
});

test("filters by kind and day of UTC, and a day that is none", async (t) => {
  const server = await startLog(t);
  await tell(server);
  const numbers = async (query: string): Promise<string[]> =>
    [...(await get(server, `/en/record?${query}`)).matchAll(/href="\/en\/record\/entries\/(\d+)"/g)].map(
      ([, index = ""]) => index,
    );
  assert.deepEqual(await numbers("kind=role.granted"), ["1"]);
  assert.deepEqual(await numbers("day=2026-11-22"), ["3", "2"]);
  assert.deepEqual(await numbers("day=2026-11-22&kind=role.revoked"), ["2"]);
  assert.deepEqual(await numbers("day=2026-11-21"), ["1"], "the last second of a day belongs to it");
  assert.deepEqual(await numbers("kind=&day="), ["4", "3", "2", "1", "0"]);
  assert.deepEqual(await numbers("kind=none%27--"), []);
  assert.ok(seen(await get(server, "/en/record?kind=other")).includes("No entry is of this kind and day."));
  const wrong = await get(server, "/en/record?day=2026-02-30");
  assert.ok(seen(wrong).includes("This is not a day of the calendar."));
  const kinds = [...wrong.matchAll(/<option value="([^"]+)"/g)].map(([, kind]) => kind);
  assert.deepEqual(kinds, ["atlas.released", "ballot.closed", "role.granted", "role.revoked", "setting.changed"]);
});

test("a long log has pages, and every entry of it a receipt that holds by either implementation", async (t) => {
  const server = await startLog(t);
  await tell(server, Array.from({ length: 104 }, () => acts).flat());
  const first = await get(server, "/en/record");
  assert.ok(first.includes('href="/en/record/entries/519"') && !first.includes('href="/en/record/entries/469"'));
  const last = await get(server, "/en/record?page=11");
  assert.ok(last.includes('href="/en/record/entries/0"') && last.includes('href="/en/record/entries/19"'));
  assert.ok(!last.includes('href="/en/record/entries/20"'));
  const policy = await policyOf(server);
  for (const index of [0, 1, 255, 256, 257, 511, 512, 519]) {
    const page = seen(await get(server, `/en/record/entries/${index}`));
    assert.ok(page.includes("The checkpoint of size 520 contains this entry."), page);
    const answer = await fetch(`${server.url}/record/entries/${index}.tlog-proof`);
    assert.equal(answer.headers.get("content-disposition"), `attachment; filename="entry-${index}.tlog-proof"`);
    const receipt = await answer.text();
    const json = await fetch(`${server.url}/record/entries/${index}.json`);
    const entry = new Uint8Array(await json.arrayBuffer());
    assert.equal(verifyReceipt(parseReceipt(receipt), entry, parsePolicy(policy)).size, 520);
    const verdict = await checkReceipt({ receipt, entry: "", policy });
    assert.deepEqual([verdict.fault, verdict.index], [null, index], verdict.detail);
    assert.equal(verdict.entry, new TextDecoder().decode(entry), "the receipt carries its entry");
    if (index === 0)
      assert.notEqual(
        (await checkReceipt({ receipt: receipt.replace("index 0", "index 1"), entry: "", policy })).fault,
        null,
      );
  }
});

test("witnesses: who signed, when each last did, and whether that is a quorum", async (t) => {
  const server = await startLog(t, true);
  await tell(server);
  const at = Date.UTC(2026, 10, 24, 12, 30) / 1000;
  await witnessSigns(server, 0, at);
  let text = seen(await get(server, "/en/record"));
  assert.ok(text.includes("has not confirmed this checkpoint yet (1 signed, 2 needed)"), text);
  assert.match(text, /member-0 signed 24 Nov 2026, 12:30 UTC 24 Nov 2026, 12:30 UTC, at size 5/);
  assert.match(text, /member-1 not signed never/);
  await witnessSigns(server, 2, at + 60);
  text = seen(await get(server, "/en/record"));
  assert.ok(text.includes("The quorum has confirmed this checkpoint (2 signed, 2 needed)"), text);
  assert.match(text, /confirmed by the quorum 5 /);
  // Later checkpoints that nobody signed: the entries before it keep their confirmed receipts.
  for (let i = 0; i < 20; i += 1) await tell(server, acts.slice(0, 1));
  text = seen(await get(server, "/en/record"));
  assert.ok(text.includes("has not confirmed this checkpoint yet (0 signed, 2 needed)"), text);
  assert.match(text, /member-2 not signed 24 Nov 2026, 12:31 UTC, at size 5/);
  assert.match(text, /confirmed by the quorum 5 /);
  assert.ok(
    seen(await get(server, "/en/record/entries/4")).includes(
      "The checkpoint of size 5 contains this entry, and the quorum",
    ),
  );
  assert.ok(
    seen(await get(server, "/en/record/entries/5")).includes("The quorum of the policy has not confirmed it yet"),
  );
  const policy = await policyOf(server);
  const receipt = async (index: number) => (await fetch(`${server.url}/record/entries/${index}.tlog-proof`)).text();
  const confirmed = await checkReceipt({ receipt: await receipt(4), entry: "", policy });
  assert.deepEqual([confirmed.fault, confirmed.witnesses.length], [null, 2], confirmed.detail);
  assert.equal((await checkReceipt({ receipt: await receipt(5), entry: "", policy })).fault, "quorum");
});

test("an entry without a checkpoint yet waits; numbers that are none are missing", async (t) => {
  const server = await startLog(t);
  await tell(server);
  await publisherOf(server.services).stop();
  await server.services.db.transaction().execute((tx) => appendActs(tx, acts.slice(0, 1)));
  assert.ok(seen(await get(server, "/en/record")).includes("1 newer entry waits for the next checkpoint."));
  assert.ok(seen(await get(server, "/en/record/entries/5")).includes("No checkpoint contains this entry yet."));
  assert.equal((await fetch(`${server.url}/record/entries/5.tlog-proof`)).status, 404);
  for (const path of ["6", "007", "x", "99999999999999999999", "6.json", "6.tlog-proof", "1.txt"])
    await get(server, `/en/record/entries/${path}`, 404);
  assert.ok(seen(await get(server, "/en/record/entries/6", 404)).includes("Entries in the record: 6."));
});

test("a tile that was changed is told, and no receipt is made from it", async (t) => {
  const server = await startLog(t);
  await tell(server);
  const tile = join(recordFolder(server.folder), "tile/0/000.p/5");
  const bytes = readFileSync(tile);
  bytes[0] = (bytes[0] ?? 0) ^ 1;
  writeFileSync(tile, bytes);
  assert.ok(seen(await get(server, "/en/record/entries/1")).includes("The published log does not prove this entry."));
  assert.equal((await fetch(`${server.url}/record/entries/1.tlog-proof`)).status, 404);
});

test("a content kept beside the log is read for the words and linked", async (t) => {
  const server = await startLog(t);
  const value = "ü".repeat(40_000);
  await tell(server, [{ ...(acts[3] ?? assert.fail()), entry: { key: "instance.notice", before: null, value } }]);
  const html = await get(server, "/en/record/entries/0");
  const [, path = ""] = /href="(\/record\/document\/[0-9a-f]{64})"/.exec(html) ?? [];
  assert.ok(((await (await fetch(server.url + path)).json()) as { value: string }).value === value);
  assert.ok(seen(html).includes("The setting “Notice on every page” was set to “ü"));
  assert.ok(gzipSync(html).length < 60_000);
});

/** Sends the form of the page as a browser without script does. */
async function send(
  server: TestServer,
  fields: Record<string, string | Blob>,
): Promise<{ status: number; text: string }> {
  const page = await fetch(`${server.url}/en/record/verify`, { headers: { accept: "text/html" } });
  const [, token = ""] = /name="_csrf" value="([^"]+)"/.exec(await page.text()) ?? [];
  const form = new FormData();
  form.set("_csrf", token);
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  const answer = await fetch(`${server.url}/en/record/verify`, {
    method: "POST",
    body: form,
    headers: { cookie: page.headers.getSetCookie()[0]?.split(";")[0] ?? "", accept: "text/html" },
  });
  return { status: answer.status, text: seen(await answer.text()) };
}

test("without script the server checks a receipt: pasted or as a file, good and bad", async (t) => {
  const server = await startLog(t, true);
  await tell(server);
  await witnessSigns(server, 0, 1_795_600_000);
  await witnessSigns(server, 1, 1_795_600_001);
  const policy = await policyOf(server);
  const receipt = await (await fetch(`${server.url}/record/entries/2.tlog-proof`)).text();
  const good = await send(server, { receipt: receipt.replaceAll("\n", "\r\n"), policy, entry: "" });
  assert.equal(good.status, 200, good.text);
  assert.ok(
    good.text.includes(
      `This receipt holds Entry 2 stands in the log ${new URL(server.url).host}/record, in its checkpoint of size 5.`,
    ),
    good.text,
  );
  assert.ok(good.text.includes("member-0, ") && good.text.includes("member-1, "));
  const file = await send(server, { file: new File([receipt], "entry-2.tlog-proof"), receipt: "", policy, entry: "" });
  assert.ok(file.text.includes("This receipt holds"), file.text);
  const bad = await send(server, { receipt: receipt.replace("index 2", "index 3"), policy, entry: "" });
  assert.equal(bad.status, 422);
  assert.ok(bad.text.includes("This receipt does not hold The proof does not lead from this entry"), bad.text);
  const few = await send(server, { receipt, policy: policy.replace("members 2", "members all"), entry: "" });
  assert.ok(few.text.includes("too few witnesses of the policy"), few.text);
  const binary = await send(server, {
    file: new File([new Uint8Array([0xff, 0xfe])], "x"),
    receipt: "",
    policy,
    entry: "",
  });
  assert.ok(binary.text.includes("The file cannot be read as text."), binary.text);
  const forged = await fetch(`${server.url}/en/record/verify`, { method: "POST", body: new FormData() });
  assert.equal(forged.status, 403, "a form of another site is refused");
});
