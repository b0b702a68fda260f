/** `/record`: state of the log, its witnesses and quorum; entries newest first, by kind and day. */
import type { Context } from "hono";
import {
  ButtonLink,
  Breadcrumbs,
  Callout,
  DataTable,
  DefinitionList,
  EmptyState,
  Field,
  FilterForm,
  PageHead,
  Pagination,
  Select,
  Stats,
  Tag,
  withQuery,
} from "../../design/index.ts";
import { toBase64 } from "@comity/record";
import type { Env } from "../../platform/module.ts";
import { readEntry } from "../entry.ts";
import { partsMet, type EntryFilter, type EntryRow, type LogState, type WitnessState } from "./log-data.ts";
import { RecordPage, Moment, Verbatim, actInWords, figure, kindInWords, momentInWords, whoInWords } from "./page.tsx";

export interface LogPageProps {
  readonly c: Context<Env>;
  readonly state: LogState;
  readonly filter: EntryFilter;
  /** The query named a day that is none. */
  readonly isWrongDay: boolean;
  readonly kinds: readonly string[];
  readonly entries: readonly EntryRow[];
  readonly count: number;
  readonly page: number;
  readonly pages: number;
}

const Quorum = ({ c, state }: { c: Context<Env>; state: LogState }) => {
  const t = c.get("t");
  if (state.policy.quorum === null) return <Callout kind="warn">{t("record.quorum.none")}</Callout>;
  const present = state.witnesses.filter(({ time }) => time !== null).map(({ name }) => name);
  const { met, needed } = partsMet(state.policy.quorum, new Set(present));
  return state.satisfied ? (
    <Callout kind="good">{t("record.quorum.met", { met, needed })}</Callout>
  ) : (
    <Callout kind="warn">{t("record.quorum.missing", { met, needed })}</Callout>
  );
};

const Witnesses = ({ c, witnesses }: { c: Context<Env>; witnesses: readonly WitnessState[] }) => {
  const t = c.get("t");
  if (witnesses.length === 0) return null;
  return (
    <DataTable<WitnessState>
      c={c}
      caption={t("record.witness.title")}
      narrow="cards"
      rows={witnesses}
      columns={[
        {
          key: "name",
          label: t("record.witness"),
          head: true,
          cell: ({ name, isAsked }) => (
            <>
              <bdi>{name}</bdi> {!isAsked && <Tag>{t("record.witness.spare")}</Tag>}
            </>
          ),
        },
        {
          key: "here",
          label: t("record.witness.here"),
          cell: ({ time }) =>
            time === null ? (
              <Tag tone="open">{t("record.witness.no")}</Tag>
            ) : (
              t("record.witness.yes", { when: momentInWords(c, new Date(time * 1000)) })
            ),
        },
        {
          key: "last",
          label: t("record.witness.last"),
          cell: ({ last }) =>
            last === null
              ? t("record.witness.never")
              : t("record.witness.lastAt", { when: momentInWords(c, last.at), size: figure(c, last.size) }),
        },
      ]}
    />
  );
};

const CheckpointPart = ({ c, state }: { c: Context<Env>; state: LogState }) => {
  const t = c.get("t");
  const { latest, checkpoint } = state;
  const pending = state.size - (latest?.size ?? 0);
  return (
    <>
      <h2 id="checkpoint">{t("record.checkpoint.title")}</h2>
      {latest === null ? (
        <p>{t("record.checkpoint.none")}</p>
      ) : (
        <>
          {!state.isSigned && <Callout kind="bad">{t("record.checkpoint.unsigned")}</Callout>}
          <DefinitionList
            items={[
              { term: t("record.checkpoint.at"), value: <Moment c={c} at={latest.at} /> },
              { term: t("record.checkpoint.origin"), value: checkpoint && <code>{checkpoint.origin}</code> },
              { term: t("record.checkpoint.root"), value: checkpoint && <code>{toBase64(checkpoint.root)}</code> },
            ]}
          />
          {pending > 0 && <p>{t("record.checkpoint.pending", { count: pending })}</p>}
          <details>
            <summary>{t("record.checkpoint.note")}</summary>
            <Verbatim label={t("record.checkpoint.note")} text={latest.note} />
          </details>
        </>
      )}
      <h2 id="quorum">{t("record.quorum")}</h2>
      {latest !== null && <Quorum c={c} state={state} />}
      {latest === null && state.policy.quorum === null && <p>{t("record.quorum.none")}</p>}
      <Witnesses c={c} witnesses={state.witnesses} />
      <details>
        <summary>{t("record.policy")}</summary>
        <Verbatim label={t("record.policy")} text={state.policyText} />
      </details>
      <details>
        <summary>{t("record.keys")}</summary>
        <ul>
          {state.keys.map(({ vkey, from, to }) => (
            <li>
              <code class="long">{vkey}</code>{" "}
              <span class="small quiet">
                {to === null
                  ? t("record.key.current", { from: figure(c, from) })
                  : t("record.key.past", { from: figure(c, from), to: figure(c, to) })}
              </span>
            </li>
          ))}
        </ul>
      </details>
    </>
  );
};

