/** One entry: its form, its document, its outcome. */
import { canonicalJson, fromUtf8, RecordFormatError, sha256, toHex } from "@comity/record";
import { documentOf, readEntry, type RecordEntry } from "../entry.ts";
import type { LogReader } from "../read-log.ts";
import { recompute, verifierName } from "../verifiers/registry.ts";
import type { Outside } from "../verifiers/verifier.ts";
import { Diverged } from "./divergence.ts";
import type { Counts, VerifyState } from "./verify-state.ts";

const count = (counts: Counts, name: string): void => {
  counts[name] = (counts[name] ?? 0) + 1;
};

/**
 * Checks the entry and adds its facts to the state. Gives its document (SHA-256 and bytes), if it has one.
 * @throws Diverged
 */
export async function checkEntry(
  reader: LogReader,
  state: VerifyState,
  body: Uint8Array,
  index: number,
  outside: Outside,
): Promise<[string, Uint8Array] | null> {
  let entry: RecordEntry;
  try {
    entry = readEntry(body);
  } catch (error) {
    if (!(error instanceof RecordFormatError)) throw error;
    throw new Diverged({ what: "form", index, place: `${index}`, expected: "RFC 8785", found: error.message });
  }
  const name = documentOf(entry.entry);
  let document: [string, Uint8Array] | null = null;
  if (name !== null) {
    const bytes = await reader.document(name.sha256);
    const digest = toHex(sha256(bytes));
    if (digest !== name.sha256 || bytes.length !== name.size)
      throw new Diverged({
        what: "document",
        index,
        place: `document/${name.sha256}`,
        expected: `${name.sha256}, ${name.size}`,
        found: `${digest}, ${bytes.length}`,
      });
    document = [digest, bytes];
    entry = { ...entry, entry: contentOf(bytes, index, digest) };
  }
  const kind = verifierName(entry);
  const outcome = recompute(state.facts, entry, outside);
  if (outcome === null) count(state.unknown, kind);
  else if (outcome.is === "withheld") count(state.withheld, kind);
  else if (outcome.is === "ok") count(state.recomputed, kind);
  else
    throw new Diverged({
      what: "outcome",
      index,
      place: kind,
      expected: canonicalJson(outcome.expected),
      found: canonicalJson(outcome.found),
      rule: outcome.rule,
    });
  return document;
}

function contentOf(bytes: Uint8Array, index: number, digest: string): Readonly<Record<string, unknown>> {
  try {
    const text = fromUtf8(bytes);
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null || Array.isArray(value) || canonicalJson(value) !== text)
      throw new RecordFormatError("not a canonical JSON object");
    return value as Record<string, unknown>;
  } catch (error) {
    throw new Diverged({
      what: "form",
      index,
      place: `document/${digest}`,
      expected: "RFC 8785",
      found: error instanceof Error ? error.message : String(error),
    });
  }
}
