import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { Problem } from "../problem.ts";
import { completeLinks } from "./embedded-binaries.ts";
import { explainServerLog, runningServer, startEmbeddedServer, type EmbeddedServer } from "./embedded-server.ts";
import { cannotRunAsNobody } from "../test-ordinary-user.ts";
import { databaseUser, unreachableFolder } from "./system-user.ts";

const isRoot = process.getuid?.() === 0;

function scratch(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "comity-test-embedded-"));
  chmodSync(folder, 0o711);
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function ask(server: EmbeddedServer, statement: string): Promise<unknown> {
  const client = new pg.Client({ ...server.connection });
  await client.connect();
  try {
    return Object.values((await client.query(statement)).rows[0] ?? {})[0];
  } finally {
    await client.end();
  }
}

test("creates, stops and starts again with everything kept, durable and closed to others", async (t) => {
  const folder = join(scratch(t), "postgres");
  const first = await startEmbeddedServer(folder);
  t.after(() => first.stop());
  assert.equal(first.adopted, false);
  assert.equal(await ask(first, "show fsync"), "on");
  assert.equal(await ask(first, "show listen_addresses"), "127.0.0.1");
  assert.equal(await ask(first, "show server_encoding"), "UTF8");
  assert.match(String(await ask(first, "show server_version")), /^18\./);
  await ask(first, "create table kept as select 42 as n");
  await assert.rejects(
    ask({ ...first, connection: { ...first.connection, password: "wrong" } }, "select 1"),
    /password authentication failed/,
  );
  assert.equal(statSync(join(folder, "connection.json")).mode & 0o777, 0o600);
  assert.equal(statSync(join(folder, "cluster")).mode & 0o777, 0o700);
  assert.deepEqual(readdirSync(folder).toSorted(), ["cluster", "connection.json", "server.log"]);
  await first.stop();
  assert.equal(await runningServer(folder), undefined);

  const second = await startEmbeddedServer(folder);
  t.after(() => second.stop());
  assert.equal(await ask(second, "select n from kept"), 42);
});

test("adopts a server that still runs", async (t) => {
  const folder = join(scratch(t), "postgres");
  const first = await startEmbeddedServer(folder, { durable: false });
  t.after(() => first.stop());
  const adopted = await startEmbeddedServer(folder);
  assert.deepEqual([adopted.adopted, adopted.pid, adopted.connection], [true, first.pid, first.connection]);
  assert.equal((await runningServer(folder))?.pid, first.pid);
  await adopted.stop();
  assert.throws(() => process.kill(first.pid, 0), "the adopted server was stopped");
});

test("recovers after the server itself was killed, and tells that it was lost", async (t) => {
  const folder = join(scratch(t), "postgres");
  const first = await startEmbeddedServer(folder);
  await ask(first, "create table kept as select 7 as n");
  process.kill(first.pid, "SIGKILL");
  assert.match(await first.lost, /SIGKILL/);
  const second = await startEmbeddedServer(folder);
  t.after(() => second.stop());
  assert.equal(await ask(second, "select n from kept"), 7);
});

test("a pid file whose number belongs to another program does not keep it from starting", async (t) => {
  const folder = join(scratch(t), "postgres");
  const first = await startEmbeddedServer(folder, { durable: false });
  const pidFile = join(folder, "cluster", "postmaster.pid");
  const words = readFileSync(pidFile, "utf8").split("\n");
  await first.stop();
  writeFileSync(pidFile, [String(process.pid), ...words.slice(1)].join("\n"));
  const { uid, gid } = statSync(join(folder, "cluster"));
  chownSync(pidFile, uid, gid);
  const second = await startEmbeddedServer(folder, { durable: false });
  t.after(() => second.stop());
  assert.equal(second.adopted, false);
});

test("a half-made cluster of an interrupted first start is thrown away", async (t) => {
  const folder = join(scratch(t), "postgres");
  mkdirSync(join(folder, "cluster.new", "base"), { recursive: true });
  const server = await startEmbeddedServer(folder, { durable: false });
  t.after(() => server.stop());
  assert.equal(existsSync(join(folder, "cluster.new")), false);
  assert.equal(await ask(server, "select 1"), 1);
});

