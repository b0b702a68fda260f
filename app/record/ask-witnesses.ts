/** Asking the witnesses of the policy to cosign a checkpoint (C2SP tlog-witness, client side). */
import {
  consistencyProof,
  formatAddCheckpoint,
  formatSignatureLine,
  parseDecimal,
  parseNote,
  parseSignatureLine,
  toBase64,
  verifyCosignature,
  type Policy,
  type PolicyWitness,
} from "@comity/record";
import type { Logger } from "../platform/logging.ts";
import { Problem } from "../platform/problem.ts";
import { withNodes } from "./build-tiles.ts";
import type { StoredCheckpoint } from "./publish.ts";
import type { RecordDb } from "./tables.ts";
import type { DurableFolder } from "./tile-files.ts";

const PATIENCE_MS = 10_000;
const MOST_BYTES = 64 * 1024;

async function post(
  witness: PolicyWitness,
  folder: DurableFolder,
  checkpoint: StoredCheckpoint,
  old: number,
): Promise<{ status: number; body: string; type: string }> {
  const proof = await withNodes(folder, checkpoint.size, (read) => consistencyProof(read, old, checkpoint.size));
  const response = await fetch(`${(witness.url ?? "").replace(/\/+$/, "")}/add-checkpoint`, {
    method: "POST",
    headers: { "content-type": "text/plain; charset=utf-8" },
    body: formatAddCheckpoint({ old, proof, note: checkpoint.note }, toBase64),
    signal: AbortSignal.timeout(PATIENCE_MS),
    redirect: "error",
  });
  const declared = Number(response.headers.get("content-length") ?? 0);
  if (declared > MOST_BYTES) throw new Problem("too-large", `${witness.name} answers with ${declared} bytes.`);
  const body = await response.text();
  return { status: response.status, body: body.slice(0, MOST_BYTES), type: response.headers.get("content-type") ?? "" };
}

/** The witness's checked signature line on the checkpoint. Throws with its reason when it gives none. */
async function ask(
  witness: PolicyWitness,
  folder: DurableFolder,
  checkpoint: StoredCheckpoint,
  known: number,
): Promise<string> {
  let answer = await post(witness, folder, checkpoint, known);
  if (answer.status === 409 && answer.type.startsWith("text/x.tlog.size")) {
    const size = parseDecimal(answer.body.trim(), "size");
    if (size > checkpoint.size)
      throw new Problem(
        "conflict",
        `the witness has cosigned size ${size}, this log has ${checkpoint.size} entries: it was set back to an earlier state`,
      );
    answer = await post(witness, folder, checkpoint, size);
  }
  if (answer.status !== 200)
    throw new Problem("unavailable", `the witness answers ${answer.status}: ${answer.body.trim().slice(0, 200)}`);
  const { text } = parseNote(checkpoint.note);
  for (const line of answer.body.split("\n").filter((one) => one !== "")) {
    const signature = parseSignatureLine(line);
    if (verifyCosignature(text, signature, witness.key)) return formatSignatureLine(signature);
  }
  throw new Problem("unavailable", "the witness's answer holds no signature of its key");
}

/** Asks each witness with an address that has not cosigned this checkpoint; stores what they sign. Returns how many did. */
export async function askWitnesses(
  db: RecordDb,
  folder: DurableFolder,
  policy: Policy,
  checkpoint: StoredCheckpoint,
  log: Logger,
): Promise<number> {
  const counts = await Promise.all(
    policy.witnesses.map(async (witness) => {
      if (witness.url === null) return 0;
      const last = await db
        .selectFrom("record_cosignature")
        .select((e) => e.fn.max("size").as("size"))
        .where("witness", "=", witness.name)
        .executeTakeFirst();
      const known = last?.size ?? 0;
      if (known >= checkpoint.size && last?.size !== null) return 0;
      try {
        const line = await ask(witness, folder, checkpoint, known);
        const { numInsertedOrUpdatedRows } = await db
          .insertInto("record_cosignature")
          .values({ size: checkpoint.size, witness: witness.name, line, at: new Date() })
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirst();
        return Number(numInsertedOrUpdatedRows ?? 0n);
      } catch (error) {
        log.warn({ witness: witness.name, err: error }, "a witness did not cosign");
        return 0;
      }
    }),
  );
  return counts.reduce<number>((sum, count) => sum + count, 0);
}
