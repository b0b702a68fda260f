/** `/assess/result`: what applies, by place and date; prohibitions first; what is undecided and what would decide it. */
import type { Context } from "hono";
import {
  Button,
  ButtonLink,
  Callout,
  CopyLink,
  DefinitionList,
  Field,
  Layout,
  PageHead,
  Stats,
  Tag,
  Timeline,
  type Tone,
} from "../../design/index.ts";
import type { Env } from "../../platform/module.ts";
import type { Report, ReportItem, ReportPlace, ShownModality } from "../report/build-report.ts";
import { reportFormats } from "../report/formats.ts";
import {
  dateWords,
  factLabel,
  inLanguage,
  knownWords,
  placeName,
  provisionLabel,
  type WordsContext,
} from "../report/words/condition.ts";
import { deadlineWords, penaltyWords } from "../report/words/consequence.ts";
import type { LoadedAtlas } from "../store/load-atlas.ts";
import { stateParameters, type AnswerState } from "../store/profile-link.ts";
import { Statement } from "./statement.tsx";

export interface ResultPageProps {
  readonly c: Context<Env>;
  readonly loaded: LoadedAtlas;
  readonly state: AnswerState;
  readonly report: Report;
  readonly faults: readonly string[];
}

export const modalityTone: Readonly<Record<ShownModality, Tone>> = {
  mustNot: "forbid",
  must: "duty",
  right: "right",
  may: "right",
  power: "accent",
};

export function AssessResultPage({ c, loaded, state, report, faults }: ResultPageProps) {
  const t = c.get("t");
  const lang = c.get("lang");
  const href = c.get("href");
  const words = { t, lang, atlas: loaded.atlas };
  const here = stateParameters(state).toString();
  const open = report.decided.of - report.decided.rules;
  const count = (pick: (place: ReportPlace) => number): number =>
    report.places.reduce((sum, place) => sum + pick(place), 0);
  return (
    <Layout
      c={c}
      title={report.title ?? t("atlas.report.title")}
      current="assess"
      hidden
      data={{ date: loaded.checked, href: href("/data") }}
    >
      <PageHead
        overline={t("atlas.report.title")}
        title={report.title ?? t("atlas.report.title")}
        lead={t("atlas.assess.result.lead", {
          asOf: dateWords(report.asOf, lang),
          knownOn: dateWords(report.knownOn, lang),
        })}
      />
      <Stats
        items={[
          { label: t("atlas.report.section.mustNot"), value: count((place) => inSection(place, "mustNot")) },
          { label: t("atlas.report.section.must"), value: count((place) => inSection(place, "must")) },
          {
            label: t("atlas.report.undecided"),
            value: count((place) => place.undecided.reduce((sum, section) => sum + section.items.length, 0)),
          },
        ]}
      />
      {faults.length > 0 ? (
        <Callout kind="bad" role="alert" title={t("atlas.assess.fault")}>
          <ul lang="en">
            {faults.map((fault) => (
              <li>{fault}</li>
            ))}
          </ul>
        </Callout>
      ) : null}
      <Callout>
        <p>{t("atlas.report.notAdvice")}</p>
      </Callout>
      {open > 0 ? (
        <Callout kind="warn" title={t("atlas.assess.result.open", { count: open })}>
          <p>
            {t("atlas.report.needs")}:{" "}
            {new Intl.ListFormat(lang).format(report.needs.slice(0, 8).map((need) => factLabel(words, need.fact)))}
            {report.needs.length > 8 ? " …" : ""}
          </p>
          <p class="no-print">
            <ButtonLink href={href(`/assess/question?${here}`)}>{t("atlas.assess.result.ask")}</ButtonLink>
          </p>
        </Callout>
      ) : null}
      {report.conflicts.length > 0 ? (
        <Callout kind="bad" title={t("atlas.assess.result.conflicts")}>
          <ul>
            {report.conflicts.map(({ rules }) => (
              <li>
                {rules.map((rule, i) => (
                  <>
                    {i > 0 ? " / " : ""}
                    <a href={href(`/rules/${rule}`)}>{rule}</a>
                  </>
                ))}
              </li>
            ))}
          </ul>
        </Callout>
      ) : null}
      <nav class="row no-print" aria-label={t("atlas.assess.result.download")}>
        <span class="small quiet">{t("atlas.assess.result.download")}:</span>
        {reportFormats.map((format) => (
          <a href={href(`/assess/result.${format}?${here}`)} download rel="nofollow">
            {format === "ics" ? t("atlas.assess.result.calendar") : format.toUpperCase()}
          </a>
        ))}
        <CopyLink c={c} href={href(`/assess/result?${here}`)} />
        <a href={href("/assess")}>{t("atlas.assess.result.again")}</a>
      </nav>
      {report.places.length > 1 ? (
        <nav class="row no-print" aria-label={t("atlas.assess.start.places")}>
          {report.places.map(({ place }) => (
            <a href={`#${place.code}`}>{placeName(words, place.code)}</a>
          ))}
        </nav>
      ) : null}
      {report.places.map((place) => (
        <PlaceResult c={c} words={words} place={place} here={here} />
      ))}
      <h2>{t("atlas.assess.result.facts")}</h2>
      <DefinitionList
        items={state.trail.map((fact) => {
          const known = state.facts.get(fact);
          return {
            term: factLabel(words, fact),
            value: (
              <>
                {known ? knownWords(words, fact, known) : t("atlas.assess.why.unknown")}{" "}
                <a class="small no-print" href={href(`/assess/question?${here}&q=${fact}`)} rel="nofollow">
                  {t("atlas.assess.result.change")}
                </a>
              </>
            ),
          };
        })}
      />
      <form class="no-print" action={href("/assess/result")} method="get">
        {[...stateParameters(state)]
          .filter(([name]) => name !== "on")
          .map(([name, value]) => (
            <input type="hidden" name={name} value={value} />
          ))}
        <Field name="on" label={t("atlas.assess.result.otherDay")} type="date" value={state.on} />
        <Button kind="second">{t("atlas.assess.result.show")}</Button>
      </form>
      <p class="small quiet">
        {t("atlas.report.provenance", { book: report.book.slice(0, 16), algorithm: report.algorithm })}
      </p>
    </Layout>
  );
}

