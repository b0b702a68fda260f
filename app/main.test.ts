import assert from "node:assert/strict";
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { runningServer } from "./platform/database/embedded-server.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

interface Started {
  child: ChildProcess;
  /** Everything it said so far on the terminal. */
  words(): string;
  /** Resolves with the address, or rejects when it ends before. */
  address: Promise<string>;
  /** Exit code or signal. */
  ended: Promise<number | string>;
}

/** Starts the real program on the data folder, as `npm start` does. */
function start(t: TestContext, folder: string, environment: Record<string, string> = {}, args: string[] = []): Started {
  const child = spawn(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", "--import", "./scripts/tsx-hook.mjs", "app/main.ts", ...args],
    {
      cwd: root,
      env: { PATH: process.env["PATH"], COMITY_DATA: folder, PORT: "0", COMITY_LOG_LEVEL: "info", ...environment },
    },
  );
  let words = "";
  child.stderr?.on("data", (data) => (words += data));
  child.stdout?.on("data", (data) => (words += data));
  const ended = new Promise<number | string>((done) =>
    child.once("close", (code, signal) => done(code ?? signal ?? -1)),
  );
  t.after(async () => {
    child.kill("SIGTERM");
    await ended;
  });
  const address = new Promise<string>((done, fail) => {
    child.stderr?.on("data", () => {
      const found = /running at (http:\S+)/.exec(words)?.[1];
      if (found !== undefined) done(found);
    });
    void ended.then((code) => fail(new Error(`ended with ${code}: ${words}`)));
  });
  address.catch(() => undefined);
  return { child, words: () => words, address, ended };
}

function scratch(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "comity-test-main-"));
  chmodSync(folder, 0o711);
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "data");
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

test("starts, says where, refuses a second start, survives a crash, stops gracefully", async (t) => {
  const folder = scratch(t);
  const first = start(t, folder);
  const address = await first.address;
  const health = await fetch(`${address}/healthz`);
  assert.deepEqual([health.status, await health.json()], [200, { status: "ok" }]);
  assert.deepEqual(await (await fetch(`${address}/readyz`)).json(), {
    status: "ready",
    database: true,
    stopping: false,
  });

  const second = start(t, folder);
  assert.equal(await second.ended, 2);
  assert.match(second.words(), new RegExp(`already runs on the data folder .*process ${first.child.pid}`));
  assert.match(second.words(), /COMITY_DATA=/);
  assert.equal((await fetch(`${address}/healthz`)).status, 200, "the first is not disturbed");

  const database = await runningServer(join(folder, "postgres"));
  assert.ok(database);
  first.child.kill("SIGKILL");
  await first.ended;
  assert.ok(isAlive(database.pid), "the database outlives the crash");
  const third = start(t, folder);
  assert.equal((await fetch(`${await third.address}/readyz`)).status, 200);
  assert.match(third.words(), /taken over/);
  assert.equal((await runningServer(join(folder, "postgres")))?.pid, database.pid);

  third.child.kill("SIGTERM");
  assert.equal(await third.ended, 0);
  assert.equal(isAlive(database.pid), false, "the database stops with the application");
  assert.equal(existsSync(join(folder, "comity.lock")), false);
  assert.doesNotMatch(third.words(), /"level":"error"/);
});

test("a signal lets running requests end and ends live streams", async (t) => {
  const folder = scratch(t);
  const server = start(t, folder);
  const address = await server.address;
  const stream = await fetch(`${address}/events?topic=settings`);
  const reader = stream.body?.getReader();
  await reader?.read();
  server.child.kill("SIGINT");
  for (let done = false; !done;) done = (await reader?.read())?.done ?? true;
  assert.equal(await server.ended, 0);
});

test("a signal during the start leaves nothing behind", async (t) => {
  const folder = scratch(t);
  const server = start(t, folder);
  while (!existsSync(join(folder, "comity.lock"))) await delay(2);
  server.child.kill("SIGTERM");
  assert.equal(await server.ended, 0, server.words());
  assert.equal(await runningServer(join(folder, "postgres")), undefined);
  assert.equal(existsSync(join(folder, "comity.lock")), false);
});

