/** Verifier of changed settings: the value before must be the one that the log last set. */
import { canonicalJson, type Json } from "@comity/record";
import { divergence, isCommitment, ok, withheld, type Verifier } from "./verifier.ts";

export const settingChanged: Verifier = {
  kind: "setting.changed",
  version: 1,
  recompute(facts, { entry }) {
    const { key, before, value } = entry;
    if (typeof key !== "string" || before === undefined || value === undefined)
      return divergence("form", { key: "text", before: "value or null", value: "value" }, entry);
    const fact = `setting:${key}`;
    const known = facts.get(fact);
    facts.set(fact, value as Json);
    // A setting may have been changed before there was a record.
    if (known === undefined) return before === null ? ok : withheld;
    if (isCommitment(before) || isCommitment(known)) return withheld;
    return canonicalJson(known) === canonicalJson(before)
      ? ok
      : divergence("setting-before", { key, before: known }, { key, before });
  },
};
