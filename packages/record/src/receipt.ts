/** Receipts (C2SP tlog-proof v1, `.tlog-proof`): an entry's index, its proof and a cosigned checkpoint in one text. */
import { RecordFormatError, fromBase64, parseDecimal, toBase64 } from "./bytes.ts";
import { parseCheckpoint, type Checkpoint } from "./checkpoint.ts";
import { hashSize, leafHash, verifyInclusion, type Hash } from "./merkle.ts";
import { parseNote } from "./note.ts";
import { checkPolicy, type Policy } from "./policy.ts";

const header = "c2sp.org/tlog-proof@v1";

export interface Receipt {
  readonly extra: Uint8Array | null;
  readonly index: number;
  readonly proof: readonly Hash[];
  /** The signed note. */
  readonly checkpoint: string;
}

/** A base64 line of one hash. @throws RecordFormatError */
export function parseHashLine(line: string): Hash {
  const hash = fromBase64(line);
  if (hash.length !== hashSize)
    throw new RecordFormatError(`hash \`${line}\` has ${hash.length} bytes, not ${hashSize}`);
  return hash;
}

export function parseReceipt(text: string): Receipt {
  const at = text.indexOf("\n\n");
  if (at < 0) throw new RecordFormatError("receipt has no empty line before its checkpoint");
  const lines = text.slice(0, at).split("\n");
  if (lines.shift() !== header) throw new RecordFormatError(`receipt does not begin with \`${header}\``);
  let extra: Uint8Array | null = null;
  if (lines[0]?.startsWith("extra ")) extra = fromBase64(lines.shift()?.slice(6) ?? "");
  const index = /^index (.*)$/.exec(lines.shift() ?? "")?.[1];
  if (index === undefined) throw new RecordFormatError("receipt has no line `index <n>`");
  const checkpoint = text.slice(at + 2);
  parseCheckpoint(parseNote(checkpoint).text);
  return { extra, index: parseDecimal(index, "index"), proof: lines.map(parseHashLine), checkpoint };
}

export function formatReceipt(receipt: Receipt): string {
  const extra = receipt.extra ? `extra ${toBase64(receipt.extra)}\n` : "";
  return `${header}\n${extra}index ${receipt.index}\n${receipt.proof.map((hash) => `${toBase64(hash)}\n`).join("")}\n${receipt.checkpoint}`;
}

/** Checks an entry against a receipt and a policy. @throws RecordFormatError saying which step failed. */
export function verifyReceipt(receipt: Receipt, entry: Uint8Array, policy: Policy): Checkpoint {
  const verdict = checkPolicy(policy, receipt.checkpoint);
  if (!verdict.satisfied) throw new RecordFormatError("checkpoint is not cosigned by the policy's quorum");
  if (
    !verifyInclusion(leafHash(entry), receipt.index, verdict.checkpoint.size, receipt.proof, verdict.checkpoint.root)
  ) {
    throw new RecordFormatError(`proof does not show the entry at index ${receipt.index}`);
  }
  return verdict.checkpoint;
}
