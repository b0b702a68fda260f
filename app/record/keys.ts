/** Keys of the log: where its seed comes from, which key signs from which size on. */
import { rm, rename } from "node:fs/promises";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ed25519Signer, formatVerifierKey, parseVerifierKey, type Signer, type VerifierKey } from "@comity/record";
import type { Config } from "../platform/config.ts";
import { derivedKey, instanceKey } from "../platform/instance-folder.ts";
import { Problem } from "../platform/problem.ts";
import type { RecordDb } from "./tables.ts";

/** Name of the seed's file in `keys/`, and of the seed that takes its place during a rotation. */
export const SEED = "record.seed";
export const NEXT_SEED = "record.seed.next";

export const seedBytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "base64url"));

/** Whether the seed lives in a file of ours, so that we can replace it. */
export const seedIsFile = (config: Config): boolean =>
  config.record.seed === undefined && config.keys.master === undefined;

/** 32 bytes: the configuration's, derived from its master key, or `keys/record.seed` (made on first use, rights 0600). */
export function logSeed(config: Config, folder: string): Uint8Array {
  if (config.record.seed !== undefined) return seedBytes(config.record.seed);
  return seedBytes(config.keys.master === undefined ? instanceKey(folder, SEED) : derivedKey(config.keys.master, SEED));
}

export interface LogKey {
  readonly vkey: string;
  readonly from: number;
  readonly to: number | null;
}

/** All keys, oldest first. */
export async function logKeys(db: RecordDb): Promise<LogKey[]> {
  const rows = await db.selectFrom("record_key").select(["vkey", "from_size", "to_size"]).orderBy("id").execute();
  return rows.map((row) => ({ vkey: row.vkey, from: row.from_size, to: row.to_size }));
}

/** The key that signs now; null before the first start. */
export async function currentKey(db: RecordDb): Promise<VerifierKey | null> {
  const keys = await logKeys(db);
  const last = keys.at(-1);
  return last === undefined ? null : parseVerifierKey(last.vkey);
}

/** The log's name without a scheme, from the public address. */
export const originOf = (address: string): string => `${address.replace(/^[a-z]+:\/\//i, "")}/record`;

/**
 * The signer of the log. The first call of a log's life stores its key, under `name`; from then on the name and the key stay
 * until a rotation, whatever the address is. Finishes a rotation that a crash cut short.
 * @throws Problem `cannot-start` when the seed is not the one of the stored key: signing with it would be a fork.
 */
export async function openSigner(db: RecordDb, config: Config, folder: string, name: string): Promise<Signer> {
  const stored = await currentKey(db);
  if (stored === null) {
    const signer = ed25519Signer(name, logSeed(config, folder));
    await db
      .insertInto("record_key")
      .values({ vkey: formatVerifierKey(signer.verifier), from_size: 0, to_size: null })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    return signer;
  }
  const wanted = formatVerifierKey(stored);
  const next = join(folder, "keys", NEXT_SEED);
  if (seedIsFile(config) && existsSync(next)) {
    const signer = ed25519Signer(stored.name, seedBytes(readFileSync(next, "utf8").trim()));
    if (formatVerifierKey(signer.verifier) === wanted) {
      await rename(next, join(folder, "keys", SEED));
      return signer;
    }
    // The rotation had not been committed: the old key goes on.
    await rm(next);
  }
  const signer = ed25519Signer(stored.name, logSeed(config, folder));
  if (formatVerifierKey(signer.verifier) === wanted) return signer;
  throw new Problem(
    "cannot-start",
    `The key of the record (${formatVerifierKey(signer.verifier)}) is not the one that signed so far (${wanted}).`,
    {
      mend: "Put the former seed back (keys/record.seed, COMITY_RECORD_SEED or COMITY_MASTER_KEY). To change keys, use `comity record rotate-key`.",
    },
  );
}
