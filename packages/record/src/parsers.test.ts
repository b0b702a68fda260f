import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { RecordFormatError, fromBase64, parseDecimal, toBase64, utf8 } from "./bytes.ts";
import { canonicalJson } from "./canonical-json.ts";
import { formatCheckpoint, openCheckpoint, parseCheckpoint, signCheckpoint } from "./checkpoint.ts";
import { cosign, verifyCosignature } from "./cosignature.ts";
import { ed25519Signer, formatVerifierKey, parseVerifierKey, signatureType } from "./keys.ts";
import { consistencyProof, inclusionProof, leafHash, nodesOf, treeRoot } from "./merkle.ts";
import { formatNote, parseNote } from "./note.ts";
import { checkPolicy, parsePolicy } from "./policy.ts";
import { formatReceipt, parseReceipt, verifyReceipt } from "./receipt.ts";
import { bundleBytes, bundleEntries, parseTilePath, tilePath, tilesOf } from "./tiles.ts";
import { decideAddCheckpoint, formatAddCheckpoint, parseAddCheckpoint, splitView, unseen } from "./witness.ts";

const parsers: Record<string, (text: string) => unknown> = {
  parseNote,
  parseCheckpoint,
  parsePolicy,
  parseReceipt,
  parseTilePath,
  parseAddCheckpoint,
  parseVerifierKey,
  fromBase64,
  parseDecimal: (text) => parseDecimal(text, "number"),
  bundleEntries: (text) => bundleEntries(utf8(text), 1),
};

/** Pieces of real texts in any order: reaches deeper than random characters. */
const scraps = fc.array(
  fc.oneof(
    fc.constantFrom(
      "old 7",
      "\n",
      "\n\n",
      "\u2014 ",
      "log ",
      "witness ",
      "group g all ",
      "quorum none",
      "c2sp.org/tlog-proof@v1",
      "index 0",
      "extra AA==",
      "tile/",
      "x001/",
      "000",
      ".p/3",
      "commons.example/decisions",
      "260",
      "SpLd13umuoCSKmoeSKhE9aNNi8guhp3Uf8AMYw0VeLs=",
      "+",
      " ",
    ),
    fc.string(),
  ),
  { maxLength: 14 },
);

for (const [name, parse] of Object.entries(parsers)) {
  test(`${name} answers or refuses with RecordFormatError, whatever it is given`, () => {
    fc.assert(
      fc.property(scraps, (parts) => {
        try {
          parse(parts.join(""));
        } catch (error) {
          assert.ok(error instanceof RecordFormatError, String(error));
        }
      }),
      { numRuns: 2000 },
    );
  });
}

test("canonical JSON writes the examples of RFC 8785", () => {
  assert.equal(
    canonicalJson({
      numbers: [333333333.3333333, 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: '\u20ac$\u000f\nA\'B"\\\\"/',
      literals: [null, true, false],
    }),
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  );
  const sorted = canonicalJson({
    "\u20ac": "Euro Sign",
    "\r": "Carriage Return",
    "\ufb33": "Hebrew Letter Dalet With Dagesh",
    "1": "One",
    "\ud83d\ude00": "Emoji: Grinning Face",
    "\u0080": "Control",
    "\u00f6": "Latin Small Letter O With Diaeresis",
  });
  const order = ["Carriage Return", "One", "Control", "Latin Small Letter", "Euro Sign", "Emoji", "Hebrew Letter"].map(
    (name) => sorted.indexOf(name),
  );
  assert.deepEqual(
    order.toSorted((a, b) => a - b),
    order,
  );
  assert.ok(order.every((at) => at > 0));
});

test("canonical JSON does not depend on the order of members and reads back as the same value", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonicalJson(value);
      assert.equal(canonicalJson(JSON.parse(text)), text);
      if (value !== null && typeof value === "object" && !Array.isArray(value))
        assert.equal(canonicalJson(Object.fromEntries(Object.entries(value).reverse())), text);
    }),
  );
  for (const bad of [Number.NaN, Infinity, undefined, 1n, "\ud800", { a: undefined }, new Date(0), [() => 0]])
    assert.throws(() => canonicalJson(bad), RecordFormatError);
});

const seed = fc.uint8Array({ minLength: 32, maxLength: 32 });

