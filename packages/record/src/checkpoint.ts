/** Checkpoints (C2SP tlog-checkpoint): origin, size, root, extension lines; a note signed by the log. */
import { RecordFormatError, fromBase64, parseDecimal, toBase64 } from "./bytes.ts";
import { isKeyName, type Signer, type VerifierKey } from "./keys.ts";
import { hashSize, type Hash } from "./merkle.ts";
import { formatNote, openNote, signText, type Note } from "./note.ts";

export interface Checkpoint {
  /** Scheme-less URL prefix of the log. */
  readonly origin: string;
  readonly size: number;
  readonly root: Hash;
  readonly extensions: readonly string[];
}

/** Reads the text of a checkpoint note. @throws RecordFormatError with the line that is wrong. */
export function parseCheckpoint(text: string): Checkpoint {
  if (!text.endsWith("\n")) throw new RecordFormatError("checkpoint does not end in a newline");
  const [origin = "", size = "", root = "", ...extensions] = text.slice(0, -1).split("\n");
  if (origin === "") throw new RecordFormatError("checkpoint has an empty origin");
  if (root === "") throw new RecordFormatError("checkpoint has fewer than three lines");
  if (extensions.some((line) => line === "")) throw new RecordFormatError("checkpoint has an empty extension line");
  const hash = fromBase64(root);
  if (hash.length !== hashSize) throw new RecordFormatError(`root hash has ${hash.length} bytes, not ${hashSize}`);
  return { origin, size: parseDecimal(size, "size"), root: hash, extensions };
}

export function formatCheckpoint(checkpoint: Checkpoint): string {
  if (!isKeyName(checkpoint.origin)) throw new RecordFormatError(`\`${checkpoint.origin}\` is not an origin`);
  return [checkpoint.origin, checkpoint.size, toBase64(checkpoint.root), ...checkpoint.extensions].join("\n") + "\n";
}

/** The signed note that a log publishes. */
export function signCheckpoint(checkpoint: Checkpoint, signer: Signer): string {
  const text = formatCheckpoint(checkpoint);
  return formatNote({ text, signatures: [signText(text, signer)] });
}

/** Opens a checkpoint note with the log's key; the origin must be the key's name. */
export function openCheckpoint(
  note: string,
  log: VerifierKey,
): { readonly checkpoint: Checkpoint; readonly note: Note } {
  const opened = openNote(note, [log]);
  const checkpoint = parseCheckpoint(opened.text);
  if (checkpoint.origin !== log.name)
    throw new RecordFormatError(`checkpoint is of \`${checkpoint.origin}\`, not of \`${log.name}\``);
  return { checkpoint, note: opened.note };
}
