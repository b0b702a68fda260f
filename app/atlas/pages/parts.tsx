/** Parts that several pages of the atlas share: words of data, statements, links, marks, lists of rules. */
import type { Context } from "hono";
import type { Child } from "hono/jsx";
import type {
  Instrument,
  InstrumentStatus,
  LanguageMap,
  Modality,
  PlaceCode,
  PlaceState,
  ProvisionRef,
  Rule,
} from "@comity/rules";
import { Layout, Tag, type Section, type Tone } from "../../design/index.ts";
import { inLanguage } from "../../platform/i18n/index.ts";
import type { Env } from "../../platform/module.ts";
import { instrumentPath, placePath, provisionPath, rulePath, topicPath } from "../search/entries.ts";
import { cite, citedBy, type Cited } from "../report/build-report.ts";
import type { AtlasIndex } from "./atlas-index.ts";
import { comma, type PageProps } from "./page.ts";
import { Statement } from "./statement.tsx";

type Here = Pick<PageProps, "c" | "index">;

/** Words of data in the language of the page; marked when only English is there. */
export const Words = ({ c, words }: { c: Context<Env>; words: LanguageMap }) => {
  const { text, lang } = inLanguage(words, c.get("lang"));
  return lang === undefined ? (
    <>{text}</>
  ) : (
    <span lang={lang} dir="ltr">
      {text}
    </span>
  );
};

/** A paragraph of data that is no norm, marked when only English is there. */
export const Paragraph = ({ c, words }: { c: Context<Env>; words: LanguageMap }) => {
  const { text, lang } = inLanguage(words, c.get("lang"));
  return (
    <p lang={lang} dir={lang === undefined ? undefined : "ltr"}>
      {text}
    </p>
  );
};

/** English identifiers read as words, such as the verb and object of an act. */
export const EnglishWords = ({ c, text }: { c: Context<Env>; text: string }) =>
  c.get("lang") === "en" ? (
    <>{text}</>
  ) : (
    <span lang="en" dir="ltr">
      {text}
    </span>
  );

/** A frame with the state of the data in its footer. */
export const AtlasPage = ({
  c,
  index,
  title,
  description,
  current,
  children,
}: Here & { title: string; description?: string | undefined; current?: Section | undefined; children?: Child }) => (
  <Layout
    c={c}
    title={title}
    description={description}
    current={current}
    data={{ date: index.checked, href: c.get("href")("/data") }}
  >
    {children}
  </Layout>
);

const tones: Readonly<Record<Modality, Tone>> = {
  must: "duty",
  mustNot: "forbid",
  may: "right",
  right: "right",
  power: "accent",
  definition: "neutral",
  exemption: "open",
  sanction: "forbid",
};

export const ModalityTag = ({ c, modality }: { c: Context<Env>; modality: Modality }) => (
  <Tag tone={tones[modality]}>{c.get("t")(`atlas.words.modality.${modality}`)}</Tag>
);

export const StatusTag = ({ c, status }: { c: Context<Env>; status: InstrumentStatus }) => (
  <Tag tone={status === "in-force" || status === "partly-in-force" ? "accent" : "neutral"}>
    {c.get("t")(`atlas.words.status.${status}`)}
  </Tag>
);

/** Not coded is no status, and looks like none. */
export const StateTag = ({ c, state }: { c: Context<Env>; state: PlaceState | "not-coded" }) => {
  const words = c.get("t")(`atlas.words.state.${state}`);
  if (state === "not-coded") return <span class="small quiet">{words}</span>;
  return <Tag tone={state === "binding-law-in-force" ? "accent" : "neutral"}>{words}</Tag>;
};

export const nameOf = ({ c, index }: Here, code: PlaceCode): string => {
  const place = index.atlas.places.get(code);
  return place ? inLanguage(place.names, c.get("lang")).text : code;
};

