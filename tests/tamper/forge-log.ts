/** A small log with its own key, written as static files: the honest one, and whatever a forger makes of it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { TestContext } from "node:test";
import {
  bundleBytes,
  ed25519Signer,
  formatVerifierKey,
  leafHash,
  nodesOf,
  signatureType,
  signCheckpoint,
  tileBytes,
  tilePath,
  tilesOf,
  treeRoot,
  type Signer,
} from "@comity/record";
import { buildEntry } from "../../app/record/entry.ts";

export const origin = "comity.example/record";
export const logSigner: Signer = ed25519Signer(origin, new Uint8Array(32).fill(1));
export const logKey = formatVerifierKey(logSigner.verifier);
export const witnessSigner = (n: number): Signer =>
  ed25519Signer(`witness${n}.example/w`, new Uint8Array(32).fill(100 + n), signatureType.cosignature);

/** Acts that agree with the rules: a first administrator, roles given, settings changed. */
export function honestEntries(count: number): Uint8Array[] {
  const settings = new Map<string, string | null>();
  return Array.from({ length: count }, (_, i) => {
    const at = new Date(Date.UTC(2026, 10, 1) + i * 1000).toISOString();
    const account = i === 0 ? "root" : `account-${i}`;
    const key = `instance.${i % 3}`;
    const before = settings.get(key) ?? null;
    const grant = i === 0 || i % 2 === 0;
    if (!grant) settings.set(key, `value ${i}`);
    return act(
      grant ? "role.granted" : "setting.changed",
      i === 0 ? "accounts.create-first-administrator" : grant ? "roles.grant" : "settings.change",
      i === 0 ? { kind: "public", id: null } : { kind: "account", id: "root" },
      grant ? { account, role: i === 0 ? "administrator" : "member" } : { key, before, value: `value ${i}` },
      at,
    );
  });
}

export function act(
  kind: string,
  command: string,
  actor: { kind: string; id: string | null },
  entry: Record<string, unknown>,
  at = "2026-11-24T00:00:00.000Z",
): Uint8Array {
  return buildEntry({ kind, command, actor, entry, at, requestId: `r-${kind}` }, () => new Uint8Array(32)).body;
}

export const checkpointOf = (entries: readonly Uint8Array[], signer = logSigner): string =>
  signCheckpoint(
    {
      origin,
      size: entries.length,
      root: treeRoot(nodesOf(entries.map(leafHash)), entries.length),
      extensions: [],
    },
    signer,
  );

/** Bundles of `entries`, and hash tiles of the same or of `hashesOf`. */
export function writeTiles(folder: string, entries: readonly Uint8Array[], hashesOf = entries): void {
  const nodes = nodesOf(hashesOf.map(leafHash));
  for (const tile of tilesOf(entries.length)) {
    const path = join(folder, tilePath(tile));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(
      path,
      tile.level === "entries"
        ? bundleBytes(entries.slice(tile.index * 256, tile.index * 256 + tile.width))
        : tileBytes(nodes, tile),
    );
  }
}

export function publish(folder: string, entries: readonly Uint8Array[], note = checkpointOf(entries)): void {
  writeTiles(folder, entries);
  writeFileSync(join(folder, "checkpoint"), note);
}

export function newFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "comity-tamper-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
