import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { buffer, text } from "node:stream/consumers";
import { test, type TestContext } from "node:test";
import type { Problem } from "../problem.ts";
import type { BlobStore } from "./blob-store.ts";
import { FolderStore } from "./folder-store.ts";
import { S3Store, type S3Options } from "./s3-store.ts";
import { encodeRfc3986, signS3 } from "./sigv4.ts";

const sha256 = (content: string | Buffer): string => createHash("sha256").update(content).digest("hex");

function scratch(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "comity-test-files-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const CREDENTIALS = { region: "eu-central-1", accessKeyId: "AKIDEXAMPLE", secretAccessKey: "a-secret" };

/** A small S3: keeps objects in memory, checks every signature and payload hash, lists two keys a page. */
async function fakeS3(t: TestContext): Promise<{ endpoint: string; objects: Map<string, Buffer>; puts: () => number }> {
  const objects = new Map<string, Buffer>();
  let puts = 0;
  const isSigned = (request: IncomingMessage, url: URL): boolean => {
    const names = /SignedHeaders=([^,]+)/.exec(request.headers.authorization ?? "")?.[1]?.split(";") ?? [];
    const extra = Object.fromEntries(
      names
        .filter((name) => name !== "host" && !name.startsWith("x-amz-"))
        .map((name) => [name, String(request.headers[name])]),
    );
    const stamp = String(request.headers["x-amz-date"]).replace(
      /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/,
      "$1-$2-$3T$4:$5:$6Z",
    );
    const expected = signS3(
      CREDENTIALS,
      request.method as string,
      url,
      extra,
      String(request.headers["x-amz-content-sha256"]),
      new Date(stamp),
    );
    return expected["authorization"] === request.headers.authorization;
  };
  const server = createServer(async (request, answer) => {
    const url = new URL(request.url as string, `http://${request.headers.host}`);
    const body = await buffer(request);
    const key = decodeURIComponent(url.pathname.slice("/bucket/".length));
    const end = (status: number, content: string | Buffer = "", headers: Record<string, string> = {}): void =>
      void answer.writeHead(status, headers).end(content);
    if (!isSigned(request, url)) return end(403, "<Code>SignatureDoesNotMatch</Code>");
    if (!url.pathname.startsWith("/bucket")) return end(404, "<Code>NoSuchBucket</Code>");
    if (request.method === "PUT") {
      puts += 1;
      if (sha256(body) !== request.headers["x-amz-content-sha256"])
        return end(400, "<Code>XAmzContentSHA256Mismatch</Code>");
      objects.set(key, body);
      return end(200);
    }
    if (url.searchParams.get("list-type") === "2") {
      const after = url.searchParams.get("continuation-token") ?? "";
      const keys = [...objects.keys()]
        .filter((name) => name.startsWith(url.searchParams.get("prefix") ?? "") && name > after)
        .toSorted();
      const page = keys.slice(0, 2);
      const items = page
        .map((name) => `<Contents><Key>${name}</Key><Size>${objects.get(name)?.length}</Size></Contents>`)
        .join("");
      return end(
        200,
        `<ListBucketResult>${items}${keys.length > 2 ? `<NextContinuationToken>${page[1]}</NextContinuationToken>` : ""}</ListBucketResult>`,
      );
    }
    if (request.method === "DELETE") return end(objects.delete(key) ? 204 : 204);
    const object = objects.get(key);
    if (object === undefined) return end(404);
    const range = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? "");
    const part = range === null ? object : object.subarray(Number(range[1]), Number(range[2]) + 1);
    return end(range === null ? 200 : 206, request.method === "HEAD" ? "" : part, {
      "content-length": String(part.length),
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { endpoint: `http://127.0.0.1:${(server.address() as { port: number }).port}`, objects, puts: () => puts };
}

const s3Options = (endpoint: string, more: Partial<S3Options> = {}): S3Options => ({
  ...CREDENTIALS,
  endpoint,
  bucket: "bucket",
  prefix: "comity/",
  ...more,
});

const makers: [string, (t: TestContext) => Promise<BlobStore>][] = [
  ["folder", async (t) => new FolderStore(join(scratch(t), "files"))],
  ["S3", async (t) => new S3Store(s3Options((await fakeS3(t)).endpoint))],
];

for (const [name, make] of makers) {
  test(`blobs by content in a ${name} store`, async (t) => {
    const store = await make(t);
    const words = "Комитет 委员会";
    const blob = await store.put(Readable.from([Buffer.from(words).subarray(0, 5), Buffer.from(words).subarray(5)]));
    assert.deepEqual(blob, { hash: sha256(words), size: Buffer.byteLength(words) });
    assert.deepEqual(await store.put(Buffer.from(words)), blob, "twice is once");
    assert.equal(await text(await store.get(blob.hash)), words);
    assert.equal(await store.size(blob.hash), blob.size);
    const ten = await store.put(Buffer.from("0123456789"));
    assert.equal(await text(await store.get(ten.hash, { start: 2, end: 4 })), "234");
    const empty = await store.put(new Uint8Array());
    assert.equal(await text(await store.get(empty.hash)), "");
    const listed = [];
    for await (const one of store.list()) listed.push(one.hash);
    assert.deepEqual(listed.toSorted(), [blob.hash, ten.hash, empty.hash].toSorted());
    await store.remove(ten.hash);
    await store.remove(ten.hash);
    assert.equal(await store.size(ten.hash), undefined);
    await assert.rejects(store.get(ten.hash), (error: Problem) => error.kind === "not-found");
    for (const bad of ["../../etc/passwd", "", "A".repeat(64)])
      await assert.rejects(
        async () => store.get(bad),
        (error: Problem) => error.kind === "invalid-input",
      );
    await assert.rejects(
      store.put(Buffer.alloc(100), { maxBytes: 99 }),
      (error: Problem) => error.kind === "too-large",
    );
  });
}

test("an upload that breaks off leaves nothing", async (t) => {
  const folder = join(scratch(t), "files");
  const store = new FolderStore(folder);
  const broken = Readable.from(
    (async function* () {
      yield Buffer.from("half");
      throw new Error("the connection was lost");
    })(),
  );
  await assert.rejects(store.put(broken), /connection was lost/);
  assert.deepEqual(readdirSync(join(folder, "incoming")), []);
  assert.deepEqual(readdirSync(folder), ["incoming"]);
});

test(
  "a full disk is told as such, and nothing is left",
  { skip: process.getuid?.() === 0 ? false : "needs root to mount a small disk" },
  async (t) => {
    const folder = join(scratch(t), "small");
    mkdirSync(folder);
    if (spawnSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", folder]).status !== 0) {
      t.skip("mounting is not allowed here");
      return;
    }
    try {
      const store = new FolderStore(join(folder, "files"));
      await assert.rejects(
        store.put(Buffer.alloc(500_000)),
        (error: Problem) => error.kind === "storage-full" && error.status === 507,
      );
      assert.deepEqual(readdirSync(join(folder, "files", "incoming")), []);
      writeFileSync(join(folder, "still-usable"), "x");
    } finally {
      spawnSync("umount", [folder]);
    }
  },
);

test("S3: wrong key, no bucket, no answer are told; a stored blob is not sent twice", async (t) => {
  const { endpoint, puts } = await fakeS3(t);
  const store = new S3Store(s3Options(endpoint));
  await store.put(Buffer.from("x"));
  await store.put(Buffer.from("x"));
  assert.equal(puts(), 1);
  await assert.rejects(
    new S3Store(s3Options(endpoint, { secretAccessKey: "wrong" })).put(Buffer.from("y")),
    (error: Problem) => error.kind === "unavailable" && /403/.test(error.message),
  );
  await assert.rejects(
    new S3Store(s3Options(endpoint, { bucket: "none" })).put(Buffer.from("y")),
    /bucket none does not exist/,
  );
  await assert.rejects(
    new S3Store(s3Options("http://127.0.0.1:1")).size("0".repeat(64)),
    (error: Problem) => error.kind === "unavailable",
  );
  assert.equal(
    readdirSync(tmpdir()).some((name) => name.startsWith("comity-upload-")),
    false,
  );
});

test("signature of the published example (GET object, AWS documentation)", () => {
  const signed = signS3(
    {
      region: "us-east-1",
      accessKeyId: "AKIAIOSFODNN7EXAMPLE",
      secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    },
    "GET",
    new URL("https://examplebucket.s3.amazonaws.com/test.txt"),
    { range: "bytes=0-9" },
    sha256(""),
    new Date("2013-05-24T00:00:00Z"),
  );
  assert.match(
    signed["authorization"] ?? "",
    /SignedHeaders=host;range;x-amz-content-sha256;x-amz-date, Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41$/,
  );
  assert.equal(encodeRfc3986("a b/(é)*'!~"), "a%20b%2F%28%C3%A9%29%2A%27%21~");
});
