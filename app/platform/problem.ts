/**
 * Every failure Comity foresees is a `Problem`: one kind, one sentence of what went wrong and, where there is one, the mend.
 * The kind decides the HTTP status (problem+json, RFC 9457) and the exit code of the command line.
 */
const KINDS = {
  "invalid-input": { status: 422, exitCode: 2, title: "The input is not valid" },
  "malformed-request": { status: 400, exitCode: 2, title: "The request cannot be read" },
  "sign-in-needed": { status: 401, exitCode: 1, title: "Sign in first" },
  "not-permitted": { status: 403, exitCode: 1, title: "Not permitted" },
  "not-found": { status: 404, exitCode: 1, title: "Not found" },
  conflict: { status: 409, exitCode: 1, title: "The state does not allow this" },
  "too-large": { status: 413, exitCode: 2, title: "Too large" },
  "too-many-requests": { status: 429, exitCode: 1, title: "Too many requests" },
  internal: { status: 500, exitCode: 1, title: "Something went wrong on our side" },
  unavailable: { status: 503, exitCode: 1, title: "Not available now" },
  "storage-full": { status: 507, exitCode: 1, title: "The disk is full" },
  "bad-configuration": { status: 500, exitCode: 2, title: "The configuration is not valid" },
  "cannot-start": { status: 500, exitCode: 2, title: "Comity cannot start" },
} as const;

export type ProblemKind = keyof typeof KINDS;

/** One wrong field of an input: `path` is dotted (`contact.email`), `message` a sentence. */
export interface FieldProblem {
  path: string;
  message: string;
}

export interface ProblemOptions {
  /** What to do about it, one sentence. */
  mend?: string;
  fields?: readonly FieldProblem[];
  /** Seconds after which trying again makes sense (`Retry-After`). */
  retryAfter?: number;
  cause?: unknown;
}

export class Problem extends Error {
  readonly kind: ProblemKind;
  readonly status: number;
  readonly exitCode: number;
  readonly title: string;
  readonly mend: string | undefined;
  readonly fields: readonly FieldProblem[];
  readonly retryAfter: number | undefined;

  constructor(kind: ProblemKind, detail: string, options: ProblemOptions = {}) {
    super(detail, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "Problem";
    this.kind = kind;
    this.status = KINDS[kind].status;
    this.exitCode = KINDS[kind].exitCode;
    this.title = KINDS[kind].title;
    this.mend = options.mend;
    this.fields = options.fields ?? [];
    this.retryAfter = options.retryAfter;
  }

  /** The text for a terminal: what is wrong, the fields, the mend. */
  get text(): string {
    const lines = [this.message, ...this.fields.map((field) => `  ${field.path}: ${field.message}`)];
    if (this.mend !== undefined) lines.push(this.mend);
    return lines.join("\n");
  }
}

const STORAGE_FULL = new Set(["ENOSPC", "EDQUOT", "53100"]);
const UNAVAILABLE = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "57P01", "57P02", "57P03", "53300"]);

/** The system's error code (`ENOSPC`) or SQLSTATE (`23505`) of an error, if it has one. */
export function errorCode(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === "string" ? code : undefined;
}

/** Any thrown value as a `Problem`: known system and database failures by their code, everything else `internal`. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const code = errorCode(error);
  if (code !== undefined && STORAGE_FULL.has(code)) {
    return new Problem("storage-full", "The disk that holds Comity's data is full; nothing was stored.", {
      mend: "Free some space on it and try again.",
      cause: error,
    });
  }
  if (code !== undefined && UNAVAILABLE.has(code)) {
    return new Problem("unavailable", "The database does not answer.", { retryAfter: 5, cause: error });
  }
  return new Problem("internal", "An unexpected error happened; it was logged.", { cause: error });
}

/** The body of an `application/problem+json` answer. Never carries a stack or the words of an unforeseen error. */
export function problemDocument(problem: Problem, requestId: string): Record<string, unknown> {
  return {
    type: `urn:comity:problem:${problem.kind}`,
    title: problem.title,
    status: problem.status,
    detail: problem.message,
    instance: `urn:comity:request:${requestId}`,
    ...(problem.mend === undefined ? {} : { mend: problem.mend }),
    ...(problem.fields.length === 0 ? {} : { errors: problem.fields }),
  };
}
