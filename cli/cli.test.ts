import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const example = (name: string): string => join(root, "atlas", "examples", `${name}.yaml`);

/** Runs the command as a person would, in a process of its own. */
function comity(words: readonly string[], input = "", env: Record<string, string> = {}) {
  const done = spawnSync(
    process.execPath,
    [
      "--disable-warning=ExperimentalWarning",
      "--import",
      join(root, "scripts/tsx-hook.mjs"),
      join(root, "cli/main.ts"),
      ...words,
    ],
    { cwd: root, input, encoding: "utf8", env: { ...process.env, LANG: "en", NO_COLOR: "1", ...env } },
  );
  return { code: done.status, out: done.stdout, err: done.stderr };
}

test("assess gives cited duties with penalties, in every form", async (t) => {
  const folder = mkdtempSync(join(tmpdir(), "comity-cli-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const words = ["assess", example("open-weight-model"), "--in", "eu", "--on", "2026-11-24", "--known", "2026-11-24"];
  const text = comity(words);
  assert.equal(text.code, 0, text.err);
  assert.match(text.out, /Art\. 55\(1\)\(a\)/);
  assert.match(text.out, /EUR.15,000,000 or 3%/);
  assert.match(text.out, /not legal advice/);
  const markdown = comity([...words, "--format", "md"]);
  assert.match(markdown.out, /^# Open-weight model/);
  const json = JSON.parse(comity([...words, "--format=json"]).out) as {
    places: { place: string; applies: { rule: string }[] }[];
  };
  assert.ok(json.places[0]?.applies.some((finding) => finding.rule === "eu/aia/art-53-1-a"));
  const csv = comity([...words, "--format", "csv"]).out.split("\r\n");
  assert.equal(
    csv[0],
    "place,instrument,provision,modality,verdict,since,until,statement,deadline,penalty,needs,rule,as_of,known_on",
  );
  assert.ok(csv.length > 10);
  const calendar = comity([...words, "--format", "ics"]).out;
  assert.match(calendar, /^BEGIN:VCALENDAR\r\nVERSION:2\.0\r\n/);
  for (const line of calendar.split("\r\n")) assert.ok(Buffer.byteLength(line) <= 75, line);
  const file = join(folder, "result.docx");
  assert.equal(comity([...words, "--format", "docx", "--out", file]).code, 0);
  assert.equal(readFileSync(file).subarray(0, 2).toString(), "PK");
  const arabic = comity([...words, "--lang", "ar"]);
  assert.match(arabic.out, /الاتحاد الأوروبي/);
});

test("the day of law and the day of knowledge change the answer", () => {
  const duties = (...days: string[]): number =>
    (
      JSON.parse(comity(["assess", example("cv-screening"), "--in", "eu", "--format", "json", ...days]).out) as {
        places: { applies: unknown[]; undecided: unknown[] }[];
      }
    ).places.reduce((sum, place) => sum + place.applies.length + place.undecided.length, 0);
  const postponed = duties("--on", "2026-09-01", "--known", "2026-09-01");
  const asEnacted = duties("--on", "2026-09-01", "--known", "2026-06-01");
  assert.ok(asEnacted > postponed, `${asEnacted} as known in June 2026, ${postponed} after the amendment of July 2026`);
});

test("wrong use ends with 2, one sentence and its mend", () => {
  for (const [words, message] of [
    [["asess"], /Did you mean `comity assess`\?/],
    [["assess", example("chatbot")], /needs a profile and places/],
    [["assess", "nowhere.yaml", "--in", "eu"], /cannot be read \(ENOENT\)/],
    [["assess", example("chatbot"), "--in", "xx"], /`XX` is not a place/],
    [["assess", example("chatbot"), "--in", "eu", "--on", "2026-02-30"], /is not a date/],
    [["assess", example("chatbot"), "--in", "eu", "--fromat", "csv"], /Did you mean --format\?/],
    [["assess", example("chatbot"), "--in", "eu", "--format", "pdf"], /is not a value of --format/],
    [["rules", "show", "eu/aia/none"], /There is no rule/],
    [[], /comity assess/],
  ] as const) {
    const { code, err, out } = comity(words);
    assert.equal(code, 2, words.join(" "));
    assert.match(err + out, message);
    assert.doesNotMatch(err, /\n\s+at /, "no stack");
  }
});

test("a profile with faults names each with its line and mend", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "comity-cli-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "profile.yaml");
  writeFileSync(
    file,
    "schema: profile/1\nvocabulary: 1\nfacts:\n  actor.rol: [provider]\n  training.flop: 2e25 TFLOP\n  item.firstOfferedOn: 2026-02-30\n",
  );
  const { code, err } = comity(["assess", file, "--in", "eu"]);
  assert.equal(code, 2);
  assert.match(err, /:4:\d+: unknown fact `actor\.rol`; did you mean `actor\.role`\?/);
  assert.match(err, /:5:\d+: .*`TFLOP` is not its unit; convert the value to FLOP/);
  assert.match(err, /:6:\d+: .*is not a date/);
});

test("the interview asks, explains, goes back, saves a profile that reads again", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "comity-cli-"));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "saved.yaml");
  const { code, out, err } = comity(
    ["interview", "--in", "kr", "--on", "2026-11-24", "--save", file],
    "1\n?\nb\n3\n2\n-\nq\n",
  );
  assert.equal(code, 0, err);
  assert.match(err, /What do you do with the system/);
  assert.match(out, /Republic of Korea/);
  assert.match(readFileSync(file, "utf8"), /actor\.role:\n {4}- deployer/);
  assert.equal(comity(["assess", file, "--in", "kr"]).code, 0);
});

