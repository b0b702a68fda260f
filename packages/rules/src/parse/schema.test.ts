import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { parse } from "yaml";
import { placeStates } from "../atlas.ts";
import { atlasFiles } from "../fixtures/atlas-files.ts";
import { goodFiles } from "../fixtures/small-atlas.ts";
import { languages, modalities } from "../model/law.ts";
import { parseAtlas } from "./atlas.ts";
import { testKeys } from "./condition.ts";
import {
  certainties,
  durationUnits,
  exceptionKinds,
  forces,
  instrumentKinds,
  instrumentStatuses,
  overrideReasons,
  penaltyKinds,
  readingBases,
  readingOutcomes,
  ruleScopes,
} from "./law-records.ts";
import { factTypes, placeKinds } from "./reference-records.ts";

interface Schema {
  readonly [key: string]: unknown;
}
const folder = fileURLToPath(new URL("../../schema/", import.meta.url));
const ajv = new Ajv2020({ allErrors: true, allowUnionTypes: true, strictRequired: false });
const schemas = new Map<string, Schema>(
  readdirSync(folder).map((name) => [
    name.replace(".schema.json", ""),
    JSON.parse(readFileSync(`${folder}${name}`, "utf8")) as Schema,
  ]),
);
const validators = new Map<string, ValidateFunction>([...schemas].map(([kind, schema]) => [kind, ajv.compile(schema)]));

/** Follows keys of a schema, through `items` and `$ref`. */
function at(kind: string, ...path: readonly string[]): Schema {
  const root = schemas.get(kind) as Schema;
  let here = root;
  for (const key of path) {
    here = here[key] as Schema;
    const ref = here?.["$ref"];
    if (typeof ref === "string")
      here = (root["$defs"] as Record<string, Schema>)[ref.split("/").at(-1) ?? ""] as Schema;
  }
  return here;
}
const inRule = (...path: readonly string[]): Schema =>
  at("rules", "properties", "rules", "items", "properties", ...path);

test("the enums of the schemas are those of the code", () => {
  const pairs: readonly (readonly [string, unknown, readonly string[]])[] = [
    ["kind", at("instrument", "properties", "kind", "enum"), instrumentKinds],
    ["force", at("instrument", "properties", "force", "enum"), forces],
    ["status", at("instrument", "properties", "status", "enum"), instrumentStatuses],
    ["modality", inRule("modality", "enum"), modalities],
    ["exception", inRule("kind", "enum"), exceptionKinds],
    ["reason", at("rules", "$defs", "overrideReason", "enum"), overrideReasons],
    ["penalty", inRule("penalty", "properties", "kind", "enum"), penaltyKinds],
    ["scope", inRule("scope", "enum"), ruleScopes],
    ["certainty", inRule("certainty", "enum"), certainties],
    ["basis", inRule("readings", "items", "properties", "basis", "enum"), readingBases],
    ["outcome", inRule("readings", "items", "properties", "outcome", "enum"), readingOutcomes],
    ["duration", Object.keys(at("rules", "$defs", "duration", "properties")), durationUnits],
    [
      "tests",
      Object.keys((at("rules", "$defs", "condition", "oneOf", "4", "properties") as object) ?? {}).slice(1),
      testKeys,
    ],
    ["languages", Object.keys(at("rules", "$defs", "words", "properties")), languages],
    ["all languages", at("instrument", "$defs", "allWords", "required"), languages],
    ["fact", at("facts", "properties", "facts", "items", "properties", "type", "enum"), factTypes],
    ["place", at("places", "properties", "places", "items", "properties", "kind", "enum"), placeKinds],
    ["state", at("status", "properties", "status", "items", "properties", "state", "enum"), placeStates],
  ];
  for (const [name, found, wanted] of pairs) assert.deepEqual(found, [...wanted], name);
});

test("every schema and every key of it is described", () => {
  const walk = (schema: Schema, where: string): void => {
    for (const [key, value] of Object.entries((schema["properties"] as Record<string, Schema> | undefined) ?? {})) {
      const language = (languages as readonly string[]).includes(key);
      const plain = language || "$ref" in value || "const" in value || "anyOf" in value || "description" in value;
      assert.ok(plain || value["type"] !== undefined, `${where}.${key}`);
      walk(value, `${where}.${key}`);
    }
    if (schema["items"]) walk(schema["items"] as Schema, `${where}[]`);
  };
  assert.deepEqual(
    [...schemas.keys()].toSorted(),
    "coverage facts groups instrument places profile profiles provisions rules status topics".split(" "),
  );
  for (const [kind, schema] of schemas) {
    assert.equal(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    assert.equal(typeof schema["title"], "string", kind);
    assert.equal(typeof schema["description"], "string", kind);
    walk(schema, kind);
  }
});

const kindOf = (value: unknown): string => String((value as { schema?: unknown }).schema).replace("/1", "");

test("every file of the atlas that the parser takes fits its schema, and names it", () => {
  const files = atlasFiles();
  const faulty = new Set(
    parseAtlas(files)
      .problems.filter(({ severity }) => severity === "error")
      .map(({ position }) => position.file),
  );
  for (const { path, text } of [...files, ...goodFiles]) {
    if (faulty.has(path)) continue;
    const value: unknown = parse(text);
    const kind = kindOf(value);
    const validate = validators.get(kind);
    assert.ok(validate, `${path} has the schema ${kind}`);
    validate(value);
    assert.deepEqual(
      (validate.errors ?? []).slice(0, 3).map(({ instancePath, message }) => `${path}${instancePath} ${message}`),
      [],
    );
    if (text.startsWith("# yaml-language-server"))
      assert.match(
        text,
        new RegExp(`^# yaml-language-server: \\$schema=[./]*/packages/rules/schema/${kind}\\.schema\\.json`),
      );
  }
});

test("what a schema requires the parser requires, and what it allows the parser knows", () => {
  for (const { path, text } of goodFiles) {
    const value = parse(text) as Record<string, unknown>;
    const kind = kindOf(value);
    const listKey = Object.keys(value).find((key) => Array.isArray(value[key]) && kind !== "instrument");
    const schema = listKey === undefined ? at(kind) : at(kind, "properties", listKey, "items");
    const record = (listKey === undefined ? value : (value[listKey] as unknown[])[0]) as Record<string, unknown>;
    const validate = validators.get(kind) as ValidateFunction;
    const fits = (one: Record<string, unknown>): boolean =>
      validate(listKey === undefined ? one : { ...value, [listKey]: [one] });
    const problemsWith = (one: Record<string, unknown>): string[] => {
      const whole =
        listKey === undefined ? one : { ...value, [listKey]: [one, ...(value[listKey] as unknown[]).slice(1)] };
      return parseAtlas([{ path, text: JSON.stringify(whole) }])
        .problems.filter(({ code }) => code === "missing-key" || code === "unknown-key" || code === "wrong-schema")
        .map(({ code, message }) => `${code} ${message}`);
    };
    assert.deepEqual(problemsWith(record), [], path);
    for (const key of schema["required"] as string[]) {
      const rest = Object.fromEntries(Object.entries(record).filter(([name]) => name !== key));
      assert.equal(problemsWith(rest).length, 1, `${path}: without ${key}`);
      assert.ok(!fits(rest), `${path}: without ${key}`);
    }
    for (const key of Object.keys(schema["properties"] as object))
      if (!(key in record)) assert.deepEqual(problemsWith({ ...record, [key]: null }), [], `${path}: with ${key}`);
    assert.equal(problemsWith({ ...record, bogus: 1 }).length, 1, path);
    assert.ok(fits(record) && !fits({ ...record, bogus: 1 }), path);
  }
});
