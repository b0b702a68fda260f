/**
 * A profile as an address: everything that was answered stands in the query, so that a result can be shared and gone
 * back to without an account, and nothing is stored. `in=EU,KR&on=2027-12-02&f=actor.role~provider&f=use.profiling~?`.
 * The order of `f` is the order of the answers; `~?` = "I don't know", asked and not to be asked again.
 */
import { readKnown, type Atlas, type Fact, type FactId, type Known } from "@comity/rules";
import { plainFact } from "../report/words/question.ts";

export interface AnswerState {
  readonly places: readonly string[];
  readonly on: string;
  /** Null = today. */
  readonly known: string | null;
  readonly title: string | null;
  readonly facts: ReadonlyMap<FactId, Known>;
  readonly skip: ReadonlySet<FactId>;
  /** Facts in the order in which they were answered or skipped. */
  readonly trail: readonly FactId[];
}

/** Marks that a set is open: there may be more members. */
const more = "*";

/** What is known of a fact in the spelling of a link, which is also the value of a choice in a form. */
export function linkValue(known: Known): string {
  switch (known.kind) {
    case "one":
      return String(known.value);
    case "members":
      return [...known.includes, ...known.excludes.map((value) => `!${value}`), ...(known.closed ? [] : [more])].join(
        ",",
      );
    case "range": {
      const plain = plainFact(known);
      if (typeof plain === "string") return plain;
      const { gte, gt, lt, lte } = known;
      return [
        gte === undefined ? "" : `>=${gte}`,
        gt === undefined ? "" : `>${gt}`,
        lt === undefined ? "" : `<${lt}`,
        lte === undefined ? "" : `<=${lte}`,
      ]
        .filter((part) => part !== "")
        .join(";");
    }
    case "days":
      return known.from !== undefined && known.from === known.to
        ? known.from
        : `${known.from ?? ""}..${known.to ?? ""}`;
  }
}

/** What people write between two of several: spaces, commas and semicolons, the Arabic and Chinese ones too. */
const between = /[\s,;،؛，、；]+/;

/** ISO codes are capitals; names of groups (`ldc`) are not. */
const placeCode = (text: string): string => (/^!?[a-z]{2}(-[a-z\d]{1,3})?$/i.test(text) ? text.toUpperCase() : text);

/** The raw value that `readKnown` takes. */
function rawValue(fact: Fact, text: string): unknown {
  switch (fact.type) {
    case "bool":
      return text === "true" ? true : text === "false" ? false : text;
    case "place":
      return placeCode(text);
    case "set":
    case "places": {
      const written = text.split(between).filter((part) => part !== "");
      const parts = fact.type === "places" ? written.map(placeCode) : written;
      if (!parts.some((part) => part === more || part.startsWith("!"))) return parts;
      return {
        includes: parts.filter((part) => part !== more && !part.startsWith("!")),
        excludes: parts.filter((part) => part.startsWith("!")).map((part) => part.slice(1)),
      };
    }
    case "int":
    case "num": {
      const bounds = [...text.matchAll(/(>=|<=|>|<)([^;]+)/g)];
      if (bounds.length === 0) return text;
      return Object.fromEntries(
        bounds.map(([, sign = "", value = ""]) => [
          { ">=": "gte", ">": "gt", "<": "lt", "<=": "lte" }[sign] ?? "",
          value,
        ]),
      );
    }
    case "date": {
      const [from = "", to] = text.split("..");
      if (to === undefined) return text;
      return { ...(from === "" ? {} : { from }), ...(to === "" ? {} : { to }) };
    }
    default:
      return text;
  }
}

/** Reads one answer in the spelling of a link. Null when it does not fit; `onFault` is told why. */
export function readAnswer(
  atlas: Atlas,
  fact: Fact,
  text: string,
  onFault: (message: string, mend: string) => void,
): Known | null {
  return readKnown(
    fact,
    rawValue(fact, text.trim()),
    (_id, _code, message, mend) => {
      onFault(message, mend);
      return null;
    },
    atlas.places,
  );
}

/** Query parameters of a state, in canonical order. */
export function stateParameters(state: AnswerState): URLSearchParams {
  const parameters = new URLSearchParams();
  parameters.set("in", state.places.join(","));
  parameters.set("on", state.on);
  if (state.known !== null) parameters.set("known", state.known);
  if (state.title !== null) parameters.set("title", state.title);
  for (const fact of state.trail) {
    const known = state.facts.get(fact);
    parameters.append("f", `${fact}~${known ? linkValue(known) : "?"}`);
  }
  return parameters;
}

/** The state with one more answer, or with a fact skipped (`known` null). A fact that was answered before moves to the end. */
export function withAnswer(state: AnswerState, fact: FactId, known: Known | null): AnswerState {
  const facts = new Map(state.facts);
  const skip = new Set(state.skip);
  if (known) {
    facts.set(fact, known);
    skip.delete(fact);
  } else {
    facts.delete(fact);
    skip.add(fact);
  }
  return { ...state, facts, skip, trail: [...state.trail.filter((one) => one !== fact), fact] };
}

/** The state before its last answer. */
export function withoutLast(state: AnswerState): AnswerState {
  const last = state.trail.at(-1);
  if (last === undefined) return state;
  const facts = new Map(state.facts);
  const skip = new Set(state.skip);
  facts.delete(last);
  skip.delete(last);
  return { ...state, facts, skip, trail: state.trail.slice(0, -1) };
}

export interface ReadState {
  readonly state: AnswerState;
  /** Answers that could not be read, each with the mend; they count as unknown. */
  readonly faults: readonly string[];
}

/** Reads facts from a query. Places and days are read by `readQuery`; here they are taken as they stand. */
export function readState(atlas: Atlas, parameters: URLSearchParams, today: string): ReadState {
  const faults: string[] = [];
  let state: AnswerState = {
    places: (parameters.get("in") ?? "")
      .split(/[\s,]+/)
      .filter((part) => part !== "")
      .map((part) => part.toUpperCase()),
    on: parameters.get("on") || today,
    known: parameters.get("known") || null,
    title: parameters.get("title")?.slice(0, 200) || null,
    facts: new Map(),
    skip: new Set(),
    trail: [],
  };
  for (const part of parameters.getAll("f")) {
    const [id = "", text = ""] = part.split(/~(.*)/s);
    const fact = atlas.vocabulary.facts.get(id);
    if (!fact) {
      faults.push(`\`${id.slice(0, 60)}\` is not a fact of this vocabulary`);
      continue;
    }
    if (text === "?") {
      state = withAnswer(state, id, null);
      continue;
    }
    const known = readAnswer(atlas, fact, text, (message, mend) => faults.push(`${message}; ${mend}`));
    if (known) state = withAnswer(state, id, known);
  }
  return { state, faults };
}
