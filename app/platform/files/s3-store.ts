/** Blobs in an S3-compatible store, path style. A blob is first written to a temporary file to know its hash, then sent. */
import { createHash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import type { ReadableStream as WebStream } from "node:stream/web";
import { Problem } from "../problem.ts";
import { checkHash, type BlobStore, type StoredBlob } from "./blob-store.ts";
import { FolderStore } from "./folder-store.ts";
import { signS3, type Signer } from "./sigv4.ts";

export interface S3Options extends Signer {
  endpoint: string;
  bucket: string;
  /** Put before every name, such as `comity/`. */
  prefix: string;
}

const EMPTY = createHash("sha256").digest("hex");

export class S3Store implements BlobStore {
  readonly #options: S3Options;

  constructor(options: S3Options) {
    this.#options = options;
  }

  #url(name: string): URL {
    return new URL(
      `${this.#options.endpoint.replace(/\/$/, "")}/${this.#options.bucket}${name === "" ? "" : `/${this.#options.prefix}${name}`}`,
    );
  }

  async #send(
    method: string,
    url: URL,
    options: { headers?: Record<string, string>; body?: Readable; payloadHash?: string } = {},
  ): Promise<Response> {
    const { host: _host, ...headers } = signS3(
      this.#options,
      method,
      url,
      options.headers ?? {},
      options.payloadHash ?? EMPTY,
      new Date(),
    );
    const body =
      options.body === undefined
        ? {}
        : { body: Readable.toWeb(options.body) as unknown as BodyInit, duplex: "half" as const };
    let answer: Response;
    try {
      answer = await fetch(url, { method, headers, signal: AbortSignal.timeout(300_000), ...body });
    } catch (error) {
      throw new Problem("unavailable", "The file store does not answer.", { retryAfter: 10, cause: error });
    }
    if (answer.ok || answer.status === 404) return answer;
    const words = (await answer.text()).slice(0, 300);
    if (answer.status === 507 || /<Code>(QuotaExceeded|EntityTooLarge)</.test(words))
      throw new Problem("storage-full", "The file store is full; nothing was stored.");
    throw new Problem("unavailable", `The file store answered ${answer.status} to ${method}.`, {
      cause: new Error(words),
    });
  }

  async put(content: Readable | Uint8Array, options: { maxBytes?: number } = {}): Promise<StoredBlob> {
    const folder = join(tmpdir(), `comity-upload-${randomUUID()}`);
    try {
      const local = new FolderStore(folder);
      const blob = await local.put(content, options);
      if ((await this.size(blob.hash)) === blob.size) return blob;
      const path = join(folder, blob.hash.slice(0, 2), blob.hash.slice(2, 4), blob.hash);
      const answer = await this.#send("PUT", this.#url(blob.hash), {
        headers: { "content-length": String(blob.size) },
        body: createReadStream(path),
        payloadHash: blob.hash,
      });
      if (answer.status === 404)
        throw new Problem("unavailable", `The bucket ${this.#options.bucket} does not exist.`, {
          mend: "Create it, or correct files.bucket.",
        });
      return blob;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  async get(hash: string, range?: { start: number; end: number }): Promise<Readable> {
    const answer = await this.#send(
      "GET",
      this.#url(checkHash(hash)),
      range === undefined ? {} : { headers: { range: `bytes=${range.start}-${range.end}` } },
    );
    if (answer.status === 404) throw new Problem("not-found", `There is no file ${hash}.`);
    return Readable.fromWeb(answer.body as unknown as WebStream);
  }

  async size(hash: string): Promise<number | undefined> {
    const answer = await this.#send("HEAD", this.#url(checkHash(hash)));
    return answer.status === 404 ? undefined : Number(answer.headers.get("content-length"));
  }

  async remove(hash: string): Promise<void> {
    await this.#send("DELETE", this.#url(checkHash(hash)));
  }

  async *list(): AsyncIterable<StoredBlob> {
    for (let token: string | undefined, more = true; more;) {
      const url = this.#url("");
      url.searchParams.set("list-type", "2");
      if (this.#options.prefix !== "") url.searchParams.set("prefix", this.#options.prefix);
      if (token !== undefined) url.searchParams.set("continuation-token", token);
      const answer = await this.#send("GET", url);
      if (answer.status === 404)
        throw new Problem("unavailable", `The bucket ${this.#options.bucket} does not exist.`, {
          mend: "Create it, or correct files.bucket.",
        });
      const xml = await answer.text();
      for (const [, item = ""] of xml.matchAll(/<Contents>([\s\S]*?)<\/Contents>/g)) {
        const hash = /<Key>([^<]*)<\/Key>/.exec(item)?.[1]?.slice(this.#options.prefix.length) ?? "";
        if (/^[0-9a-f]{64}$/.test(hash)) yield { hash, size: Number(/<Size>(\d+)<\/Size>/.exec(item)?.[1]) };
      }
      token = /<NextContinuationToken>([^<]*)<\/NextContinuationToken>/.exec(xml)?.[1];
      more = token !== undefined;
    }
  }
}
