/** Routes of the atlas's pages for reading: home, jurisdictions, instruments, rules, topics, facts, search, data. */
import type { Context, Hono } from "hono";
import type { IsoDate } from "@comity/rules";
import type { Env } from "../../platform/module.ts";
import { atlasIndex, type AtlasRelease } from "./atlas-index.ts";
import { DataPage } from "./data-page.tsx";
import { FactPage } from "./fact-page.tsx";
import { HomePage } from "./home-page.tsx";
import { InstrumentPage } from "./instrument-page.tsx";
import { MissingPage, type MissingKind } from "./missing-page.tsx";
import type { PageProps } from "./page.ts";
import { PlacePage } from "./place-page.tsx";
import { placesCsv } from "./place-rows.ts";
import { PlacesPage, readPlaceRows } from "./places-page.tsx";
import { RulePage } from "./rule-page.tsx";
import { searchOf } from "../search/search.ts";
import { SearchPage } from "./search-page.tsx";
import { TopicPage } from "./topic-page.tsx";
import { TopicsPage } from "./topics-page.tsx";

const dayOfServer = (): IsoDate => new Date().toISOString().slice(0, 10);

/** @param today day that separates what applies from what is to come, and on which the law is known; the server's own (UTC) when left out. */
export function registerSite(app: Hono<Env>, loaded: AtlasRelease, today: () => IsoDate = dayOfServer): void {
  let isWarm = false;
  const at = (c: Context<Env>): PageProps => {
    // The first visitor of any page gets the search ready for whoever searches next.
    if (!isWarm) void searchOf(loaded.atlas).warm();
    isWarm = true;
    return { c, index: atlasIndex(loaded), today: today() };
  };
  const missing = (c: Context<Env>, kind: MissingKind, id: string) =>
    c.html(<MissingPage {...at(c)} kind={kind} id={id} />, 404);

  app.get("/", (c) => c.html(<HomePage {...at(c)} />));
  app.get("/places", (c) => c.html(<PlacesPage {...at(c)} />));
  app.get("/places.csv", (c) => {
    const page = at(c);
    c.header("Content-Type", "text/csv; charset=utf-8");
    c.header("Content-Disposition", 'attachment; filename="places.csv"');
    return c.body(placesCsv(readPlaceRows(page), page.index));
  });
  app.get("/places/:code", (c) => {
    const page = at(c);
    const code = c.req.param("code").toUpperCase();
    const place = page.index.atlas.places.get(code);
    return place ? c.html(<PlacePage {...page} place={place} />) : missing(c, "place", code);
  });
  app.get("/instruments/:place/:name", (c) => {
    const page = at(c);
    const id = `${c.req.param("place")}/${c.req.param("name")}`;
    const instrument = page.index.atlas.instruments.get(id);
    return instrument ? c.html(<InstrumentPage {...page} instrument={instrument} />) : missing(c, "instrument", id);
  });
  app.get("/rules/:place/:instrument/:id", (c) => {
    const page = at(c);
    const id = `${c.req.param("place")}/${c.req.param("instrument")}/${c.req.param("id")}`;
    const rule = page.index.atlas.rules.get(id);
    return rule ? c.html(<RulePage {...page} rule={rule} />) : missing(c, "rule", id);
  });
  app.get("/topics", (c) => c.html(<TopicsPage {...at(c)} />));
  app.get("/topics/:id", (c) => {
    const page = at(c);
    const id = c.req.param("id");
    const topic = page.index.atlas.topics.get(id);
    return topic ? c.html(<TopicPage {...page} topic={topic} />) : missing(c, "topic", id);
  });
  app.get("/facts/:id", (c) => {
    const page = at(c);
    const id = c.req.param("id");
    const fact = page.index.atlas.vocabulary.facts.get(id);
    return fact ? c.html(<FactPage {...page} fact={fact} />) : missing(c, "fact", id);
  });
  app.get("/search", (c) => c.html(<SearchPage {...at(c)} />));
  app.get("/data", (c) => c.html(<DataPage {...at(c)} />));
}