const Entries = (props: LogPageProps) => {
  const { c, entries, filter, kinds, count, page, pages, isWrongDay } = props;
  const t = c.get("t");
  const href = c.get("href");
  const isFiltered = filter.kind !== null || filter.day !== null;
  const rows = entries.map((row) => ({ row, entry: readEntry(row.body) }));
  return (
    <>
      <h2 id="entries">{t("record.entries.title")}</h2>
      {(props.state.size > 0 || isFiltered) && (
        <FilterForm c={c}>
          <Select
            name="kind"
            label={t("record.entries.kind")}
            value={filter.kind ?? ""}
            options={[
              { value: "", label: t("record.entries.kind.all") },
              ...kinds.map((kind) => ({ value: kind, label: kindInWords(t, kind) })),
            ]}
          />
          <Field
            name="day"
            type="date"
            label={t("record.entries.day")}
            value={filter.day ?? ""}
            error={isWrongDay ? t("record.entries.wrongDay") : undefined}
          />
        </FilterForm>
      )}
      <DataTable
        c={c}
        caption={t("record.entries.caption", { count })}
        narrow="cards"
        rows={rows}
        empty={
          isFiltered ? (
            <EmptyState title={t("record.entries.none")}>
              <p>
                <a href={withQuery(c, { kind: undefined, day: undefined, page: undefined })}>
                  {t("record.entries.clear")}
                </a>
              </p>
            </EmptyState>
          ) : (
            <EmptyState title={t("record.entries.empty")} />
          )
        }
        columns={[
          {
            key: "index",
            label: t("record.entries.number"),
            head: true,
            number: true,
            cell: ({ row }) => <a href={href(`/record/entries/${row.index}`)}>{figure(c, row.index)}</a>,
          },
          { key: "what", label: t("record.what"), cell: ({ entry }) => actInWords(t, entry) },
          { key: "who", label: t("record.who"), cell: ({ entry }) => whoInWords(t, entry.actor) },
          { key: "when", label: t("record.when"), cell: ({ row }) => <Moment c={c} at={row.at} /> },
        ]}
      />
      <Pagination c={c} page={page} pages={pages} />
    </>
  );
};

export const LogPage = (props: LogPageProps) => {
  const { c, state } = props;
  const t = c.get("t");
  return (
    <RecordPage c={c} title={t("record.title")}>
      <Breadcrumbs c={c} trail={[{ label: t("design.nav.data"), href: "/data" }, { label: t("record.title") }]} />
      <PageHead title={t("record.title")} lead={t("record.lead")}>
        <ButtonLink kind="second" href={c.get("href")("/record/verify")}>
          {t("record.verify.title")}
        </ButtonLink>
      </PageHead>
      <Stats
        items={[
          { label: t("record.stat.entries"), value: figure(c, state.size), href: "#entries" },
          { label: t("record.stat.checkpoint"), value: figure(c, state.latest?.size ?? 0), href: "#checkpoint" },
          ...(state.policy.quorum === null
            ? []
            : [{ label: t("record.stat.final"), value: figure(c, state.finalSize ?? 0), href: "#quorum" }]),
        ]}
      />
      <CheckpointPart c={c} state={state} />
      <Entries {...props} />
    </RecordPage>
  );
};
