/** Instruments, provisions and rules from YAML. */
import type {
  Applies,
  Deadline,
  Duration,
  Exception,
  Expression,
  Instrument,
  Penalty,
  Provision,
  Reading,
  Rule,
  Transition,
} from "../model/law.ts";
import { modalities } from "../model/law.ts";
import { parseCondition } from "./condition.ts";
import type { Cursor } from "./cursor.ts";

export const instrumentKinds = [
  "treaty",
  "regulation",
  "directive",
  "statute",
  "decree",
  "order",
  "rule",
  "guideline",
  "standard",
  "code",
  "recommendation",
  "resolution",
  "contract",
] as const;
export const forces = ["binding", "comply-or-explain", "voluntary", "private"] as const;
export const instrumentStatuses = [
  "in-force",
  "partly-in-force",
  "adopted",
  "proposed",
  "lapsed",
  "repealed",
  "superseded",
] as const;
export const exceptionKinds = ["scope-exclusion", "exception", "derogation", "safe-harbour", "transition"] as const;
export const overrideReasons = ["specialis", "posterior", "superior", "exception"] as const;
export const penaltyKinds = [
  "administrative-fine",
  "civil-penalty",
  "criminal",
  "order",
  "licence",
  "private-action",
  "other",
] as const;
export const ruleScopes = ["instrument", "none"] as const;
export const certainties = ["settled", "guidance", "contested"] as const;
export const readingBases = ["primary", "secondary"] as const;
export const readingOutcomes = ["encoded", "agreed", "corrected"] as const;
export const durationUnits = ["hours", "days", "workingDays", "months", "years"] as const;

const instrumentId = /^[a-z0-9-]+\/[a-z0-9-]+$/;
const derivedId = /^[a-z][\w-]*(\.[A-Za-z][\w-]*)+$/;
/** Akoma Ntoso naming convention 1.0: `art_53__para_1__point_a`. */
const eIdForm = /^[a-z]+(_[A-Za-z0-9.-]+)?(__[a-z]+(_[A-Za-z0-9.-]+)?)*$/;
const localId = /^[a-z0-9][a-z0-9.-]*$/;

/** `undefined` keys are left out, so that a record holds only what was written. */
function defined<T extends object>(record: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as T;
}

export function parseInstrument(cursor: Cursor): Instrument | null {
  const good = cursor.keys(
    ["schema", "id", "place", "kind", "force", "status", "title", "shortTitle", "dates", "checked", "expressions"],
    ["officialIds", "url", "scope", "amends", "replacedBy", "note"],
  );
  const id = cursor.at("id").text(instrumentId, "an id such as `eu/aia`");
  const place = cursor.at("place").text(/^[A-Z0-9-]+$/, "a place code such as `EU` or `US-CO`");
  const kind = cursor.at("kind").oneOf(instrumentKinds, "kind of instrument");
  const force = cursor.at("force").oneOf(forces, "force");
  const status = cursor.at("status").oneOf(instrumentStatuses, "status");
  const title = cursor.at("title").languageMap(true);
  const shortTitle = cursor.at("shortTitle").languageMap(true);
  const checked = cursor.at("checked").day();
  const dates = cursor.at("dates");
  dates.keys([], ["adopted", "published", "inForce", "repealed"]);
  const expressions = cursor.at("expressions").list(parseExpression);
  if (!good || !id || !place || !kind || !force || !status || !title || !shortTitle || !checked) return null;
  const ids = cursor.at("officialIds");
  const officialIds: Record<string, string> = {};
  if (!ids.isMissing && ids.keys([], Object.keys(ids.value as object)))
    for (const key of Object.keys(ids.value as object))
      officialIds[key] = String(ids.source.spelling([...ids.path, key]) ?? ids.at(key).value);
  return defined<Instrument>({
    id,
    place,
    kind,
    force,
    status,
    title,
    shortTitle,
    officialIds,
    url: cursor.at("url").optionalText(),
    dates: defined<Instrument["dates"]>({
      adopted: dates.at("adopted").optionalDay(),
      published: dates.at("published").optionalDay(),
      inForce: dates.at("inForce").optionalDay(),
      repealed: dates.at("repealed").optionalDay(),
    }),
    expressions,
    amends: cursor.at("amends").texts(instrumentId, "an instrument's id"),
    replacedBy: cursor.at("replacedBy").optionalText(instrumentId, "an instrument's id"),
    scope: cursor.at("scope").optionalText(derivedId, "a derived fact such as `eu.aia.inScope`"),
    checked,
    note: cursor.at("note").optionalLanguageMap(),
    position: cursor.position,
  });
}