test("rules check passes on the shipped atlas and fails, with places, on a broken one", (t) => {
  const good = comity(["rules", "check"]);
  assert.equal(good.code, 0, good.out);
  assert.match(good.out, /errors: 0/);
  const folder = mkdtempSync(join(tmpdir(), "comity-atlas-"));
  t.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "facts.yaml"), "schema: facts/1\nvocabulary: 1\nfacts:\n  - id: a.b\n    typ: bool\n");
  const bad = comity(["rules", "check", folder]);
  assert.equal(bad.code, 1);
  assert.match(bad.out, /facts\.yaml:5:\d+: error unknown-key: unknown key `typ`\n {4}did you mean `type`\?/);
});

test("rules list and show speak of one rule alike", () => {
  assert.match(comity(["rules", "list", "--in", "kr", "--topic", "tell-it-is-ai"]).out, /kr\/aiba\/art-31-1/);
  assert.equal(comity(["rules", "list", "--in", "kr", "--topic", "no-such-topic"]).code, 1);
  const shown = comity(["rules", "show", "kr/aiba/art-31-1", "--lang", "fr"]).out;
  assert.match(shown, /editor-1/);
  assert.match(shown, /22 janvier 2026/);
});

test("completion scripts name every command", () => {
  for (const shell of ["bash", "zsh", "fish"]) assert.match(comity(["completion", shell]).out, /assess.*interview/s);
  assert.equal(comity(["completion", "tcsh"]).code, 2);
});

test("the MCP server answers on standard input and output", () => {
  const call = (id: number, method: string, params: unknown): string =>
    `${JSON.stringify({ jsonrpc: "2.0", id, method, params })}\n`;
  const input =
    call(1, "initialize", {
      protocolVersion: "2025-06-18",
      capabilities: {},
      clientInfo: { name: "test", version: "1" },
    }) +
    `${JSON.stringify({ jsonrpc: "2.0", method: "notifications/initialized" })}\n` +
    call(2, "tools/list", {}) +
    call(3, "tools/call", { name: "get_rule", arguments: { id: "kr/aiba/art-31-1" } }) +
    call(4, "tools/call", { name: "assess", arguments: { facts: { "actor.role": ["provider"] }, in: "kr" } }) +
    call(5, "tools/call", { name: "assess", arguments: { facts: { "actor.rol": 1 }, in: "kr" } });
  const answers = new Map(
    comity(["mcp"], input)
      .out.trim()
      .split("\n")
      .map(
        (line) =>
          JSON.parse(line) as {
            id: number;
            result: { tools?: { name: string }[]; content?: { text: string }[]; isError?: boolean };
          },
      )
      .map((answer) => [answer.id, answer.result]),
  );
  assert.deepEqual(
    answers
      .get(2)
      ?.tools?.map((tool) => tool.name)
      .toSorted(),
    ["assess", "get_provision", "get_rule", "next_question", "search"],
  );
  assert.match(answers.get(3)?.content?.[0]?.text ?? "", /"modality": "must"/);
  assert.match(answers.get(4)?.content?.[0]?.text ?? "", /"undecided"/);
  assert.equal(answers.get(5)?.isError, true);
  assert.match(answers.get(5)?.content?.[0]?.text ?? "", /did you mean `actor\.role`/);
});
