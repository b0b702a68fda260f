import type { Child } from "hono/jsx";
import { describedBy, fieldClass, FieldHints, type Hints } from "./field-hints.tsx";

export interface SelectProps extends Hints {
  name: string;
  label: Child;
  options: readonly { readonly value: string; readonly label: string }[];
  value?: string | undefined;
  required?: boolean | undefined;
  /** `field-<name>` when left out. */
  id?: string | undefined;
}

/** One of a list too long for `ChoiceGroup`. */
export const Select = ({ name, label, options, value = "", help, error, required, ...rest }: SelectProps) => {
  const id = rest.id ?? `field-${name}`;
  return (
    <div class={fieldClass(error)}>
      <label for={id}>{label}</label>
      <FieldHints id={id} help={help} error={error} />
      <select
        id={id}
        name={name}
        required={required}
        aria-describedby={describedBy(id, { help, error })}
        aria-invalid={error === undefined ? undefined : "true"}
      >
        {options.map((one) => (
          <option value={one.value} selected={one.value === value}>
            {one.label}
          </option>
        ))}
      </select>
    </div>
  );
};
