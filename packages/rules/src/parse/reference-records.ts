/** Facts, topics, places, groups, status, coverage and example profiles from YAML. */
import type { CodedNone, ExampleProfile, LanguageMap, Place, Topic } from "../model/law.ts";
import type { Fact, FactType } from "../model/facts.ts";
import { placeStates, type PlaceGroup, type PlaceStatus, type TopicGroup } from "../atlas.ts";
import type { Cursor } from "./cursor.ts";

export const factTypes = [
  "bool",
  "enum",
  "set",
  "int",
  "num",
  "date",
  "place",
  "places",
  "spdx",
] as const satisfies readonly FactType[];
export const placeKinds = ["state", "area", "union", "region", "city", "organisation"] as const;
const placeCode = /^[A-Z0-9][A-Z0-9-]*$/;

export function parseFact(cursor: Cursor): Fact | null {
  if (
    !cursor.keys(
      ["id", "type", "cost", "label", "question"],
      ["unit", "values", "help", "prior", "screen", "sensitive", "iri"],
    )
  )
    return null;
  const id = cursor.at("id").text(/^[a-z]\w*(\.\w+)+$/i, "a fact id such as `actor.role`");
  const type = cursor.at("type").oneOf(factTypes, "type of fact");
  const label = cursor.at("label").languageMap(true);
  const question = cursor.at("question").languageMap(true);
  const cost = cursor.at("cost").integer(1, 5);
  if (!id || !type || !label || !question || cost === null) return null;
  const values = cursor.at("values").list((item) => {
    if (!item.keys(["id", "label"])) return null;
    const value = item.at("id").text();
    const words = item.at("label").languageMap(true);
    return value && words ? { id: value, label: words } : null;
  });
  if ((type === "enum" || type === "set") && values.length === 0)
    return cursor.report("no-values", `\`${id}\` has no values`, "add `values:` with an id and a label each");
  const unit = cursor.at("unit").optionalText();
  if ((type === "num") !== (unit !== undefined) && type === "num")
    return cursor.report("no-unit", `\`${id}\` is a number without a unit`, "add `unit:`, `1` for a share");
  const prior: Record<string, number> = {};
  const priors = cursor.at("prior");
  if (!priors.isMissing && typeof priors.value === "object" && priors.value !== null) {
    for (const [key, weight] of Object.entries(priors.value)) {
      if (typeof weight === "number" && weight >= 0) prior[key] = weight;
      else
        priors
          .at(key)
          .report(
            "wrong-number",
            `weight of \`${key}\` is not a number of at least 0`,
            "write a relative weight such as 0.2",
          );
    }
  }
  const help = cursor.at("help").isMissing ? undefined : cursor.at("help").languageMap(true);
  return {
    id,
    type,
    values,
    ...(unit === undefined ? {} : { unit }),
    label,
    question,
    ...(help ? { help } : {}),
    cost: cost as Fact["cost"],
    prior,
    screen: cursor.at("screen").flag(false),
    sensitive: cursor.at("sensitive").flag(false),
    ...(cursor.at("iri").isMissing ? {} : { iri: cursor.at("iri").text() ?? "" }),
    position: cursor.position,
  };
}

export function parseTopicGroup(cursor: Cursor): TopicGroup | null {
  if (!cursor.keys(["id", "title"])) return null;
  const id = cursor.at("id").text();
  const title = cursor.at("title").languageMap(true);
  return id && title ? { id, title } : null;
}

export function parseTopic(cursor: Cursor): Topic | null {
  if (!cursor.keys(["id", "group", "title", "counts"], ["oecd", "nist"])) return null;
  const id = cursor.at("id").text(/^[a-z-]+$/, "a topic id in kebab-case");
  const group = cursor.at("group").text();
  const title = cursor.at("title").languageMap(true);
  const counts = cursor.at("counts").languageMap(true);
  if (!id || !group || !title || !counts) return null;
  const oecd = cursor.at("oecd").optionalText();
  const nist = cursor.at("nist").optionalText();
  return { id, group, title, counts, ...(oecd === undefined ? {} : { oecd }), ...(nist === undefined ? {} : { nist }) };
}

