/** Verifier of atlas releases: a release is recorded when it changed, with the counts that its files give. */
import { divergence, ok, withheld, type Verifier } from "./verifier.ts";

const RELEASE = "atlas:release";

export const atlasReleased: Verifier = {
  kind: "atlas.released",
  version: 1,
  recompute(facts, { entry }, outside) {
    const { release, rules, instruments, before } = entry;
    if (typeof release !== "string" || !/^[0-9a-f]{64}$/.test(release))
      return divergence("form", { release: "SHA-256, hexadecimal" }, entry);
    const last = facts.get(RELEASE);
    if (last === release) return divergence("release-new", { releaseIsNot: release }, { release });
    if (last !== undefined && before !== undefined && before !== last)
      return divergence("release-before", { before: last }, { before });
    facts.set(RELEASE, release);
    const own = outside.atlas(release);
    if (own === null) return withheld;
    return own.rules === rules && own.instruments === instruments
      ? ok
      : divergence("release-counts", { release, ...own }, entry);
  },
};
