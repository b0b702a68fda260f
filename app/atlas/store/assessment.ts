/** One assessment as every door gives it: page, API, command line and MCP. */
import { assess, timeline, type Profile, type Query } from "@comity/rules";
import { buildReport, type Report } from "../report/build-report.ts";
import type { LoadedAtlas } from "./load-atlas.ts";

export function assessProfile({ atlas, book }: LoadedAtlas, profile: Profile, query: Query): Report {
  const assessment = assess(book, profile, query);
  const changes = timeline(book, profile, { knownOn: query.knownOn, places: query.places });
  return buildReport(atlas, assessment, changes, profile.title ?? null);
}