const inSection = (place: ReportPlace, modality: ShownModality): number =>
  place.applies.find((section) => section.modality === modality)?.items.length ?? 0;

interface PlaceProps {
  readonly c: Context<Env>;
  readonly words: WordsContext;
  readonly place: ReportPlace;
  readonly here: string;
}

const PlaceResult = ({ c, words, place, here }: PlaceProps) => {
  const { t, lang } = words;
  const { code } = place.place;
  const undecided = place.undecided.flatMap((section) => section.items);
  return (
    <section id={code} aria-labelledby={`${code}-title`}>
      <h2 id={`${code}-title`}>
        <a href={c.get("href")(`/places/${code}`)}>{placeName(words, code)}</a>
      </h2>
      {place.applies.length === 0 && undecided.length === 0 ? <p class="empty">{t("atlas.report.nothing")}</p> : null}
      {place.applies.map((section) => (
        <>
          <h3>
            {t(`atlas.report.section.${section.modality}`)} <span class="quiet">({section.items.length})</span>
          </h3>
          <ul class="findings">
            {section.items.map((item) => (
              <ItemResult c={c} words={words} item={item} here={here} place={code} />
            ))}
          </ul>
        </>
      ))}
      {undecided.length > 0 ? (
        <details open={place.applies.length === 0}>
          <summary>
            <strong>{t("atlas.report.undecided")}</strong> ({undecided.length})
          </summary>
          <ul class="findings">
            {undecided.map((item) => (
              <ItemResult c={c} words={words} item={item} here={here} place={code} />
            ))}
          </ul>
        </details>
      ) : null}
      {place.toCome.length > 0 ? (
        <>
          <h3>{t("atlas.assess.result.toCome")}</h3>
          <Timeline
            c={c}
            entries={place.toCome.map((change) => ({
              day: change.on,
              label: dateWords(change.on, lang),
              isPast: false,
              content: (
                <details>
                  <summary>
                    {[
                      change.starts.length > 0 ? t("atlas.assess.result.starts", { count: change.starts.length }) : "",
                      change.ends.length > 0 ? t("atlas.assess.result.endsCount", { count: change.ends.length }) : "",
                    ]
                      .filter((part) => part !== "")
                      .join("; ")}
                  </summary>
                  <ul class="findings">
                    {change.starts.map((item) => (
                      <ItemResult c={c} words={words} item={item} here={`${here}&at=${change.on}`} place={code} />
                    ))}
                    {change.ends.map((rule) => (
                      <li class="finding">
                        <Tag>{t("atlas.report.ends")}</Tag> <Statement c={c} words={rule.text} />
                      </li>
                    ))}
                  </ul>
                </details>
              ),
            }))}
          />
        </>
      ) : null}
    </section>
  );
};

