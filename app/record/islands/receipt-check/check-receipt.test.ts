import assert from "node:assert/strict";
import { test } from "node:test";
import {
  canonicalBytes,
  cosign,
  ed25519Signer,
  formatNote,
  formatReceipt,
  formatVerifierKey,
  fromUtf8,
  inclusionProof,
  leafHash,
  nodesOf,
  parseNote,
  signCheckpoint,
  signatureType,
  treeRoot,
} from "@comity/record";
import fc from "fast-check";
import { receiptVerdict } from "../../pages/receipt-verdict.ts";
import { canCheck, fromBase64, toHex } from "./signed-note.ts";
import { checkReceipt, tidyEntry, tidyText, type ReceiptQuestion } from "./check-receipt.ts";

const seed = (n: number): Uint8Array => new Uint8Array(32).fill(n);
const log = ed25519Signer("comity.example/record", seed(1));
const witnesses = [2, 3, 4].map((n) => ed25519Signer(`w${n}.example`, seed(n), signatureType.cosignature));
const policy = [
  `log ${formatVerifierKey(log.verifier)} https://comity.example/record`,
  ...witnesses.map((one, i) => `witness w${i} ${formatVerifierKey(one.verifier)}`),
  "# two of three members",
  "group members 2 w0 w1 w2",
  "quorum members",
  "",
].join("\n");

/** A receipt of entry `index` in a log of `size`, cosigned by the first `signed` witnesses. */
function receiptOf(size: number, index: number, signed: number, withEntry = true): ReceiptQuestion {
  const entries = Array.from({ length: size }, (_, n) => canonicalBytes({ v: 1, kind: "role.granted", n }));
  const nodes = nodesOf(entries.map(leafHash));
  const note = parseNote(
    signCheckpoint({ origin: log.verifier.name, size, root: treeRoot(nodes, size), extensions: [] }, log),
  );
  const checkpoint = formatNote({
    text: note.text,
    signatures: [
      ...note.signatures,
      ...witnesses.slice(0, signed).map((one, i) => cosign(note.text, 1_790_000_000 + i, one)),
    ],
  });
  const entry = entries[index] ?? assert.fail();
  return {
    receipt: formatReceipt({
      extra: withEntry ? entry : null,
      index,
      proof: inclusionProof(nodes, index, size),
      checkpoint,
    }),
    entry: withEntry ? "" : fromUtf8(entry),
    policy,
  };
}

test("this platform checks Ed25519 by WebCrypto", async () => assert.equal(await canCheck(), true));

test("every entry of logs of many sizes is shown, with the entry in the receipt or beside it", async () => {
  for (const size of [1, 2, 3, 4, 5, 7, 8, 9, 31, 33])
    for (let index = 0; index < size; index += 1) {
      const verdict = await checkReceipt(receiptOf(size, index, 2, index % 2 === 0));
      assert.equal(verdict.fault, null, `${index} of ${size}: ${verdict.detail}`);
      assert.deepEqual([verdict.index, verdict.size, verdict.origin], [index, size, "comity.example/record"]);
      assert.deepEqual(verdict.witnesses, [
        { name: "w0", time: 1_790_000_000 },
        { name: "w1", time: 1_790_000_001 },
      ]);
      assert.equal(verdict.entry, `{"kind":"role.granted","n":${index},"v":1}`);
    }
});

