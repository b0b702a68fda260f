/** Verifiers of roles given and taken (the rules of `roles.grant`, `roles.revoke` and `accounts.create-first`). */
import { divergence, isCommitment, ok, withheld, type Facts, type Outcome, type Verifier } from "./verifier.ts";

/** `role:<role>:<account>`; the number of administrators stands beside, so that no verifier searches. */
const roleKey = (role: string, account: string): string => `role:${role}:${account}`;
const ADMINISTRATORS = "administrators";
const ADMINISTRATOR = "administrator";

const administrators = (facts: Facts): number => Number(facts.get(ADMINISTRATORS) ?? 0);
const isAdministrator = (facts: Facts, account: string | null): boolean =>
  account !== null && facts.get(roleKey(ADMINISTRATOR, account)) === true;

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
    if (administrative.has(command) && actor.kind === "account" && !isAdministrator(facts, actor.id))
      return divergence("actor-administrator", { administrator: true }, { actor: actor.id, administrator: false });
    if (command === "accounts.create-first-administrator" && administrators(facts) > 0)
      return divergence(
        "first-administrator",
        { administratorsBefore: 0 },
        { administratorsBefore: administrators(facts) },
      );
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
    if (facts.get(key) !== true)
      return divergence("role-held-before", { account, role, heldBefore: true }, { account, role, heldBefore: false });
    if (administrative.has(command) && actor.kind === "account" && !isAdministrator(facts, actor.id))
      return divergence("actor-administrator", { administrator: true }, { actor: actor.id, administrator: false });
    if (role === ADMINISTRATOR) {
      if (administrators(facts) <= 1)
        return divergence("last-administrator", { administratorsLeft: 1 }, { administratorsLeft: 0 });
      facts.set(ADMINISTRATORS, administrators(facts) - 1);
    }
    facts.delete(key);
    return ok;
  },
};