export const PlaceLink = ({ c, index, code }: Here & { code: PlaceCode }) => (
  <a href={c.get("href")(placePath(code))}>{nameOf({ c, index }, code)}</a>
);

export const InstrumentLink = ({ c, index, id }: Here & { id: string }) => {
  const instrument = index.atlas.instruments.get(id);
  if (!instrument) return <code>{id}</code>;
  return (
    <a href={c.get("href")(instrumentPath(id))}>
      <Words c={c} words={instrument.shortTitle} />
    </a>
  );
};

export const TopicLink = ({ c, index, id }: Here & { id: string }) => {
  const topic = index.atlas.topics.get(id);
  return <a href={c.get("href")(topicPath(id))}>{topic ? <Words c={c} words={topic.title} /> : id}</a>;
};

/** `AI Act, Art. 53(1)(a)` for people. */
export const citationWords = ({ c, index }: Here, rule: Rule): string => citedWords(c, citedBy(index.atlas, rule));

function citedWords(c: Context<Env>, cited: readonly Cited[]): string {
  const groups = Map.groupBy(cited, ({ instrument }) => instrument);
  return [...groups]
    .map(
      ([instrument, all]) =>
        `${shortTitle(c, instrument)}${comma(c)}${all.map(({ provision, reference }) => provision?.label ?? reference).join(", ")}`,
    )
    .join("; ");
}

export const shortTitle = (c: Context<Env>, instrument: Instrument): string =>
  inLanguage(instrument.shortTitle, c.get("lang")).text;

/** Links a rule under its citation. */
export const RuleLink = ({ c, index, rule }: Here & { rule: Rule }) => {
  const words = citationWords({ c, index }, rule);
  return <a href={c.get("href")(rulePath(rule.id))}>{words === "" ? rule.id : words}</a>;
};

/** Links a provision where its instrument's page has it. */
export const ProvisionLink = ({ c, index, reference }: Here & { reference: ProvisionRef }) => {
  const found = cite(index.atlas, reference);
  if (!found) return <code>{reference}</code>;
  const words = citedWords(c, [found]);
  return found.provision === null ? (
    <>{words}</>
  ) : (
    <a href={c.get("href")(provisionPath(found.instrument.id, found.provision.eId))}>{words}</a>
  );
};

/** Rules one under the other: citation, kind of norm, statement. `short` gives the provisions alone, below a heading that names the instrument. */
export const RuleList = ({ c, index, rules, short = false }: Here & { rules: readonly Rule[]; short?: boolean }) => (
  <ul class="findings">
    {rules.map((rule) => (
      <li class="finding">
        <p class="row">
          {short ? (
            <a href={c.get("href")(rulePath(rule.id))}>{labels(index, rule)}</a>
          ) : (
            <RuleLink c={c} index={index} rule={rule} />
          )}
          <ModalityTag c={c} modality={rule.modality} />
        </p>
        <Statement c={c} words={rule.text} />
      </li>
    ))}
  </ul>
);

/** Labels of a rule's provisions: `Art. 9(1), Art. 9(2)`. */
export const labels = (index: AtlasIndex, rule: Rule): string =>
  rule.at
    .map((reference) => index.atlas.provisions.get(reference)?.label ?? reference.split("#")[1] ?? reference)
    .join(", ");

/** A few rules as links, the rest counted. */
export const RuleLinks = ({ c, index, rules, most = 12 }: Here & { rules: readonly Rule[]; most?: number }) => (
  <ul>
    {rules.slice(0, most).map((rule) => (
      <li>
        <RuleLink c={c} index={index} rule={rule} />
      </li>
    ))}
    {rules.length > most && <li class="quiet">{c.get("t")("atlas.site.rule.more", { count: rules.length - most })}</li>}
  </ul>
);

/** Says that statements are in English, on pages in other languages. */
export const EnglishNote = ({ c }: { c: Context<Env> }) =>
  c.get("lang") === "en" ? null : <p class="small quiet">{c.get("t")("atlas.site.rule.english")}</p>;