test("a log, a witness and a member agree from keys to receipt", () => {
  fc.assert(
    fc.property(
      seed,
      seed,
      fc.integer({ min: 1, max: 40 }),
      fc.nat(),
      fc.nat(),
      (logSeed, witnessSeed, size, at, early) => {
        const log = ed25519Signer("body.example/record", logSeed);
        const witness = ed25519Signer("witness.example/aa", witnessSeed, signatureType.cosignature);
        assert.deepEqual(parseVerifierKey(formatVerifierKey(witness.verifier)), witness.verifier);
        const entries = Array.from({ length: size }, (_, i) => utf8(canonicalJson({ act: i })));
        const nodes = nodesOf(entries.map(leafHash));
        const from = early % size;
        const checkpointOf = (n: number) =>
          signCheckpoint({ origin: "body.example/record", size: n, root: treeRoot(nodes, n), extensions: [] }, log);
        const before = from === 0 ? unseen : { size: from, root: treeRoot(nodes, from) };
        const request = { old: from, proof: consistencyProof(nodes, from, size), note: checkpointOf(size) };
        const answer = decideAddCheckpoint(
          formatAddCheckpoint(request, toBase64),
          [log.verifier],
          () => before,
          witness,
          1_790_000_000,
        );
        assert.equal(answer.status, 200);
        const cosigned = request.note + answer.body;
        const policy = parsePolicy(
          `log ${formatVerifierKey(log.verifier)}\nwitness aa ${formatVerifierKey(witness.verifier)}\nquorum aa\n`,
        );
        assert.deepEqual(checkPolicy(policy, cosigned).witnesses, [{ name: "aa", time: 1_790_000_000 }]);
        assert.equal(checkPolicy(policy, request.note).satisfied, false);
        const index = at % size;
        const receipt = parseReceipt(
          formatReceipt({ extra: null, index, proof: inclusionProof(nodes, index, size), checkpoint: cosigned }),
        );
        assert.equal(verifyReceipt(receipt, entries[index] as Uint8Array, policy).size, size);
        assert.throws(() => verifyReceipt(receipt, utf8("forged"), policy), RecordFormatError);
        const forged = signCheckpoint(
          { origin: "body.example/record", size, root: leafHash(utf8("forged")), extensions: [] },
          log,
        );
        assert.ok(splitView(request.note, forged, log.verifier));
        assert.equal(splitView(request.note, request.note, log.verifier), null);
        assert.equal(
          decideAddCheckpoint(
            formatAddCheckpoint({ old: size, proof: [], note: forged }, toBase64),
            [log.verifier],
            () => ({ size, root: treeRoot(nodes, size) }),
            witness,
            0,
          ).status,
          422,
        );
        assert.equal(formatCheckpoint(openCheckpoint(cosigned, log.verifier).checkpoint), parseNote(cosigned).text);
        const line = cosign(parseNote(cosigned).text, 5, witness);
        assert.equal(verifyCosignature(parseNote(cosigned).text, line, witness.verifier)?.time, 5);
        assert.equal(
          verifyCosignature(
            formatCheckpoint({
              origin: "body.example/record",
              size: size + 1,
              root: treeRoot(nodes, size),
              extensions: [],
            }),
            line,
            witness.verifier,
          ),
          null,
        );
        assert.equal(formatNote(parseNote(cosigned)), cosigned);
      },
    ),
    { numRuns: 60 },
  );
});

test("tiles of a grown log are exactly those whose content changed", () => {
  fc.assert(
    fc.property(fc.nat({ max: 200_000 }), fc.nat({ max: 3000 }), (from, more) => {
      const all = new Set(tilesOf(from + more).map(tilePath));
      const old = new Set(tilesOf(from).map(tilePath));
      const fresh = new Set(tilesOf(from + more, from).map(tilePath));
      for (const path of all) assert.equal(fresh.has(path), !old.has(path), path);
      for (const path of all) assert.equal(tilePath(parseTilePath(path)), path);
    }),
    { numRuns: 40 },
  );
  assert.equal(tilePath({ level: 0, index: 1_234_067, width: 256 }), "tile/0/x001/x234/067");
  assert.deepEqual(tilesOf(256).map(tilePath), ["tile/entries/000", "tile/0/000", "tile/1/000.p/1"]);
});

test("entry bundles come back as they went in; an entry above 65,535 bytes is refused", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 256 }), (entries) => {
      assert.deepEqual(bundleEntries(bundleBytes(entries), entries.length), entries);
    }),
  );
  assert.equal(bundleEntries(bundleBytes([new Uint8Array(65_535)]), 1)[0]?.length, 65_535);
  assert.throws(() => bundleBytes([new Uint8Array(65_536)]), RecordFormatError);
});
