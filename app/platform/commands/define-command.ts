/** The one way to change state. Pages, API, CLI, imports and jobs all run commands; nothing else writes. */
import type { z } from "zod";
import type { Actor, Permission } from "../actor.ts";
import type { Tx } from "../database/tables.ts";
import type { ActKind } from "./official-acts.ts";

/** What a command may do beside writing to `tx`; all of it takes effect only when the transaction commits. */
export interface CommandContext {
  requestId: string;
  now: Date;
  /** Sends a live event on a topic to all nodes, see events/event-hub.ts. */
  announce(topic: string, data: unknown): Promise<void>;
  /** Puts an entry into the record of official acts. The command declares `official`. */
  enact(entry: Readonly<Record<string, unknown>>): Promise<void>;
}

export interface Command<Input extends z.ZodType, Result> {
  /** `collection.verb`, also the file's name, the audit's and the API's: `settings.change`. */
  name: string;
  /** The rule in words, one or two sentences, shown in the registry and in the documents. */
  rule: string;
  permission: Permission;
  input: Input;
  /** Input keys that never go to the audit trail. */
  secret?: readonly string[];
  /** The kind of official act it records; absent when it is none. */
  official?: ActKind;
  /** Serializable for decisions that read what others may write at the same time; retried on conflict. */
  isolation?: "read committed" | "serializable";
  /** A finer check than `permission`, inside the transaction; throws `Problem("not-permitted")`. */
  authorize?(tx: Tx, actor: Actor, input: z.output<Input>): Promise<void>;
  run(tx: Tx, actor: Actor, input: z.output<Input>, context: CommandContext): Promise<Result>;
}

export interface AnyCommand {
  name: string;
  rule: string;
  permission: Permission;
  input: z.ZodType;
  secret?: readonly string[];
  official?: ActKind;
}

/** Checks the definition itself and gives it back with its types. */
export function defineCommand<Input extends z.ZodType, Result>(
  command: Command<Input, Result>,
): Command<Input, Result> {
  if (!/^[a-z][a-z-]*(\.[a-z][a-z-]*)+$/.test(command.name))
    throw new Error(`a command is named collection.verb, not "${command.name}"`);
  if (command.rule.trim().length < 20) throw new Error(`the command ${command.name} needs its rule in words`);
  return command;
}
