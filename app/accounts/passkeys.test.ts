import assert from "node:assert/strict";
import { createHash, generateKeyPairSync, randomBytes, sign, type KeyObject } from "node:crypto";
import { test } from "node:test";
import { addAccount, Browser, password, startWithAdministrator, type Answer } from "./test-browser.ts";

const sha256 = (data: Buffer | string): Buffer => createHash("sha256").update(data).digest();
const number = (value: number, bytes: number): Buffer => {
  const buffer = Buffer.alloc(bytes);
  buffer.writeUIntBE(value, 0, bytes);
  return buffer;
};
const userPresent = 0x01;
const userVerified = 0x04;
const holdsKey = 0x40;

/** An authenticator in software: P-256, attestation "none". */
class Authenticator {
  readonly id = randomBytes(32);
  readonly #key: KeyObject;
  readonly #coseKey: Buffer;
  counter = 0;

  constructor() {
    const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    this.#key = privateKey;
    const { x = "", y = "" } = publicKey.export({ format: "jwk" });
    // CBOR map {1: 2, 3: -7, -1: 1, -2: x, -3: y} (RFC 9053).
    this.#coseKey = Buffer.concat([
      Buffer.from("a5010203262001215820", "hex"),
      Buffer.from(x, "base64url"),
      Buffer.from("225820", "hex"),
      Buffer.from(y, "base64url"),
    ]);
  }

  #data(host: string, flags: number, key: Buffer): Buffer {
    this.counter += 1;
    return Buffer.concat([sha256(host), number(flags, 1), number(this.counter, 4), key]);
  }

  register(challenge: string, origin: string, flags = userPresent | userVerified) {
    const key = Buffer.concat([Buffer.alloc(16), number(this.id.length, 2), this.id, this.#coseKey]);
    const data = this.#data(new URL(origin).hostname, flags | holdsKey, key);
    const attestation = Buffer.concat([
      Buffer.from("a363666d74646e6f6e656761747453746d74a068617574684461746159", "hex"),
      number(data.length, 2),
      data,
    ]);
    const clientData = Buffer.from(JSON.stringify({ type: "webauthn.create", challenge, origin, crossOrigin: false }));
    return this.#response({
      clientDataJSON: clientData.toString("base64url"),
      attestationObject: attestation.toString("base64url"),
      transports: ["internal"],
    });
  }

  signIn(challenge: string, origin: string, flags = userPresent | userVerified) {
    const data = this.#data(new URL(origin).hostname, flags, Buffer.alloc(0));
    const clientData = Buffer.from(JSON.stringify({ type: "webauthn.get", challenge, origin, crossOrigin: false }));
    return this.#response({
      clientDataJSON: clientData.toString("base64url"),
      authenticatorData: data.toString("base64url"),
      signature: sign("sha256", Buffer.concat([data, sha256(clientData)]), this.#key).toString("base64url"),
    });
  }

  #response(response: object) {
    const id = this.id.toString("base64url");
    return { id, rawId: id, type: "public-key", clientExtensionResults: {}, response };
  }
}

interface Begun {
  challenge: string;
  options: { challenge: string };
}
const begun = (answer: Answer): Begun => {
  assert.equal(answer.status, 200, answer.text);
  return JSON.parse(answer.text) as Begun;
};

test("a passkey is registered and signs in without password and code; forged, copied and replayed ones are refused", async (t) => {
  const server = await startWithAdministrator(t);
  const origin = server.url;
  const { browser } = await addAccount(server, "kofi@example.org");
  const device = new Authenticator();

  const register = async (make: (challenge: string) => unknown, session = browser): Promise<number> => {
    const { challenge, options } = begun(await browser.json("/account/passkeys/begin", {}));
    return (await session.json("/account/passkeys", { challenge, response: make(options.challenge) })).status;
  };
  assert.equal(await register((challenge) => device.register(challenge, "https://elsewhere.example")), 422, "origin");
  assert.equal(
    await register((challenge) => device.register(challenge, origin, userPresent)),
    422,
    "user not verified",
  );
  assert.equal(await register((challenge) => device.register(challenge, origin), server.admin), 409, "another account");
  assert.equal(await register((challenge) => device.register(challenge, origin)), 200);
  assert.equal(await register((challenge) => device.register(challenge, origin)), 422, "registered already");
  assert.equal((await new Browser(origin).json("/account/passkeys/begin", {})).status, 401);

  const guest = new Browser(origin);
  const begin = async (): Promise<Begun> => begun(await guest.json("/sign-in/passkey/begin", {}));
  const finish = async ({ challenge }: Begun, response: unknown): Promise<number> =>
    (await guest.json("/sign-in/passkey", { challenge, response })).status;
  let ask = await begin();
  assert.equal(await finish(ask, device.signIn(ask.options.challenge, origin, userPresent)), 422, "user not verified");
  ask = await begin();
  assert.equal(await finish(ask, new Authenticator().signIn(ask.options.challenge, origin)), 422, "unknown key");
  ask = await begin();
  assert.equal(await finish(ask, device.signIn("x".repeat(43), origin)), 422, "another challenge");
  ask = await begin();
  const good = device.signIn(ask.options.challenge, origin);
  assert.equal(await finish(ask, good), 200);
  assert.match((await guest.get("/account")).text, /kofi@example\.org/);
  assert.equal(await finish(ask, good), 409, "the challenge is used up");
  device.counter = 0;
  ask = await begin();
  assert.equal(await finish(ask, device.signIn(ask.options.challenge, origin)), 422, "a counter that went back");
  device.counter = 100;

  const foreign = await guest.send("/sign-in/passkey/begin", {
    method: "POST",
    body: "{}",
    headers: { "content-type": "application/json", origin: "https://elsewhere.example" },
  });
  assert.equal(foreign.status, 403);

  const page = (await browser.get("/account")).text;
  const passkey = /name="passkey" value="([^"]+)"/.exec(page)?.[1] ?? "";
  assert.equal(passkey, device.id.toString("base64url"));
  await browser.post("/account", "/account/passkeys/remove", { passkey });
  ask = await begin();
  assert.equal(await finish(ask, device.signIn(ask.options.challenge, origin)), 422, "removed");
});

test("registering a passkey needs a recent sign-in", async (t) => {
  const server = await startWithAdministrator(t);
  await server.services.database.executeSql("update session set complete_at = now() - interval '11 minutes'", []);
  assert.equal((await server.admin.json("/account/passkeys/begin", {})).status, 422);
  await server.admin.post("/account", "/sign-out", {});
  await server.admin.post("/sign-in", "/sign-in", { email: "amina@example.org", password });
  assert.equal((await server.admin.json("/account/passkeys/begin", {})).status, 200);
});
