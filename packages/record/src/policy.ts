/** Policies (C2SP tlog-policy): which logs and witnesses one trusts, and how many witnesses are enough. */
import { RecordFormatError, equalBytes } from "./bytes.ts";
import { openCheckpoint, type Checkpoint } from "./checkpoint.ts";
import { cosigners, type Cosigned } from "./cosignature.ts";
import { parseVerifierKey, signatureType, type VerifierKey } from "./keys.ts";

export interface PolicyLog {
  readonly key: VerifierKey;
  readonly url: string | null;
}
export interface PolicyWitness {
  readonly kind: "witness";
  readonly name: string;
  readonly key: VerifierKey;
  readonly url: string | null;
}
export interface PolicyGroup {
  readonly kind: "group";
  readonly name: string;
  readonly threshold: number;
  readonly members: readonly (PolicyWitness | PolicyGroup)[];
}
export interface Policy {
  readonly logs: readonly PolicyLog[];
  readonly witnesses: readonly PolicyWitness[];
  readonly groups: readonly PolicyGroup[];
  /** Null: no cosignature is asked for. */
  readonly quorum: PolicyWitness | PolicyGroup | null;
}

/**
 * Reads a policy file. References go backwards only; a member stands in one group; keys and names are unique.
 * @throws RecordFormatError naming the line.
 */
export function parsePolicy(text: string): Policy {
  const logs: PolicyLog[] = [];
  const named = new Map<string, PolicyWitness | PolicyGroup>();
  const used = new Set<string>();
  const keys: VerifierKey[] = [];
  let quorum: Policy["quorum"] | undefined;
  // oxlint-disable-next-line no-control-regex -- the specification forbids exactly these
  if (/[\u0000-\u0008\u000b-\u001f\u007f]/.test(text)) throw new RecordFormatError("policy holds a control character");

  const unique = (key: VerifierKey, fail: (why: string) => never): void => {
    if (keys.some((other) => other.type === key.type && equalBytes(other.key, key.key)))
      fail(`key of \`${key.name}\` stands twice`);
    keys.push(key);
  };
  const free = (name: string, fail: (why: string) => never): void => {
    if (name === "none") fail("`none` is not a name");
    if (named.has(name)) fail(`name \`${name}\` stands twice`);
  };
  const resolve = (name: string, fail: (why: string) => never): PolicyWitness | PolicyGroup =>
    named.get(name) ?? fail(`\`${name}\` is not defined above this line`);

  text.split("\n").forEach((line, i) => {
    const fail = (why: string): never => {
      throw new RecordFormatError(`policy line ${i + 1}: ${why}`);
    };
    const words = line.split(/[ \t]+/).filter((word) => word !== "");
    const [keyword, ...rest] = words;
    if (keyword === undefined || keyword.startsWith("#")) return;
    const key = (vkey: string | undefined): VerifierKey => {
      try {
        return parseVerifierKey(vkey ?? "");
      } catch (error) {
        return fail(error instanceof Error ? error.message : String(error));
      }
    };
    switch (keyword) {
      case "log": {
        if (rest.length < 1 || rest.length > 2) fail("expected `log <vkey> [<url>]`");
        const verifier = key(rest[0]);
        if (verifier.type !== signatureType.ed25519) fail("a log has an Ed25519 key of type 0x01");
        unique(verifier, fail);
        logs.push({ key: verifier, url: rest[1] ?? null });
        return;
      }
      case "witness": {
        const [name = "", vkey, url = null] = rest;
        if (rest.length < 2 || rest.length > 3) fail("expected `witness <name> <vkey> [<url>]`");
        free(name, fail);
        const verifier = key(vkey);
        if (verifier.type !== signatureType.cosignature && verifier.type !== signatureType.mlDsaCosignature)
          fail("a witness has a cosignature key (type 0x04 or 0x06)");
        unique(verifier, fail);
        named.set(name, { kind: "witness", name, key: verifier, url });
        return;
      }
      case "group": {
        const [name = "", threshold = "", ...members] = rest;
        if (members.length === 0) fail("expected `group <name> <all|any|k> <member>…`");
        free(name, fail);
        if (new Set(members).size !== members.length) fail("a member stands twice in the group");
        const found = members.map((member) => resolve(member, fail));
        for (const member of members) {
          if (used.has(member)) fail(`\`${member}\` is in two groups`);
          used.add(member);
        }
        const k =
          threshold === "all"
            ? members.length
            : threshold === "any"
              ? 1
              : /^[1-9][0-9]*$/.test(threshold)
                ? Number(threshold)
                : fail(`threshold \`${threshold}\` is not all, any or a number`);
        if (k > members.length) fail(`threshold ${k} is above the ${members.length} members`);
        named.set(name, { kind: "group", name, threshold: k, members: found });
        return;
      }
      case "quorum": {
        if (rest.length !== 1) fail("expected `quorum <name|none>`");
        if (quorum !== undefined) fail("there is a quorum already");
        quorum = rest[0] === "none" ? null : resolve(rest[0] ?? "", fail);
        return;
      }
      default:
        fail(`unknown keyword \`${keyword}\``);
    }
  });
  if (quorum === undefined)
    throw new RecordFormatError("policy names no quorum (`quorum none` says that none is asked for)");
  const all = [...named.values()];
  return {
    logs,
    witnesses: all.filter((entry) => entry.kind === "witness"),
    groups: all.filter((entry) => entry.kind === "group"),
    quorum,
  };
}

/** Whether the witnesses named in `present` meet a witness or group. */
export function meets(part: PolicyWitness | PolicyGroup | null, present: ReadonlySet<string>): boolean {
  if (part === null) return true;
  if (part.kind === "witness") return present.has(part.name);
  return part.members.filter((member) => meets(member, present)).length >= part.threshold;
}

export interface PolicyVerdict {
  readonly satisfied: boolean;
  readonly checkpoint: Checkpoint;
  readonly witnesses: readonly { readonly name: string; readonly time: number }[];
}

/** Checks a checkpoint note: signed by a log of the policy, and cosigned by its quorum. @throws RecordFormatError when no log of the policy signed it. */
export function checkPolicy(policy: Policy, note: string): PolicyVerdict {
  let failure: unknown = new RecordFormatError("policy names no log");
  for (const log of policy.logs) {
    try {
      const { checkpoint, note: opened } = openCheckpoint(note, log.key);
      const found: readonly Cosigned[] = cosigners(
        opened,
        policy.witnesses.map((witness) => witness.key),
      );
      const witnesses = policy.witnesses.flatMap((witness) => {
        const cosigned = found.find((entry) => entry.key === witness.key);
        return cosigned ? [{ name: witness.name, time: cosigned.time }] : [];
      });
      return {
        satisfied: meets(policy.quorum, new Set(witnesses.map((witness) => witness.name))),
        checkpoint,
        witnesses,
      };
    } catch (error) {
      failure = error;
    }
  }
  throw failure;
}
