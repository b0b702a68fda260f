/** Verifiers of roles given and taken (the rules of `roles.grant`, `roles.revoke` and `accounts.create-first`). */
import { divergence, isCommitment, ok, withheld, type Facts, type Outcome, type Verifier } from "./verifier.ts";

/** `role:<role>:<account>` is true or false; the number of administrators stands beside, so that no verifier searches. */
const roleKey = (role: string, account: string): string => `role:${role}:${account}`;
const ADMINISTRATORS = "administrators";
const ADMINISTRATOR = "administrator";
/**
 * True when the log holds roles from the first administrator on. An instance may be older than its record; of roles that
 * were given before, nothing is claimed.
 */
const COMPLETE = "roles:complete";
const FIRST = "accounts.create-first-administrator";

const administrators = (facts: Facts): number => Number(facts.get(ADMINISTRATORS) ?? 0);
const isComplete = (facts: Facts): boolean => facts.get(COMPLETE) === true;

/** Null: nobody can know. */
function holds(facts: Facts, role: string, account: string | null): boolean | null {
  const known = account === null ? undefined : facts.get(roleKey(role, account));
  return known === undefined ? (isComplete(facts) ? false : null) : known === true;
}

function namesOf(entry: Readonly<Record<string, unknown>>): { account: string; role: string } | Outcome {
  const { account, role } = entry;
  if (isCommitment(account) || isCommitment(role)) return withheld;
  if (typeof account !== "string" || typeof role !== "string")
    return divergence("form", { account: "text", role: "text" }, entry);
  return { account, role };
}

/** Commands by which an administrator acts; the others (invitation, provider, first start) have no administrator as actor. */
const administrative = new Set(["roles.grant", "roles.revoke"]);

export const roleGranted: Verifier = {
  kind: "role.granted",
  version: 1,
  recompute(facts, { entry, actor, command }) {
    const names = namesOf(entry);
    if ("is" in names) return names;
    const { account, role } = names;
    const key = roleKey(role, account);
    if (facts.get(key) === true)
      return divergence(
        "role-not-held-before",
        { account, role, heldBefore: false },
        { account, role, heldBefore: true },
      );
    if (administrative.has(command) && actor.kind === "account" && holds(facts, ADMINISTRATOR, actor.id) === false)
      return divergence("actor-administrator", { administrator: true }, { actor: actor.id, administrator: false });
    if (command === FIRST && administrators(facts) > 0)
      return divergence(
        "first-administrator",
        { administratorsBefore: 0 },
        { administratorsBefore: administrators(facts) },
      );
    if (command === FIRST && facts.get(COMPLETE) === undefined) facts.set(COMPLETE, true);
    else if (facts.get(COMPLETE) === undefined) facts.set(COMPLETE, false);
    facts.set(key, true);
    if (role === ADMINISTRATOR) facts.set(ADMINISTRATORS, administrators(facts) + 1);
    return ok;
  },
};

export const roleRevoked: Verifier = {
  kind: "role.revoked",
  version: 1,
  recompute(facts, { entry, actor, command }) {
    const names = namesOf(entry);
    if ("is" in names) return names;
    const { account, role } = names;
    const key = roleKey(role, account);
    const held = holds(facts, role, account);
    if (held === false)
      return divergence("role-held-before", { account, role, heldBefore: true }, { account, role, heldBefore: false });
    if (administrative.has(command) && actor.kind === "account" && holds(facts, ADMINISTRATOR, actor.id) === false)
      return divergence("actor-administrator", { administrator: true }, { actor: actor.id, administrator: false });
    if (role === ADMINISTRATOR) {
      if (isComplete(facts) && administrators(facts) <= 1)
        return divergence("last-administrator", { administratorsLeft: 1 }, { administratorsLeft: 0 });
      if (held) facts.set(ADMINISTRATORS, administrators(facts) - 1);
    }
    facts.set(key, false);
    return held ? ok : withheld;
  },
};
