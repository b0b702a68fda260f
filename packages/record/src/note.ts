/** Signed notes (C2SP signed-note v1): a text, an empty line, and signature lines. */
import { RecordFormatError, concat, equalBytes, fromBase64, toBase64, utf8 } from "./bytes.ts";
import { isKeyName, signatureType, verifySignature, type Signer, type VerifierKey } from "./keys.ts";

export interface NoteSignature {
  readonly name: string;
  readonly id: Uint8Array;
  /** Without the key id. */
  readonly signature: Uint8Array;
}

export interface Note {
  /** Ends in a newline. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** More than any real note has; a limit so that a hostile note cannot keep us busy. The specification asks for at least 16. */
const mostSignatures = 128;

/** Splits a note at its last empty line. @throws RecordFormatError when its form is broken; signatures are not checked here. */
export function parseNote(note: string): Note {
  if (!note.isWellFormed()) throw new RecordFormatError("note is not valid Unicode");
  // oxlint-disable-next-line no-control-regex -- the specification forbids exactly these
  if (/[\u0000-\u0009\u000b-\u001f\u007f]/.test(note))
    throw new RecordFormatError("note holds a control character other than newline");
  const at = note.lastIndexOf("\n\n");
  if (at < 0) throw new RecordFormatError("note has no empty line between text and signatures");
  const text = note.slice(0, at + 1);
  const rest = note.slice(at + 2);
  if (!rest.endsWith("\n")) throw new RecordFormatError("note does not end in a newline, or has no signature");
  const lines = rest.slice(0, -1).split("\n");
  if (lines.length > mostSignatures) throw new RecordFormatError(`note has more than ${mostSignatures} signatures`);
  return { text, signatures: lines.map(parseSignatureLine) };
}

/** `— <name> <base64(id || signature)>`. */
export function parseSignatureLine(line: string): NoteSignature {
  const parts = line.split(" ");
  const [dash, name = "", data = ""] = parts;
  if (parts.length !== 3 || dash !== "\u2014" || !isKeyName(name))
    throw new RecordFormatError(`signature line \`${line.slice(0, 60)}\` is not \`— name base64\``);
  const bytes = fromBase64(data);
  if (bytes.length < 5) throw new RecordFormatError(`signature of \`${name}\` is too short`);
  return { name, id: bytes.subarray(0, 4), signature: bytes.subarray(4) };
}

export const formatSignatureLine = (signature: NoteSignature): string =>
  `\u2014 ${signature.name} ${toBase64(concat(signature.id, signature.signature))}\n`;

export const formatNote = (note: Note): string => `${note.text}\n${note.signatures.map(formatSignatureLine).join("")}`;

const isBy = (signature: NoteSignature, key: VerifierKey): boolean =>
  signature.name === key.name && equalBytes(signature.id, key.id);

/**
 * Opens a note against the keys one trusts: the text and the keys that signed it (plain Ed25519, type 0x01).
 * Signatures of unknown keys are passed over; a known key whose signature fails refuses the whole note.
 * @throws RecordFormatError when no known key signed, or a known one did not.
 */
export function openNote(
  note: string,
  keys: readonly VerifierKey[],
): { readonly text: string; readonly signers: readonly VerifierKey[]; readonly note: Note } {
  const parsed = parseNote(note);
  const signers: VerifierKey[] = [];
  for (const key of keys) {
    if (key.type !== signatureType.ed25519) continue;
    const own = parsed.signatures.filter((signature) => isBy(signature, key));
    if (own.length === 0) continue;
    for (const signature of own) {
      if (!verifySignature(key.key, utf8(parsed.text), signature.signature))
        throw new RecordFormatError(`signature of \`${key.name}\` does not fit the text`);
    }
    signers.push(key);
  }
  if (signers.length === 0) throw new RecordFormatError("note is signed by no key that we know");
  return { text: parsed.text, signers, note: parsed };
}

/** Signs a text with one key. @throws RecordFormatError when the text does not end in a newline. */
export function signText(text: string, signer: Signer): NoteSignature {
  if (!text.endsWith("\n")) throw new RecordFormatError("text of a note must end in a newline");
  return { name: signer.verifier.name, id: signer.verifier.id, signature: signer.sign(utf8(text)) };
}