function parseMembership(cursor: Cursor): { place: string; from?: string; to?: string } | null {
  if (!cursor.keys(["place"], ["from", "to"])) return null;
  const place = cursor.at("place").text(placeCode, "a place code");
  const from = cursor.at("from").optionalDay();
  const to = cursor.at("to").optionalDay();
  return place ? { place, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) } : null;
}

export function parsePlace(cursor: Cursor): Place | null {
  if (!cursor.keys(["code", "kind", "names"], ["iso3", "m49", "partOf"])) return null;
  const code = cursor.at("code").text(placeCode, "a place code such as `KR` or `US-CO`");
  const kind = cursor.at("kind").oneOf(placeKinds, "kind of place");
  const names = cursor.at("names").languageMap(true);
  if (!code || !kind || !names) return null;
  const iso3 = cursor.at("iso3").optionalText(/^[A-Z]{3}$/, "an ISO 3166-1 alpha-3 code");
  const m49 = cursor.at("m49").isMissing ? null : cursor.at("m49").integer(1, 999);
  return {
    code,
    kind,
    names,
    partOf: cursor.at("partOf").list(parseMembership),
    ...(iso3 === undefined ? {} : { iso3 }),
    ...(m49 === null ? {} : { m49 }),
  };
}

export function parseGroup(cursor: Cursor): PlaceGroup | null {
  if (!cursor.keys(["id", "names", "members", "source", "on"])) return null;
  const id = cursor.at("id").text();
  const names = cursor.at("names").languageMap(true);
  const source = cursor.at("source").text();
  const on = cursor.at("on").day();
  return id && names && source && on
    ? { id, names, source, on, members: cursor.at("members").list(parseMembership) }
    : null;
}

export function parseStatus(cursor: Cursor): PlaceStatus | null {
  if (!cursor.keys(["place", "state", "text", "source", "checked"])) return null;
  const place = cursor.at("place").text(placeCode, "a place code");
  const state = cursor.at("state").oneOf(placeStates, "state of law");
  const text = cursor.at("text").languageMap();
  const source = cursor.at("source").text();
  const checked = cursor.at("checked").day();
  return place && state && text && source && checked ? { place, state, text, source, checked } : null;
}

export function parseCodedNone(cursor: Cursor, place: string): CodedNone | null {
  if (!cursor.keys(["topic", "on", "by"], ["note"])) return null;
  const topic = cursor.at("topic").text();
  const on = cursor.at("on").day();
  const note = cursor.at("note").optionalLanguageMap();
  return topic && on
    ? { place, topic, on, by: cursor.at("by").texts(), ...(note === undefined ? {} : { note }) }
    : null;
}

export function parseExampleProfile(cursor: Cursor, instrument: string): ExampleProfile | null {
  if (!cursor.keys(["id", "title", "asOf", "knownOn", "facts", "expect"], ["schema", "vocabulary", "note"]))
    return null;
  const id = cursor.at("id").text();
  const title = cursor.at("title").languageMap();
  const asOf = cursor.at("asOf").day();
  const knownOn = cursor.at("knownOn").day();
  const facts = cursor.at("facts").value;
  const expect = cursor.at("expect");
  if (
    !expect.keys([], ["applies", "undecided", "not", "complete"]) ||
    !id ||
    !title ||
    !asOf ||
    !knownOn ||
    typeof facts !== "object" ||
    facts === null
  )
    return null;
  const ids = (key: string): string[] =>
    expect
      .at(key)
      .texts()
      .map((rule) => (rule.includes("/") ? rule : `${instrument}/${rule}`));
  return {
    id,
    instrument,
    title: title as LanguageMap,
    facts: facts as Record<string, unknown>,
    asOf,
    knownOn,
    expect: {
      applies: ids("applies"),
      undecided: ids("undecided"),
      not: ids("not"),
      complete: expect.at("complete").flag(false),
    },
    position: cursor.position,
  };
}
