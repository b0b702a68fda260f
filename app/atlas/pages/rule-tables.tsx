/** Tables of a rule: rows of both times, and who read it. */
import { holds, type Applies, type IsoDate, type Reading } from "@comity/rules";
import type { Child } from "hono/jsx";
import { DataTable, Day, Tag } from "../../design/index.ts";
import { InstrumentLink, labels } from "./parts.tsx";
import type { RulePageProps } from "./rule-page.tsx";

export const RowTable = ({ rule, ...page }: RulePageProps) => {
  const { c, index, today } = page;
  const t = c.get("t");
  const day = (one: IsoDate | undefined): Child =>
    one === undefined ? (
      <span class="quiet">{t("atlas.site.rule.open")}</span>
    ) : (
      <Day c={c} day={one} length="medium" />
    );
  return (
    <DataTable<Applies>
      c={c}
      caption={labels(index, rule)}
      narrow="cards"
      rows={rule.applies}
      columns={[
        { key: "from", label: t("atlas.site.rule.appliesFrom"), head: true, cell: (row) => day(row.from) },
        { key: "to", label: t("atlas.site.rule.appliesTo"), cell: (row) => day(row.to) },
        { key: "knownFrom", label: t("atlas.site.rule.knownFrom"), cell: ({ known }) => day(known.from) },
        { key: "knownTo", label: t("atlas.site.rule.knownTo"), cell: ({ known }) => day(known.to) },
        {
          key: "by",
          label: t("atlas.site.rule.setBy"),
          cell: ({ by }) => <InstrumentLink c={c} index={index} id={by ?? rule.instrument} />,
        },
        {
          key: "now",
          label: t("atlas.site.label.status"),
          cell: ({ known }) =>
            holds(known, today) ? (
              <Tag tone="accent">{t("atlas.site.rule.rowNow")}</Tag>
            ) : (
              <Tag>{t("atlas.site.rule.rowPast")}</Tag>
            ),
        },
      ]}
    />
  );
};

export const ReadingTable = ({ rule, ...page }: RulePageProps) => {
  const { c } = page;
  const t = c.get("t");
  return (
    <DataTable<Reading>
      c={c}
      caption={<code>{rule.id}</code>}
      narrow="cards"
      rows={rule.readings}
      columns={[
        { key: "by", label: t("atlas.site.rule.reader"), head: true, cell: ({ by }) => <bdi>{by}</bdi> },
        { key: "on", label: t("atlas.site.label.day"), cell: ({ on }) => <Day c={c} day={on} length="medium" /> },
        { key: "expression", label: t("atlas.site.rule.wording"), cell: ({ expression }) => <code>{expression}</code> },
        { key: "basis", label: t("atlas.site.rule.basis"), cell: ({ basis }) => t(`atlas.words.basis.${basis}`) },
        {
          key: "outcome",
          label: t("atlas.site.rule.outcome"),
          cell: ({ outcome, note }) => (
            <>
              {t(`atlas.words.outcome.${outcome}`)}
              {note !== undefined && (
                <p class="small" lang="en" dir="ltr">
                  {note}
                </p>
              )}
            </>
          ),
        },
      ]}
    />
  );
};
