/** YAML with positions: every value knows the file, line and column it came from. */
import type { ProblemCode } from "../model/problem-codes.ts";
import { isMap, isNode, LineCounter, parseDocument, visit, type Document, type Node } from "yaml";
import type { SourcePosition } from "../model/law.ts";
import type { Problem } from "../model/results.ts";

export type Path = readonly (string | number)[];

export class YamlSource {
  readonly file: string;
  readonly value: unknown;
  readonly problems: Problem[] = [];
  readonly #document: Document;
  readonly #lines = new LineCounter();

  constructor(file: string, text: string) {
    this.file = file;
    // The core schema would read 2026-11-24 as text (as we want) and 1e25 as a number; numbers keep their spelling below.
    this.#document = parseDocument(text, { lineCounter: this.#lines, prettyErrors: false, intAsBigInt: false });
    for (const error of this.#document.errors) {
      const { line, col } = this.#lines.linePos(error.pos[0]);
      this.problems.push({
        severity: "error",
        code: "yaml-syntax",
        position: { file, line, column: col },
        message: error.message,
        mend: "correct the YAML at this place; quote texts that hold `:` or `#`, and indent with spaces",
      });
    }
    this.value = this.#document.errors.length > 0 ? undefined : this.#withoutAliases();
  }

  /** Aliases are refused: a few lines of them can unfold to gigabytes, and the data have no use for them. */
  #withoutAliases(): unknown {
    let first: Node | undefined;
    visit(this.#document, {
      Alias(_, node) {
        first = node;
        return visit.BREAK;
      },
    });
    if (!first) return this.#document.toJS();
    this.problems.push({
      severity: "error",
      code: "yaml-syntax",
      position: this.#at(first),
      message: "an alias (`*name`) stands for another part",
      mend: "write the part out",
    });
    return undefined;
  }

  /** Position of the value at a path; of the nearest parent when it is missing. */
  position(path: Path): SourcePosition {
    for (let length = path.length; length >= 0; length -= 1) {
      const node = length === 0 ? this.#document.contents : this.#document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) return this.#at(node);
    }
    return { file: this.file, line: 1, column: 1 };
  }

  /** Position of a key itself. */
  keyPosition(path: Path, key: string): SourcePosition {
    const node = path.length === 0 ? this.#document.contents : this.#document.getIn(path, true);
    if (isMap(node)) {
      for (const pair of node.items) {
        const name = pair.key;
        if (isNode(name) && String(name) === key && name.range) return this.#at(name);
      }
    }
    return this.position(path);
  }

  /** The scalar as spelt in the file (`1e25` stays `1e25`), or null. */
  spelling(path: Path): string | null {
    const node = this.#document.getIn(path, true);
    const source = isNode(node) ? (node as { source?: unknown }).source : undefined;
    return typeof source === "string" ? source : null;
  }

  report(code: ProblemCode, path: Path, message: string, mend: string, severity: Problem["severity"] = "error"): void {
    this.problems.push({ severity, code, position: this.position(path), message, mend });
  }

  #at(node: Node): SourcePosition {
    const { line, col } = this.#lines.linePos(node.range?.[0] ?? 0);
    return { file: this.file, line, column: col };
  }
}
