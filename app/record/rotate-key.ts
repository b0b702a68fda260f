/** Changing the log's key: an official act, and the checkpoint that includes it is signed by the old and the new key. */
import { randomBytes } from "node:crypto";
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import {
  ed25519Signer,
  formatCheckpoint,
  formatNote,
  formatVerifierKey,
  frontierRoot,
  sameKey,
  signText,
  type Signer,
} from "@comity/record";
import { systemActor } from "../platform/actor.ts";
import { defineCommand } from "../platform/commands/define-command.ts";
import { execute } from "../platform/commands/execute.ts";
import type { Config } from "../platform/config.ts";
import type { OpenDatabase } from "../platform/database/open-database.ts";
import type { Logger } from "../platform/logging.ts";
import { Problem } from "../platform/problem.ts";
import { readFrontier, recordActs } from "./append.ts";
import { currentKey, NEXT_SEED, openSigner, SEED, seedBytes, seedIsFile } from "./keys.ts";
import { configuredPolicy } from "./configured-policy.ts";
import { Publisher } from "./publish.ts";
import { recordDb, recordTx } from "./tables.ts";

const rotateKey = (from: Signer, to: Signer) =>
  defineCommand({
    name: "record.key.rotate",
    rule: "Whoever runs the server may give the record a new key. The change is an entry, and the checkpoint that includes it is signed by both keys, so that nobody has to take the new key on trust.",
    permission: "record.rotate-key",
    input: z.strictObject({}),
    official: "key.rotated",
    async run(tx, _actor, _input, context) {
      const own = recordTx(tx);
      const [old, next] = [formatVerifierKey(from.verifier), formatVerifierKey(to.verifier)];
      await context.enact({ from: old, to: next });
      // The head is ours until the commit.
      const { size, frontier } = await own
        .selectFrom("record_head")
        .select(["size", "frontier"])
        .executeTakeFirstOrThrow();
      const { numUpdatedRows } = await own
        .updateTable("record_key")
        .set({ to_size: size })
        .where("vkey", "=", old)
        .where("to_size", "is", null)
        .executeTakeFirst();
      if (numUpdatedRows !== 1n) throw new Problem("conflict", "The record's key was changed at the same time.");
      await own.insertInto("record_key").values({ vkey: next, from_size: size, to_size: null }).execute();
      const text = formatCheckpoint({
        origin: from.verifier.name,
        size,
        root: frontierRoot(readFrontier(size, frontier)),
        extensions: [],
      });
      const note = formatNote({ text, signatures: [signText(text, from), signText(text, to)] });
      await own.insertInto("record_checkpoint").values({ size, note, at: context.now }).execute();
      return { size, vkey: next };
    },
  });

/**
 * Rotates the key of an instance that does not run otherwise (its folder is locked by the caller). A seed in the file
 * `keys/record.seed` is replaced, the old one is gone; a seed of the configuration is replaced by its owner afterwards.
 * @param nextSeed base64url, needed when the seed comes from the configuration.
 * @returns the new verifier key and the size from which on it signs.
 */
export async function rotateLogKey(
  instance: { database: OpenDatabase; folder: string },
  config: Config,
  log: Logger,
  nextSeed?: string,
): Promise<{ size: number; vkey: string }> {
  const db = recordDb(instance.database.db);
  const stored = await currentKey(db);
  if (stored === null)
    throw new Problem("conflict", "The record has no key yet.", { mend: "Start Comity once, then rotate." });
  const isFile = seedIsFile(config);
  if (!isFile && nextSeed === undefined)
    throw new Problem("invalid-input", "The seed of the record comes from the configuration; it needs the next one.", {
      mend: "COMITY_RECORD_NEXT_SEED=$(openssl rand 32 | basenc --base64url | tr -d =) comity record rotate-key",
    });
  const seed = nextSeed ?? randomBytes(32).toString("base64url");
  if (seedBytes(seed).length !== 32)
    throw new Problem("invalid-input", "A seed is 32 bytes in base64url, 43 characters.");
  const old = await openSigner(db, config, instance.folder, stored.name);
  const next = ed25519Signer(stored.name, seedBytes(seed));
  if (sameKey(old.verifier, next.verifier)) throw new Problem("invalid-input", "The next seed is the present one.");
  const policyText = configuredPolicy(config);
  const publish = (signer: Signer): Promise<number> =>
    new Publisher({
      database: instance.database,
      folder: join(instance.folder, "record"),
      log,
      signer: () => Promise.resolve(signer),
      policyText,
    }).publish();
  await publish(old);
  const keys = join(instance.folder, "keys");
  if (isFile) {
    // On disk before the database says that it signs: a crash in between is finished by `openSigner`.
    mkdirSync(keys, { recursive: true, mode: 0o700 });
    writeFileSync(join(keys, NEXT_SEED), `${seed}\n`, { mode: 0o600, flush: true });
  }
  const result = await execute(
    { db: instance.database.db, acts: recordActs },
    rotateKey(old, next),
    systemActor("cli"),
    {},
  );
  if (isFile) renameSync(join(keys, NEXT_SEED), join(keys, SEED));
  await publish(next);
  return result;
}
