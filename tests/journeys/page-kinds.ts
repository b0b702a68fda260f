/** One address of every kind of page of the whole site, and the server that shows them. */
import { startTestServer, type TestScope, type TestServer } from "../../app/platform/database/test-database.ts";
import { modules } from "../../app/modules.ts";
import { buildIslands } from "../../scripts/build-islands.mjs";

/** Day of law of every assessment here, so that tomorrow shows the same. */
const day = "2026-11-24";

/** A general-purpose model placed on the market of the Union. */
const model = `in=EU&on=${day}&f=actor.role~provider&f=item.kind~gpaiModel&f=market.placedIn~EU&f=training.flop~2e25`;

export interface PageKind {
  readonly name: string;
  /** Path without the language. */
  readonly path: string;
}

/** All but the result, whose address comes from the list of examples (`exampleResult`). */
export const pageKinds: readonly PageKind[] = [
  { name: "home", path: "/" },
  { name: "jurisdictions", path: "/places" },
  { name: "jurisdiction", path: "/places/EU" },
  { name: "country without coded law", path: "/places/TD" },
  { name: "instrument", path: "/instruments/eu/aia" },
  { name: "rule", path: "/rules/eu/aia/art-53-1-a" },
  { name: "fact", path: "/facts/training.flop" },
  { name: "topics", path: "/topics" },
  { name: "topic", path: "/topics/gpai" },
  { name: "search", path: "/search?q=deepfake" },
  { name: "data", path: "/data" },
  { name: "first screen of the interview", path: "/assess" },
  { name: "question", path: `/assess/question?${model}` },
  { name: "reasons", path: `/assess/why?rule=eu%2Faia%2Fart-53-1-a&place=EU&${model}` },
  { name: "sign-in", path: "/sign-in" },
  { name: "design", path: "/design" },
  { name: "missing page", path: "/none" },
];

/** Name of an example on the first screen whose result in six jurisdictions is the largest page. */
export const largestExample = /chatbot/i;

/** The whole site with all its modules and islands. */
export async function startSite(t: TestScope, environment: Record<string, string> = {}): Promise<TestServer> {
  await buildIslands();
  return startTestServer(t, modules, environment);
}

/** Address of the result of the example, as the first screen of the interview links it. */
export async function exampleResult(url: string, name: RegExp): Promise<string> {
  const html = await (await fetch(`${url}/en/assess`)).text();
  for (const [, href = "", title = ""] of html.matchAll(/<a href="([^"]*\/assess\/result\?[^"]*)">([^<]*)<\/a>/g))
    if (name.test(title)) return href.replaceAll("&amp;", "&").replace(/^\/en/, "");
  throw new Error(`no example called ${name} on /en/assess`);
}
