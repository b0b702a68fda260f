/** `comity receipt` and `comity evidence`: single files that prove something without any server. */
import {
  checkPolicy,
  formatVerifierKey,
  leafHash,
  openCheckpoint,
  parseDecimal,
  parseReceipt,
  RecordFormatError,
  verifyInclusion,
  type Checkpoint,
  type Policy,
  type Receipt,
  type VerifierKey,
} from "@comity/record";
import { readFileSync } from "node:fs";
import { Problem } from "../../app/platform/problem.ts";
import { checkEvidence, compareCheckpoints, formatEvidence, parseEvidence } from "../../app/record/verify/evidence.ts";
import { makeReceipt } from "../../app/record/verify/make-receipt.ts";
import { openByAny } from "../../app/record/verify/verify-state.ts";
import type { CliCommand, CommandInput } from "../command-line.ts";
import { openPlace, readingFile, readPolicy, trustedKeys } from "../record-input.ts";

export const receiptCommand: CliCommand = {
  name: "receipt",
  usage: "<URL|folder> <index> | <file.tlog-proof>",
  options: { policy: { value: "file" }, key: { value: "vkey" }, entry: { value: "file" }, out: { value: "file" } },
  async run(input) {
    const { terminal, t, options, positionals } = input;
    const [first, second] = positionals;
    if (first === undefined)
      throw new Problem("invalid-input", "receipt needs a log and the number of an entry, or a receipt to check.", {
        mend: "comity receipt https://comity.example.org 42",
      });
    if (second === undefined) return checkReceipt(input, first);
    const index = readingFile("receipt", () => parseDecimal(second, "index"));
    const reader = await openPlace(first);
    const { text } = await makeReceipt(reader, index);
    const file = options["out"] ?? `entry-${index}.tlog-proof`;
    terminal.writeFile(file, text);
    terminal.out(`${t("cli.receipt.written", { index: String(index), file })}\n`);
    return 0;
  },
};

async function checkReceipt(input: CommandInput, file: string): Promise<number> {
  const { terminal, t, options } = input;
  const receipt = readingFile(file, () => parseReceipt(terminal.readFile(file)));
  const entry = options["entry"] === undefined ? receipt.extra : new Uint8Array(readFileSync(options["entry"]));
  if (entry === null)
    throw new Problem("invalid-input", `${file} does not hold its entry.`, { mend: "Write --entry <file>." });
  const policy = readPolicy(input);
  const keys = await trustedKeys(input, policy, null);
  try {
    const { size } = provenBy(receipt, entry, policy, keys);
    terminal.out(`${terminal.bold(t("cli.receipt.holds", { index: String(receipt.index), size }))}\n`);
    terminal.out(
      `${Buffer.from(entry)
        .toString("utf8")
        .replaceAll(/\p{Cc}/gu, "\uFFFD")}\n`,
    );
    if (policy === null) terminal.out(`${t("cli.record.noPolicy")}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof RecordFormatError)) throw error;
    terminal.out(`${terminal.bold(t("cli.receipt.fails", { index: String(receipt.index) }))}\n  ${error.message}\n`);
    return 1;
  }
}

/** @throws RecordFormatError saying which step failed. */
function provenBy(
  receipt: Receipt,
  entry: Uint8Array,
  policy: Policy | null,
  keys: readonly VerifierKey[],
): Checkpoint {
  const { checkpoint } = openByAny(receipt.checkpoint, keys);
  if (policy !== null && !checkPolicy(policy, receipt.checkpoint).satisfied)
    throw new RecordFormatError("checkpoint is not cosigned by the policy's quorum");
  if (!verifyInclusion(leafHash(entry), receipt.index, checkpoint.size, receipt.proof, checkpoint.root))
    throw new RecordFormatError(`proof does not show the entry at index ${receipt.index}`);
  return checkpoint;
}

export const evidenceCommand: CliCommand = {
  name: "evidence",
  usage: "<checkpoint> <checkpoint> | <evidence.json>",
  options: {
    policy: { value: "file" },
    key: { value: "vkey" },
    log: { value: "URL|folder" },
    out: { value: "file" },
  },
  async run(input) {
    const { terminal, t, options, positionals } = input;
    const [first, second] = positionals;
    if (first === undefined)
      throw new Problem("invalid-input", "evidence needs two checkpoints, or an evidence file to check.", {
        mend: "comity evidence mine.checkpoint theirs.checkpoint --key <vkey>",
      });
    if (second === undefined) return checkFile(input, first);
    const tree = options["log"] === undefined ? null : await openPlace(options["log"]);
    const keys = await trustedKeys(input, readPolicy(input), tree);
    const notes = [terminal.readFile(first), terminal.readFile(second)] as const;
    const key = readingFile(first, () => openByAny(notes[0], keys).key);
    readingFile(second, () => openCheckpoint(notes[1], key));
    const compared = await compareCheckpoints(notes[0], notes[1], key, tree).catch((error: unknown) =>
      readingFile("--log", () => {
        throw error;
      }),
    );
    if (compared.is === "evidence") {
      const file = options["out"] ?? "split-view.json";
      terminal.writeFile(file, formatEvidence(compared.evidence));
      terminal.out(`${terminal.bold(t("cli.evidence.split"))}\n  ${t("cli.record.evidenceWritten", { file })}\n`);
      return 0;
    }
    if (compared.is === "tree-needed")
      throw new Problem("invalid-input", "The checkpoints are of different sizes.", {
        mend: "Write --log <URL or folder> of the larger tree.",
      });
    terminal.out(`${t(`cli.evidence.${compared.is}`)}\n`);
    return 1;
  },
};

/** The key in the file is compared with the one that is trusted, when one is given; otherwise it is shown to be compared. */
function checkFile({ terminal, t, options }: CommandInput, file: string): number {
  const evidence = readingFile(file, () => parseEvidence(terminal.readFile(file)));
  const key = formatVerifierKey(evidence.log);
  const trusted = options["key"];
  if (trusted !== undefined && trusted !== key) {
    terminal.out(`${t("cli.evidence.otherKey", { key })}\n`);
    return 1;
  }
  try {
    if (checkEvidence(evidence)) {
      terminal.out(`${terminal.bold(t("cli.evidence.holds", { origin: evidence.log.name }))}\n  ${key}\n`);
      return 0;
    }
  } catch (error) {
    if (!(error instanceof RecordFormatError)) throw error;
    terminal.err(`${error.message}\n`);
  }
  terminal.out(`${t("cli.evidence.fails")}\n`);
  return 1;
}
