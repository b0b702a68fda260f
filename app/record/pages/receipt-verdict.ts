/** The server's check of a receipt for browsers without script: the same verdict as the island's, by `@comity/record`. */
import {
  RecordFormatError,
  checkPolicy,
  fromUtf8,
  leafHash,
  parsePolicy,
  parseReceipt,
  toHex,
  utf8,
  verifyInclusion,
} from "@comity/record";
import type { ReceiptFault, ReceiptQuestion, ReceiptVerdict } from "../islands/receipt-check/check-receipt.ts";

function asText(bytes: Uint8Array): string | null {
  try {
    return fromUtf8(bytes);
  } catch {
    return null;
  }
}

export function receiptVerdict(question: ReceiptQuestion): ReceiptVerdict {
  const known: { -readonly [Key in keyof ReceiptVerdict]: ReceiptVerdict[Key] } = {
    fault: null,
    detail: "",
    index: null,
    origin: null,
    size: null,
    witnesses: [],
    unchecked: [],
    leaf: null,
    entry: null,
  };
  let step: ReceiptFault = "receipt";
  try {
    const receipt = parseReceipt(question.receipt);
    known.index = receipt.index;
    step = "policy";
    const policy = parsePolicy(question.policy);
    step = "entry";
    const entry = question.entry === "" ? receipt.extra : utf8(question.entry);
    if (entry === null) throw new RecordFormatError("receipt carries no entry, and none is given");
    known.entry = asText(entry);
    const leaf = leafHash(entry);
    known.leaf = toHex(leaf);
    step = "signature";
    const { checkpoint, satisfied, witnesses } = checkPolicy(policy, receipt.checkpoint);
    known.origin = checkpoint.origin;
    known.size = checkpoint.size;
    known.witnesses = witnesses;
    step = "quorum";
    if (!satisfied) throw new RecordFormatError("checkpoint is not cosigned by the policy's quorum");
    step = "inclusion";
    if (!verifyInclusion(leaf, receipt.index, checkpoint.size, receipt.proof, checkpoint.root))
      throw new RecordFormatError(`proof does not show the entry at index ${receipt.index}`);
    return known;
  } catch (error) {
    if (!(error instanceof RecordFormatError)) throw error;
    return { ...known, fault: step, detail: error.message };
  }
}