test("a lost password is a clear refusal", async (t) => {
  const folder = join(scratch(t), "postgres");
  await (await startEmbeddedServer(folder, { durable: false })).stop();
  rmSync(join(folder, "connection.json"));
  await assert.rejects(
    startEmbeddedServer(folder),
    (error: Problem) =>
      error.kind === "cannot-start" && /connection\.json/.test(error.message) && error.mend !== undefined,
  );
});

test("PostgreSQL's own words become a sentence with a mend", () => {
  const kind = (log: string): string => explainServerLog(log, "/data/postgres").kind;
  assert.equal(kind('FATAL:  could not write lock file "postmaster.pid": No space left on device'), "storage-full");
  assert.match(explainServerLog('FATAL:  data directory "/x" has wrong ownership', "/x").mend ?? "", /owner/);
  assert.match(
    explainServerLog(
      "The data directory was initialized by PostgreSQL version 17, which is not compatible with this version 18.4.",
      "/x",
    ).mend ?? "",
    /comity backup/,
  );
  assert.match(explainServerLog("something else", "/x").mend ?? "", /server\.log/);
});

test("root without a system user gets told how to add one", (t) => {
  const passwd = join(scratch(t), "passwd");
  writeFileSync(passwd, "root:x:0:0:root:/root:/bin/sh\n");
  assert.throws(
    () => databaseUser(undefined, passwd, 0),
    (error: Problem) => error.kind === "cannot-start" && /useradd/.test(error.mend ?? ""),
  );
  assert.throws(() => databaseUser("nix", passwd, 0), /"nix"/);
  writeFileSync(
    passwd,
    "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534::/:/bin/false\npostgres:x:101:104::/:/bin/sh\n",
  );
  assert.deepEqual(databaseUser(undefined, passwd, 0), { name: "postgres", uid: 101, gid: 104 });
  assert.deepEqual(databaseUser("nobody", passwd, 0)?.uid, 65534);
  assert.equal(databaseUser(undefined, passwd, 1000), undefined, "others run it as themselves");
});

test(
  "as root: a folder that the system user may not enter is named",
  { skip: isRoot ? false : "needs root" },
  async (t) => {
    const closed = join(scratch(t), "closed");
    mkdirSync(closed, { mode: 0o700 });
    const user = databaseUser(undefined);
    assert.ok(user);
    assert.equal(unreachableFolder(closed, user), closed);
    await assert.rejects(
      startEmbeddedServer(join(closed, "postgres")),
      (error: Problem) => error.message.includes(closed) && /chmod/.test(error.mend ?? ""),
    );
  },
);

test("as an ordinary user it runs as that user", { skip: cannotRunAsNobody() }, (t) => {
  const folder = scratch(t);
  chmodSync(folder, 0o777);
  const program = `
    const { startEmbeddedServer } = await import(${JSON.stringify(new URL("./embedded-server.ts", import.meta.url).href)});
    const server = await startEmbeddedServer(${JSON.stringify(join(folder, "postgres"))});
    process.stdout.write(String(process.getuid()));
    await server.stop();`;
  const done = spawnSync("runuser", ["-u", "nobody", "--", process.execPath, "--input-type=module", "-e", program], {
    encoding: "utf8",
    cwd: fileURLToPath(new URL("../../..", import.meta.url)),
  });
  const { uid } = databaseUser("nobody") as { uid: number };
  assert.deepEqual([done.status, done.stdout], [0, String(uid)], done.stderr);
  assert.equal(statSync(join(folder, "postgres", "cluster")).uid, uid);
});

test("links that npm does not carry are completed once", (t) => {
  const folder = scratch(t);
  mkdirSync(join(folder, "native", "lib"), { recursive: true });
  writeFileSync(join(folder, "native", "lib", "libx.so.1.2"), "library");
  writeFileSync(
    join(folder, "native", "pg-symlinks.json"),
    JSON.stringify([{ source: "native/lib/libx.so.1.2", target: "native/lib/libx.so.1" }]),
  );
  completeLinks(folder);
  completeLinks(folder);
  assert.equal(readFileSync(join(folder, "native", "lib", "libx.so.1"), "utf8"), "library");
});
