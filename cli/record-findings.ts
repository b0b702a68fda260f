/** Says what a verification found, in words or as JSON, and keeps the evidence of a split view. */
import { toBase64, type VerifierKey } from "@comity/record";
import type { LogReader } from "../app/record/read-log.ts";
import type { Divergence } from "../app/record/verify/divergence.ts";
import { compareCheckpoints, formatEvidence } from "../app/record/verify/evidence.ts";
import type { Verification } from "../app/record/verify/verify-log.ts";
import { openByAny, originOf, type Counts } from "../app/record/verify/verify-state.ts";
import type { CommandInput } from "./command-line.ts";

const listed = (counts: Counts): string =>
  Object.entries(counts)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([kind, count]) => `${kind}: ${count}`)
    .join(", ");

/** @returns the exit code. */
export function tellFindings({ terminal, t, options }: CommandInput, found: Verification): number {
  const { divergence, checkpoint, state } = found;
  if (options["format"] === "json") {
    terminal.out(
      `${JSON.stringify({
        ok: divergence === null,
        origin: originOf(state.keys),
        size: checkpoint?.size ?? null,
        root: checkpoint === null ? null : toBase64(checkpoint.root),
        read: found.read,
        witnesses: found.witnesses,
        recomputed: state.recomputed,
        withheld: state.withheld,
        unknown: state.unknown,
        divergence,
      })}\n`,
    );
    return divergence === null ? 0 : 1;
  }
  if (divergence !== null) {
    terminal.out(divergenceText({ t, terminal }, divergence));
    return 1;
  }
  const lines = [
    terminal.bold(t("cli.record.whole", { origin: originOf(state.keys), size: checkpoint?.size ?? 0 })),
    `  ${t("cli.record.root", { root: toBase64(checkpoint?.root ?? new Uint8Array()) })}`,
    `  ${t("cli.record.read", { count: found.read })}`,
    `  ${t("cli.record.recomputed", { list: listed(state.recomputed) || "–" })}`,
  ];
  if (Object.keys(state.withheld).length > 0)
    lines.push(`  ${t("cli.record.withheld", { list: listed(state.withheld) })}`);
  if (Object.keys(state.unknown).length > 0)
    lines.push(`  ${t("cli.record.unknown", { list: listed(state.unknown) })}`);
  lines.push(
    options["policy"] === undefined
      ? `  ${t("cli.record.noPolicy")}`
      : `  ${t("cli.record.cosigned", { list: found.witnesses.map((one) => `${one.name} ${new Date(one.time * 1000).toISOString()}`).join(", ") || "–" })}`,
  );
  terminal.out(`${lines.join("\n")}\n`);
  return 0;
}

function divergenceText({ t, terminal }: Pick<CommandInput, "t" | "terminal">, found: Divergence): string {
  const head =
    found.index === null
      ? t(`cli.record.what.${found.what}`)
      : `${t("cli.record.entry", { index: String(found.index) })}: ${t(`cli.record.what.${found.what}`)}`;
  const lines = [terminal.bold(head)];
  if (found.rule !== undefined) lines.push(`  ${t(`cli.record.rule.${found.rule}`)}`);
  lines.push(
    `  ${t("cli.record.place", { place: found.place })}`,
    `  ${t("cli.record.expected", { value: found.expected })}`,
    `  ${t("cli.record.found", { value: found.found })}`,
    "",
  );
  return lines.join("\n");
}

/** Of a split view writes the two checkpoints as an evidence file, where the log's tiles allow to prove it. */
export async function keepEvidence(
  { terminal, t, options }: CommandInput,
  found: Verification,
  reader: LogReader,
  keys: readonly VerifierKey[],
): Promise<void> {
  const pair = found.divergence?.checkpoints;
  if (found.divergence?.what !== "split" || pair === undefined) return;
  const { key } = openByAny(pair[0], keys);
  const compared = await compareCheckpoints(pair[0], pair[1], key, reader).catch(() => null);
  if (compared?.is !== "evidence") return;
  const file = options["evidence"] ?? "split-view.json";
  terminal.writeFile(file, formatEvidence(compared.evidence));
  terminal.out(`  ${t("cli.record.evidenceWritten", { file })}\n`);
}
