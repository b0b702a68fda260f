/** What the engine answers: assessments, explanations, questions, timelines, problems. */
import type {
  Applies,
  DerivedId,
  ExceptionKind,
  FactId,
  InstrumentId,
  IsoDate,
  Modality,
  PlaceCode,
  ProvisionRef,
  RuleId,
  SourcePosition,
} from "./law.ts";
import type { Known } from "./facts.ts";
import type { ProblemCode } from "./problem-codes.ts";

/** Strong Kleene truth (Kleene 1952). */
export type Truth = "true" | "false" | "unknown";

/** `applies`: for certain. `undecided`: some completion of the facts says yes and some says no. */
export type Verdict = "applies" | "undecided" | "doesNotApply";

export interface Finding {
  readonly rule: RuleId;
  readonly instrument: InstrumentId;
  readonly place: PlaceCode;
  readonly modality: Modality;
  readonly verdict: Verdict;
  /** The `applies` row in force on the query's two dates. */
  readonly since: Applies;
  /** Facts whose answer could decide an undecided verdict; cheapest first. */
  readonly needs: readonly FactId[];
  /** Exceptions that are undecided and would defeat it. */
  readonly perhapsDefeatedBy: readonly {
    readonly exemption?: RuleId;
    readonly at?: ProvisionRef;
    readonly kind: ExceptionKind;
  }[];
  /** False when the exact pass ran out of its budget and the verdict is Kleene's (sound, perhaps too cautious). */
  readonly exact: boolean;
}

export interface Conflict {
  readonly rules: readonly [RuleId, RuleId];
  readonly reason: string;
}

export interface Assessment {
  /** Version of the algorithm, stored with each result. */
  readonly algorithm: string;
  /** Hash of the compiled book. */
  readonly book: string;
  readonly asOf: IsoDate;
  readonly knownOn: IsoDate;
  readonly places: readonly PlaceCode[];
  /** Only `applies` and `undecided`, prohibitions first, then by place, instrument and provision. */
  readonly findings: readonly Finding[];
  readonly conflicts: readonly Conflict[];
  /** Share of the rules considered that are decided, as an exact fraction. */
  readonly decided: { readonly rules: number; readonly of: number };
  /** Facts still needed over all undecided findings, with how many each would touch; most useful first. */
  readonly needs: readonly { readonly fact: FactId; readonly findings: number }[];
}

/** Node of an explanation tree. `label` is a stable key for the words; texts come from the caller's language. */
export interface Explained {
  readonly truth: Truth;
  readonly node:
    | { readonly kind: "all" | "any" | "not" }
    | {
        readonly kind: "test";
        readonly fact: FactId;
        readonly op: string;
        readonly value: unknown;
        readonly given: Known | null;
      }
    | { readonly kind: "derived"; readonly derived: DerivedId }
    | { readonly kind: "rule"; readonly rule: RuleId }
    | { readonly kind: "scope" | "role" | "condition" | "time" }
    | { readonly kind: "exception"; readonly exemption?: RuleId; readonly exceptionKind: ExceptionKind };
  readonly at: readonly ProvisionRef[];
  readonly children: readonly Explained[];
}

export interface Explanation {
  readonly rule: RuleId;
  readonly verdict: Verdict;
  readonly tree: Explained;
  /** A subset-minimal set of known facts that forces the verdict (prime implicant; Darwiche and Hirth 2020). */
  readonly because: readonly FactId[];
  /** A smallest change of facts that flips the verdict (Miller 2019), with the new values; null if none within budget. */
  readonly wouldChangeIf: readonly { readonly fact: FactId; readonly to: Known }[] | null;
}

/** One possible answer of a question; numbers and dates come as bands between live thresholds. */
export interface Answer {
  readonly id: string;
  readonly known: Known;
}

export interface Question {
  readonly fact: FactId;
  readonly answers: readonly Answer[];
  /** Rules that the answer touches: the reason why we ask. */
  readonly because: readonly RuleId[];
  readonly cost: number;
  /** Expected drop of entropy over open rules divided by the cost. */
  readonly score: number;
}

export interface TimelineChange {
  readonly on: IsoDate;
  readonly starts: readonly RuleId[];
  readonly ends: readonly RuleId[];
  readonly becomesUndecided: readonly RuleId[];
}

/** A fault in a data file or profile. */
export interface Problem {
  readonly severity: "error" | "warning";
  /** Stable; each has a line in docs/reference/problems.md. */
  readonly code: ProblemCode;
  readonly position: SourcePosition;
  /** What is wrong, user input in backticks. */
  readonly message: string;
  /** What to do about it. */
  readonly mend: string;
}
