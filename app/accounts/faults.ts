/** What can be wrong in a field of our forms: an English sentence for problem+json, the same in the visitor's language for pages. */
import { translator, type Language } from "../platform/i18n/index.ts";
import { Problem, type FieldProblem } from "../platform/problem.ts";

const faultCodes = [
  "email",
  "email-taken",
  "name",
  "password-too-short",
  "password-too-long",
  "password-too-easy",
  "password-wrong",
  "code-wrong",
  "role",
  "passkey",
] as const;
export type FaultCode = (typeof faultCodes)[number];

/** The sentence that stands in the `message` of a field's problem. */
export const faultSentence = (code: FaultCode): string => translator("en")(`accounts.error.${code}`);

/** A refused input because of one field. */
export function fault(path: string, code: FaultCode): Problem {
  const message = faultSentence(code);
  return new Problem("invalid-input", message, { fields: [{ path, message }] });
}

/** The sentence of a field's problem in `lang`; a sentence we don't know is given back as it is. */
export function inWords(problem: FieldProblem, lang: Language): string {
  const code = faultCodes.find((one) => faultSentence(one) === problem.message);
  return code === undefined ? problem.message : translator(lang)(`accounts.error.${code}`);
}
