/** Time to start, and requests per second and bytes of the table of jurisdictions, against a server of its own on a free port. */
import { spawn, type ChildProcess } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { request } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import autocannon from "autocannon";
import { count, figure, say, table } from "./report.ts";

const root = fileURLToPath(new URL("../", import.meta.url));
const seconds = Number(process.argv[2] ?? 10);
const connections = 10;
const patience = 120_000;

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });

/** Starts the server and waits until it says that it is ready. @returns milliseconds from the start of the process. */
async function start(folder: string, port: number): Promise<{ child: ChildProcess; ms: number }> {
  const from = performance.now();
  const child = spawn(
    process.execPath,
    [
      "--disable-warning=ExperimentalWarning",
      "--import",
      join(root, "scripts", "tsx-hook.mjs"),
      join(root, "app", "main.ts"),
    ],
    {
      cwd: root,
      stdio: ["ignore", "ignore", "inherit"],
      env: {
        ...process.env,
        DATABASE_URL: undefined,
        COMITY_DATA: folder,
        HOST: "127.0.0.1",
        PORT: String(port),
        COMITY_LOG_LEVEL: "error",
        COMITY_RATE_READING: "1000000",
      },
    },
  );
  while (performance.now() - from < patience) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode} before it was ready`);
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (ready) return { child, ms: performance.now() - from };
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  child.kill("SIGKILL");
  throw new Error("the server was not ready within two minutes");
}

const stop = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    child.once("exit", () => resolve());
    child.kill("SIGTERM");
  });

/** Bytes of the body as transferred, and its status. */
const bytesOf = (url: string, encoding: string): Promise<{ status: number; bytes: number; encoding: string }> =>
  new Promise((resolve, reject) => {
    request(url, { headers: { "accept-encoding": encoding } }, (answer) => {
      let bytes = 0;
      answer.on("data", (chunk: Buffer) => (bytes += chunk.length));
      answer.on("end", () =>
        resolve({ status: answer.statusCode ?? 0, bytes, encoding: answer.headers["content-encoding"] ?? "none" }),
      );
      answer.on("error", reject);
    })
      .on("error", reject)
      .end();
  });

const folder = mkdtempSync(join(tmpdir(), "comity-bench-"));
// As root, PostgreSQL runs as another system user, who must be able to pass through.
chmodSync(folder, 0o711);
const data = join(folder, "data");
let running: ChildProcess | undefined;
try {
  const port = await freePort();
  const first = await start(data, port);
  running = first.child;
  await stop(running);
  const second = await start(data, port);
  running = second.child;
  table(
    "Time to start",
    ["start", "seconds until /readyz answers"],
    [
      ["on an empty folder (makes the database)", figure(first.ms / 1000)],
      ["on the same folder again", figure(second.ms / 1000)],
    ],
  );
  const rows: (string | number)[][] = [];
  for (const path of ["/healthz", "/places", "/"]) {
    const url = `http://127.0.0.1:${port}${path}`;
    const bare = await bytesOf(url, "identity");
    if (bare.status !== 200) throw new Error(`${path} answers ${bare.status}`);
    for (const encoding of path === "/healthz" ? ["identity"] : ["identity", "gzip", "br"]) {
      const sent = await bytesOf(url, encoding);
      if (encoding !== "identity" && sent.encoding !== encoding) {
        rows.push([path, `${encoding} (the server sent ${sent.encoding})`, count(sent.bytes), "", "", "", ""]);
        continue;
      }
      const headers = { "accept-encoding": encoding };
      await autocannon({ url, connections, duration: Math.min(5, seconds), headers });
      const result = await autocannon({ url, connections, duration: seconds, headers });
      rows.push([
        path,
        sent.encoding,
        count(sent.bytes),
        figure(result.requests.average),
        figure(result.latency.p50),
        figure(result.latency.p99),
        result.non2xx + result.errors,
      ]);
    }
  }
  table(
    `Pages (${connections} connections, ${seconds} s each, client on the same machine)`,
    ["page", "encoding", "bytes of the body", "requests / s", "median ms", "99 % ms", "failed"],
    rows,
  );
  say("Each request makes the page anew. The server, PostgreSQL and the client share the processors of one machine.");
} finally {
  if (running && running.exitCode === null) await stop(running);
  rmSync(folder, { recursive: true, force: true });
}
