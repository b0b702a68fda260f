/** Built islands, written by `scripts/build-islands.mjs`: one script for each custom element. */
import type { Services } from "../platform/module.ts";

export const islandFolder = new URL("../../dist/islands/", import.meta.url);

/** Address of an island's script; none when it was not built, and pages do without. */
export function islandFile(assets: Services["assets"], name: string): string | undefined {
  const file = `islands/${name}.js`;
  return assets.has(file) ? assets.url(file) : undefined;
}
