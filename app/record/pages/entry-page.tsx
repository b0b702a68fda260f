/** `/record/entries/:index`: one entry in words and as recorded, with its proof and its receipt. */
import { toBase64, toHex } from "@comity/record";
import type { Context } from "hono";
import { Breadcrumbs, ButtonLink, Callout, DefinitionList, PageHead } from "../../design/index.ts";
import type { Env } from "../../platform/module.ts";
import { documentOf, readEntry, type RecordEntry } from "../entry.ts";
import type { EntryRow, Inclusion } from "./log-data.ts";
import { RecordPage, Moment, Verbatim, actInWords, figure, isCommitment, kindInWords, whoInWords } from "./page.tsx";

export interface EntryPageProps {
  readonly c: Context<Env>;
  readonly row: EntryRow;
  /** Null: no checkpoint covers it yet; `unproven`: tiles are missing. */
  readonly inclusion: Inclusion | "unproven" | null;
  /** Number of entries of the log. */
  readonly size: number;
  /** Key that signs now. */
  readonly vkey: string | undefined;
  /** Content that stands beside the log, read for the words. */
  readonly content: RecordEntry["entry"] | null;
}

const Proof = ({ c, row, inclusion }: Pick<EntryPageProps, "c" | "row" | "inclusion">) => {
  const t = c.get("t");
  if (inclusion === null) return <Callout>{t("record.entry.waiting")}</Callout>;
  if (inclusion === "unproven") return <Callout kind="warn">{t("record.entry.unproven")}</Callout>;
  if (!inclusion.holds) return <Callout kind="bad">{t("record.entry.broken")}</Callout>;
  const size = figure(c, inclusion.checkpoint.size);
  return (
    <>
      {inclusion.isAlone ? (
        <Callout kind="warn">{t("record.entry.includedAlone", { size })}</Callout>
      ) : inclusion.satisfied ? (
        <Callout kind="good">{t("record.entry.included", { size })}</Callout>
      ) : (
        <Callout kind="warn">{t("record.entry.notFinal", { size })}</Callout>
      )}
      <p>{t("record.entry.receiptText")}</p>
      <p class="row">
        <ButtonLink href={`/record/entries/${row.index}.tlog-proof`} download={`entry-${row.index}.tlog-proof`}>
          {t("record.entry.receipt")}
        </ButtonLink>
        <ButtonLink kind="second" href={c.get("href")("/record/verify")}>
          {t("record.verify.title")}
        </ButtonLink>
      </p>
      {inclusion.proof.length > 0 && (
        <details>
          <summary>
            {t("record.entry.path")} ({figure(c, inclusion.proof.length)})
          </summary>
          <Verbatim label={t("record.entry.path")} text={inclusion.proof.map(toBase64).join("\n")} />
        </details>
      )}
    </>
  );
};

const holdsCommitment = (value: unknown): boolean =>
  isCommitment(value) || (typeof value === "object" && value !== null && Object.values(value).some(holdsCommitment));

export const EntryPage = ({ c, row, inclusion, size, vkey, content }: EntryPageProps) => {
  const t = c.get("t");
  const href = c.get("href");
  const entry = readEntry(row.body);
  const document = documentOf(entry.entry);
  const title = t("record.entry.title", { index: figure(c, row.index) });
  return (
    <RecordPage c={c} title={title}>
      <Breadcrumbs
        c={c}
        trail={[
          { label: t("design.nav.data"), href: "/data" },
          { label: t("record.title"), href: "/record" },
          { label: title },
        ]}
      />
      <PageHead
        title={title}
        overline={kindInWords(t, entry.kind)}
        lead={actInWords(t, content === null ? entry : { ...entry, entry: content })}
      />
      <DefinitionList
        items={[
          { term: t("record.who"), value: whoInWords(t, entry.actor) },
          { term: t("record.when"), value: <Moment c={c} at={new Date(entry.at)} /> },
          { term: t("record.entry.command"), value: <code>{entry.command}</code> },
          { term: t("record.entry.request"), value: <code>{entry.request}</code> },
          { term: t("record.entry.leaf"), value: <code>{toHex(row.leaf)}</code> },
          { term: t("record.entry.key"), value: vkey !== undefined && <code>{vkey}</code> },
          {
            term: t("record.entry.document"),
            value: document && (
              <>
                <a href={`/record/document/${document.sha256}`}>
                  <code>{document.sha256}</code>
                </a>
                <br />
                {t("record.entry.documentSize", { size: figure(c, document.size) })}
              </>
            ),
          },
        ]}
      />
      <h2>{t("record.entry.inclusion")}</h2>
      <Proof c={c} row={row} inclusion={inclusion} />
      <h2>{t("record.entry.canonical")}</h2>
      {holdsCommitment(entry.entry) && <p>{t("record.entry.withheld")}</p>}
      <Verbatim label={t("record.entry.canonical")} text={new TextDecoder().decode(row.body)} />
      <p>
        <a href={`/record/entries/${row.index}.json`} download={`entry-${row.index}.json`}>
          {t("record.entry.json")}
        </a>
      </p>
      <p class="row">
        {row.index > 0 && (
          <a href={href(`/record/entries/${row.index - 1}`)} rel="prev">
            {t("record.entry.older")}
          </a>
        )}
        {row.index + 1 < size && (
          <a href={href(`/record/entries/${row.index + 1}`)} rel="next">
            {t("record.entry.newer")}
          </a>
        )}
      </p>
    </RecordPage>
  );
};

/** For a number that no entry has. */
export const MissingEntryPage = ({ c, index, size }: { c: Context<Env>; index: string; size: number }) => {
  const t = c.get("t");
  const title = t("record.entry.missing", { index: index.slice(0, 20) });
  return (
    <RecordPage c={c} title={title}>
      <PageHead title={title} overline="404" lead={t("record.entry.missingHelp", { size: figure(c, size) })} />
      <p>
        <a href={c.get("href")("/record")}>{t("record.title")}</a>
      </p>
    </RecordPage>
  );
};
