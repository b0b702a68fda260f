/** The shipped example profiles, as states of the interview. */
import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { parse } from "yaml";
import type { LanguageMap } from "@comity/rules";
import { atlasFolder, type LoadedAtlas } from "./load-atlas.ts";
import type { AnswerState } from "./profile-link.ts";
import { readProfile } from "./query.ts";

export interface ExampleOfUse {
  readonly id: string;
  readonly title: LanguageMap;
  /** Without places and day: whoever opens it chooses them. */
  readonly state: AnswerState;
}

let read: readonly ExampleOfUse[] | undefined;

export function exampleProfiles({ atlas }: LoadedAtlas): readonly ExampleOfUse[] {
  return (read ??= globSync("examples/*.yaml", { cwd: atlasFolder })
    .toSorted()
    .map((file) => {
      const text = readFileSync(join(atlasFolder, file), "utf8");
      const { title } = parse(text) as { title: LanguageMap };
      const { facts } = readProfile(atlas, text, `atlas/${file}`);
      return {
        id: basename(file, ".yaml"),
        title,
        state: {
          places: [],
          on: "",
          known: null,
          title: title.en,
          facts,
          skip: new Set<string>(),
          trail: [...facts.keys()],
        },
      };
    }));
}
