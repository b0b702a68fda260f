/** What can be found: one entry for each rule, instrument, provision, topic, place and fact. */
import { languages, type Atlas, type Language, type LanguageMap } from "@comity/rules";

export const kinds = ["place", "instrument", "topic", "rule", "provision", "fact"] as const;
export type Kind = (typeof kinds)[number];

export interface Entry {
  /** `<kind>:<id>`. */
  readonly key: string;
  readonly kind: Kind;
  readonly id: string;
  /** Path of its page, without the language. */
  readonly path: string;
  /** What the result is called. */
  readonly title: LanguageMap;
  /** The title in parts that other entries have too, so that each is cut into words once; the title itself when left out. */
  readonly names?: readonly LanguageMap[];
  /** What the result says, from which the snippet is cut. */
  readonly text: LanguageMap;
  /** Further words that find it: identifiers, citations, names of what it belongs to. */
  readonly further: readonly LanguageMap[];
}

export const placePath = (code: string): string => `/places/${code.toLowerCase()}`;
export const instrumentPath = (id: string): string => `/instruments/${id}`;
export const rulePath = (id: string): string => `/rules/${id}`;
export const topicPath = (id: string): string => `/topics/${id}`;
export const factPath = (id: string): string => `/facts/${id}`;
/** A provision stands on its instrument's page. */
export const provisionPath = (instrument: string, eId: string): string =>
  `/instruments/${instrument}?by=provision#${eId}`;

const plain = (text: string): LanguageMap => ({ en: text });

const commas: Readonly<Partial<Record<Language, string>>> = { ar: "، ", zh: "，" };

/** Each language's title of an instrument, with the labels of provisions after it. */
function cited(map: LanguageMap, labels: string): LanguageMap {
  const wrap = (words: string, lang: Language): string => `${words}${commas[lang] ?? ", "}${labels}`;
  const found: Partial<Record<Language, string>> = {};
  for (const lang of languages) {
    const words = map[lang];
    if (words !== undefined) found[lang] = wrap(words, lang);
  }
  return { ...found, en: wrap(map.en, "en") };
}

export function entriesOf(atlas: Atlas): Entry[] {
  const entries: Entry[] = [];
  const add = (kind: Kind, id: string, entry: Omit<Entry, "key" | "kind" | "id">): void => {
    entries.push({ key: `${kind}:${id}`, kind, id, ...entry });
  };
  for (const place of atlas.places.values()) {
    const status = atlas.status.get(place.code);
    add("place", place.code, {
      path: placePath(place.code),
      title: place.names,
      text: status?.text ?? plain(""),
      further: [plain(`${place.code} ${place.iso3 ?? ""}`)],
    });
  }
  for (const instrument of atlas.instruments.values()) {
    const place = atlas.places.get(instrument.place);
    add("instrument", instrument.id, {
      path: instrumentPath(instrument.id),
      title: instrument.shortTitle,
      text: instrument.title,
      further: [
        plain([instrument.id, ...Object.values(instrument.officialIds)].join(" ")),
        ...(place ? [place.names] : []),
      ],
    });
  }
  for (const topic of atlas.topics.values()) {
    const group = atlas.topicGroups.find(({ id }) => id === topic.group);
    add("topic", topic.id, {
      path: topicPath(topic.id),
      title: topic.title,
      text: topic.counts,
      further: [plain(topic.id), ...(group ? [group.title] : [])],
    });
  }
  for (const fact of atlas.vocabulary.facts.values()) {
    add("fact", fact.id, {
      path: factPath(fact.id),
      title: fact.label,
      text: fact.question,
      further: [plain(fact.id), ...fact.values.map((value) => value.label)],
    });
  }
  for (const rule of atlas.rules.values()) {
    const instrument = atlas.instruments.get(rule.instrument);
    const labels = rule.at.map((reference) => atlas.provisions.get(reference)?.label ?? "").join(", ");
    add("rule", rule.id, {
      path: rulePath(rule.id),
      title: instrument ? cited(instrument.shortTitle, labels) : plain(labels),
      names: instrument ? [instrument.shortTitle, plain(labels)] : [plain(labels)],
      text: rule.text,
      further: [
        plain(`${rule.id} ${rule.action.verb} ${rule.action.object} ${rule.concludes ?? ""}`),
        ...[rule.topic, ...rule.topics].flatMap((id) => atlas.topics.get(id)?.title ?? []),
      ],
    });
  }
  for (const [reference, provision] of atlas.provisions) {
    const instrument = atlas.instruments.get(provision.instrument);
    add("provision", reference, {
      path: provisionPath(provision.instrument, provision.eId),
      title: instrument ? cited(instrument.shortTitle, provision.label) : plain(provision.label),
      names: instrument ? [instrument.shortTitle, plain(provision.label)] : [plain(provision.label)],
      text: provision.about ?? plain(""),
      further: [],
    });
  }
  return entries;
}
