/** `comity completion bash|zsh|fish`: a script for the shell. */
import { Problem } from "../../app/platform/problem.ts";
import type { CliCommand } from "../command-line.ts";

const shells = ["bash", "zsh", "fish"] as const;

/** @param commands all commands, asked when a script is made. */
export const completionCommand = (all: () => readonly CliCommand[]): CliCommand => ({
  name: "completion",
  usage: "<bash|zsh|fish>",
  options: {},
  run({ terminal, positionals }) {
    const [shell] = positionals;
    const commands = all();
    const words = commands.map((command) => command.name);
    const firsts = [...new Set(words.map((name) => name.split(" ")[0] ?? ""))];
    const seconds = words.flatMap((name) => name.split(" ")[1] ?? []);
    const options = [...new Set(commands.flatMap((command) => Object.keys(command.options)))].map(
      (name) => `--${name}`,
    );
    switch (shell) {
      case "bash":
        terminal.out(
          `_comity() {\n  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}"\n  if [ "$COMP_CWORD" = 1 ]; then COMPREPLY=($(compgen -W "${firsts.join(" ")}" -- "$word"))\n  elif [ "$before" = rules ]; then COMPREPLY=($(compgen -W "${seconds.join(" ")}" -- "$word"))\n  elif [ "\${word:0:1}" = - ]; then COMPREPLY=($(compgen -W "${options.join(" ")}" -- "$word"))\n  else COMPREPLY=($(compgen -f -- "$word")); fi\n}\ncomplete -F _comity comity\n`,
        );
        return 0;
      case "zsh":
        terminal.out(
          `#compdef comity\n_comity() {\n  if (( CURRENT == 2 )); then compadd ${firsts.join(" ")}\n  elif [[ $words[2] == rules && CURRENT == 3 ]]; then compadd ${seconds.join(" ")}\n  elif [[ $PREFIX == -* ]]; then compadd -- ${options.join(" ")}\n  else _files; fi\n}\n_comity "$@"\n`,
        );
        return 0;
      case "fish":
        terminal.out(
          `complete -c comity -n __fish_use_subcommand -f -a "${firsts.join(" ")}"\ncomplete -c comity -n "__fish_seen_subcommand_from rules" -f -a "${seconds.join(" ")}"\n${options.map((option) => `complete -c comity -l ${option.slice(2)}\n`).join("")}`,
        );
        return 0;
      default:
        throw new Problem("invalid-input", `\`${shell ?? ""}\` is not a shell that can be completed.`, {
          mend: `Use one of ${shells.join(", ")}.`,
        });
    }
  },
});
