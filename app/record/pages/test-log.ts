/** For tests: a server with a log of known acts, three witnesses of a policy, and what a visitor reads. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  cosign,
  ed25519Signer,
  formatSignatureLine,
  formatVerifierKey,
  parseNote,
  signatureType,
  type Signer,
} from "@comity/record";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { systemActor } from "../../platform/actor.ts";
import { execute } from "../../platform/commands/execute.ts";
import { privately, type OfficialAct } from "../../platform/commands/official-acts.ts";
import { builtIn, startTestServer, type TestScope, type TestServer } from "../../platform/database/test-database.ts";
import { design } from "../../design/module.tsx";
import { changeSetting } from "../../platform/settings/change-setting.ts";
import { appendActs } from "../append.ts";
import { publisherOf, record } from "../module.ts";
import { latestCheckpoint } from "../publish.ts";
import { recordDb } from "../tables.ts";

export const witnesses: readonly Signer[] = [2, 3, 4].map((n) =>
  ed25519Signer(`w${n}.example`, new Uint8Array(32).fill(n), signatureType.cosignature),
);

/** Two of three members. */
const policy = [
  ...witnesses.map((one, i) => `witness member-${i} ${formatVerifierKey(one.verifier)}`),
  "group members 2 member-0 member-1 member-2",
  "quorum members",
  "",
].join("\n");

/** @param withWitnesses gives the log a policy of three. */
export async function startLog(t: TestScope, withWitnesses = false): Promise<TestServer> {
  if (!withWitnesses) return startTestServer(t, [design, record], {}, builtIn);
  const folder = mkdtempSync(join(tmpdir(), "comity-policy-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "policy");
  writeFileSync(path, policy);
  return startTestServer(t, [design, record], { COMITY_RECORD_WITNESSES: path }, builtIn);
}

const account = "3f2a9c1e-5b7d-4e8f-9a0b-1c2d3e4f5a6b";
const act = (kind: string, at: string, entry: Record<string, unknown>): OfficialAct => ({
  kind,
  at,
  command: "tests.tell",
  actor: { kind: "account", id: "0b1c2d3e-4f5a-4b6c-8d7e-9f0a1b2c3d4e" },
  requestId: "request-1",
  entry,
});

export const acts: readonly OfficialAct[] = [
  act("atlas.released", "2026-11-20T08:05:00.000Z", {
    release: "ab".repeat(32),
    rules: 450,
    instruments: 33,
    before: null,
  }),
  act("role.granted", "2026-11-21T23:59:59.000Z", { account, role: "editor" }),
  act("role.revoked", "2026-11-22T00:00:00.000Z", { account, role: "editor" }),
  act("setting.changed", "2026-11-22T10:00:00.000Z", {
    key: "instance.contact",
    before: null,
    value: privately("someone@example.org"),
  }),
  act("ballot.closed", "2026-11-23T10:00:00.000Z", { text: "<b>&amp; not markup" }),
];

/** Appends acts as the system's commands do, and waits until they are published. */
export async function tell(server: TestServer, more: readonly OfficialAct[] = acts): Promise<void> {
  await server.services.db.transaction().execute((tx) => appendActs(tx, more));
  await publisherOf(server.services).publish();
}

/** An act by a real command. */
export async function rename(server: TestServer, name: string): Promise<void> {
  await execute(server.services, changeSetting, systemActor("test"), { key: "instance.name", value: name });
  await publisherOf(server.services).publish();
}

/** Witness number `i` cosigns the newest checkpoint. @param time Unix seconds */
export async function witnessSigns(server: TestServer, i: number, time: number): Promise<void> {
  const db = recordDb(server.services.db);
  const latest = await latestCheckpoint(db);
  const signer = witnesses[i];
  if (latest === null || signer === undefined) throw new Error("nothing to sign, or nobody");
  const line = formatSignatureLine(cosign(parseNote(latest.note).text, time, signer));
  await db
    .insertInto("record_cosignature")
    .values({ size: latest.size, witness: `member-${i}`, line, at: new Date(time * 1000) })
    .execute();
}

/** What a reader sees; spaces as one. */
export const seen = (html: string): string =>
  html
    .replaceAll(/<(style|script)[\s\S]*?<\/\1>/g, " ")
    .replaceAll(/<[^>]*>/g, " ")
    .replaceAll("&quot;", '"')
    .replaceAll("&#39;", "'")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&")
    .replaceAll(/\s+/g, " ");
