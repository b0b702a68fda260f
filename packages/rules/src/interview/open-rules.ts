/**
 * The open rules as one graph: what is undecided of their formulas, each equal part once, so that the effect of an answer
 * is computed along the parts that it touches only. Probabilities choose questions only; no verdict rests on them.
 */
import type { FactId } from "../model/law.ts";
import type { Known } from "../model/facts.ts";
import type { Book } from "../compile/book.ts";
import { truthOf, type Formula, type Trit } from "../compile/atoms.ts";
import { severity } from "../evaluate/assess.ts";
import { slotUses, type Prepared } from "../evaluate/state.ts";

type Kind = "atom" | "not" | "all" | "any";
/** Results of building that need no node. */
const surely = -1;
const never = -2;

interface Touched {
  /** Numbers of nodes that rest on the fact, each after its parts. */
  readonly nodes: readonly number[];
  readonly leaves: readonly { readonly node: number; readonly atom: number }[];
  /** Numbers of the open rules that rest on it, in their order. */
  readonly rules: readonly number[];
}

export class OpenRules {
  readonly #book: Book;
  readonly #prepared: Prepared;
  readonly #values: Uint8Array;
  readonly #priors: Float64Array;
  readonly #kinds: Kind[] = [];
  readonly #parts: (readonly number[])[] = [];
  readonly #parents: number[][] = [];
  readonly #numbers = new Map<string, number>();
  readonly #slots = new Map<number, number>();
  readonly #leaves = new Map<FactId, { node: number; atom: number }[]>();
  readonly #weight: number[] = [];
  readonly #rulesOf = new Map<number, number[]>();
  readonly #truth: Trit[] = [];
  readonly #probability: number[] = [];

  constructor(book: Book, prepared: Prepared, values: Uint8Array, open: readonly number[], priors: Float64Array) {
    this.#book = book;
    this.#prepared = prepared;
    this.#values = values;
    this.#priors = priors;
    for (const number of open) {
      const rule = book.rules[number];
      const root = rule ? this.#build(rule.formula) : never;
      if (!rule || root < 0) continue;
      this.#weight[root] = (this.#weight[root] ?? 0) + severity[rule.modality];
      this.#rulesOf.set(root, [...(this.#rulesOf.get(root) ?? []), number]);
    }
  }

