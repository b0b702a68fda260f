/** One field of a form with its label, help and error, tied together for screen readers. */
import type { Child } from "hono/jsx";
import { describedBy, fieldClass, FieldHints, type Hints } from "./field-hints.tsx";

export interface FieldProps extends Hints {
  name: string;
  label: Child;
  /** `text` when left out; `textarea` has several lines. */
  type?: "text" | "email" | "password" | "search" | "url" | "tel" | "number" | "date" | "file" | "textarea" | undefined;
  value?: string | number | undefined;
  required?: boolean | undefined;
  autocomplete?: string | undefined;
  /** Lines of a textarea. */
  rows?: number | undefined;
  /** Further attributes of the control: min, max, maxlength, pattern, inputmode, placeholder, lang, dir … */
  attributes?: Readonly<Record<string, string | number | boolean>> | undefined;
  /** Id of the control when the name stands twice on a page; `field-<name>` when left out. */
  id?: string | undefined;
}

export const Field = (props: FieldProps) => {
  const { name, label, type = "text", value, help, error, required, autocomplete, rows = 6, attributes } = props;
  const id = props.id ?? `field-${name}`;
  const control = {
    id,
    name,
    required,
    autocomplete,
    "aria-describedby": describedBy(id, { help, error }),
    "aria-invalid": error === undefined ? undefined : ("true" as const),
    ...attributes,
  };
  return (
    <div class={fieldClass(error)}>
      <label for={id}>{label}</label>
      <FieldHints id={id} help={help} error={error} />
      {type === "textarea" ? (
        <textarea {...control} rows={rows}>
          {value}
        </textarea>
      ) : (
        <input {...control} type={type} value={value} />
      )}
    </div>
  );
};
