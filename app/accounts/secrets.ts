/** Secrets of accounts: passwords, tokens, recovery codes, encryption at rest. Randomness comes from the system. */
import { argon2, createCipheriv, createDecipheriv, createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

const derive = promisify(argon2);

/** argon2id, 19 MiB, 2 passes, 1 lane: first recommendation of the OWASP Password Storage Cheat Sheet (RFC 9106 form). */
const cost = { memory: 19_456, passes: 2, parallelism: 1, tagLength: 32 } as const;
const hashForm = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/;
const bare = (bytes: Buffer): string => bytes.toString("base64").replace(/=+$/, "");

/** Hash in PHC string form. Unicode passwords are compared after NFKC, so that two keyboards spell one password. */
export async function hashPassword(password: string): Promise<string> {
  const nonce = randomBytes(16);
  const tag = await derive("argon2id", { message: password.normalize("NFKC"), nonce, ...cost });
  return `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${bare(nonce)}$${bare(tag)}`;
}

/** True when the password fits. A null hash takes as long as a real one, so that time does not tell which accounts exist. */
export async function verifyPassword(password: string, hash: string | null): Promise<boolean> {
  const match = hashForm.exec(hash ?? decoy);
  if (!match) return false;
  const [, memory, passes, parallelism, nonce = "", tag = ""] = match;
  const expected = Buffer.from(tag, "base64");
  const found = await derive("argon2id", {
    message: password.normalize("NFKC"),
    nonce: Buffer.from(nonce, "base64"),
    memory: Number(memory),
    passes: Number(passes),
    parallelism: Number(parallelism),
    tagLength: expected.length,
  });
  return timingSafeEqual(found, expected) && hash !== null;
}

/** Hash of a password nobody has. */
const decoy = `$argon2id$v=19$m=${cost.memory},t=${cost.passes},p=${cost.parallelism}$${bare(Buffer.alloc(16, 1))}$${bare(Buffer.alloc(32, 2))}`;

/** Why a password is refused, or null. NIST SP 800-63B: length matters, composition rules don't; the account's own words are too easy. */
export function passwordFault(password: string, own: readonly string[]): "too-short" | "too-long" | "too-easy" | null {
  const length = [...password.normalize("NFKC")].length;
  if (length < 12) return "too-short";
  if (length > 256) return "too-long";
  const lower = password.toLowerCase();
  const distinct = new Set(lower).size;
  const words = own.flatMap((text) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u)).filter((word) => word.length >= 4);
  const rest = [...words, "password", "comity", "qwertyuiop", "1234567890", "administrator"].reduce(
    (text, word) => text.replaceAll(word, ""),
    lower,
  );
  return distinct < 5 || [...rest].length < 6 ? "too-easy" : null;
}

/** A random token for a cookie or link: 32 bytes, base64url. Only its hash is stored. */
export const newToken = (): string => randomBytes(32).toString("base64url");
export const tokenHash = (token: string): Buffer => createHash("sha256").update(token).digest();

const alphabet = "23456789abcdefghjkmnpqrstuvwxyz";
/** Ten recovery codes `xxxxx-xxxxx` (49 bits each) without letters that look alike. */
export function newRecoveryCodes(): string[] {
  const letter = (): string => {
    for (;;) {
      const [byte = 255] = randomBytes(1);
      if (byte < alphabet.length * 8) return alphabet[byte % alphabet.length] ?? "";
    }
  };
  const part = (): string => Array.from({ length: 5 }, letter).join("");
  return Array.from({ length: 10 }, () => `${part()}-${part()}`);
}
export const recoveryCodeHash = (code: string): Buffer =>
  tokenHash(`recovery:${code.toLowerCase().replaceAll(/[^a-z0-9]/g, "")}`);

/** AES-256-GCM with a key of the instance; output nonce || tag || ciphertext. `context` binds it to its row. */
export function seal(key: string, context: string, text: string): Buffer {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", Buffer.from(key, "base64url"), nonce).setAAD(Buffer.from(context));
  const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), body]);
}

/** Throws when the box was changed, or belongs to another row or instance. */
export function unseal(key: string, context: string, box: Buffer): string {
  const decipher = createDecipheriv("aes-256-gcm", Buffer.from(key, "base64url"), box.subarray(0, 12)).setAAD(
    Buffer.from(context),
  );
  decipher.setAuthTag(box.subarray(12, 28));
  return Buffer.concat([decipher.update(box.subarray(28)), decipher.final()]).toString("utf8");
}
