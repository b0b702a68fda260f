/** Asks a witness what it last cosigned for a log: the view of someone whom the log's operator does not control. */
import { cosigners, parseNote, type PolicyWitness } from "@comity/record";
import { monitorUrl } from "./witness-server.ts";
import { stateName } from "./witness-state.ts";

export type WitnessView =
  | { readonly is: "seen"; readonly note: string }
  /** It has cosigned nothing of this log. */
  | { readonly is: "none" }
  /** It does not answer, or what it answers does not bear its cosignature. */
  | { readonly is: "silent"; readonly why: string };

/** Never throws. */
export async function askWitness(witness: PolicyWitness, origin: string): Promise<WitnessView> {
  try {
    const response = await fetch(monitorUrl(witness.url ?? "", stateName(origin)), {
      signal: AbortSignal.timeout(15_000),
    });
    if (response.status === 404) return { is: "none" };
    if (!response.ok) return { is: "silent", why: `status ${response.status}` };
    const note = await response.text();
    if (cosigners(parseNote(note), [witness.key]).length === 0) return { is: "silent", why: "not its cosignature" };
    return { is: "seen", note };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return { is: "silent", why: cause instanceof Error ? cause.message : String(cause) };
  }
}
