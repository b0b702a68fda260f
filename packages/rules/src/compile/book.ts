/**
 * The compiled book: every rule as a flat program over numbered slots. Four integers a leaf
 * (slot, negated, next if true, next if false) in one Int32Array; no code is generated or
 * evaluated from text, so the book can be serialised, hashed, pinned by a release and sent to a worker.
 *
 * Slots: atoms first, then derived facts, then definitions and exemptions (their own result), then transitions.
 */
import { createHash } from "node:crypto";
import type {
  Applies,
  DerivedId,
  ExceptionKind,
  FactId,
  InstrumentId,
  Modality,
  PlaceCode,
  ProvisionRef,
  Rule,
  RuleId,
} from "../model/law.ts";
import type { Fact, FactType } from "../model/facts.ts";
import type { Atlas } from "../atlas.ts";
import { affectedPerson } from "../check/check-atlas.ts";
import { inOrder } from "../check/check-cycles.ts";
import { AtomTable, formulaOf, negate, type Atom, type Formula } from "./atoms.ts";
import { emit, fromPostfix, toPostfix } from "./program.ts";

/** Version of the deciding algorithm; changes whenever a result could. */
export const algorithm = "comity-rules/1";

export interface BookFact {
  readonly id: FactId;
  readonly type: FactType;
  readonly values: readonly string[];
  readonly cost: number;
  readonly prior: Readonly<Record<string, number>>;
  readonly screen: boolean;
}

export interface BookException {
  readonly exemption?: RuleId;
  readonly at?: ProvisionRef;
  readonly kind: ExceptionKind;
  readonly formula: Formula;
}

export interface BookRule {
  readonly id: RuleId;
  readonly instrument: InstrumentId;
  readonly place: PlaceCode;
  readonly modality: Modality;
  /** Order in the instrument: by first provision, as written. */
  readonly order: number;
  readonly applies: readonly Applies[];
  readonly transitions: readonly { readonly slot: number; readonly until: string; readonly known: Applies["known"] }[];
  /** False for definitions, exemptions, sanctions and duties of authorities: never a finding of a profile. */
  readonly asked: boolean;
  readonly action: string;
  readonly bearer: readonly string[];
  readonly overrides: readonly RuleId[];
  readonly formula: Formula;
  readonly exceptions: readonly BookException[];
  /** First leaf in `code`; -1 always true, -2 always false. */
  readonly entry: number;
}

export interface Book {
  readonly algorithm: string;
  readonly vocabulary: number;
  readonly facts: ReadonlyMap<FactId, BookFact>;
  readonly atoms: readonly Atom[];
  /** Numbers of the atoms of each fact. */
  readonly atomsOf: ReadonlyMap<FactId, readonly number[]>;
  readonly derived: readonly {
    readonly id: DerivedId;
    readonly slot: number;
    readonly definitions: readonly number[];
  }[];
  readonly rules: readonly BookRule[];
  readonly ruleNumber: ReadonlyMap<RuleId, number>;
  /** Rule numbers of definitions and exemptions, each after those that it uses; with their result slots. */
  readonly order: readonly { readonly rule: number; readonly slot: number }[];
  /** For each slot above the atoms: the position in `order` or in `derived` that fills it. */
  readonly slots: number;
  readonly code: Int32Array;
  readonly places: ReadonlyMap<
    PlaceCode,
    readonly { readonly place: PlaceCode; readonly from?: string; readonly to?: string }[]
  >;
  /** SHA-256 (hex) of the serialised book. */
  readonly hash: string;
}

const roleFact = "actor.role";

