/** `/healthz` (the process lives), `/readyz` (it can serve), `/metrics` (Prometheus). */
import { createHash, timingSafeEqual } from "node:crypto";
import type { HttpBindings } from "@hono/node-server";
import type { Context, Hono } from "hono";
import { sql } from "kysely";
import type { Env, Services } from "../module.ts";
import { Problem } from "../problem.ts";

const READY_MS = 2000;

async function databaseAnswers(services: Services): Promise<boolean> {
  const timeout = new Promise<false>((done) => setTimeout(() => done(false), READY_MS).unref());
  return Promise.race([
    sql`select 1`.execute(services.db).then(
      () => true,
      () => false,
    ),
    timeout,
  ]);
}

/** Metrics tell about use: open to the machine itself (not through a proxy), or to whoever has the token. */
function mayReadMetrics(c: Context<Env>, token: string | undefined): boolean {
  if (token !== undefined) {
    const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
    return timingSafeEqual(digest(c.req.header("authorization") ?? ""), digest(`Bearer ${token}`));
  }
  const peer = (c.env as Partial<HttpBindings> | undefined)?.incoming?.socket.remoteAddress ?? "";
  const isLocal = /^(::ffff:)?127\.|^::1$/.test(peer);
  return isLocal && c.req.header("x-forwarded-for") === undefined && c.req.header("forwarded") === undefined;
}

export function operations(app: Hono<Env>, services: Services, isStopping: () => boolean): void {
  app.get("/healthz", (c) => c.json({ status: "ok" }, 200, { "Cache-Control": "no-store" }));
  app.get("/readyz", async (c) => {
    const database = await databaseAnswers(services);
    const ready = database && !isStopping();
    return c.json({ status: ready ? "ready" : "not-ready", database, stopping: isStopping() }, ready ? 200 : 503, {
      "Cache-Control": "no-store",
    });
  });
  app.get("/metrics", (c) => {
    if (!mayReadMetrics(c, services.config.metrics.token))
      throw new Problem("not-permitted", "The metrics are open to this machine, or with the token of metrics.token.");
    return c.body(services.metrics.text(), 200, {
      "Content-Type": "text/plain; version=0.0.4; charset=utf-8",
      "Cache-Control": "no-store",
    });
  });

  services.metrics.gauge("comity_database_connections", "Connections of the pool by state.", () => {
    const pool = services.database.poolState();
    return [
      [{ state: "idle" }, pool.idle],
      [{ state: "used" }, pool.total - pool.idle],
      [{ state: "max" }, pool.max],
    ];
  });
  services.metrics.gauge(
    "comity_database_waiting",
    "Callers that wait for a connection.",
    () => services.database.poolState().waiting,
  );
  services.metrics.gauge("process_resident_memory_bytes", "Resident memory.", () => process.memoryUsage.rss());
  services.metrics.gauge("process_start_time_seconds", "Start of the process since the epoch.", () =>
    Math.round(Date.now() / 1000 - process.uptime()),
  );
}
