/** Runs a command: validate, authorise, decide and store in one transaction, with one row in the audit trail. */
import { randomUUID } from "node:crypto";
import type { z } from "zod";
import { may, type Actor } from "../actor.ts";
import type { Db, Tx } from "../database/tables.ts";
import { publish } from "../events/event-hub.ts";
import { errorCode, Problem, toProblem } from "../problem.ts";
import type { AnyCommand, Command } from "./define-command.ts";
import type { OfficialActs } from "./official-acts.ts";

export interface CommandServices {
  db: Db;
  acts: OfficialActs;
}

const SERIALIZATION_FAILURES = new Set(["40001", "40P01"]);
const ATTEMPTS = 4;

/** The input without its secrets, as the audit trail keeps it. */
function withoutSecrets(input: unknown, secret: readonly string[] = []): unknown {
  if (typeof input !== "object" || input === null || Array.isArray(input)) return input ?? null;
  return Object.fromEntries(
    Object.entries(input).map(([key, value]) => [key, secret.includes(key) ? "[removed]" : value]),
  );
}

function checkInput<Input extends z.ZodType>(command: AnyCommand & { input: Input }, input: unknown): z.output<Input> {
  const parsed = command.input.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new Problem("invalid-input", `The input of ${command.name} is not valid.`, {
    fields: parsed.error.issues.map((issue) => ({ path: issue.path.join("."), message: issue.message })),
  });
}

function checkPermission(command: AnyCommand, actor: Actor): void {
  if (may(actor, command.permission)) return;
  if (actor.kind === "public") throw new Problem("sign-in-needed", `${command.name} needs an account.`);
  throw new Problem("not-permitted", `${command.name} needs the permission ${command.permission}.`);
}

/**
 * Runs `command` for `actor`. Order: input, permission, transaction; so a wrong input is told to anyone, as forms need.
 * Throws `Problem`. A denied or failed attempt is in the audit trail too; an invalid input is not.
 */
export async function execute<Input extends z.ZodType, Result>(
  services: CommandServices,
  command: Command<Input, Result>,
  actor: Actor,
  input: unknown,
  options: { requestId?: string; now?: Date } = {},
): Promise<Result> {
  const requestId = options.requestId ?? randomUUID();
  const checked = checkInput(command, input);
  const row = {
    request_id: requestId,
    command: command.name,
    actor_kind: actor.kind,
    actor_id: actor.id,
    input: JSON.stringify(withoutSecrets(checked, command.secret)),
  };
  try {
    checkPermission(command, actor);
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await inTransaction(services.db, command.isolation, async (tx) => {
          if (command.official !== undefined && command.isolation === "serializable") await services.acts.prepare?.(tx);
          await command.authorize?.(tx, actor, checked);
          const result = await command.run(
            tx,
            actor,
            checked,
            contextOf(services, tx, command, actor, requestId, options.now ?? new Date()),
          );
          await tx
            .insertInto("audit")
            .values({ ...row, outcome: "done", detail: null })
            .execute();
          return result;
        });
      } catch (error) {
        if (attempt >= ATTEMPTS || !SERIALIZATION_FAILURES.has(errorCode(error) ?? "")) throw error;
      }
    }
  } catch (error) {
    const problem = toProblem(error);
    const denied = problem.kind === "not-permitted" || problem.kind === "sign-in-needed";
    // Best effort: when the database itself is the trouble, the first error is the one to tell.
    await services.db
      .insertInto("audit")
      .values({ ...row, outcome: denied ? "denied" : "failed", detail: problem.kind })
      .execute()
      .catch(() => undefined);
    throw problem.kind === "internal" ? error : problem;
  }
}

function inTransaction<T>(
  db: Db,
  isolation: "read committed" | "serializable" | undefined,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  return db
    .transaction()
    .setIsolationLevel(isolation ?? "read committed")
    .execute(work);
}

function contextOf(services: CommandServices, tx: Tx, command: AnyCommand, actor: Actor, requestId: string, now: Date) {
  return {
    requestId,
    now,
    announce: (topic: string, data: unknown) => publish(tx, topic, data),
    async enact(entry: Readonly<Record<string, unknown>>) {
      if (command.official === undefined)
        throw new Error(`${command.name} records an official act but does not declare one`);
      await services.acts.append(tx, {
        kind: command.official,
        at: now.toISOString(),
        command: command.name,
        actor: { kind: actor.kind, id: actor.id },
        requestId,
        entry,
      });
    },
  };
}
