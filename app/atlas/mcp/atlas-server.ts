/** The atlas by the Model Context Protocol: search, get_provision, get_rule, assess, next_question. Reading only. */
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { z } from "zod";
import { nextQuestion, type Fact } from "@comity/rules";
import { translator } from "../../platform/i18n/index.ts";
import { Problem } from "../../platform/problem.ts";
import { reportJson } from "../report/format-json.ts";
import { provisionLabel } from "../report/words/condition.ts";
import { questionOptions } from "../report/words/question.ts";
import { searchAtlas } from "../search/plain-results.ts";
import { assessProfile } from "../store/assessment.ts";
import type { LoadedAtlas } from "../store/load-atlas.ts";
import { readProfile, readQuery } from "../store/query.ts";

const factsInput = z
  .record(z.string(), z.unknown())
  .describe(
    'Facts by id as in a profile, e.g. {"actor.role": ["provider"], "market.placedIn": ["EU"]}; leave out what is unknown',
  );
const placesInput = z
  .string()
  .describe("Places asked about: ISO 3166 codes or EU, separated by commas, e.g. eu,kr,us-co");
const dayInput = z.string().optional().describe("YYYY-MM-DD; today if left out");
const notice =
  "A reading of the law as cited data, not legal advice; only official texts are authoritative. Unknown facts stay unknown; absence of a rule can mean that the law is not encoded.";

const answer = (value: unknown) => ({ content: [{ type: "text" as const, text: JSON.stringify(value, null, 1) }] });
/** A problem as the tool's own answer, so that the model can mend its call. */
const guarded =
  <A>(run: (input: A) => unknown) =>
  (input: A) => {
    try {
      return answer(run(input));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return { content: [{ type: "text" as const, text: error.text }], isError: true };
    }
  };

/** @param today gives the day that "now" means. */
export function atlasServer(loaded: LoadedAtlas, today: () => string): McpServer {
  const { atlas, book, release } = loaded;
  const server = new McpServer({ name: "comity-atlas", version: "1" }, { instructions: notice });
  const readOnly = { readOnlyHint: true, openWorldHint: false };

  server.registerTool(
    "search",
    {
      title: "Search AI law",
      description: "Searches rules, instruments, provisions, topics, places and facts in six languages.",
      inputSchema: { query: z.string().min(1).max(300), limit: z.number().int().min(1).max(50).optional() },
      annotations: readOnly,
    },
    guarded(({ query, limit }: { query: string; limit?: number | undefined }) =>
      searchAtlas(loaded, query, "en", limit ?? 15),
    ),
  );
  server.registerTool(
    "get_provision",
    {
      title: "Get a provision",
      description:
        "What the atlas knows of a provision, such as eu/aia#art_53__para_1__point_a: its label, where it was read, and the rules that cite it. The official words are not stored.",
      inputSchema: { reference: z.string() },
      annotations: readOnly,
    },
    guarded(({ reference }: { reference: string }) => {
      const provision = atlas.provisions.get(reference);
      if (!provision)
        throw new Problem("not-found", `There is no provision \`${reference}\`.`, {
          mend: "Write <instrument>#<eId>; use search to find it.",
        });
      const instrument = atlas.instruments.get(provision.instrument);
      return {
        reference,
        citation: provisionLabel(atlas, reference),
        instrument: instrument && {
          id: instrument.id,
          title: instrument.title.en,
          status: instrument.status,
          url: instrument.url,
        },
        expression: instrument?.expressions.find((one) => one.id === provision.expression),
        rules: [...atlas.rules.values()]
          .filter((rule) => rule.at.includes(reference))
          .map((rule) => ({ id: rule.id, modality: rule.modality, statement: rule.text.en })),
      };
    }),
  );
  server.registerTool(
    "get_rule",
    {
      title: "Get a rule",
      description:
        "One rule in full: statement, modality, bearer, condition, exceptions, dates (law time and knowledge time), deadline, penalties, citations, readings.",
      inputSchema: { id: z.string().describe("e.g. eu/aia/art-53-1-a") },
      annotations: readOnly,
    },
    guarded(({ id }: { id: string }) => {
      const rule = atlas.rules.get(id);
      if (!rule) throw new Problem("not-found", `There is no rule \`${id}\`.`, { mend: "Use search to find it." });
      const { position: _position, ...rest } = rule;
      return { ...rest, citations: rule.at.map((reference) => provisionLabel(atlas, reference)), notice };
    }),
  );
  server.registerTool(
    "assess",
    {
      title: "Assess an AI system",
      description: `Which rules apply to a system described by facts, where and since when, what is undecided and which facts would decide it. ${notice}`,
      inputSchema: { facts: factsInput, in: placesInput, as_of: dayInput, known_on: dayInput },
      annotations: readOnly,
    },
    guarded(
      (input: {
        facts: Record<string, unknown>;
        in: string;
        as_of?: string | undefined;
        known_on?: string | undefined;
      }) => {
        const profile = readProfile(
          atlas,
          { schema: "profile/1", vocabulary: atlas.vocabulary.version, facts: input.facts },
          "facts",
        );
        const query = readQuery(atlas, { places: input.in, asOf: input.as_of, knownOn: input.known_on }, today());
        return {
          release,
          notice,
          ...reportJson(assessProfile(loaded, profile, query), { atlas, t: translator("en"), lang: "en" }),
        };
      },
    ),
  );
  server.registerTool(
    "next_question",
    {
      title: "Next best question",
      description:
        "The question whose answer decides most, with its possible answers; null when everything is decided.",
      inputSchema: {
        facts: factsInput,
        in: placesInput,
        as_of: dayInput,
        known_on: dayInput,
        skip: z.array(z.string()).optional().describe("Facts that the person does not know"),
      },
      annotations: readOnly,
    },
    guarded(
      (input: {
        facts: Record<string, unknown>;
        in: string;
        as_of?: string | undefined;
        known_on?: string | undefined;
        skip?: string[] | undefined;
      }) => {
        const profile = readProfile(
          atlas,
          { schema: "profile/1", vocabulary: atlas.vocabulary.version, facts: input.facts },
          "facts",
        );
        const query = readQuery(atlas, { places: input.in, asOf: input.as_of, knownOn: input.known_on }, today());
        const question = nextQuestion(book, profile, query, { skip: new Set(input.skip) });
        if (!question) return { question: null };
        const fact = atlas.vocabulary.facts.get(question.fact) as Fact;
        return {
          question: {
            fact: fact.id,
            type: fact.type,
            unit: fact.unit,
            text: fact.question.en,
            help: fact.help?.en,
            answers: questionOptions({ atlas, t: translator("en"), lang: "en" }, fact, question).map(
              ({ id, label }) => ({ id, label }),
            ),
            because: question.because,
          },
        };
      },
    ),
  );
  return server;
}