/** Compiles a checked atlas. Deterministic: equal atlases give equal bytes. */
export function compileBook(atlas: Atlas): Book {
  const table = new AtomTable();
  const constitutive = inOrder(atlas, (path) => {
    throw new Error(`definitions build on each other in a circle: ${path.join(" -> ")}`);
  });
  const rules = [...atlas.rules.values()];
  // Slots above the atoms are numbered from 2^20 on until the number of atoms is known.
  const high = 1 << 20;
  let next = high;
  const derivedSlots = new Map([...atlas.derived.keys()].map((id) => [id, next++]));
  const resultSlots = new Map(constitutive.map((rule) => [rule.id, next++]));
  const derivedSlot = (id: string): number => {
    const slot = derivedSlots.get(id);
    if (slot === undefined) throw new Error(`no definition concludes ${id}`);
    return slot;
  };
  const { facts } = atlas.vocabulary;
  const drafts = rules.map((rule) => {
    const parts: Formula[] = [];
    const roles = rolesAsked(rule);
    if (roles !== null)
      parts.push({
        any: roles.map((role) => ({ slot: table.number({ fact: roleFact, op: "has", value: role }), negated: false })),
      });
    const scope =
      rule.scope === "instrument" && rule.modality !== "definition"
        ? atlas.instruments.get(rule.instrument)?.scope
        : undefined;
    if (scope !== undefined) parts.push({ slot: derivedSlot(scope), negated: false });
    if (rule.when) parts.push(formulaOf(rule.when, table, derivedSlot));
    const exceptions = rule.unless.map((exception) => ({
      ...(exception.exemption === undefined ? {} : { exemption: exception.exemption }),
      ...(exception.at === undefined ? {} : { at: exception.at }),
      kind: exception.kind,
      formula: exception.when
        ? formulaOf(exception.when, table, derivedSlot)
        : { slot: resultSlots.get(exception.exemption ?? "") ?? -1, negated: false },
    }));
    const transitions = rule.transition.map((transition) => ({
      slot: next++,
      until: transition.until,
      known: transition.known,
      when: formulaOf(transition.when, table, derivedSlot),
    }));
    const own = [
      ...parts,
      ...exceptions.map((exception) => negate(exception.formula)),
      ...transitions.map((transition) => negate({ all: [{ slot: transition.slot, negated: false }, transition.when] })),
    ];
    return { rule, formula: simplify({ all: own }), exceptions, transitions };
  });
  const shift = high - table.atoms.length;
  const settle = (formula: Formula): Formula =>
    "all" in formula
      ? { all: formula.all.map(settle) }
      : "any" in formula
        ? { any: formula.any.map(settle) }
        : formula.slot >= high
          ? { slot: formula.slot - shift, negated: formula.negated }
          : formula;
  const code: number[] = [];
  const compiled = drafts.map(({ rule, formula, exceptions, transitions }, order): BookRule => {
    const settled = settle(formula);
    return {
      id: rule.id,
      instrument: rule.instrument,
      place: atlas.instruments.get(rule.instrument)?.place ?? "",
      modality: rule.modality,
      order,
      applies: rule.applies,
      transitions: transitions.map(({ slot, until, known }) => ({ slot: slot - shift, until, known })),
      asked: rolesAsked(rule) !== null && rule.modality !== "sanction",
      action: `${rule.action.verb} ${rule.action.object}`,
      bearer: rule.bearer,
      overrides: rule.overrides.map((override) => override.rule),
      formula: settled,
      exceptions: exceptions.map((exception) => ({ ...exception, formula: simplify(settle(exception.formula)) })),
      entry: emit(settled, code),
    };
  });
  const numbers = new Map(compiled.map((rule, i) => [rule.id, i]));
  const numberOf = (id: RuleId): number => numbers.get(id) ?? -1;
  return seal({
    algorithm,
    vocabulary: atlas.vocabulary.version,
    facts: new Map([...facts.values()].map((fact) => [fact.id, bookFact(fact)])),
    atoms: table.atoms,
    derived: [...atlas.derived].map(([id, definitions]) => ({
      id,
      slot: derivedSlot(id) - shift,
      definitions: definitions.map(numberOf),
    })),
    rules: compiled,
    order: constitutive.map((rule) => ({ rule: numberOf(rule.id), slot: (resultSlots.get(rule.id) ?? 0) - shift })),
    slots: next - shift,
    code: Int32Array.from(code),
    places: new Map([...atlas.places.values()].map((place) => [place.code, place.partOf])),
  });
}

/** Roles whose holders are asked; null for rules that no profile is asked about. */
function rolesAsked(rule: Rule): readonly string[] | null {
  if (rule.modality === "definition" || rule.modality === "exemption" || rule.modality === "sanction") return null;
  const roles = rule.modality === "right" ? rule.against : rule.bearer;
  const real = roles.filter((role) => role !== "authority" && role !== affectedPerson);
  return real.length > 0 ? real : null;
}

