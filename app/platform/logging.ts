/** Structured logs: one JSON line an event on standard output, without secrets. */
import { pino, type DestinationStream, type Logger } from "pino";

export type { Logger } from "pino";

/** Keys whose values are never written, at the top and two levels down. */
const SECRET_KEYS = [
  "password",
  "newPassword",
  "secret",
  "clientSecret",
  "secretAccessKey",
  "token",
  "cookie",
  "authorization",
  "_csrf",
  "csrf",
];

const REDACT = ["", "*.", "*.*."].flatMap((prefix) => SECRET_KEYS.map((key) => `${prefix}${key}`));

interface WrittenError {
  type: string;
  message: string;
  code?: string;
  stack?: string;
  cause?: WrittenError;
}

/** Only these parts of an error: drivers hang whole connections, with secrets, on theirs. */
function writtenError(error: unknown, depth = 0): WrittenError {
  if (!(error instanceof Error)) return { type: typeof error, message: String(error) };
  const code = (error as { code?: unknown }).code;
  return {
    type: error.name,
    message: error.message,
    ...(typeof code === "string" ? { code } : {}),
    ...(error.stack === undefined ? {} : { stack: error.stack }),
    ...(error.cause === undefined || depth > 3 ? {} : { cause: writtenError(error.cause, depth + 1) }),
  };
}

/** Levels as words, time as ISO 8601; errors with name, message, stack and cause. */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  return pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: (error: unknown) => writtenError(error) },
      redact: { paths: REDACT, censor: "[removed]" },
    },
    destination ?? pino.destination({ dest: 1, sync: true }),
  );
}
