/** `comity verify` and `comity mirror`: checks a whole record, and keeps a copy of it. */
import { basename, dirname, resolve } from "node:path";
import type { Policy } from "@comity/record";
import { atlasFolder, readAtlas } from "../../app/atlas/store/load-atlas.ts";
import { Problem } from "../../app/platform/problem.ts";
import { DurableFolder } from "../../app/record/tile-files.ts";
import type { Outside } from "../../app/record/verifiers/verifier.ts";
import type { KnownCheckpoint } from "../../app/record/verify/compare-views.ts";
import { MIRROR_STATE, mirrorLog } from "../../app/record/verify/mirror-log.ts";
import { verifyLog } from "../../app/record/verify/verify-log.ts";
import { freshState, originOf, parseState } from "../../app/record/verify/verify-state.ts";
import { askWitness } from "../../app/record/witness/ask-witness.ts";
import type { CliCommand, CommandInput } from "../command-line.ts";
import { keepEvidence, tellFindings } from "../record-findings.ts";
import { openPlace, progress, readIfThere, readingFile, readPolicy, trustedKeys } from "../record-input.ts";

/** Releases are compared with the atlas that the person who verifies holds; it is read when the first one comes. */
function ownAtlas(folder: string): Outside {
  let own: { release: string; counts: { rules: number; instruments: number } } | undefined;
  return {
    atlas(release) {
      if (own === undefined) {
        const { atlas, release: name } = readAtlas(folder);
        own = { release: name, counts: { rules: atlas.rules.size, instruments: atlas.instruments.size } };
      }
      return own.release === release ? own.counts : null;
    },
  };
}

/** Checkpoints that others saw: a file that someone kept, and the witnesses of the policy that have a URL. */
async function views(input: CommandInput, policy: Policy | null, origin: string): Promise<KnownCheckpoint[]> {
  const { terminal, t, options } = input;
  const known: KnownCheckpoint[] = [];
  if (options["known"] !== undefined) known.push({ from: options["known"], note: terminal.readFile(options["known"]) });
  if (options["offline"] === "true") return known;
  const witnesses = policy?.witnesses.filter((witness) => witness.url !== null) ?? [];
  const answers = await Promise.all(witnesses.map((witness) => askWitness(witness, origin)));
  for (const [i, answer] of answers.entries()) {
    const name = witnesses[i]?.name ?? "";
    if (answer.is === "seen") known.push({ from: name, note: answer.note });
    else if (answer.is === "silent") terminal.err(`${t("cli.record.silent", { name, why: answer.why })}\n`);
  }
  return known;
}

const shared: CliCommand["options"] = {
  policy: { value: "file" },
  key: { value: "vkey" },
  known: { value: "checkpoint" },
  evidence: { value: "file" },
  atlas: { value: "folder" },
  offline: {},
  format: { value: "text|json", values: ["text", "json"] },
};

export const verifyCommand: CliCommand = {
  name: "verify",
  usage: "[URL|folder]",
  options: { ...shared, state: { value: "file" } },
  async run(input) {
    const { options, positionals } = input;
    const policy = readPolicy(input);
    const reader = await openPlace(positionals[0]);
    const keys = await trustedKeys(input, policy, reader);
    const file = options["state"];
    const text = file === undefined ? null : readIfThere(file);
    const state = text === null ? freshState(keys) : readingFile(file ?? "", () => parseState(text, keys));
    const found = await verifyLog(reader, state, {
      policy,
      known: await views(input, policy, originOf(keys)),
      outside: ownAtlas(options["atlas"] ?? atlasFolder),
      onProgress: progress(input),
      ...(file !== undefined && { save: saver(file) }),
    });
    const code = tellFindings(input, found);
    await keepEvidence(input, found, reader, keys);
    return code;
  },
};

/** The file is the old or the new state, whole. */
function saver(file: string): (text: string) => Promise<void> {
  const folder = new DurableFolder(dirname(resolve(file)));
  return async (text) => {
    await folder.write(basename(file), text);
    await folder.settle();
  };
}

export const mirrorCommand: CliCommand = {
  name: "mirror",
  usage: "<URL|folder> <folder>",
  options: shared,
  async run(input) {
    const { terminal, t, options, positionals } = input;
    const [from, to] = positionals;
    if (from === undefined || to === undefined)
      throw new Problem("invalid-input", "mirror needs the log and a folder for the copy.", {
        mend: "comity mirror https://comity.example.org copy",
      });
    const policy = readPolicy(input);
    const reader = await openPlace(from);
    const keys = await trustedKeys(input, policy, reader);
    const found = await readingState(to, async () =>
      mirrorLog(reader, to, keys, {
        policy,
        known: await views(input, policy, originOf(keys)),
        outside: ownAtlas(options["atlas"] ?? atlasFolder),
        onProgress: progress(input),
      }),
    );
    const code = tellFindings(input, found);
    await keepEvidence(input, found, reader, keys);
    if (code === 0 && options["format"] !== "json") terminal.out(`  ${t("cli.record.mirrored", { folder: to })}\n`);
    return code;
  },
};

/** A state of another log in the folder is wrong input, said with the file's name. */
async function readingState<T>(folder: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    return readingFile(`${folder}/${MIRROR_STATE}`, () => {
      throw error;
    });
  }
}
