import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import {
  hashPassword,
  newRecoveryCodes,
  newToken,
  passwordFault,
  recoveryCodeHash,
  seal,
  unseal,
  verifyPassword,
} from "./secrets.ts";

test("a password is stored as argon2id with 19 MiB and only the right one fits", async () => {
  const hash = await hashPassword("correct horse battery");
  assert.match(hash, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  assert.notEqual(hash, await hashPassword("correct horse battery"));
  assert.equal(await verifyPassword("correct horse battery", hash), true);
  assert.equal(await verifyPassword("correct horse batterz", hash), false);
  assert.equal(await verifyPassword("correct horse battery", null), false);
  assert.equal(await verifyPassword("x", "not a hash"), false);
  assert.equal(await verifyPassword("ｃorrect horse battery", hash), true, "full-width letters are the same password");
});

test("weak passwords are refused with the reason", () => {
  assert.equal(passwordFault("short", []), "too-short");
  assert.equal(passwordFault("a".repeat(300), []), "too-long");
  assert.equal(passwordFault("aaaaaaaaaaaaaaaa", []), "too-easy");
  assert.equal(passwordFault("amina.diallo2026", ["amina.diallo@example.org", "Amina Diallo"]), "too-easy");
  assert.equal(passwordFault("passwordpassword", []), "too-easy");
  assert.equal(passwordFault("a quiet lake at dawn", []), null);
  assert.equal(passwordFault("静かな湖に朝の霧がかかる", []), null);
});

test("tokens and recovery codes don't repeat; codes are read however they are typed", () => {
  assert.equal(new Set(Array.from({ length: 100 }, newToken)).size, 100);
  const codes = newRecoveryCodes();
  assert.equal(new Set(codes).size, 10);
  for (const code of codes) assert.match(code, /^[2-9a-z]{5}-[2-9a-z]{5}$/);
  assert.deepEqual(
    recoveryCodeHash(` ${(codes[0] ?? "").toUpperCase().replace("-", " ")} `),
    recoveryCodeHash(codes[0] ?? ""),
  );
});

test("a sealed secret opens only with its key and its row", () => {
  const key = randomBytes(32).toString("base64url");
  const box = seal(key, "totp:1", "JBSWY3DP");
  assert.equal(unseal(key, "totp:1", box), "JBSWY3DP");
  assert.ok(!box.includes("JBSWY3DP"));
  assert.throws(() => unseal(key, "totp:2", box));
  assert.throws(() => unseal(randomBytes(32).toString("base64url"), "totp:1", box));
  box[30] = (box[30] ?? 0) ^ 1;
  assert.throws(() => unseal(key, "totp:1", box));
});