const ItemResult = ({
  c,
  words,
  item,
  here,
  place,
}: {
  readonly c: Context<Env>;
  readonly words: WordsContext;
  readonly item: ReportItem;
  readonly here: string;
  readonly place: string;
}) => {
  const { t, lang, atlas } = words;
  const href = c.get("href");
  const modality = item.rule.modality as ShownModality;
  return (
    <li class="finding">
      <Statement c={c} words={item.text} />
      <p class="citation">
        <Tag tone={item.verdict === "undecided" ? "open" : modalityTone[modality]}>
          {item.verdict === "undecided" ? t("atlas.report.undecided") : t(`atlas.report.section.${modality}`)}
        </Tag>{" "}
        <a href={href(`/rules/${item.rule.id}`)}>
          {item.cited.map((cited) => provisionLabel(atlas, cited.reference, lang)).join("; ")}
        </a>
        {item.since ? ` · ${t("atlas.report.since", { day: dateWords(item.since, lang) })}` : ""}
        {item.until ? ` · ${t("atlas.words.toDay", { day: dateWords(item.until, lang) })}` : ""} ·{" "}
        <a href={href(`/assess/why?rule=${encodeURIComponent(item.rule.id)}&place=${place}&${here}`)} rel="nofollow">
          {t("atlas.assess.result.explain")}
        </a>
      </p>
      {item.deadline || item.penalties.length > 0 || item.needs.length > 0 || item.perhapsDefeatedBy.length > 0 ? (
        <ul class="small">
          {item.deadline ? deadlineWords(item.deadline, t, lang).map((line) => <li>{line}</li>) : null}
          {item.penalties.map((penalty) => (
            <li>
              {penaltyWords(penalty.penalty, t, lang)}{" "}
              <span class="quiet">
                ({penalty.cited.map((cited) => provisionLabel(atlas, cited.reference, lang)).join(", ")})
              </span>
            </li>
          ))}
          {item.needs.length > 0 ? (
            <li>
              {t("atlas.report.decidedBy", {
                facts: new Intl.ListFormat(lang).format(item.needs.slice(0, 6).map((fact) => factLabel(words, fact))),
              })}
            </li>
          ) : null}
          {item.perhapsDefeatedBy.map((defeat) => (
            <li>
              {t("atlas.report.perhapsDefeated", {
                what: defeat.rule
                  ? inLanguage(defeat.rule.text, lang)
                  : defeat.cited.map((cited) => provisionLabel(atlas, cited.reference, lang)).join(", "),
              })}
            </li>
          ))}
        </ul>
      ) : null}
    </li>
  );
};
