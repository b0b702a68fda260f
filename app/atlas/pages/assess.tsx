/** The interview by GET: every step is an address; a profile file comes by POST and becomes an address. */
import type { Context, Hono } from "hono";
import { assess, explain, nextQuestion, type Fact, type Query, type Question } from "@comity/rules";
import type { Env } from "../../platform/module.ts";
import { Problem } from "../../platform/problem.ts";
import { today } from "../api/api.ts";
import { formatReport, isReportFormat } from "../report/formats.ts";
import { assessProfile } from "../store/assessment.ts";
import type { LoadedAtlas } from "../store/load-atlas.ts";
import { readAnswer, readState, stateParameters, withAnswer, type AnswerState } from "../store/profile-link.ts";
import { readProfile, readQuery } from "../store/query.ts";
import { AssessQuestionPage } from "./assess-question.tsx";
import { AssessResultPage } from "./assess-result.tsx";
import { AssessStartPage } from "./assess-start.tsx";
import { AssessWhyPage } from "./assess-why.tsx";

const largestProfile = 100_000;

/** The query's parameters as sent. */
const parametersOf = (c: Context<Env>): URLSearchParams => new URL(c.req.url).searchParams;

const queryOf = (loaded: LoadedAtlas, state: AnswerState): Query =>
  readQuery(
    loaded.atlas,
    { places: state.places.join(","), asOf: state.on, ...(state.known === null ? {} : { knownOn: state.known }) },
    today(),
  );

const profileOf = (loaded: LoadedAtlas, state: AnswerState) => ({
  schema: "profile/1" as const,
  vocabulary: loaded.atlas.vocabulary.version,
  ...(state.title === null ? {} : { title: state.title }),
  facts: state.facts,
});

/** Several boxes of one name make one answer: `in=EU&in=KR` and `a=x&a=y`. */
const joined = (parameters: URLSearchParams, name: string): string =>
  parameters
    .getAll(name)
    .filter((value) => value.trim() !== "")
    .join(",");

/** Answers of the first screen (`a.<fact>`) added to the state. */
function withScreen(
  loaded: LoadedAtlas,
  state: AnswerState,
  parameters: URLSearchParams,
  faults: string[],
): AnswerState {
  let next = state;
  for (const name of new Set([...parameters.keys()].filter((key) => key.startsWith("a.")))) {
    const fact = loaded.atlas.vocabulary.facts.get(name.slice(2).replace(/\.exact$/, ""));
    const text = joined(parameters, name);
    if (!fact || text === "") continue;
    const known = readAnswer(loaded.atlas, fact, text, (message, mend) => faults.push(`${message}; ${mend}`));
    if (known) next = withAnswer(next, fact.id, known);
  }
  return next;
}