function parseExpression(cursor: Cursor): Expression | null {
  if (!cursor.keys(["id", "from", "lang", "authentic"], ["source", "sha256", "url", "celex", "amendedBy", "note"]))
    return null;
  const id = cursor.at("id").text();
  const from = cursor.at("from").day();
  const lang = cursor.at("lang").text(/^[a-z]{2,3}(-[A-Za-z]+)?$/, "a language code");
  if (!id || !from || !lang) return null;
  return defined<Expression>({
    id,
    from,
    lang,
    source: cursor.at("source").optionalText(/^[\w./-]+$/, "a path below shared/sources"),
    sha256:
      cursor.at("sha256").value === ""
        ? undefined
        : cursor.at("sha256").optionalText(/^[0-9a-f]{64}$/, "a SHA-256 in hexadecimal"),
    url: cursor.at("url").optionalText(),
    amendedBy: cursor.at("amendedBy").optionalText(instrumentId, "an instrument's id"),
    authentic: cursor.at("authentic").flag(false),
  });
}

export function parseProvision(cursor: Cursor, instrument: string, expression: string): Provision | null {
  if (!cursor.keys(["eId", "label", "lines"], ["sha256", "about", "expression"])) return null;
  const eId = cursor.at("eId").text(eIdForm, "an Akoma Ntoso eId such as `art_53__para_1__point_a`");
  const label = cursor.at("label").text();
  const lines = cursor.at("lines").list((item) => item.integer(1, 1_000_000));
  const [from, to] = lines;
  if (from === undefined || to === undefined || lines.length !== 2 || from > to) {
    cursor
      .at("lines")
      .report("wrong-lines", "`lines` must be the first and last line of the cited words", "write `[first, last]`");
    return null;
  }
  if (!eId || !label) return null;
  const hash = cursor.at("sha256");
  return defined<Provision>({
    instrument,
    eId,
    label,
    expression: cursor.at("expression").optionalText() ?? expression,
    about: cursor.at("about").optionalLanguageMap(),
    lines: [from, to],
    sha256: hash.isMissing || hash.value === "" ? "" : (hash.text(/^[0-9a-f]{64}$/, "a SHA-256 in hexadecimal") ?? ""),
    position: cursor.position,
  });
}

const full = (instrument: string, id: string): string => (id.includes("/") ? id : `${instrument}/${id}`);
const reference = (instrument: string, at: string): string => (at.includes("#") ? at : `${instrument}#${at}`);

const ruleKeys = [
  "bearer",
  "against",
  "action",
  "topics",
  "when",
  "unless",
  "overrides",
  "transition",
  "breach",
  "concludes",
  "kind",
  "penalty",
  "deadline",
  "measures",
  "scope",
  "question",
  "note",
];

