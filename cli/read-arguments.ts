/** Words of the command line -> command, options, the rest. */
import { closest } from "@comity/rules";
import { Problem } from "../app/platform/problem.ts";
import type { CliCommand } from "./command-line.ts";

export interface ReadArguments {
  /** Null when only help was asked for, or nothing. */
  readonly command: CliCommand | null;
  readonly options: Readonly<Record<string, string | undefined>>;
  readonly positionals: readonly string[];
}

const general: CliCommand["options"] = { help: {}, lang: { value: "ar|zh|en|fr|ru|es" } };

/** @throws Problem for an unknown command or option, or a missing value, with what was perhaps meant. */
export function readArguments(words: readonly string[], commands: readonly CliCommand[]): ReadArguments {
  const named = commands
    .toSorted((a, b) => b.name.length - a.name.length)
    .find((command) => command.name.split(" ").every((part, i) => words[i] === part));
  const rest = named ? words.slice(named.name.split(" ").length) : words;
  const specs = { ...general, ...named?.options };
  const options: Record<string, string> = {};
  const positionals: string[] = [];
  for (let i = 0; i < rest.length; i += 1) {
    const word = rest[i] ?? "";
    if (word === "-h") options["help"] = "true";
    else if (word.startsWith("--")) {
      const [name = "", given] = word.slice(2).split(/=(.*)/s);
      const spec = specs[name];
      if (!spec) {
        const near = closest(name, Object.keys(specs));
        throw new Problem("invalid-input", `There is no option --${name}.`, {
          mend: near ? `Did you mean --${near}?` : "See comity --help.",
        });
      }
      const value = spec.value === undefined ? "true" : (given ?? rest[(i += 1)]);
      if (value === undefined)
        throw new Problem("invalid-input", `--${name} needs a value.`, {
          mend: `Write --${name} ${spec.value ?? ""}.`,
        });
      if (spec.values && !spec.values.includes(value))
        throw new Problem("invalid-input", `\`${value}\` is not a value of --${name}.`, {
          mend: `Use one of ${spec.values.join(", ")}.`,
        });
      options[name] = value;
    } else positionals.push(word);
  }
  if (named) return { command: named, options, positionals };
  const [first] = positionals;
  if (first === undefined || first === "help")
    return { command: null, options: first === "help" ? { ...options, help: "true" } : options, positionals: [] };
  const near = closest(
    first,
    commands.map((command) => command.name),
  );
  throw new Problem("invalid-input", `There is no command \`${positionals.slice(0, 2).join(" ")}\`.`, {
    mend: near ? `Did you mean \`comity ${near}\`?` : "See comity --help.",
  });
}
