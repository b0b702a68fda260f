export * from "./model/law.ts";
export * from "./model/facts.ts";
export * from "./model/results.ts";
export { problemCodes, type ProblemCode } from "./model/problem-codes.ts";
export {
  isWithin,
  placesAround,
  placeStates,
  silence,
  type Atlas,
  type PlaceGroup,
  type PlaceState,
  type PlaceStatus,
  type TopicGroup,
} from "./atlas.ts";
export { parseAtlas, type AtlasFile, type ParsedAtlas } from "./parse/atlas.ts";
export { parseProfile, readKnown, type ParsedProfile } from "./parse/profile.ts";
export { closest } from "./parse/closest.ts";
export { canonicalDecimal, compareQuantities } from "./decimal.ts";
export { dayNumber, dayOf, holds } from "./days.ts";
export { checkProfiles } from "./check/check-profiles.ts";
export { soundPart, type SoundPart } from "./check/sound-part.ts";
export { checkContradictions } from "./check/check-contradictions.ts";
export { conditionsOf, leaves, testOf } from "./check/check-conditions.ts";
export { checkCitations, normaliseQuoted, quoteHash, sourceHash, type CitationCheck } from "./cite/citations.ts";
export { fillHashes, type HashEdits } from "./cite/hashes.ts";
export {
  algorithm,
  compileBook,
  loadBook,
  serialiseBook,
  type Book,
  type BookFact,
  type BookRule,
} from "./compile/book.ts";
export { assess } from "./evaluate/assess.ts";
export { explain, explainRule, factsOf } from "./evaluate/explain.ts";
export { timeline } from "./evaluate/timeline.ts";
export { assessColumns, type ColumnResult, type FactColumn } from "./evaluate/columns.ts";
export { rowOn } from "./evaluate/state.ts";
export { classesOf, type ValueClass } from "./evaluate/domains.ts";
export { naiveAsked, naiveRule, naiveVerdict } from "./evaluate/naive.ts";
export { firstScreen, nextQuestion, type QuestionOptions } from "./interview/questions.ts";
