/**
 * kill -9 during appends: of the application, and of the database server with all its processes. After each kill, before
 * anything is started again: no acknowledged act is lost, indices have no gap, what was published is what the database
 * holds, and no checkpoint is ahead of its entries or of its files. Then it starts again and goes on.
 *
 * COMITY_FAULT_ROUNDS (default 12) kills the application so often, and the database a quarter as often.
 */
import assert from "node:assert/strict";
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import {
  append,
  bundleEntries,
  emptyFrontier,
  equalBytes,
  frontierRoot,
  leafHash,
  openCheckpoint,
  parseVerifierKey,
  tilePath,
  tilesOf,
  tileWidth,
  type Frontier,
  type Hash,
} from "@comity/record";
import { runningServer, startEmbeddedServer } from "../../app/platform/database/embedded-server.ts";
import { openServer, type Address } from "../../app/platform/database/open-database.ts";
import { readEntry } from "../../app/record/entry.ts";
import { openLog } from "../../app/record/read-log.ts";
import { recordDb } from "../../app/record/tables.ts";
import { readFrontier } from "../../app/record/append.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const rounds = Number(process.env["COMITY_FAULT_ROUNDS"] ?? 12);

/** A generator of its own seed, so that a failure can be run again (Lehmer, modulus 2^31 - 1). */
function chance(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

interface Running {
  child: ChildProcess;
  acked: number[];
  /** Resolves at the first acknowledgement. */
  working: Promise<void>;
  gone: Promise<unknown>;
}

function startInstance(folder: string, first: number): Running {
  const child = spawn(
    process.execPath,
    [
      "--disable-warning=ExperimentalWarning",
      "--import",
      join(root, "scripts/tsx-hook.mjs"),
      join(root, "tests/faults/appending-instance.ts"),
      folder,
      String(first),
    ],
    { cwd: root, stdio: ["ignore", "pipe", "inherit"] },
  );
  const acked: number[] = [];
  const lines = createInterface({ input: child.stdout as NonNullable<typeof child.stdout> });
  const working = new Promise<void>((done, fail) => {
    lines.on("line", (line) => {
      const n = /^ack (\d+)$/.exec(line)?.[1];
      if (n === undefined) return;
      acked.push(Number(n));
      done();
    });
    child.on("exit", (code) => fail(new Error(`the instance ended before it worked (${code})`)));
  });
  return { child, acked, working, gone: Promise.all([once(child, "exit"), once(lines, "close")]) };
}

/** What the record held when it was last checked; it may only have grown since. */
interface Seen {
  frontier: Frontier;
  acked: Set<number>;
  told: Set<number>;
  published: number;
}

/** All promises of the record, on the database and the files as the crash left them. */
async function check(address: Address, folder: string, seen: Seen): Promise<void> {
  const database = await openServer(address, { connections: 2 });
  try {
    const db = recordDb(database.db);
    const rows = await db
      .selectFrom("record_entry")
      .select(["index", "body", "leaf"])
      .where("index", ">=", seen.frontier.size)
      .orderBy("index")
      .execute();
    const roots = new Map<number, Hash>([[seen.frontier.size, frontierRoot(seen.frontier)]]);
    for (const { index, body, leaf } of rows) {
      assert.equal(index, seen.frontier.size, "indices have no gap");
      assert.ok(equalBytes(leafHash(body), leaf));
      const n = readEntry(body).entry["n"] as number;
      assert.ok(!seen.told.has(n), `act ${n} stands once`);
      seen.told.add(n);
      seen.frontier = append(seen.frontier, leaf);
      roots.set(seen.frontier.size, frontierRoot(seen.frontier));
    }
    const head = await db.selectFrom("record_head").selectAll().executeTakeFirstOrThrow();
    assert.equal(head.size, seen.frontier.size);
    assert.ok(equalBytes(frontierRoot(readFrontier(head.size, head.frontier)), frontierRoot(seen.frontier)));
    const lost = [...seen.acked].filter((n) => !seen.told.has(n));
    assert.deepEqual(lost, [], "no acknowledged act is lost");

    const keys = await db.selectFrom("record_key").select("vkey").executeTakeFirstOrThrow();
    const vkey = parseVerifierKey(keys.vkey);
    const newest = await db.selectFrom("record_checkpoint").selectAll().orderBy("size", "desc").limit(1).execute();
    const signed = newest[0] === undefined ? 0 : openCheckpoint(newest[0].note, vkey).checkpoint.size;
    assert.ok(signed <= head.size, `checkpoint ${signed} is not ahead of ${head.size} entries`);
    if (!existsSync(join(folder, "checkpoint"))) return;
    const { checkpoint } = openCheckpoint(readFileSync(join(folder, "checkpoint"), "utf8"), vkey);
    assert.ok(checkpoint.size <= signed, `published ${checkpoint.size} is not ahead of signed ${signed}`);
    assert.ok(checkpoint.size >= seen.published, "what was published stays published");
    const expected = roots.get(checkpoint.size);
    if (expected !== undefined) assert.ok(equalBytes(checkpoint.root, expected));
    await checkFiles(folder, seen.published, checkpoint.size, checkpoint.root);
    seen.published = checkpoint.size;
  } finally {
    await database.close();
  }
}

/** All files of the published tree are there and give its root; only new entries are read again. */
async function checkFiles(folder: string, from: number, size: number, expected: Hash): Promise<void> {
  const reader = openLog(folder);
  let frontier = emptyFrontier;
  for (const tile of tilesOf(size)) {
    const bytes = await reader.tile(tilePath(tile));
    if (tile.level !== 0) continue;
    for (let i = 0; i < tile.width; i += 1) frontier = append(frontier, bytes.subarray(i * 32, i * 32 + 32));
    if ((tile.index + 1) * tileWidth <= from) continue;
    const bundle = bundleEntries(await reader.tile(tilePath({ ...tile, level: "entries" })), tile.width);
    bundle.forEach((entry, i) => assert.ok(equalBytes(leafHash(entry), bytes.subarray(i * 32, i * 32 + 32))));
  }
  assert.ok(equalBytes(frontierRoot(frontier), expected));
}

function processesBelow(pid: number): number[] {
  const { stdout } = spawnSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" });
  return stdout.split("\n").flatMap((line) => {
    const [child = 0, parent] = line.trim().split(/\s+/).map(Number);
    return parent === pid ? [child] : [];
  });
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It went with its parent.
  }
}

