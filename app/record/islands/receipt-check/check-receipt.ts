/** Checks a receipt (C2SP tlog-proof) with WebCrypto alone: no server is asked, and none is believed. */
import {
  FormFault,
  fromBase64,
  parseCheckpoint,
  parseDecimal,
  parseHash,
  parseNote,
  sameBytes,
  sha256,
  toHex,
  utf8,
  type Bytes,
} from "./signed-note.ts";
import { cosigners, meets, openCheckpoint, parsePolicy } from "./trust.ts";

/** The step that failed, in the order in which they are taken. */
export type ReceiptFault = "receipt" | "policy" | "entry" | "signature" | "quorum" | "inclusion";

export interface ReceiptVerdict {
  /** Null: everything holds. */
  readonly fault: ReceiptFault | null;
  /** What exactly failed, technical English; empty when nothing did. */
  readonly detail: string;
  readonly index: number | null;
  /** From here on known once the log's signature holds. */
  readonly origin: string | null;
  readonly size: number | null;
  readonly witnesses: readonly { readonly name: string; readonly time: number }[];
  /** Witnesses whose kind of signature could not be checked here. */
  readonly unchecked: readonly string[];
  /** Hash of the leaf, hexadecimal. */
  readonly leaf: string | null;
  /** The entry as text; null when it is not text, or not known. */
  readonly entry: string | null;
}

export interface ReceiptQuestion {
  readonly receipt: string;
  /** Empty when the receipt carries the entry in its `extra` line. */
  readonly entry: string;
  readonly policy: string;
}

/** What pasting and forms do to a text: other ends of lines, space around it. Formats of the record have `\n` and end in one. */
export const tidyText = (text: string): string => `${text.replaceAll("\r\n", "\n").trim()}\n`;
/** An entry is one line of JSON without an end. */
export const tidyEntry = (text: string): string => text.trim();

interface Receipt {
  readonly extra: Bytes | null;
  readonly index: number;
  readonly proof: readonly Bytes[];
  readonly checkpoint: string;
}

/** @throws FormFault */
function parseReceipt(text: string): Receipt {
  const at = text.indexOf("\n\n");
  if (at < 0) throw new FormFault("receipt has no empty line before its checkpoint");
  const lines = text.slice(0, at).split("\n");
  if (lines.shift() !== "c2sp.org/tlog-proof@v1")
    throw new FormFault("receipt does not begin with `c2sp.org/tlog-proof@v1`");
  let extra: Bytes | null = null;
  if (lines[0]?.startsWith("extra ")) extra = fromBase64(lines.shift()?.slice(6) ?? "");
  const index = /^index (.*)$/.exec(lines.shift() ?? "")?.[1];
  if (index === undefined) throw new FormFault("receipt has no line `index <n>`");
  const checkpoint = text.slice(at + 2);
  parseCheckpoint(parseNote(checkpoint).text);
  return { extra, index: parseDecimal(index, "index"), proof: lines.map(parseHash), checkpoint };
}

const nodeHash = (left: Bytes, right: Bytes): Promise<Bytes> => sha256(Uint8Array.of(1), left, right);

/** RFC 9162 section 2.1.3.2. */
async function isIncluded(leaf: Bytes, index: number, size: number, proof: readonly Bytes[], root: Bytes) {
  if (index >= size) return false;
  let fn = index;
  let sn = size - 1;
  let hash = leaf;
  const up = (): void => {
    fn = Math.floor(fn / 2);
    sn = Math.floor(sn / 2);
  };
  for (const sibling of proof) {
    if (sn === 0) return false;
    if (fn % 2 === 1 || fn === sn) {
      hash = await nodeHash(sibling, hash);
      while (fn % 2 === 0 && fn !== 0) up();
    } else hash = await nodeHash(hash, sibling);
    up();
  }
  return sn === 0 && sameBytes(hash, root);
}

function asText(bytes: Bytes): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return null;
  }
}

const message = (error: unknown): string => {
  if (error instanceof FormFault) return error.message;
  throw error;
};

/** Takes every step of the check until one fails. Texts as given by a file or `tidyText`. */
export async function checkReceipt(question: ReceiptQuestion): Promise<ReceiptVerdict> {
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
    const policy = await parsePolicy(question.policy);
    step = "entry";
    const entry = question.entry === "" ? receipt.extra : utf8(question.entry);
    if (entry === null) throw new FormFault("receipt carries no entry, and none is given");
    known.entry = asText(entry);
    const leaf = await sha256(Uint8Array.of(0), entry);
    known.leaf = toHex(leaf);
    step = "signature";
    const note = parseNote(receipt.checkpoint);
    const checkpoint = await openCheckpoint(policy, note);
    known.origin = checkpoint.origin;
    known.size = checkpoint.size;
    step = "quorum";
    const { signed, unchecked } = await cosigners(policy, note);
    known.witnesses = signed;
    known.unchecked = unchecked;
    if (!meets(policy.quorum, new Set(signed.map(({ name }) => name))))
      throw new FormFault("checkpoint is not cosigned by the policy's quorum");
    step = "inclusion";
    if (!(await isIncluded(leaf, receipt.index, checkpoint.size, receipt.proof, checkpoint.root)))
      throw new FormFault(`proof does not show the entry at index ${receipt.index}`);
    return known;
  } catch (error) {
    return { ...known, fault: step, detail: message(error) };
  }
}
