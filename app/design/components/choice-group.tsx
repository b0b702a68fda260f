/** A question with choices: one of them (radio) or several (checkbox). */
import type { Child } from "hono/jsx";
import { describedBy, fieldClass, FieldHints, type Hints } from "./field-hints.tsx";

export interface ChoiceGroupProps extends Hints {
  name: string;
  legend: Child;
  kind: "one" | "several";
  options: readonly { readonly value: string; readonly label: Child; readonly help?: Child }[];
  /** Values chosen. */
  values?: readonly string[] | undefined;
  required?: boolean | undefined;
}

export const ChoiceGroup = ({ name, legend, kind, options, values = [], help, error, required }: ChoiceGroupProps) => {
  const id = `field-${name}`;
  return (
    <fieldset id={id} class={fieldClass(error)} aria-describedby={describedBy(id, { help, error })}>
      <legend>{legend}</legend>
      <FieldHints id={id} help={help} error={error} />
      <div class="choices">
        {options.map((one) => (
          <label class="choice">
            <input
              type={kind === "one" ? "radio" : "checkbox"}
              name={name}
              value={one.value}
              checked={values.includes(one.value)}
              required={kind === "one" && required}
            />
            <span>
              {one.label}
              {one.help !== undefined && <small class="help"> {one.help}</small>}
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  );
};