export function registerAssess(app: Hono<Env>, loaded: LoadedAtlas): void {
  const { atlas, book } = loaded;

  app.get("/assess", (c) => c.html(<AssessStartPage c={c} loaded={loaded} />));

  app.get("/assess/question", (c) => {
    const parameters = parametersOf(c);
    const places = joined(parameters, "in");
    parameters.set("in", places);
    const { state: before, faults: unread } = readState(atlas, parameters, today());
    const faults = [...unread];
    let state = withScreen(loaded, before, parameters, faults);
    const href = c.get("href");
    let query: Query;
    try {
      query = queryOf(loaded, state);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return c.html(
        <AssessStartPage c={c} loaded={loaded} fault={error.text} places={state.places} given={parameters} />,
        422,
      );
    }
    const asked = atlas.vocabulary.facts.get(parameters.get("q") ?? "");
    const isAnswered =
      asked !== undefined && (parameters.has("a") || parameters.has("a.exact") || parameters.has("unknown"));
    if (asked && isAnswered) {
      const text = joined(parameters, "a.exact") || joined(parameters, "a");
      if (parameters.has("unknown") || text === "") state = withAnswer(state, asked.id, null);
      else {
        const known = readAnswer(atlas, asked, text, (message, mend) => faults.push(`${message}; ${mend}`));
        if (known) state = withAnswer(state, asked.id, known);
      }
      // One address for one state, so that going back and sharing work.
      if (faults.length === 0) return c.redirect(href(`/assess/question?${stateParameters(state).toString()}`), 303);
    }
    const isFromScreen = [...parameters.keys()].some((key) => key.startsWith("a."));
    if (!isAnswered && isFromScreen && faults.length === 0)
      return c.redirect(href(`/assess/question?${stateParameters(state).toString()}`), 303);
    if (!asked && faults.length > 0)
      return c.html(
        <AssessStartPage c={c} loaded={loaded} fault={faults.join("\n")} places={state.places} given={parameters} />,
        422,
      );
    const profile = profileOf(loaded, state);
    const question: Question | null = asked
      ? { fact: asked.id, answers: bandsOf(loaded, state, query, asked), because: [], cost: asked.cost, score: 0 }
      : nextQuestion(book, profile, query, { skip: state.skip });
    if (question === null) return c.redirect(href(`/assess/result?${stateParameters(state).toString()}`), 303);
    const fact = atlas.vocabulary.facts.get(question.fact) as Fact;
    const { decided, findings } = assess(book, profile, query);
    const because =
      question.because.length > 0
        ? question.because
        : findings.filter((finding) => finding.needs.includes(fact.id)).map((finding) => finding.rule);
    return c.html(
      <AssessQuestionPage
        c={c}
        loaded={loaded}
        state={state}
        question={{ ...question, because }}
        fact={fact}
        decided={decided}
        fault={faults[0]}
        given={faults.length > 0 ? parameters : undefined}
      />,
      faults.length > 0 ? 422 : 200,
    );
  });

  const resultOf = (c: Context<Env>) => {
    const parameters = parametersOf(c);
    parameters.set("in", joined(parameters, "in"));
    const { state, faults } = readState(atlas, parameters, today());
    const query = queryOf(loaded, state);
    return {
      state: { ...state, places: query.places },
      faults,
      query,
      report: assessProfile(loaded, profileOf(loaded, state), query),
    };
  };

  app.get("/assess/result", (c) => {
    const { state, faults, report } = resultOf(c);
    return c.html(
      <AssessResultPage c={c} loaded={loaded} state={state} report={report} faults={faults} />,
      faults.length > 0 ? 422 : 200,
    );
  });

  app.get("/assess/:file{result\\.[a-z]+}", async (c) => {
    const format = c.req.param("file").slice("result.".length);
    if (!isReportFormat(format)) throw new Problem("not-found", `There is no form .${format} of a result.`);
    const { report } = resultOf(c);
    const made = await formatReport(report, format, { atlas, t: c.get("t"), lang: c.get("lang") }, { madeOn: today() });
    c.header("Content-Type", made.type);
    c.header("Content-Disposition", `attachment; filename="comity-assessment.${made.ending}"`);
    return c.body(typeof made.body === "string" ? made.body : Uint8Array.from(made.body).buffer);
  });

  app.get("/assess/why", (c) => {
    const parameters = parametersOf(c);
    const { state } = readState(atlas, parameters, today());
    const asOf = parameters.get("at") ?? state.on;
    const rule = atlas.rules.get(parameters.get("rule") ?? "");
    if (!rule)
      throw new Problem("not-found", "There is no such rule.", {
        mend: "Go back to the result and follow a link there.",
      });
    const query = queryOf(loaded, { ...state, on: asOf });
    let explanation;
    try {
      explanation = explain(atlas, book, profileOf(loaded, state), query, rule.id);
    } catch (error) {
      if (error instanceof RangeError)
        throw new Problem("not-found", `${rule.id} is not in force on ${asOf}.`, {
          mend: "Choose a day on which it is.",
          cause: error,
        });
      throw error;
    }
    return c.html(
      <AssessWhyPage c={c} loaded={loaded} state={state} rule={rule} explanation={explanation} asOf={asOf} />,
    );
  });

  app.post("/assess/profile", async (c) => {
    const form = await c.req.parseBody();
    const file = form["profile"];
    const places = typeof form["places"] === "string" ? form["places"] : "";
    try {
      if (!(file instanceof File) || file.size === 0)
        throw new Problem("invalid-input", "No file came with the form.", {
          mend: "Choose a profile file and send it again.",
        });
      if (file.size > largestProfile)
        throw new Problem("too-large", `The file has ${file.size} bytes; a profile has at most ${largestProfile}.`, {
          mend: "Send a profile, not another document.",
        });
      const profile = readProfile(atlas, await file.text(), file.name.slice(0, 80));
      const query = readQuery(atlas, { places }, today());
      const state: AnswerState = {
        places: query.places,
        on: query.asOf,
        known: null,
        title: profile.title ?? null,
        facts: profile.facts,
        skip: new Set(),
        trail: [...profile.facts.keys()],
      };
      return c.redirect(c.get("href")(`/assess/result?${stateParameters(state).toString()}`), 303);
    } catch (error) {
      if (!(error instanceof Problem) || error.status >= 500) throw error;
      return c.html(<AssessStartPage c={c} loaded={loaded} fault={error.text} />, 422);
    }
  });
}

/** Bands of a fact that is asked again: as if it were unknown. */
function bandsOf(loaded: LoadedAtlas, state: AnswerState, query: Query, fact: Fact): Question["answers"] {
  const facts = new Map(state.facts);
  facts.delete(fact.id);
  const all = new Set(loaded.atlas.vocabulary.facts.keys());
  all.delete(fact.id);
  return nextQuestion(loaded.book, { facts }, query, { skip: all })?.answers ?? [];
}
