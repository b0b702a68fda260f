import type { Child } from "hono/jsx";

export interface Hints {
  /** What to enter, and why it is asked. */
  help?: Child;
  /** What is wrong with the value and how to mend it. */
  error?: Child;
}

/** Ids for `aria-describedby`, help first. */
export const describedBy = (id: string, { help, error }: Hints): string | undefined =>
  [help !== undefined && `${id}-help`, error !== undefined && `${id}-error`].filter(Boolean).join(" ") || undefined;

export const fieldClass = (error: Child): string => (error === undefined ? "field" : "field wrong");

/** Help and error of a control, to be named by `describedBy`. */
export const FieldHints = ({ id, help, error }: Hints & { id: string }) => (
  <>
    {help !== undefined && (
      <p class="help" id={`${id}-help`}>
        {help}
      </p>
    )}
    {error !== undefined && (
      <p class="error" id={`${id}-error`}>
        {error}
      </p>
    )}
  </>
);