const bookFact = (fact: Fact): BookFact => ({
  id: fact.id,
  type: fact.type,
  values: fact.values.map((value) => value.id),
  cost: fact.cost,
  prior: fact.prior,
  screen: fact.screen,
});

/** Flattens nested groups and puts small parts first: they decide soonest. */
export function simplify(formula: Formula): Formula {
  if ("slot" in formula) return formula;
  const kind = "all" in formula ? "all" : "any";
  const parts = ("all" in formula ? formula.all : formula.any)
    .map(simplify)
    .flatMap((part) =>
      kind === "all" && "all" in part ? part.all : kind === "any" && "any" in part ? part.any : [part],
    );
  const [only] = parts;
  if (parts.length === 1 && only) return only;
  const sized = parts.map((part) => [size(part), part] as const).toSorted((a, b) => a[0] - b[0]);
  const sorted = sized.map(([, part]) => part);
  return kind === "all" ? { all: sorted } : { any: sorted };
}

const size = (formula: Formula): number =>
  "slot" in formula ? 1 : ("all" in formula ? formula.all : formula.any).reduce((sum, part) => sum + size(part), 0);

type Unsealed = Omit<Book, "hash" | "atomsOf" | "ruleNumber">;

function seal(book: Unsealed): Book {
  const atomsOf = new Map<FactId, number[]>();
  book.atoms.forEach((atom, i) => atomsOf.set(atom.fact, [...(atomsOf.get(atom.fact) ?? []), i]));
  return {
    ...book,
    atomsOf,
    ruleNumber: new Map(book.rules.map((rule, i) => [rule.id, i])),
    hash: createHash("sha256").update(write(book)).digest("hex"),
  };
}

/** Canonical text of a book: keys in a fixed order, formulas in postfix. */
function write(book: Unsealed): string {
  return JSON.stringify({
    format: "comity-book/1",
    algorithm: book.algorithm,
    vocabulary: book.vocabulary,
    facts: [...book.facts.values()],
    atoms: book.atoms.map((atom) => [atom.fact, atom.op, atom.value]),
    derived: book.derived,
    rules: book.rules.map((rule) => ({
      ...rule,
      formula: toPostfix(rule.formula),
      exceptions: rule.exceptions.map((exception) => ({ ...exception, formula: toPostfix(exception.formula) })),
    })),
    order: book.order,
    slots: book.slots,
    code: [...book.code],
    places: [...book.places],
  });
}

export const serialiseBook = (book: Book): string => write(book);

/** Reads a serialised book. @throws SyntaxError when it is not one, or of another format or algorithm. */
export function loadBook(text: string): Book {
  const raw = JSON.parse(text) as Record<string, never>;
  if (raw["format"] !== "comity-book/1")
    throw new SyntaxError(`not a book of format comity-book/1: ${String(raw["format"])}`);
  if (raw["algorithm"] !== algorithm)
    throw new SyntaxError(`the book needs the algorithm ${String(raw["algorithm"])}; this is ${algorithm}`);
  const data = raw as unknown as {
    vocabulary: number;
    facts: BookFact[];
    atoms: [string, Atom["op"], string][];
    derived: Book["derived"];
    rules: (Omit<BookRule, "formula" | "exceptions"> & {
      formula: number[];
      exceptions: (Omit<BookException, "formula"> & { formula: number[] })[];
    })[];
    order: Book["order"];
    slots: number;
    code: number[];
    places: [string, never][];
  };
  return seal({
    algorithm,
    vocabulary: data.vocabulary,
    facts: new Map(data.facts.map((fact) => [fact.id, fact])),
    atoms: data.atoms.map(([fact, op, value]) => ({ fact, op, value })),
    derived: data.derived,
    rules: data.rules.map((rule) => ({
      ...rule,
      formula: fromPostfix(rule.formula),
      exceptions: rule.exceptions.map((exception) => ({ ...exception, formula: fromPostfix(exception.formula) })),
    })),
    order: data.order,
    slots: data.slots,
    code: Int32Array.from(data.code),
    places: new Map(data.places),
  });
}
