/** What a command of the command line is, and what it is given. */
import type { Translate, Language } from "../app/platform/i18n/index.ts";

export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** The next line of input, or null at its end. */
  readonly ask: (prompt: string) => Promise<string | null>;
  /** Columns to wrap at. */
  readonly width: number;
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  /** YYYY-MM-DD, the local day. */
  readonly today: string;
  readonly readFile: (path: string) => string;
  readonly writeFile: (path: string, text: string | Uint8Array) => void;
}

export interface CommandInput {
  readonly terminal: Terminal;
  readonly t: Translate;
  readonly lang: Language;
  /** Values of options; a flag is "true". */
  readonly options: Readonly<Record<string, string | undefined>>;
  readonly positionals: readonly string[];
}

export interface OptionSpec {
  /** Placeholder of its value; none = a flag. */
  readonly value?: string;
  readonly values?: readonly string[];
}

export interface CliCommand {
  /** Words that call it: `assess`, `rules check`. */
  readonly name: string;
  /** Arguments in the usage line. */
  readonly usage: string;
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** 0 done, 1 the answer is no or it failed, 2 wrong use or input (thrown as Problem). */
  readonly run: (input: CommandInput) => Promise<number> | number;
}
