/**
 * The backup's file format, version 1. Gzip over:
 *   comity-backup 1\n
 *   then for each entry   entry NAME\n  (data LENGTH\n BYTES)*  end SIZE SHA256\n
 *   then                  complete COUNT SHA256\n   (hash over the names and hashes of all entries)
 * Written in one pass without knowing sizes beforehand; a file cut off anywhere has no `complete` line and is refused.
 */
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, rename, rm, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import { Readable } from "node:stream";
import { createGunzip, createGzip, type Gzip } from "node:zlib";
import { Problem, toProblem } from "../problem.ts";

const FIRST_LINE = "comity-backup 1";
const NAME = /^[a-z]+(\/[A-Za-z0-9._-]+)+$|^manifest\.json$/;
const CHUNK = 256 * 1024;

/** Writes an archive beside its place and renames it when it is complete and on disk. */
export class ArchiveWriter {
  readonly #path: string;
  readonly #handle: FileHandle;
  readonly #gzip: Gzip;
  readonly #written: Promise<void>;
  readonly #all = createHash("sha256");
  #count = 0;

  private constructor(path: string, handle: FileHandle) {
    this.#path = path;
    this.#handle = handle;
    this.#gzip = createGzip({ level: 6 });
    const gzip = this.#gzip;
    this.#written = (async () => {
      for await (const piece of gzip) await handle.writeFile(piece as Buffer);
    })();
    // Told by the next write or by finish(); unheard it would end the process.
    this.#written.catch((error: unknown) => gzip.destroy(error as Error));
  }

  /** Throws `Problem("conflict")` when `path` exists. The file is readable for its owner only: it holds keys. */
  static async create(path: string): Promise<ArchiveWriter> {
    const exists = await open(path, "r").then(
      (handle) => handle.close().then(() => true),
      () => false,
    );
    if (exists)
      throw new Problem("conflict", `${path} exists already.`, {
        mend: "Choose another name; a backup never overwrites anything.",
      });
    const writer = new ArchiveWriter(path, await open(`${path}.part`, "w", 0o600));
    await writer.#write(`${FIRST_LINE}\n`);
    return writer;
  }

  async #write(piece: string | Uint8Array): Promise<void> {
    if (this.#gzip.destroyed) await this.#written;
    if (this.#gzip.write(piece)) return;
    await Promise.race([new Promise((done) => this.#gzip.once("drain", done)), this.#written]);
  }

  /** Adds one entry; returns its size in bytes and SHA-256. */
  async add(name: string, content: Readable | Uint8Array): Promise<{ size: number; hash: string }> {
    if (!NAME.test(name)) throw new Error(`"${name}" cannot be the name of an entry`);
    await this.#write(`entry ${name}\n`);
    const hash = createHash("sha256");
    let size = 0;
    for await (const piece of content instanceof Uint8Array ? [content] : content) {
      const bytes = typeof piece === "string" ? Buffer.from(piece) : (piece as Uint8Array);
      for (let at = 0; at < bytes.length; at += CHUNK) {
        const part = bytes.subarray(at, at + CHUNK);
        hash.update(part);
        size += part.length;
        await this.#write(`data ${part.length}\n`);
        await this.#write(part);
      }
    }
    const digest = hash.digest("hex");
    await this.#write(`end ${size} ${digest}\n`);
    this.#all.update(`${name} ${size} ${digest}\n`);
    this.#count += 1;
    return { size, hash: digest };
  }

  async finish(): Promise<void> {
    await this.#write(`complete ${this.#count} ${this.#all.digest("hex")}\n`);
    this.#gzip.end();
    await this.#written;
    await this.#handle.sync();
    await this.#handle.close();
    await rename(`${this.#path}.part`, this.#path);
    if (process.platform === "win32") return;
    const folder = await open(dirname(this.#path), "r");
    await folder.sync().finally(() => folder.close());
  }

  /** Removes what was written. */
  async abandon(): Promise<void> {
    this.#gzip.destroy();
    await this.#written.catch(() => undefined);
    await this.#handle.close().catch(() => undefined);
    await rm(`${this.#path}.part`, { force: true });
  }
}

class ByteReader {
  readonly #pieces: AsyncIterator<Buffer>;
  #held: Buffer = Buffer.alloc(0);

  constructor(stream: AsyncIterable<Buffer>) {
    this.#pieces = stream[Symbol.asyncIterator]();
  }

  async #more(): Promise<boolean> {
    const next = await this.#pieces.next();
    if (next.done === true) return false;
    this.#held = this.#held.length === 0 ? next.value : Buffer.concat([this.#held, next.value]);
    return true;
  }

  async line(): Promise<string | undefined> {
    for (;;) {
      const end = this.#held.indexOf(10);
      if (end >= 0) {
        const text = this.#held.toString("utf8", 0, end);
        this.#held = this.#held.subarray(end + 1);
        return text;
      }
      if (this.#held.length > 4096 || !(await this.#more())) return undefined;
    }
  }

  async bytes(count: number): Promise<Buffer | undefined> {
    while (this.#held.length < count) if (!(await this.#more())) return undefined;
    const part = this.#held.subarray(0, count);
    this.#held = this.#held.subarray(count);
    return part;
  }

  async isAtEnd(): Promise<boolean> {
    return this.#held.length === 0 && !(await this.#more());
  }
}

function damaged(path: string, what: string): Problem {
  return new Problem("invalid-input", `${path} is not a whole backup: ${what}. Nothing was restored.`, {
    mend: "Use another copy of the backup.",
  });
}

/**
 * Reads an archive from its start, checking everything on the way. `onEntry` must read its content to the end.
 * Throws `Problem("invalid-input")` at the first thing that is wrong.
 */
export async function readArchive(
  path: string,
  onEntry: (name: string, content: Readable) => Promise<void>,
): Promise<void> {
  const file = createReadStream(path);
  const unzipped = createGunzip();
  file.on("error", (error) => unzipped.destroy(error));
  const reader = new ByteReader(file.pipe(unzipped));
  try {
    if ((await reader.line()) !== FIRST_LINE)
      throw damaged(path, "it does not begin like one, or is of a newer format");
    const all = createHash("sha256");
    for (let count = 0; ; count += 1) {
      const line = (await reader.line()) ?? "";
      const complete = /^complete (\d+) ([0-9a-f]{64})$/.exec(line);
      if (complete !== null) {
        if (Number(complete[1]) !== count || complete[2] !== all.digest("hex") || !(await reader.isAtEnd()))
          throw damaged(path, "its end does not fit its content");
        return;
      }
      const name = /^entry (.+)$/.exec(line)?.[1];
      if (name === undefined || !NAME.test(name) || name.split("/").includes(".."))
        throw damaged(path, "it is cut off or damaged");
      all.update(await readEntry(path, reader, name, onEntry));
    }
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    if (code === "ENOENT") throw new Problem("not-found", `There is no backup ${path}.`, { cause: error });
    if (typeof code === "string" && code.startsWith("Z_")) throw damaged(path, "it is cut off or not a backup");
    throw toProblem(error).kind === "internal" ? error : toProblem(error);
  } finally {
    file.destroy();
    unzipped.destroy();
  }
}

async function readEntry(
  path: string,
  reader: ByteReader,
  name: string,
  onEntry: (name: string, content: Readable) => Promise<void>,
): Promise<string> {
  const hash = createHash("sha256");
  let size = 0;
  let summary: string | undefined;
  async function* pieces(): AsyncGenerator<Buffer> {
    for (;;) {
      const line = (await reader.line()) ?? "";
      const length = /^data (\d{1,7})$/.exec(line)?.[1];
      if (length === undefined) {
        const digest = hash.digest("hex");
        if (line !== `end ${size} ${digest}`) throw damaged(path, `${name} is cut off or changed`);
        summary = `${name} ${size} ${digest}\n`;
        return;
      }
      const part = await reader.bytes(Number(length));
      if (part === undefined) throw damaged(path, `${name} is cut off`);
      hash.update(part);
      size += part.length;
      yield part;
    }
  }
  await onEntry(name, Readable.from(pieces(), { objectMode: false }));
  if (summary === undefined) throw new Error(`the content of ${name} was not read to its end`);
  return summary;
}