test("a database of a newer version is refused and not touched", async (t) => {
  const folder = scratch(t);
  const first = start(t, folder);
  await first.address;
  const running = await runningServer(join(folder, "postgres"));
  const client = new pg.Client({ ...running?.connection });
  await client.connect();
  await client.query("insert into migration (module, name, hash) values ('platform', '9999-future.sql', 'x')");
  await client.end();
  first.child.kill("SIGTERM");
  await first.ended;
  const second = start(t, folder);
  assert.equal(await second.ended, 2);
  assert.match(second.words(), /newer version of Comity.*platform\/9999-future\.sql/s);
  assert.equal(await runningServer(join(folder, "postgres")), undefined, "nothing is left running");
  assert.equal(existsSync(join(folder, "comity.lock")), false);
});

test("wrong configuration, a wrong server and a used port end with a clear sentence", async (t) => {
  const folder = scratch(t);
  const wrong = start(t, folder, { PORT: "eighty", COMITY_TRUSTED_PROXIES: "my-proxy" });
  assert.equal(await wrong.ended, 2);
  assert.match(
    wrong.words(),
    /server\.port: write a whole number from 0 to 65535 \(set by the environment variable PORT\)/,
  );
  assert.match(wrong.words(), /server\.trustedProxies/);
  assert.equal(existsSync(folder), false, "nothing was made");

  const nobody = start(t, folder, { DATABASE_URL: "postgres://x:secret-word@127.0.0.1:1/x" });
  assert.equal(await nobody.ended, 2);
  assert.match(nobody.words(), /Check DATABASE_URL/);
  assert.doesNotMatch(nobody.words(), /secret-word/);

  const other = createServer().listen(0, "127.0.0.1");
  t.after(() => other.close());
  await once(other, "listening");
  const second = start(t, folder, { PORT: String((other.address() as AddressInfo).port) }, ["--demo"]);
  assert.equal(await second.ended, 2);
  assert.match(second.words(), /Port \d+ on 127\.0\.0\.1 is in use/);
});

test("the demonstration needs no data folder and leaves none", async (t) => {
  const folder = scratch(t);
  const demo = start(t, folder, {}, ["--demo"]);
  assert.equal((await fetch(`${await demo.address}/readyz`)).status, 200);
  demo.child.kill("SIGTERM");
  assert.equal(await demo.ended, 0);
  assert.equal(existsSync(folder), false);
});

test("keys are made once, with rights of their own", async (t) => {
  const folder = scratch(t);
  const first = start(t, folder);
  await first.address;
  const key = readFileSync(join(folder, "keys", "session"), "utf8");
  assert.match(key, /^[A-Za-z0-9_-]{43}\n$/);
  first.child.kill("SIGTERM");
  await first.ended;
  const second = start(t, folder);
  await second.address;
  assert.equal(readFileSync(join(folder, "keys", "session"), "utf8"), key);
  second.child.kill("SIGTERM");
  await second.ended;
  writeFileSync(join(folder, "keys", "session"), "short\n");
  const third = start(t, folder);
  assert.equal(await third.ended, 2);
  assert.match(third.words(), /key file .* is damaged/);
});

test("when the database ends on its own, so does the program, and the next start recovers", async (t) => {
  const folder = scratch(t);
  const first = start(t, folder);
  await first.address;
  const running = await runningServer(join(folder, "postgres"));
  process.kill(running?.pid as number, "SIGKILL");
  assert.equal(await first.ended, 1);
  assert.match(first.words(), /database ended on its own: PostgreSQL ended with SIGKILL/);
  const second = start(t, folder);
  assert.equal((await fetch(`${await second.address}/readyz`)).status, 200);
});

test(
  "a data folder on a full disk is refused before anything is made",
  { skip: process.getuid?.() === 0 ? false : "needs root to mount a small disk" },
  async (t) => {
    const folder = scratch(t);
    mkdirSync(folder, { mode: 0o755 });
    if (spawnSync("mount", ["-t", "tmpfs", "-o", "size=20m,mode=755", "tmpfs", folder]).status !== 0) {
      t.skip("mounting is not allowed here");
      return;
    }
    try {
      const refused = start(t, folder);
      assert.equal(await refused.ended, 1);
      assert.match(refused.words(), /has only \d+ MB free.*Free some space/s);
      assert.equal(existsSync(join(folder, "postgres", "cluster")), false);
    } finally {
      spawnSync("umount", [folder]);
    }
  },
);