export function parseRule(cursor: Cursor, instrument: string): Rule | null {
  const good = cursor.keys(
    ["id", "at", "modality", "text", "topic", "applies", "readings"],
    [...ruleKeys, "certainty"],
  );
  const id = cursor.at("id").text(localId, "an id such as `art-53-1-a`");
  const modality = cursor.at("modality").oneOf(modalities, "modality");
  const text = cursor.at("text").languageMap();
  const topic = cursor.at("topic").text(/^[a-z-]+$/, "a topic's id");
  if (!id || !modality || !text || !topic || !good) return null;
  const action = cursor.at("action");
  if (!action.isMissing) action.keys(["verb", "object"]);
  const word = /^[a-z0-9]+(-[a-z0-9]+)*$/;
  const when = cursor.at("when");
  const condition = when.isMissing ? undefined : parseCondition(when);
  if (condition === null) return null;
  return defined<Rule>({
    id: full(instrument, id),
    instrument,
    at: cursor
      .at("at")
      .texts()
      .map((at) => reference(instrument, at)),
    modality,
    bearer: cursor.at("bearer").texts(),
    against: cursor.at("against").texts(),
    action: {
      verb: action.at("verb").optionalText(word, "a verb in kebab-case") ?? "",
      object: action.at("object").optionalText(word, "an object in kebab-case") ?? "",
    },
    text,
    topic,
    topics: cursor.at("topics").texts(),
    when: condition,
    unless: cursor.at("unless").list((item) => parseException(item, instrument)),
    overrides: cursor.at("overrides").list((item) => {
      if (!item.keys(["rule", "reason"], ["at"])) return null;
      const rule = item.at("rule").text();
      const reason = item.at("reason").oneOf(overrideReasons, "reason");
      const at = item.at("at").optionalText();
      return rule && reason
        ? { rule: full(instrument, rule), reason, ...(at === undefined ? {} : { at: reference(instrument, at) }) }
        : null;
    }),
    applies: cursor.at("applies").list((item) => parseApplies(item, instrument)),
    transition: cursor.at("transition").list((item) => parseTransition(item, instrument)),
    breach: cursor
      .at("breach")
      .texts()
      .map((rule) => full(instrument, rule)),
    concludes: cursor.at("concludes").optionalText(derivedId, "a derived fact such as `eu.aia.highRisk`"),
    kind: cursor.at("kind").isMissing
      ? undefined
      : (cursor.at("kind").oneOf(exceptionKinds, "kind of exception") ?? undefined),
    penalty: cursor.at("penalty").isMissing ? undefined : (parsePenalty(cursor.at("penalty")) ?? undefined),
    deadline: cursor.at("deadline").isMissing ? undefined : (parseDeadline(cursor.at("deadline")) ?? undefined),
    measures: parseMeasures(cursor.at("measures")),
    scope: cursor.at("scope").isMissing
      ? "instrument"
      : (cursor.at("scope").oneOf(ruleScopes, "scope") ?? "instrument"),
    readings: cursor.at("readings").list(parseReading),
    certainty: cursor.at("certainty").isMissing
      ? "settled"
      : (cursor.at("certainty").oneOf(certainties, "certainty") ?? "settled"),
    question: cursor.at("question").optionalText(),
    note: cursor.at("note").optionalLanguageMap(),
    position: cursor.position,
  });
}

function parseException(cursor: Cursor, instrument: string): Exception | null {
  if (!cursor.keys(["kind", "reason"], ["exemption", "when", "at", "note"])) return null;
  const kind = cursor.at("kind").oneOf(exceptionKinds, "kind of exception");
  const reason = cursor.at("reason").oneOf(overrideReasons, "reason");
  const exemption = cursor.at("exemption").optionalText();
  const when = cursor.at("when").isMissing ? undefined : parseCondition(cursor.at("when"));
  const at = cursor.at("at").optionalText();
  if (!kind || !reason || when === null) return null;
  if ((exemption === undefined) === (when === undefined))
    return cursor.report(
      "wrong-exception",
      "an exception names an exemption rule or holds a condition, one of the two",
      "write `exemption:` or `when:`",
    );
  if (when !== undefined && at === undefined)
    return cursor.report(
      "exception-without-citation",
      "an exception with a condition of its own cites no provision",
      "add `at:`",
    );
  return defined<Exception>({
    exemption: exemption === undefined ? undefined : full(instrument, exemption),
    when,
    at: at === undefined ? undefined : reference(instrument, at),
    kind,
    reason,
    note: cursor.at("note").optionalLanguageMap(),
  });
}

function parseKnown(cursor: Cursor): Applies["known"] {
  if (cursor.isMissing || !cursor.keys([], ["from", "to"])) return {};
  return defined<Applies["known"]>({ from: cursor.at("from").optionalDay(), to: cursor.at("to").optionalDay() });
}

function parseApplies(cursor: Cursor, instrument: string): Applies | null {
  if (!cursor.keys(["from"], ["to", "known", "by", "at"])) return null;
  const from = cursor.at("from").day();
  const at = cursor.at("at").optionalText();
  if (!from) return null;
  return defined<Applies>({
    from,
    to: cursor.at("to").optionalDay(),
    known: parseKnown(cursor.at("known")),
    by: cursor.at("by").optionalText(instrumentId, "an instrument's id"),
    at: at === undefined ? undefined : reference(instrument, at),
  });
}

