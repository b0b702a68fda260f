/**
 * `<comity-receipt words>`: takes over the form in it and checks the receipt here, in the browser. Nothing is sent. Where
 * the browser cannot check Ed25519 the form stays as it is and the server checks.
 */
import {
  checkReceipt,
  tidyEntry,
  tidyText,
  type ReceiptFault,
  type ReceiptVerdict,
} from "./receipt-check/check-receipt.ts";
import { canCheck } from "./receipt-check/signed-note.ts";

interface Words {
  readonly good: string;
  readonly goodText: string;
  readonly bad: string;
  readonly detail: string;
  readonly signed: string;
  readonly signedBy: string;
  readonly time: string;
  readonly unchecked: string;
  readonly unreadable: string;
  readonly leaf: string;
  readonly entry: string;
  readonly local: string;
  readonly fault: Readonly<Record<ReceiptFault, string>>;
}

/** Replaces `{name}` by its value. */
const fill = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => values[name] ?? whole);

/** An element with classes and content. */
function made(name: string, className: string, ...content: (Node | string)[]): HTMLElement {
  const element = document.createElement(name);
  if (className !== "") element.className = className;
  element.append(...content);
  return element;
}

class Receipt extends HTMLElement {
  connectedCallback(): void {
    const form = this.querySelector("form");
    if (form === null) return;
    void this.#takeOver(form);
  }

  async #takeOver(form: HTMLFormElement): Promise<void> {
    if (!(await canCheck())) return;
    this.querySelector("[data-place=server]")?.replaceChildren(this.words.local);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.#check(form);
    });
    this.setAttribute("ready", "");
  }

  get words(): Words {
    return JSON.parse(this.getAttribute("words") ?? "{}") as Words;
  }

  async #check(form: HTMLFormElement): Promise<void> {
    const data = new FormData(form);
    const text = (name: string): string => {
      const value = data.get(name);
      return typeof value === "string" ? value : "";
    };
    let receipt = text("receipt");
    const file = data.get("file");
    if (file instanceof File && file.size > 0) {
      try {
        receipt = new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
      } catch {
        this.#say(this.#callout("bad", this.words.bad, this.words.unreadable));
        return;
      }
    }
    const verdict = await checkReceipt({
      receipt: tidyText(receipt),
      entry: tidyEntry(text("entry")),
      policy: tidyText(text("policy")),
    });
    this.#say(...this.#inWords(verdict));
  }

  /** Shows the outcome, reads it out and moves there. */
  #say(...content: HTMLElement[]): void {
    const place = this.querySelector("[data-place=verdict]");
    place?.replaceChildren(...content);
    place?.scrollIntoView({ block: "center" });
  }

  #callout(kind: "good" | "bad", title: string, text: string): HTMLElement {
    const callout = made("div", `callout ${kind}`, made("p", "callout-title", title), made("p", "", text));
    callout.setAttribute("role", kind === "good" ? "status" : "alert");
    return callout;
  }

  #inWords(verdict: ReceiptVerdict): HTMLElement[] {
    const { words } = this;
    const { fault, index, origin, size } = verdict;
    const figure = (value: number | null): string =>
      value === null ? "" : new Intl.NumberFormat(this.#locale).format(value);
    const callout =
      fault === null
        ? this.#callout(
            "good",
            words.good,
            fill(words.goodText, { index: figure(index), origin: origin ?? "", size: figure(size) }),
          )
        : this.#callout("bad", words.bad, words.fault[fault]);
    const facts = made("dl", "facts");
    const add = (term: string, ...value: (Node | string)[]): void =>
      facts.append(made("dt", "", term), made("dd", "", ...value));
    if (verdict.detail !== "") {
      const detail = made("span", "", verdict.detail);
      detail.lang = "en";
      detail.dir = "ltr";
      add(words.detail, detail);
    }
    if (verdict.witnesses.length > 0) {
      const lines = verdict.witnesses.map(({ name, time }) =>
        made("li", "", fill(words.signedBy, { name, when: this.#moment(time) })),
      );
      add(words.signed, made("ul", "", ...lines));
    }
    if (verdict.leaf !== null) add(words.leaf, made("code", "", verdict.leaf));
    if (verdict.unchecked.length > 0)
      callout.append(made("p", "", fill(words.unchecked, { names: verdict.unchecked.join(", ") })));
    if (fault !== null || verdict.entry === null) return facts.childElementCount > 0 ? [callout, facts] : [callout];
    const entry = made("pre", "", verdict.entry);
    entry.tabIndex = 0;
    entry.dir = "ltr";
    entry.setAttribute("role", "region");
    entry.setAttribute("aria-label", words.entry);
    return [callout, facts, entry];
  }

  get #locale(): string {
    const lang = document.documentElement.lang || "en";
    return lang === "ar" ? "ar-u-nu-latn-ca-gregory" : lang === "en" ? "en-GB" : lang;
  }

  /** Unix seconds as day and time, UTC. */
  #moment(time: number): string {
    const at = new Date(time * 1000);
    if (Number.isNaN(at.getTime())) return String(time);
    const format = (options: Intl.DateTimeFormatOptions): string =>
      new Intl.DateTimeFormat(this.#locale, { ...options, timeZone: "UTC" }).format(at);
    return fill(this.words.time, {
      // As in momentInWords (pages/page.tsx).
      day: format({ dateStyle: document.documentElement.lang === "ar" ? "long" : "medium" }),
      time: format({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" }),
    });
  }
}

customElements.define("comity-receipt", Receipt);
