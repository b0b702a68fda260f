/** Shapes of the API, once for validation, types and the OpenAPI description. */
import { z } from "@hono/zod-openapi";

export const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/)
  .openapi({ example: "2027-12-02" });
export const language = z.enum(["ar", "zh", "en", "fr", "ru", "es"]);

export const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    instance: z.string(),
    mend: z.string().optional(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .openapi("Problem", { description: "RFC 9457 problem details" });

const facts = z.record(z.string(), z.unknown()).openapi({
  description: "Facts by id, as in a profile; what is unknown is left out",
  example: { "actor.role": ["provider"], "item.kind": "system", "market.placedIn": ["EU"] },
});

export const assessInput = z
  .object({
    facts,
    in: z.string().min(2).openapi({ description: "Places, separated by commas", example: "eu,kr,us-co" }),
    asOf: day.optional().openapi({ description: "Day of law; today if left out" }),
    knownOn: day.optional().openapi({ description: "Day of knowledge; today if left out" }),
    title: z.string().max(200).optional(),
    lang: language.optional(),
  })
  .openapi("AssessInput");

export const questionInput = assessInput
  .omit({ title: true })
  .extend({ skip: z.array(z.string()).optional() })
  .openapi("QuestionInput");

const finding = z
  .object({
    rule: z.string(),
    instrument: z.string(),
    modality: z.enum(["must", "mustNot", "may", "right", "power"]),
    verdict: z.enum(["applies", "undecided"]),
    statement: z.string(),
    citation: z.string(),
    provisions: z.array(z.string()),
    topic: z.string(),
    since: z.string().nullable(),
    until: z.string().nullable(),
    deadline: z.unknown(),
    penalties: z.array(z.unknown()),
    needs: z.array(z.string()),
    perhapsDefeatedBy: z.array(z.unknown()),
    certainty: z.enum(["settled", "guidance", "contested"]),
    exact: z.boolean(),
  })
  .openapi("Finding");

export const assessment = z
  .object({
    title: z.string().nullable(),
    asOf: z.string(),
    knownOn: z.string(),
    algorithm: z.string(),
    book: z.string(),
    release: z.string(),
    decided: z.object({ rules: z.number().int(), of: z.number().int() }),
    places: z.array(
      z.object({
        place: z.string(),
        applies: z.array(finding),
        undecided: z.array(finding),
        toCome: z.array(z.object({ on: z.string(), starts: z.array(finding), ends: z.array(z.string()) })),
      }),
    ),
    needs: z.array(z.object({ fact: z.string(), findings: z.number().int() })),
    conflicts: z.array(z.object({ rules: z.array(z.string()), reason: z.string() })),
  })
  .openapi("Assessment");

export const question = z
  .object({
    question: z
      .object({
        fact: z.string(),
        type: z.string(),
        unit: z.string().nullable(),
        text: z.string(),
        help: z.string().nullable(),
        answers: z.array(z.object({ id: z.string(), label: z.string() })),
        because: z.array(z.string()),
      })
      .nullable(),
  })
  .openapi("NextQuestion");

/** A record of the atlas as it stands in its files; see docs/reference/rule-data.md. */
export const record = z.record(z.string(), z.unknown());
