/** The atlas by HTTP: reading, assessment, questions, bulk download. OpenAPI 3.1 at /api/openapi.json. */
import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import type { Context } from "hono";
import { cors } from "hono/cors";
import { WebStandardStreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js";
import { nextQuestion, type Fact, type Language } from "@comity/rules";
import { translator } from "../../platform/i18n/index.ts";
import type { Env } from "../../platform/module.ts";
import { Problem } from "../../platform/problem.ts";
import { atlasServer } from "../mcp/atlas-server.ts";
import { csvRow } from "../report/format-csv.ts";
import { reportJson } from "../report/format-json.ts";
import { provisionLabel } from "../report/words/condition.ts";
import { questionOptions } from "../report/words/question.ts";
import { searchAtlas } from "../search/plain-results.ts";
import { assessProfile } from "../store/assessment.ts";
import type { LoadedAtlas } from "../store/load-atlas.ts";
import { readProfile, readQuery } from "../store/query.ts";
import { atlasRecords } from "./records.ts";
import { schemaKinds, schemaOf } from "./data-schemas.ts";
import { assessInput, assessment, language, problem, question, questionInput, record } from "./schemas.ts";

const json = <T extends z.ZodType>(schema: T, description: string) => ({
  description,
  content: { "application/json": { schema } },
});
const refusal = {
  description: "What is wrong, where, and the mend",
  content: { "application/problem+json": { schema: problem } },
};

export const today = (): string => new Date().toISOString().slice(0, 10);

/** Answers of data that changes only with a release: cacheable by anyone, revalidated by ETag. */
function cacheable(c: Context<Env>): void {
  c.header("Cache-Control", "public, max-age=300");
}

export function atlasApi(loaded: LoadedAtlas): OpenAPIHono<Env> {
  const { atlas, book, release } = loaded;
  const api = new OpenAPIHono<Env>({
    defaultHook: (result) => {
      if (result.success) return;
      throw new Problem("invalid-input", "The request is not valid.", {
        fields: result.error.issues.map((issue) => ({ path: issue.path.join("."), message: issue.message })),
        mend: "See /api/openapi.json.",
      });
    },
  });
  // Reading is for everyone, from any site; nothing here depends on who asks.
  api.use(
    "/api/*",
    cors({
      origin: "*",
      allowMethods: ["GET", "POST", "OPTIONS"],
      exposeHeaders: ["ETag", "X-Request-Id"],
      credentials: false,
    }),
  );

  const profileOf = (facts: Record<string, unknown>, title?: string) =>
    readProfile(
      atlas,
      { schema: "profile/1", vocabulary: atlas.vocabulary.version, facts, ...(title === undefined ? {} : { title }) },
      "facts",
    );
  const langOf = (c: Context<Env>, given: Language | undefined): Language => given ?? c.get("lang");

  api.openapi(
    createRoute({
      method: "post",
      path: "/api/v1/assess",
      summary: "What applies to a system, where, since when, and why",
      request: { body: { required: true, content: { "application/json": { schema: assessInput } } } },
      responses: { 200: json(assessment, "The assessment"), 422: refusal },
    }),
    (c) => {
      const input = c.req.valid("json");
      const query = readQuery(atlas, { places: input.in, asOf: input.asOf, knownOn: input.knownOn }, today());
      const lang = langOf(c, input.lang);
      const report = assessProfile(loaded, profileOf(input.facts, input.title), query);
      return c.json({ release, ...reportJson(report, { atlas, t: translator(lang), lang }) } as never, 200);
    },
  );

  api.openapi(
    createRoute({
      method: "post",
      path: "/api/v1/next-question",
      summary: "The question whose answer decides most",
      request: { body: { required: true, content: { "application/json": { schema: questionInput } } } },
      responses: { 200: json(question, "The question, or null when everything is decided"), 422: refusal },
    }),
    (c) => {
      const input = c.req.valid("json");
      const query = readQuery(atlas, { places: input.in, asOf: input.asOf, knownOn: input.knownOn }, today());
      const lang = langOf(c, input.lang);
      const next = nextQuestion(book, profileOf(input.facts), query, { skip: new Set(input.skip) });
      if (!next) return c.json({ question: null }, 200);
      const fact = atlas.vocabulary.facts.get(next.fact) as Fact;
      const answers = questionOptions({ atlas, t: translator(lang), lang }, fact, next).map(({ id, label }) => ({
        id,
        label,
      }));
      return c.json(
        {
          question: {
            fact: fact.id,
            type: fact.type,
            unit: fact.unit ?? null,
            text: fact.question[lang] ?? fact.question.en,
            help: fact.help?.[lang] ?? fact.help?.en ?? null,
            answers,
            because: [...next.because],
          },
        },
        200,
      );
    },
  );

  api.openapi(
    createRoute({
      method: "get",
      path: "/api/v1/search",
      summary: "Search in six languages",
      request: {
        query: z.object({
          q: z.string().min(1).max(300),
          limit: z.coerce.number().int().min(1).max(100).optional(),
          lang: language.optional(),
        }),
      },
      responses: { 200: json(z.object({ results: z.array(record) }), "Results, best first"), 422: refusal },
    }),
    (c) => {
      const { q, limit, lang } = c.req.valid("query");
      return c.json({ results: searchAtlas(loaded, q, langOf(c, lang), limit ?? 20) } as never, 200);
    },
  );

  const records = atlasRecords(loaded);
  for (const [name, summary] of [
    ["rules", "All rules"],
    ["instruments", "All instruments"],
    ["provisions", "All cited provisions, without the official words"],
    ["places", "Places, groups and status"],
    ["topics", "Topics and coverage"],
    ["facts", "The fact vocabulary"],
  ] as const) {
    api.openapi(
      createRoute({
        method: "get",
        path: `/api/v1/${name}.json`,
        summary,
        responses: { 200: json(z.object({ release: z.string(), [name]: z.array(record) }), summary) },
      }),
      (c) => {
        cacheable(c);
        return c.json({ release, [name]: records[name]() } as never, 200);
      },
    );
  }
  api.openapi(
    createRoute({
      method: "get",
      path: "/api/v1/atlas.json",
      summary: "The whole atlas in one file (CC BY 4.0)",
      responses: { 200: json(record, "The atlas") },
    }),
    (c) => {
      cacheable(c);
      return c.json(
        {
          release,
          licence: "CC-BY-4.0",
          rules: records.rules(),
          instruments: records.instruments(),
          provisions: records.provisions(),
          places: records.places(),
          topics: records.topics(),
          facts: records.facts(),
        } as never,
        200,
      );
    },
  );
  api.openapi(
    createRoute({
      method: "get",
      path: "/api/v1/rules.csv",
      summary: "All rules as CSV",
      responses: { 200: { description: "One row a rule", content: { "text/csv": { schema: z.string() } } } },
    }),
    (c) => {
      cacheable(c);
      const head = csvRow([
        "rule",
        "place",
        "instrument",
        "citation",
        "modality",
        "bearer",
        "topic",
        "statement",
        "applies_from",
        "applies_to",
        "known_from",
        "known_to",
        "certainty",
        "readers",
      ]);
      const rows = [...atlas.rules.values()].flatMap((rule) => {
        const spans = rule.applies.length > 0 ? rule.applies : [null];
        return spans.map((row) =>
          csvRow([
            rule.id,
            atlas.instruments.get(rule.instrument)?.place ?? "",
            rule.instrument,
            rule.at.map((at) => provisionLabel(atlas, at)).join("; "),
            rule.modality,
            rule.bearer.join(" "),
            rule.topic,
            rule.text.en,
            row?.from ?? "",
            row?.to ?? "",
            row?.known.from ?? "",
            row?.known.to ?? "",
            rule.certainty,
            rule.readings.map((reading) => reading.by).join(" "),
          ]),
        );
      });
      return c.body(head + rows.join(""), 200, {
        "Content-Type": "text/csv; charset=utf-8",
        "Content-Disposition": 'attachment; filename="comity-rules.csv"',
      }) as never;
    },
  );
  api.openapi(
    createRoute({
      method: "get",
      path: "/api/v1/rules/{place}/{instrument}/{id}",
      summary: "One rule",
      request: { params: z.object({ place: z.string(), instrument: z.string(), id: z.string() }) },
      responses: { 200: json(record, "The rule"), 404: refusal },
    }),
    (c) => {
      const { place, instrument, id } = c.req.valid("param");
      const found = records.rules().find((rule) => rule["id"] === `${place}/${instrument}/${id}`);
      if (!found)
        throw new Problem("not-found", `There is no rule \`${place}/${instrument}/${id}\`.`, {
          mend: "See /api/v1/rules.json.",
        });
      cacheable(c);
      return c.json(found as never, 200);
    },
  );
  api.openapi(
    createRoute({
      method: "get",
      path: "/api/v1/schema/{kind}",
      summary: "JSON Schema (2020-12) of one kind of data file",
      request: { params: z.object({ kind: z.enum(schemaKinds) }) },
      responses: { 200: json(record, "The schema"), 422: refusal },
    }),
    (c) => {
      cacheable(c);
      return c.json(schemaOf(c.req.valid("param").kind) as never, 200);
    },
  );
  api.doc31("/api/openapi.json", {
    openapi: "3.1.0",
    info: {
      title: "Comity atlas",
      version: "1",
      description: "AI law as cited data. Reading needs no key. Data: CC BY 4.0.",
      license: { name: "CC BY 4.0", url: "https://creativecommons.org/licenses/by/4.0/" },
    },
  });

  // One transport a request: nothing is kept between calls, so any node can answer.
  api.all("/mcp", async (c) => {
    const server = atlasServer(loaded, today);
    const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
    await server.connect(transport);
    try {
      return await transport.handleRequest(c.req.raw);
    } finally {
      await server.close();
    }
  });
  return api;
}
