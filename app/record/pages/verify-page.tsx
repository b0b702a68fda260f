/** `/record/verify`: a receipt is checked by the browser (island), or by the server where there is no script. */
import type { Context } from "hono";
import {
  Breadcrumbs,
  Button,
  Callout,
  CsrfField,
  DefinitionList,
  Field,
  Island,
  PageHead,
} from "../../design/index.ts";
import type { Env } from "../../platform/module.ts";
import type { ReceiptQuestion, ReceiptVerdict } from "../islands/receipt-check/check-receipt.ts";
import { RecordPage, Verbatim, figure, momentInWords } from "./page.tsx";

export interface VerifyPageProps {
  readonly c: Context<Env>;
  readonly question: ReceiptQuestion;
  readonly verdict: ReceiptVerdict | null;
  /** The uploaded file is no text. */
  readonly isUnreadable: boolean;
  /** Address of the log, for the command line. */
  readonly logUrl: string;
}

const Verdict = ({ c, verdict }: { c: Context<Env>; verdict: ReceiptVerdict }) => {
  const t = c.get("t");
  const { fault, index, origin, size } = verdict;
  const isGood = fault === null && index !== null && origin !== null && size !== null;
  return (
    <>
      {isGood ? (
        <Callout kind="good" role="status" title={t("record.verify.good")}>
          <p>{t("record.verify.goodText", { index: figure(c, index), origin, size: figure(c, size) })}</p>
        </Callout>
      ) : (
        <Callout kind="bad" role="alert" title={t("record.verify.bad")}>
          {fault !== null && <p>{t(`record.verify.fault.${fault}`)}</p>}
        </Callout>
      )}
      <DefinitionList
        items={[
          {
            term: t("record.verify.detail"),
            value: verdict.detail !== "" && (
              <span lang="en" dir="ltr">
                {verdict.detail}
              </span>
            ),
          },
          {
            term: t("record.verify.signed"),
            value: verdict.witnesses.length > 0 && (
              <ul>
                {verdict.witnesses.map(({ name, time }) => (
                  <li>{t("record.verify.signedBy", { name, when: momentInWords(c, new Date(time * 1000)) })}</li>
                ))}
              </ul>
            ),
          },
          { term: t("record.entry.leaf"), value: verdict.leaf && <code>{verdict.leaf}</code> },
        ]}
      />
      {isGood && verdict.entry !== null && <Verbatim label={t("record.verify.entry")} text={verdict.entry} />}
    </>
  );
};

/** What the island says, with `{index}` and the like left for it to fill in. */
function islandWords(c: Context<Env>): string {
  const t = c.get("t");
  const open = (name: string): string => `{${name}}`;
  return JSON.stringify({
    good: t("record.verify.good"),
    goodText: t("record.verify.goodText", { index: open("index"), origin: open("origin"), size: open("size") }),
    bad: t("record.verify.bad"),
    detail: t("record.verify.detail"),
    signed: t("record.verify.signed"),
    signedBy: t("record.verify.signedBy", { name: open("name"), when: open("when") }),
    time: t("record.time", { day: open("day"), time: open("time") }),
    unchecked: t("record.verify.unchecked", { names: open("names") }),
    unreadable: t("record.verify.unreadable"),
    leaf: t("record.entry.leaf"),
    entry: t("record.verify.entry"),
    local: t("record.verify.local"),
    fault: {
      receipt: t("record.verify.fault.receipt"),
      policy: t("record.verify.fault.policy"),
      entry: t("record.verify.fault.entry"),
      signature: t("record.verify.fault.signature"),
      quorum: t("record.verify.fault.quorum"),
      inclusion: t("record.verify.fault.inclusion"),
    },
  });
}

/** Texts for machines: no corrections, from left to right. */
const code = { attributes: { spellcheck: "false", dir: "ltr", autocapitalize: "off" } } as const;

export const VerifyPage = ({ c, question, verdict, isUnreadable, logUrl }: VerifyPageProps) => {
  const t = c.get("t");
  const title = t("record.verify.title");
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
      <PageHead title={title} lead={t("record.verify.lead")} />
      <Island c={c} name="comity-receipt" attributes={{ words: islandWords(c) }}>
        <p data-place="server">{t("record.verify.server")}</p>
        <div data-place="verdict">{verdict !== null && <Verdict c={c} verdict={verdict} />}</div>
        <form method="post" action={c.get("href")("/record/verify")} enctype="multipart/form-data" class="stack">
          <CsrfField c={c} />
          <Field
            name="file"
            type="file"
            label={t("record.verify.file")}
            error={isUnreadable ? t("record.verify.unreadable") : undefined}
          />
          <Field
            name="receipt"
            type="textarea"
            label={t("record.verify.pasted")}
            value={question.receipt}
            rows={8}
            {...code}
          />
          <Field
            name="entry"
            type="textarea"
            label={t("record.verify.entry")}
            help={t("record.verify.entryHelp")}
            value={question.entry}
            rows={3}
            {...code}
          />
          <Field
            name="policy"
            type="textarea"
            label={t("record.policy")}
            help={t("record.verify.policyHelp")}
            value={question.policy}
            rows={6}
            {...code}
          />
          <Button>{t("record.verify.check")}</Button>
        </form>
      </Island>
      <h2>{t("record.verify.offline")}</h2>
      <p>{t("record.verify.one")}</p>
      <Verbatim label={t("record.verify.one")} text="comity receipt entry-0.tlog-proof --policy policy.txt" />
      <p>{t("record.verify.all")}</p>
      <Verbatim label={t("record.verify.all")} text={`comity verify ${logUrl}`} />
    </RecordPage>
  );
};
