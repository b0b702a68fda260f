/** Policies (C2SP tlog-policy) in the browser: which log and which witnesses one trusts, and whether enough have signed. */
import {
  FormFault,
  concat,
  holds,
  isBy,
  parseCheckpoint,
  parseVerifierKey,
  sameBytes,
  signatureType,
  utf8,
  type Checkpoint,
  type Note,
  type VerifierKey,
} from "./signed-note.ts";

interface Witness {
  readonly kind: "witness";
  readonly name: string;
  readonly key: VerifierKey;
}
interface Group {
  readonly kind: "group";
  readonly name: string;
  readonly threshold: number;
  readonly members: readonly (Witness | Group)[];
}

export interface Policy {
  readonly logs: readonly VerifierKey[];
  readonly witnesses: readonly Witness[];
  /** Null: no cosignature is asked for. */
  readonly quorum: Witness | Group | null;
}

class Reading {
  readonly logs: VerifierKey[] = [];
  readonly named = new Map<string, Witness | Group>();
  readonly grouped = new Set<string>();
  readonly keys: VerifierKey[] = [];
  quorum: Policy["quorum"] | undefined;

  async key(vkey: string | undefined, types: readonly number[]): Promise<VerifierKey> {
    const key = await parseVerifierKey(vkey ?? "");
    if (!types.includes(key.type)) throw new FormFault(`a key of type ${key.type} does not belong here`);
    if (this.keys.some((other) => other.type === key.type && sameBytes(other.key, key.key)))
      throw new FormFault(`key of \`${key.name}\` stands twice`);
    this.keys.push(key);
    return key;
  }

  free(name: string): string {
    if (name === "none" || this.named.has(name)) throw new FormFault(`name \`${name}\` is not free`);
    return name;
  }

  part(name: string): Witness | Group {
    const part = this.named.get(name);
    if (!part) throw new FormFault(`\`${name}\` is not defined above this line`);
    return part;
  }

  async line(words: readonly string[]): Promise<void> {
    const [keyword = "", ...rest] = words;
    if (keyword === "log" && (rest.length === 1 || rest.length === 2)) {
      this.logs.push(await this.key(rest[0], [signatureType.log]));
    } else if (keyword === "witness" && (rest.length === 2 || rest.length === 3)) {
      const name = this.free(rest[0] ?? "");
      const key = await this.key(rest[1], [signatureType.witness, signatureType.witnessMlDsa]);
      this.named.set(name, { kind: "witness", name, key });
    } else if (keyword === "group" && rest.length >= 3) {
      this.group(rest);
    } else if (keyword === "quorum" && rest.length === 1 && this.quorum === undefined) {
      this.quorum = rest[0] === "none" ? null : this.part(rest[0] ?? "");
    } else
      throw new FormFault(`\`${words.join(" ").slice(0, 60)}\` is not a line of a policy, or there is one already`);
  }

  group([name = "", count = "", ...members]: readonly string[]): void {
    this.free(name);
    if (new Set(members).size !== members.length) throw new FormFault("a member stands twice in the group");
    const found = members.map((member) => this.part(member));
    for (const member of members) {
      if (this.grouped.has(member)) throw new FormFault(`\`${member}\` is in two groups`);
      this.grouped.add(member);
    }
    const threshold =
      count === "all" ? members.length : count === "any" ? 1 : /^[1-9][0-9]*$/.test(count) ? Number(count) : 0;
    if (threshold === 0 || threshold > members.length)
      throw new FormFault(`threshold \`${count}\` is not all, any or a number up to ${members.length}`);
    this.named.set(name, { kind: "group", name, threshold, members: found });
  }
}

/** Reads a policy file. @throws FormFault naming the line */
export async function parsePolicy(text: string): Promise<Policy> {
  // oxlint-disable-next-line no-control-regex -- the specification forbids exactly these
  if (/[\u0000-\u0008\u000b-\u001f\u007f]/.test(text)) throw new FormFault("policy holds a control character");
  const reading = new Reading();
  for (const [i, line] of text.split("\n").entries()) {
    const words = line.split(/[ \t]+/).filter((word) => word !== "");
    if (words.length === 0 || words[0]?.startsWith("#")) continue;
    try {
      await reading.line(words);
    } catch (error) {
      throw new FormFault(`policy line ${i + 1}: ${(error as Error).message}`);
    }
  }
  if (reading.quorum === undefined) throw new FormFault("policy names no quorum");
  return {
    logs: reading.logs,
    witnesses: [...reading.named.values()].filter((one) => one.kind === "witness"),
    quorum: reading.quorum,
  };
}

/** The checkpoint of a note signed by a log of the policy; a known key whose signature fails refuses the note. @throws FormFault */
export async function openCheckpoint(policy: Policy, note: Note): Promise<Checkpoint> {
  let failure = new FormFault("policy names no log");
  for (const log of policy.logs) {
    const own = note.signatures.filter((signature) => isBy(signature, log));
    let isSigned = own.length > 0;
    for (const { signature } of own) isSigned &&= await holds(log.key, utf8(note.text), signature);
    const checkpoint = parseCheckpoint(note.text);
    if (isSigned && checkpoint.origin === log.name) return checkpoint;
    failure = new FormFault(
      own.length === 0
        ? `\`${log.name}\` did not sign the checkpoint of \`${checkpoint.origin}\``
        : `signature of \`${log.name}\` does not fit the checkpoint`,
    );
  }
  throw failure;
}

export interface Cosigners {
  /** Unix seconds at which each witness saw the checkpoint. */
  readonly signed: readonly { readonly name: string; readonly time: number }[];
  /** Witnesses that signed by ML-DSA-44, which a browser cannot check: not counted. */
  readonly unchecked: readonly string[];
}

/** The policy's witnesses whose cosignature on the note holds. */
export async function cosigners(policy: Policy, note: Note): Promise<Cosigners> {
  const signed: { name: string; time: number }[] = [];
  const unchecked: string[] = [];
  for (const { name, key } of policy.witnesses) {
    for (const one of note.signatures.filter((signature) => isBy(signature, key) && signature.signature.length >= 9)) {
      if (key.type === signatureType.witnessMlDsa) {
        unchecked.push(name);
        break;
      }
      const time = new DataView(one.signature.buffer).getBigUint64(0);
      if (time > BigInt(Number.MAX_SAFE_INTEGER)) continue;
      const message = concat(utf8(`cosignature/v1\ntime ${time}\n`), utf8(note.text));
      if (!(await holds(key.key, message, one.signature.slice(8)))) continue;
      signed.push({ name, time: Number(time) });
      break;
    }
  }
  return { signed, unchecked };
}

/** Whether the witnesses named in `present` meet a witness or group. */
export function meets(part: Witness | Group | null, present: ReadonlySet<string>): boolean {
  if (part === null) return true;
  if (part.kind === "witness") return present.has(part.name);
  return part.members.filter((member) => meets(member, present)).length >= part.threshold;
}