test("each step that fails is named", async () => {
  const good = receiptOf(6, 3, 2);
  const other = formatVerifierKey(ed25519Signer(log.verifier.name, seed(9)).verifier);
  const cases: [string, ReceiptQuestion][] = [
    ["receipt", { ...good, receipt: good.receipt.replace("@v1", "@v2") }],
    ["receipt", { ...good, receipt: good.receipt.replace("index 3", "index 03") }],
    ["policy", { ...good, policy: policy.replace("quorum members", "quorum others") }],
    ["entry", { ...receiptOf(6, 3, 2, false), entry: "" }],
    ["signature", { ...good, policy: `log ${other}\nquorum none\n` }],
    ["signature", { ...good, receipt: good.receipt.replace("\n6\n", "\n7\n") }],
    ["quorum", receiptOf(6, 3, 1)],
    ["inclusion", { ...good, entry: '{"v":2}' }],
    ["inclusion", { ...good, receipt: good.receipt.replace("index 3", "index 2") }],
    ["inclusion", { ...good, receipt: good.receipt.replace("index 3", "index 6") }],
  ];
  for (const [fault, question] of cases) {
    const verdict = await checkReceipt(question);
    assert.equal(verdict.fault, fault, verdict.detail);
    assert.notEqual(verdict.detail, "");
    assert.equal(receiptVerdict(question).fault, fault, "the server says the same");
  }
  const seen = await checkReceipt(receiptOf(6, 3, 1));
  assert.deepEqual(
    seen.witnesses.map(({ name }) => name),
    ["w0"],
    "who signed is told though it is not enough",
  );
});

test("a witness by ML-DSA-44 is named as not checked, and not counted", async () => {
  // Key and signature of the right sizes; a browser must not pretend to have checked them.
  const { makeVerifierKey } = await import("@comity/record");
  const key = makeVerifierKey("pq.example", signatureType.mlDsaCosignature, new Uint8Array(1312).fill(7));
  const good = receiptOf(4, 1, 1);
  const at = good.receipt.lastIndexOf("\n\n");
  assert.ok(at > 0);
  const line = `\u2014 pq.example ${Buffer.from([...key.id, ...new Uint8Array(8 + 2420).fill(1)]).toString("base64")}\n`;
  const verdict = await checkReceipt({
    receipt: good.receipt + line,
    entry: "",
    policy: policy.replace("group members 2 w0 w1 w2", `witness pq ${formatVerifierKey(key)}\ngroup members all w0 pq`),
  });
  assert.equal(verdict.fault, "quorum");
  assert.deepEqual(verdict.unchecked, ["pq"]);
});

test("property: whatever is changed in receipt or policy, browser and server say the same", async () => {
  const good = receiptOf(11, 6, 2);
  const change = fc.tuple(
    fc.constantFrom("receipt" as const, "policy" as const),
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.constantFrom("", " ", "\n", "\n\n", "0", "A", "=", "+", "\u2014", "\u0085", "\r", "\t", "index 1\n", "x y"),
    fc.nat({ max: 3 }),
  );
  let accepted = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 2 }), async (changes) => {
      const question = { ...good };
      for (const [part, where, text, cut] of changes) {
        const at = Math.floor(where * question[part].length);
        question[part] = question[part].slice(0, at) + text + question[part].slice(at + cut);
      }
      const [browser, server] = [await checkReceipt(question), receiptVerdict(question)];
      assert.deepEqual({ ...browser, detail: "" }, { ...server, detail: "" }, `${browser.detail} | ${server.detail}`);
      if (browser.fault === null) accepted += 1;
    }),
    { numRuns: 3000 },
  );
  assert.ok(accepted < 2000, `${accepted} of 3000 changed receipts were accepted`);
});

test("what pasting does to a text is undone", async () => {
  const good = receiptOf(5, 2, 2, false);
  const pasted = `  \r\n${good.receipt.trimEnd().replaceAll("\n", "\r\n")}`;
  const verdict = await checkReceipt({ ...good, receipt: tidyText(pasted), entry: tidyEntry(`${good.entry}\r\n`) });
  assert.equal(verdict.fault, null, verdict.detail);
});

test("base64 has one spelling", () => {
  assert.equal(toHex(fromBase64("AP8=")), "00ff");
  for (const wrong of ["AP8", "AP9=", " AP8=", "AP8=\n", "A", "*"]) assert.throws(() => fromBase64(wrong), /base64/);
});
