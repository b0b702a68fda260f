/** Whoever changes the files of a log without its key: `verify` finds the first entry that is not the one that was logged. */
import assert from "node:assert/strict";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { ed25519Signer } from "@comity/record";
import { openLog } from "../../app/record/read-log.ts";
import { freshState } from "../../app/record/verify/verify-state.ts";
import { verifyLog } from "../../app/record/verify/verify-log.ts";
import { act, checkpointOf, honestEntries, logSigner, newFolder, origin, publish, writeTiles } from "./forge-log.ts";

const outside = { atlas: () => null };
const verify = (folder: string) =>
  verifyLog(openLog(folder), freshState([logSigner.verifier]), { policy: null, known: [], outside });

const size = 700;
const honest = honestEntries(size);
const note = checkpointOf(honest);

function folderWith(t: TestContext): string {
  const folder = newFolder(t);
  publish(folder, honest, note);
  return folder;
}

test("the honest log is found whole, with every outcome recomputed", async (t) => {
  const found = await verify(folderWith(t));
  assert.equal(found.divergence, null);
  assert.equal(found.checkpoint?.size, size);
  assert.deepEqual(found.state.recomputed, { "role.granted v1": 350, "setting.changed v1": 350 });
});

const changes: readonly [string, (entries: Uint8Array[]) => Uint8Array[], number][] = [
  [
    "edit",
    (entries) =>
      entries.with(
        301,
        act(
          "setting.changed",
          "settings.change",
          { kind: "account", id: "root" },
          { key: "instance.1", before: null, value: "forged" },
        ),
      ),
    301,
  ],
  ["delete", (entries) => entries.toSpliced(300, 1), 300],
  ["insert", (entries) => entries.toSpliced(299, 0, entries[5] as Uint8Array), 299],
  ["reorder", (entries) => entries.with(310, entries[311] as Uint8Array).with(311, entries[310] as Uint8Array), 310],
];

for (const [name, change, first] of changes) {
  test(`${name}: bundles alone`, async (t) => {
    const folder = folderWith(t);
    const forged = change([...honest]);
    // A shorter list is filled up, so that the checkpoint's size fits and only the content tells.
    writeTiles(folder, forged.slice(0, size).concat(honest.slice(forged.length)), honest);
    const { divergence } = await verify(folder);
    assert.equal(divergence?.what, "leaf");
    assert.equal(divergence.index, first);
    assert.notEqual(divergence.expected, divergence.found);
  });

  test(`${name}: bundles and all hash tiles`, async (t) => {
    const folder = folderWith(t);
    const forged = change([...honest]);
    writeTiles(folder, forged.slice(0, size).concat(honest.slice(forged.length)));
    const { divergence } = await verify(folder);
    // Recomputing outcomes may find it before the root does.
    assert.ok(divergence?.what === "root" || divergence?.what === "outcome", JSON.stringify(divergence));
  });

  test(`${name}: everything, and signed with another key`, async (t) => {
    const folder = folderWith(t);
    const forged = change([...honest]);
    publish(folder, forged, checkpointOf(forged, ed25519Signer(origin, new Uint8Array(32).fill(2))));
    assert.equal((await verify(folder)).divergence?.what, "signature");
  });
}

test("truncate: the last bundle is gone, or cut within an entry, or the tiles end early", async (t) => {
  const gone = folderWith(t);
  rmSync(join(gone, "tile/entries/002.p"), { recursive: true });
  assert.equal((await verify(gone)).divergence?.what, "missing");
  const short = folderWith(t);
  writeTiles(short, honest.slice(0, 600));
  rmSync(join(short, "tile/entries/002.p/188"));
  assert.equal((await verify(short)).divergence?.what, "missing");
  const cut = folderWith(t);
  writeFileSync(join(cut, "tile/entries/001"), Buffer.from("0005ab", "hex"));
  const { divergence } = await verify(cut);
  assert.equal(divergence?.what, "missing");
  assert.equal(divergence.index, 256);
});

test("a hash changed in a higher tile is found too", async (t) => {
  const folder = folderWith(t);
  const path = "tile/1/000.p/2";
  writeFileSync(join(folder, path), new Uint8Array(64));
  const { divergence } = await verify(folder);
  assert.equal(divergence?.what, "tile");
  assert.equal(divergence.place, path);
});

test("one byte of the checkpoint changed", async (t) => {
  const folder = folderWith(t);
  writeFileSync(join(folder, "checkpoint"), note.replace("\n700\n", "\n699\n"));
  assert.equal((await verify(folder)).divergence?.what, "signature");
  writeFileSync(join(folder, "checkpoint"), Buffer.from([0xff, 0xfe, 0x0a]));
  assert.equal((await verify(folder)).divergence?.what, "signature");
});
