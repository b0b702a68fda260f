/** "Did you mean": the nearest known word, for messages. */

/** Edit distance with transpositions (optimal string alignment), cut off above `limit`. */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, (before[j - 2] ?? 0) + 1);
      next.push(best);
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? limit + 1;
}

/** The nearest of `known` within a third of the word's length, or null. Case and punctuation are ignored. */
export function closest(word: string, known: Iterable<string>): string | null {
  const bare = (text: string): string => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, "");
  const limit = Math.max(1, Math.floor(word.length / 3));
  let best: string | null = null;
  let least = limit + 1;
  for (const candidate of known) {
    const d = distance(bare(word), bare(candidate), limit);
    if (d < least) {
      least = d;
      best = candidate;
    }
  }
  return best;
}

/** `did you mean …?` or a list of what is possible. */
export function suggest(word: string, known: readonly string[]): string {
  const near = closest(word, known);
  if (near !== null) return `did you mean \`${near}\`?`;
  return known.length <= 16
    ? `use one of: ${known.map((one) => `\`${one}\``).join(", ")}`
    : `use one of the ${known.length} names that the reference lists`;
}