async function killing(
  t: { after(work: () => Promise<void>): void; diagnostic(words: string): void },
  what: "application" | "database",
  times: number,
): Promise<void> {
  const data = mkdtempSync(join(tmpdir(), "comity-faults-"));
  // As root PostgreSQL runs as another user, below this folder.
  chmodSync(data, 0o711);
  const cluster = join(data, "postgres");
  let running: Running | undefined;
  t.after(async () => {
    if (running?.child.pid !== undefined) kill(running.child.pid);
    const server = await runningServer(cluster);
    if (server !== undefined) await (await startEmbeddedServer(cluster)).stop();
    rmSync(data, { recursive: true, force: true });
  });
  const random = chance(20_261_124);
  const seen: Seen = { frontier: emptyFrontier, acked: new Set(), told: new Set(), published: 0 };
  let first = 0;
  for (let round = 0; round < times; round += 1) {
    running = startInstance(data, first);
    await running.working;
    await new Promise((done) => setTimeout(done, random() * 400));
    const server = await runningServer(cluster);
    assert.ok(server !== undefined);
    if (what === "application") kill(running.child.pid as number);
    else for (const pid of [server.pid, ...processesBelow(server.pid)]) kill(pid);
    await running.gone;
    for (const n of running.acked) seen.acked.add(n);
    first = Math.max(first, ...running.acked) + 1000;
    if (what === "application") await check(server.connection, join(data, "record"), seen);
    else {
      // Recovery is PostgreSQL's; then the same promises hold. The instance itself adopts this server.
      const again = await startEmbeddedServer(cluster);
      await check(again.connection, join(data, "record"), seen);
      if (round % 2 === 0) await again.stop();
    }
  }
  assert.ok(seen.acked.size >= times && seen.published > 0);
  t.diagnostic(
    `${times} kills of the ${what}: ${seen.acked.size} acts acknowledged, ${seen.told.size} in the record, ${seen.published} published; none lost`,
  );
}

test(`${rounds} times kill -9 of the application during appends`, (t) => killing(t, "application", rounds));

const quarter = Math.ceil(rounds / 4);
test(`${quarter} times kill -9 of the database server during appends`, (t) => killing(t, "database", quarter));
