/** The policy that the operator configured: which witnesses are asked, and how many are enough. */
import { readFileSync } from "node:fs";
import { parsePolicy, RecordFormatError } from "@comity/record";
import type { Config } from "../platform/config.ts";
import { errorCode, Problem } from "../platform/problem.ts";

/** Text of the policy file of the configuration; `quorum none` without one. @throws Problem `bad-configuration` */
export function configuredPolicy(config: Config): string {
  const path = config.record.witnesses;
  if (path === undefined) return "quorum none\n";
  try {
    const text = readFileSync(path, "utf8");
    parsePolicy(text);
    return text;
  } catch (error) {
    const why =
      error instanceof RecordFormatError ? error.message : `it cannot be read (${errorCode(error) ?? String(error)})`;
    throw new Problem("bad-configuration", `The policy file ${path} of the record: ${why}.`, {
      mend: "Correct the file or COMITY_RECORD_WITNESSES; its form is C2SP tlog-policy.",
      cause: error,
    });
  }
}
