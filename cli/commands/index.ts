/** All commands of the command line, in the order of the help. */
import type { CliCommand } from "../command-line.ts";
import { assessCommand } from "./assess.ts";
import { completionCommand } from "./completion.ts";
import { backupCommand, restoreCommand } from "./instance.ts";
import { interviewCommand } from "./interview.ts";
import { mcpCommand } from "./mcp.ts";
import { evidenceCommand, receiptCommand } from "./record-proofs.ts";
import { mirrorCommand, verifyCommand } from "./record-verify.ts";
import { witnessCommand } from "./record-witness.ts";
import { recordEraseCommand, recordExportCommand, recordRotateKeyCommand } from "./record.ts";
import { rulesCheckCommand, rulesListCommand, rulesShowCommand } from "./rules.ts";

export const commands: readonly CliCommand[] = [
  assessCommand,
  interviewCommand,
  rulesCheckCommand,
  rulesListCommand,
  rulesShowCommand,
  verifyCommand,
  mirrorCommand,
  witnessCommand,
  receiptCommand,
  evidenceCommand,
  backupCommand,
  restoreCommand,
  recordExportCommand,
  recordRotateKeyCommand,
  recordEraseCommand,
  mcpCommand,
  completionCommand(() => commands),
];
