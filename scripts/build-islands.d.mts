/** Bundles the islands when their sources changed; true when it did. */
export function buildIslands(): Promise<boolean>;
