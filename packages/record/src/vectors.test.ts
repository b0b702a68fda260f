import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { createHash } from "node:crypto";
import { fromBase64, toBase64, toHex } from "./bytes.ts";
import { openCheckpoint, parseCheckpoint } from "./checkpoint.ts";
import { verifyCosignature, subtreeMessage } from "./cosignature.ts";
import { ed25519Signer, formatVerifierKey, parseVerifierKey, signatureType, verifySignature } from "./keys.ts";
import { inclusionProof, leafHash, nodesOf, treeRoot, consistencyProof } from "./merkle.ts";
import { formatNote, openNote, parseNote, parseSignatureLine } from "./note.ts";
import { checkPolicy, parsePolicy } from "./policy.ts";
import { formatReceipt, parseReceipt, verifyReceipt } from "./receipt.ts";
import { bundleBytes, bundleEntries, nodesOfTiles, parseTilePath, tileBytes, tilePath, tilesOf } from "./tiles.ts";
import { decideAddCheckpoint, unseen, type WitnessState } from "./witness.ts";

const cases = new URL("../../../../shared/cases/tlog/", import.meta.url);
const skip = existsSync(cases) ? false : "../shared is not here";
const read = (name: string) => JSON.parse(readFileSync(new URL(name, cases), "utf8"));

test("notes are opened or refused as golang.org/x/mod does", { skip }, () => {
  for (const { desc, vkeys, note, want, text } of read("notes.json")) {
    const open = () => openNote(note, vkeys.map(parseVerifierKey));
    if (want === "ok") {
      const opened = open();
      if (text !== undefined) assert.equal(opened.text, text, desc);
      assert.equal(formatNote(opened.note), note, desc);
    } else assert.throws(open, desc);
  }
});

test("checkpoint bodies are read or refused", { skip }, () => {
  for (const { body, want } of read("checkpoints.json")) {
    if (want.startsWith("ok")) assert.ok(parseCheckpoint(body), want);
    else assert.throws(() => parseCheckpoint(body), want);
  }
});

test("policies are satisfied, not satisfied or refused", { skip }, () => {
  const { cases: good, invalid } = read("policy.json");
  for (const { desc, policy, checkpoint, satisfied } of good) {
    const verdict = () => checkPolicy(parsePolicy(policy), checkpoint).satisfied;
    if (desc === "log signature missing") assert.throws(verdict, desc);
    else assert.equal(verdict(), satisfied, desc);
  }
  for (const { desc, policy } of invalid) assert.throws(() => parsePolicy(policy), /policy/, desc);
});

test("receipts are accepted or refused", { skip }, () => {
  for (const { desc, entry, policy, proof, want } of read("proofs.json")) {
    const verify = () => verifyReceipt(parseReceipt(proof), fromBase64(entry), parsePolicy(policy));
    if (want === "ok") {
      verify();
      assert.equal(formatReceipt(parseReceipt(proof)), proof, desc);
    } else assert.throws(verify, desc);
  }
});

test("a witness answers each request with the status it must", { skip }, () => {
  const { logVkey, origin, steps } = read("witness.json");
  const signer = ed25519Signer("witness.example/w", new Uint8Array(32).fill(7), signatureType.cosignature);
  const states = new Map<string, WitnessState>();
  for (const step of steps) {
    const answer = decideAddCheckpoint(
      step.request,
      [parseVerifierKey(logVkey)],
      (name) => states.get(name) ?? unseen,
      signer,
      1_780_000_000,
    );
    assert.ok([step.status].flat().includes(answer.status), `${step.step} ${step.desc}: ${answer.status}`);
    if (step.body !== undefined) assert.equal(answer.body, step.body);
    if (answer.status === 200) {
      states.set(answer.checkpoint.origin, answer.state);
      const text = parseNote(step.request.slice(step.request.indexOf("\n\n") + 2)).text;
      assert.equal(
        verifyCosignature(text, parseSignatureLine(answer.body.trimEnd()), signer.verifier)?.time,
        1_780_000_000,
      );
    }
    assert.equal((states.get(origin) ?? unseen).size, step.stateAfter, step.desc);
  }
});

test("the ML-DSA-44 cosignature made by torchwood holds, and not for another root", { skip }, () => {
  const v = read("cosignature-mldsa44.json");
  const key = parseVerifierKey(v.vkey);
  const line = parseSignatureLine(v.signatureLine);
  const signature = line.signature.subarray(8);
  const message = subtreeMessage(key.name, v.timestamp, v.origin, v.start, v.end, fromBase64(v.rootHash));
  assert.equal(verifySignature(key.key, message, signature), v.wantVerify);
  assert.equal(
    verifySignature(
      key.key,
      subtreeMessage(key.name, v.timestamp, v.origin, v.start, v.end + 1, fromBase64(v.rootHash)),
      signature,
    ),
    false,
  );
});

test("tiles, bundles, proofs and checkpoints equal those of golang.org/x/mod", { skip }, () => {
  const log = read("log.json");
  const entries: Uint8Array[] = log.entries.map(fromBase64);
  const nodes = nodesOf(entries.map(leafHash));
  const digest = (bytes: Uint8Array) => toHex(createHash("sha256").update(bytes).digest());
  for (const { path, data, sha256 } of log.tiles) {
    const tile = parseTilePath(path);
    const bytes = tileBytes(nodes, tile);
    assert.equal(toBase64(bytes), data, path);
    assert.equal(digest(bytes), sha256);
    assert.equal(tilePath(tile), path);
  }
  for (const { path, data, width } of log.bundles) {
    const { index } = parseTilePath(path);
    const own = entries.slice(index * 256, index * 256 + width);
    assert.equal(toBase64(bundleBytes(own)), data, path);
    assert.deepEqual(bundleEntries(fromBase64(data), width), own);
  }
  const given: string[] = [...log.tiles, ...log.bundles].map(({ path }: { path: string }) => path);
  assert.deepEqual(new Set(tilesOf(log.size).map(tilePath)), new Set(given));
  const stored = nodesOfTiles((level, index) => {
    const tile = log.tiles.find((candidate: { path: string }) => {
      const id = parseTilePath(candidate.path);
      return id.level === level && id.index === index;
    });
    return fromBase64(tile.data);
  });
  assert.deepEqual(treeRoot(stored, log.size), treeRoot(nodes, log.size));
  for (const { index, size, proof } of log.inclusion)
    assert.deepEqual(inclusionProof(nodes, index, size).map(toBase64), proof);
  for (const { size1, size2, proof } of log.consistency)
    assert.deepEqual(consistencyProof(stored, size1, size2).map(toBase64), proof);
  const key = parseVerifierKey(log.logVkey);
  assert.equal(formatVerifierKey(key), log.logVkey);
  for (const [size, note] of Object.entries(log.checkpoints))
    assert.equal(toBase64(openCheckpoint(String(note), key).checkpoint.root), log.roots[size]);
});
