/** A reader that tries again: a long verification over a network meets pauses that are nobody's fault. */
import { Problem } from "../../platform/problem.ts";
import type { LogReader } from "../read-log.ts";

const ATTEMPTS = 4;

async function steadily<T>(read: () => Promise<T>, pause: number): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await read();
    } catch (error) {
      if (attempt >= ATTEMPTS || !(error instanceof Problem) || error.kind !== "unavailable") throw error;
      await new Promise((resolve) => setTimeout(resolve, pause * 4 ** (attempt - 1)));
    }
  }
}

/** @param pause milliseconds before the second attempt; each next one waits four times as long. */
export function steadyReader(reader: LogReader, pause = 250): LogReader {
  if (!/^https?:/i.test(reader.place)) return reader;
  return {
    place: reader.place,
    about: () => steadily(() => reader.about(), pause),
    checkpoint: () => steadily(() => reader.checkpoint(), pause),
    tile: (path) => steadily(() => reader.tile(path), pause),
    document: (hex) => steadily(() => reader.document(hex), pause),
  };
}
