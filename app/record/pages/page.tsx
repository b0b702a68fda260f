/** Parts that the pages of the record share: the frame, times, figures, entries in words. */
import type { Context } from "hono";
import type { Child } from "hono/jsx";
import { Layout, dayInWords } from "../../design/index.ts";
import { localeOf, type Translate } from "../../platform/i18n/index.ts";
import type { Env } from "../../platform/module.ts";
import { documentOf, type RecordEntry } from "../entry.ts";

export const RecordPage = ({ c, title, children }: { c: Context<Env>; title: string; children?: Child }) => (
  <Layout c={c} title={title} current="data" description={c.get("t")("record.lead")}>
    {children}
  </Layout>
);

export const figure = (c: Context<Env>, value: number): string =>
  new Intl.NumberFormat(localeOf(c.get("lang"))).format(value);

/** Day and time in the words of the page, UTC: the record is read in all time zones. */
export function momentInWords(c: Context<Env>, at: Date): string {
  // A witness may sign any number of seconds.
  if (Number.isNaN(at.getTime())) return "—";
  const time = new Intl.DateTimeFormat(localeOf(c.get("lang")), {
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone: "UTC",
  }).format(at);
  // The shorter form is all figures in Arabic, and figures beside a time change places.
  const length = c.get("lang") === "ar" ? "long" : "medium";
  const day = dayInWords(c.get("lang"), at.toISOString().slice(0, 10), length);
  return c.get("t")("record.time", { day, time });
}

export const Moment = ({ c, at }: { c: Context<Env>; at: Date }) => (
  <time datetime={at.toISOString()}>{momentInWords(c, at)}</time>
);

/** A long text for machines: scrolls by itself, by keyboard too. */
export const Verbatim = ({ label, text }: { label: string; text: string }) => (
  <pre tabindex={0} role="region" aria-label={label} dir="ltr">
    {text}
  </pre>
);

const kinds = [
  "role.granted",
  "role.revoked",
  "setting.changed",
  "atlas.released",
  "key.rotated",
  "record.erased",
] as const;
const isKnown = (kind: string): kind is (typeof kinds)[number] => (kinds as readonly string[]).includes(kind);

/** Name of a kind; a kind without words is shown as it is written. */
export const kindInWords = (t: Translate, kind: string): string => (isKnown(kind) ? t(`record.kind.${kind}`) : kind);

export const isCommitment = (value: unknown): value is { commit: string } =>
  typeof value === "object" && value !== null && typeof (value as { commit?: unknown }).commit === "string";

/** The beginning of an identifier, enough to tell it from others on a page. */
const short = (id: string): string => (/^[0-9a-f-]{20,}$/i.test(id) ? id.slice(0, 8) : id);

/** Whoever enacted an entry. */
export function whoInWords(t: Translate, actor: RecordEntry["actor"]): string {
  if (actor.kind === "system") return t("record.who.system");
  if (actor.kind === "public") return t("record.who.public");
  return t("record.who.account", { id: actor.id === null ? t("record.withheld") : short(actor.id) });
}

const roles = ["administrator", "editor", "reader", "member"] as const;
const settings = { "instance.name": "name", "instance.contact": "contact", "instance.notice": "notice" } as const;

function roleInWords(t: Translate, role: unknown): string {
  const known = roles.find((one) => one === role);
  return known ? t(`accounts.role.${known}`) : plain(t, role);
}

const plain = (t: Translate, value: unknown): string =>
  isCommitment(value)
    ? t("record.withheld")
    : typeof value === "string"
      ? value
      : (JSON.stringify(value) ?? t("record.withheld"));

function accountInWords(t: Translate, account: unknown): string {
  return t("record.account", { id: typeof account === "string" ? short(account) : plain(t, account) });
}

/** What was done, as a sentence; a kind without words of its own gives its name. Content that stands in a document is not read here. */
export function actInWords(t: Translate, { kind, entry }: RecordEntry): string {
  if (documentOf(entry) !== null || !isKnown(kind)) return kindInWords(t, kind);
  switch (kind) {
    case "role.granted":
    case "role.revoked":
      return t(`record.act.${kind}`, {
        role: roleInWords(t, entry["role"]),
        account: accountInWords(t, entry["account"]),
      });
    case "setting.changed": {
      const key = entry["key"];
      const setting =
        typeof key === "string" && Object.hasOwn(settings, key)
          ? t(`accounts.settings.${settings[key as keyof typeof settings]}`)
          : plain(t, key);
      const value = entry["value"];
      if (isCommitment(value)) return t("record.act.setting.withheld", { setting });
      if (value === "") return t("record.act.setting.emptied", { setting });
      return t("record.act.setting.changed", { setting, value: plain(t, value) });
    }
    case "atlas.released": {
      const release = plain(t, entry["release"]);
      return t("record.act.atlas.released", {
        release: /^[0-9a-f]{64}$/.test(release) ? release.slice(0, 12) : release,
        rules: plain(t, entry["rules"]),
        instruments: plain(t, entry["instruments"]),
      });
    }
    case "key.rotated":
      return t("record.act.key.rotated");
    case "record.erased": {
      const { index } = entry;
      return typeof index === "number" ? t("record.act.record.erased", { index }) : kindInWords(t, kind);
    }
    default:
      return kind satisfies never;
  }
}
