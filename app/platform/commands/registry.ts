/** All commands of the running instance: what the API, the CLI and the test of the authorisation matrix list. */
import type { AnyCommand } from "./define-command.ts";

export class CommandRegistry {
  readonly #commands = new Map<string, AnyCommand>();

  /** Throws when two commands share a name. */
  add(commands: readonly AnyCommand[]): void {
    for (const command of commands) {
      if (this.#commands.has(command.name)) throw new Error(`two commands are named ${command.name}`);
      this.#commands.set(command.name, command);
    }
  }

  get(name: string): AnyCommand | undefined {
    return this.#commands.get(name);
  }

  /** By name. */
  list(): AnyCommand[] {
    return [...this.#commands.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  }
}