  #node(kind: Kind, parts: readonly number[]): number {
    const key = `${kind} ${parts.join()}`;
    const found = this.#numbers.get(key);
    if (found !== undefined) return found;
    const node = this.#kinds.length;
    this.#numbers.set(key, node);
    this.#kinds.push(kind);
    this.#parts.push(parts);
    this.#parents.push([]);
    if (kind === "atom") {
      const [atom = 0] = parts;
      const fact = this.#book.atoms[atom]?.fact ?? "";
      const leaves = this.#leaves.get(fact);
      if (leaves) leaves.push({ node, atom });
      else this.#leaves.set(fact, [{ node, atom }]);
      this.#truth.push(2);
      this.#probability.push(this.#priors[atom] ?? 0.5);
      return node;
    }
    for (const part of parts) this.#parents[part]?.push(node);
    this.#truth.push(2);
    this.#probability.push(0);
    this.#compute(node);
    return node;
  }

  /** The node of what is undecided in a formula; decided parts fall away. */
  #build(formula: Formula): number {
    if ("slot" in formula) {
      const inner = this.#buildSlot(formula.slot);
      if (!formula.negated) return inner;
      return inner === surely ? never : inner === never ? surely : this.#node("not", [inner]);
    }
    return "all" in formula ? this.#group("all", formula.all) : this.#group("any", formula.any);
  }

  #group(kind: "all" | "any", formulas: readonly Formula[]): number {
    const [neutral, absorbing] = kind === "all" ? [surely, never] : [never, surely];
    const parts = new Set<number>();
    for (const part of formulas) {
      const node = this.#build(part);
      if (node === absorbing) return absorbing;
      if (node !== neutral) parts.add(node);
    }
    const [only] = parts;
    if (only === undefined) return neutral;
    return parts.size === 1 ? only : this.#node(kind, [...parts]);
  }

  #buildSlot(slot: number): number {
    const value = this.#values[slot] as Trit;
    if (value !== 2) return value === 1 ? surely : never;
    if (slot < this.#book.atoms.length) return this.#node("atom", [slot]);
    const found = this.#slots.get(slot);
    if (found !== undefined) return found;
    const use = slotUses(this.#book).get(slot);
    const rules = use?.definitions ?? (use?.rule === undefined ? [] : [use.rule]);
    const formulas = rules.flatMap((number) =>
      this.#prepared.rows[number] ? (this.#book.rules[number]?.formula ?? []) : [],
    );
    const node = this.#group("any", formulas);
    this.#slots.set(slot, node);
    return node;
  }

  /** Truth and probability of a node from its parts, which are taken as independent. */
  #compute(node: number): void {
    const parts = this.#parts[node] ?? [];
    const [first = 0] = parts;
    const kind = this.#kinds[node];
    if (kind === "not") {
      const truth = this.#truth[first] as Trit;
      this.#truth[node] = truth === 2 ? 2 : truth === 1 ? 0 : 1;
      this.#probability[node] = 1 - (this.#probability[first] ?? 0);
      return;
    }
    const isAll = kind === "all";
    let truth: Trit = isAll ? 1 : 0;
    let product = 1;
    for (const part of parts) {
      const one = this.#truth[part] as Trit;
      if (one === (isAll ? 0 : 1)) truth = one;
      else if (one === 2 && truth === (isAll ? 1 : 0)) truth = 2;
      const p = this.#probability[part] as number;
      product *= isAll ? p : 1 - p;
    }
    this.#truth[node] = truth;
    this.#probability[node] = isAll ? product : 1 - product;
  }

  #uncertainty(node: number): number {
    const weight = this.#weight[node];
    if (weight === undefined || this.#truth[node] !== 2) return 0;
    const p = Math.min(0.999, Math.max(0.001, this.#probability[node] ?? 0.5));
    // Entropy alone is nearly nothing for a rule behind many conditions, so that a fact that would decide dozens of them
    // was passed over; the constant counts every rule that an answer decides (bench/README.md, Interview).
    return weight * (0.5 - (p * Math.log2(p) + (1 - p) * Math.log2(1 - p)));
  }

  /** Facts that some open rule rests on, in the order of their names. */
  get facts(): FactId[] {
    return [...this.#leaves.keys()].toSorted();
  }

  touchedBy(fact: FactId): Touched {
    const leaves = this.#leaves.get(fact) ?? [];
    const isTouched = new Uint8Array(this.#kinds.length);
    const queue = leaves.map(({ node }) => node);
    for (let next = 0; next < queue.length; next += 1) {
      for (const parent of this.#parents[queue[next] as number] ?? []) {
        if (isTouched[parent] === 1) continue;
        isTouched[parent] = 1;
        queue.push(parent);
      }
    }
    // Numbers rise from the parts to the whole, so that their order is that of computing.
    const nodes = queue.slice(leaves.length).sort((x, y) => x - y);
    const rules = queue.flatMap((node) => this.#rulesOf.get(node) ?? []);
    return { nodes, leaves, rules: rules.toSorted((x, y) => x - y) };
  }

  /** Expected drop of uncertainty (severity × bits) when the fact is answered. */
  expectedDrop(touched: Touched, answers: readonly { readonly known: Known; readonly weight: number }[]): number {
    const { nodes, leaves } = touched;
    const changing = [...leaves.map(({ node }) => node), ...nodes];
    const truth = changing.map((node) => this.#truth[node] as Trit);
    const probability = changing.map((node) => this.#probability[node] as number);
    const sum = (): number => changing.reduce((total, node) => total + this.#uncertainty(node), 0);
    const before = sum();
    const total = answers.reduce((all, { weight }) => all + weight, 0);
    let after = 0;
    for (const { known, weight } of answers) {
      for (const { node, atom } of leaves) {
        const found = truthOf(this.#book.atoms[atom] as Book["atoms"][number], known, this.#prepared.within);
        this.#truth[node] = found;
        this.#probability[node] = found === 2 ? (this.#priors[atom] ?? 0.5) : found;
      }
      for (const node of nodes) this.#compute(node);
      after += (weight / total) * sum();
    }
    changing.forEach((node, i) => {
      this.#truth[node] = truth[i] as Trit;
      this.#probability[node] = probability[i] as number;
    });
    return before - after;
  }
}
