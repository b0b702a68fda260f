/** Appending to the record on the built-in PostgreSQL: one after the other, many in one transaction, 50 at a time. */
import { appendActs } from "../app/record/append.ts";
import { builtIn } from "../app/platform/database/test-database.ts";
import type { OfficialAct } from "../app/platform/commands/official-acts.ts";
import { count, figure, table } from "./report.ts";

const single = 2000;
const batch = 1000;
const batches = 20;
const together = 50;
const rounds = 40;

const act = (n: number): OfficialAct => ({
  kind: "setting.changed",
  at: "2026-11-24T10:00:00.000Z",
  command: "settings.change",
  actor: { kind: "system", id: "bench" },
  requestId: `request-${n}`,
  entry: { key: `bench.${n % 7}`, before: null, value: `value ${n}` },
});

const after: (() => void | Promise<void>)[] = [];
const { db } = await builtIn.open({ after: (work) => void after.push(work) }, [
  { module: "record", folder: new URL("../app/record/migrations/", import.meta.url) },
]);
const one = (n: number): Promise<number> => db.transaction().execute((tx) => appendActs(tx, [act(n)]));

const rows: string[][] = [];
async function measure(name: string, entries: number, work: () => Promise<void>): Promise<void> {
  const from = performance.now();
  await work();
  const seconds = (performance.now() - from) / 1000;
  const rate = entries / seconds;
  const first = Number(rows[0]?.[4] ?? rate);
  rows.push([name, count(entries), count(rate), `${figure(rate / first)}×`, String(rate)]);
}

// Warms the connections and the statements.
await Promise.all(Array.from({ length: 200 }, (_, n) => one(n)));
await measure("one after the other", single, async () => {
  for (let n = 0; n < single; n += 1) await one(n);
});
await measure(`${count(batch)} in a transaction`, batch * batches, async () => {
  for (let n = 0; n < batches; n += 1)
    await db.transaction().execute((tx) =>
      appendActs(
        tx,
        Array.from({ length: batch }, (_, i) => act(i)),
      ),
    );
});
await measure(`${together} transactions at a time`, together * rounds, async () => {
  for (let n = 0; n < rounds; n += 1) await Promise.all(Array.from({ length: together }, (_, i) => one(i)));
});
table(
  "Entries appended, each durable before its answer",
  ["how", "entries", "entries / s", "against one after the other"],
  rows.map((row) => row.slice(0, 4)),
);
for (const work of after.toReversed()) await work();
