/** The part of a faulty atlas that is sound: whole instruments without errors, so that the other checks can go on. */
import type { Problem } from "../model/results.ts";
import type { SourcePosition } from "../model/law.ts";
import type { Atlas } from "../atlas.ts";
import { checkAtlas } from "./check-atlas.ts";

export interface SoundPart {
  /** Null when an error stands in what all instruments share: facts, topics, places. */
  readonly atlas: Atlas | null;
  /** Folders of instruments (`law/eu/aia`) and files that were left out, sorted. */
  readonly leftOut: readonly string[];
}

/** The instrument's folder of a file, or the file itself: `law/kr/coverage.yaml`. */
const unitOf = ({ file }: SourcePosition): string => /^law\/[^/]+\/[^/]+(?=\/)/.exec(file)?.[0] ?? file;

/** Leaves out the instruments with errors, then those that named them, until nothing is wrong. @param readable all records that could be read. */
export function soundPart(readable: Atlas, problems: readonly Problem[]): SoundPart {
  const leftOut = new Set<string>();
  let atlas = readable;
  let errors = problems.filter((problem) => problem.severity === "error");
  while (errors.length > 0) {
    for (const { position } of errors) leftOut.add(unitOf(position));
    if ([...leftOut].some((unit) => !unit.startsWith("law/"))) return { atlas: null, leftOut: [...leftOut].toSorted() };
    atlas = without(atlas, leftOut);
    errors = checkAtlas(atlas).filter((problem) => problem.severity === "error");
  }
  return { atlas, leftOut: [...leftOut].toSorted() };
}

function without(atlas: Atlas, units: ReadonlySet<string>): Atlas {
  const stays = (record: { readonly position: SourcePosition }): boolean => !units.has(unitOf(record.position));
  const kept = <T extends { readonly position: SourcePosition }>(
    records: ReadonlyMap<string, T>,
  ): ReadonlyMap<string, T> => new Map([...records].filter(([, record]) => stays(record)));
  const rules = kept(atlas.rules);
  return {
    ...atlas,
    instruments: kept(atlas.instruments),
    provisions: kept(atlas.provisions),
    rules,
    profiles: atlas.profiles.filter(stays),
    derived: new Map(
      [...atlas.derived].flatMap(([id, definitions]) => {
        const left = definitions.filter((rule) => rules.has(rule));
        return left.length === 0 ? [] : [[id, left] as const];
      }),
    ),
    codedNone: atlas.codedNone.filter((cell) => {
      const position = atlas.positions.records?.get(`none ${cell.place} ${cell.topic}`);
      return position === undefined || stays({ position });
    }),
  };
}