function parseTransition(cursor: Cursor, instrument: string): Transition | null {
  if (!cursor.keys(["when", "until", "at"], ["known"])) return null;
  const when = parseCondition(cursor.at("when"));
  const until = cursor.at("until").day();
  const at = cursor.at("at").text();
  return when && until && at
    ? { when, until, at: reference(instrument, at), known: parseKnown(cursor.at("known")) }
    : null;
}

function parseDuration(cursor: Cursor): Duration | undefined {
  if (cursor.isMissing || !cursor.keys([], durationUnits)) return undefined;
  const duration: Record<string, number> = {};
  for (const unit of durationUnits) {
    const count = cursor.at(unit).isMissing ? null : cursor.at(unit).integer(1, 100_000);
    if (count !== null) duration[unit] = count;
  }
  return duration;
}

function parseDeadline(cursor: Cursor): Deadline | null {
  if (!cursor.keys([], ["within", "after", "before", "by", "every", "keepFor", "immediately"])) return null;
  const slug = /^[a-z0-9]+(-[a-z0-9]+)*$/;
  return defined<Deadline>({
    within: parseDuration(cursor.at("within")),
    after: cursor.at("after").optionalText(slug, "an event in kebab-case"),
    before: cursor.at("before").optionalText(slug, "an event in kebab-case"),
    by: cursor.at("by").optionalDay(),
    every: parseDuration(cursor.at("every")),
    keepFor: parseDuration(cursor.at("keepFor")),
    immediately: cursor.at("immediately").isMissing ? undefined : cursor.at("immediately").flag(false),
  });
}

function parsePenalty(cursor: Cursor): Penalty | null {
  if (!cursor.keys(["kind"], ["max", "min", "turnoverShare", "combine", "per", "text"])) return null;
  const kind = cursor.at("kind").oneOf(penaltyKinds, "kind of penalty");
  const money = (inner: Cursor): Penalty["max"] => {
    if (inner.isMissing || !inner.keys(["amount", "currency"])) return undefined;
    const amount = inner.at("amount").decimal();
    const currency = inner.at("currency").text(/^[A-Z]{3}$/, "a currency code such as EUR");
    return amount && currency ? { amount, currency } : undefined;
  };
  if (!kind) return null;
  return defined<Penalty>({
    kind,
    max: money(cursor.at("max")),
    min: money(cursor.at("min")),
    turnoverShare: cursor.at("turnoverShare").optionalText(/^\d+\/[1-9]\d*$/, "an exact fraction such as `3/100`"),
    combine: cursor.at("combine").isMissing
      ? undefined
      : (cursor.at("combine").oneOf(["higher", "lower"] as const, "way to combine") ?? undefined),
    per: cursor.at("per").optionalText(),
    text: cursor.at("text").optionalLanguageMap(),
  });
}

function parseMeasures(cursor: Cursor): Record<string, string> {
  if (cursor.isMissing || typeof cursor.value !== "object" || cursor.value === null) return {};
  const measures: Record<string, string> = {};
  for (const name of Object.keys(cursor.value)) {
    const inner = cursor.at(name);
    const text = typeof inner.value === "string" && /^\d+\/[1-9]\d*$/.test(inner.value) ? inner.value : inner.decimal();
    if (text !== null) measures[name] = text;
  }
  return measures;
}

function parseReading(cursor: Cursor): Reading | null {
  if (!cursor.keys(["by", "on", "expression", "basis", "outcome"], ["note"])) return null;
  const by = cursor.at("by").text();
  const on = cursor.at("on").day();
  const expression = cursor.at("expression").text();
  const basis = cursor.at("basis").oneOf(readingBases, "basis");
  const outcome = cursor.at("outcome").oneOf(readingOutcomes, "outcome");
  return by && on && expression && basis && outcome
    ? defined<Reading>({ by, on, expression, basis, outcome, note: cursor.at("note").optionalText() })
    : null;
}
