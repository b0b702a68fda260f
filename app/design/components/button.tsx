import type { Child } from "hono/jsx";

export type ButtonKind = "first" | "second" | "plain" | "danger";

export interface ButtonProps {
  kind?: ButtonKind | undefined;
  type?: "submit" | "button" | undefined;
  name?: string | undefined;
  value?: string | undefined;
  formaction?: string | undefined;
  children?: Child;
}

const styleOf = (kind: ButtonKind): string => (kind === "first" ? "button" : `button ${kind}`);

/** Does something: sends the form it stands in. */
export const Button = ({ kind = "first", type = "submit", name, value, formaction, children }: ButtonProps) => (
  <button class={styleOf(kind)} type={type} name={name} value={value} formaction={formaction}>
    {children}
  </button>
);

export interface ButtonLinkProps {
  href: string;
  kind?: ButtonKind | undefined;
  /** Makes the browser save the file, under this name. */
  download?: string | undefined;
  children?: Child;
}

/** Goes somewhere, and looks like a button. */
export const ButtonLink = ({ href, kind = "first", download, children }: ButtonLinkProps) => (
  <a class={styleOf(kind)} href={href} download={download}>
    {children}
  </a>
);
