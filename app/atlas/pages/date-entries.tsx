/** Dates of law as entries of a time line. */
import type { IsoDate } from "@comity/rules";
import type { Child } from "hono/jsx";
import type { TimelineEntry } from "../../design/index.ts";
import type { DateOfLaw, InstrumentDate } from "./dates.ts";
import { colon, comma, type PageProps } from "./page.ts";
import { InstrumentLink } from "./parts.tsx";

/** What happens to the rules of an instrument on a day, in words. */
function happening({ c }: PageProps, { starts, ends, binds }: DateOfLaw): string {
  const t = c.get("t");
  const parts = [
    starts > 0 ? t("atlas.site.starts", { count: starts }) : "",
    ends > 0 ? t("atlas.site.ends", { count: ends }) : "",
    binds > 0 ? t("atlas.site.binds", { count: binds }) : "",
  ].filter((part) => part !== "");
  return parts.join(comma(c));
}

/** One entry a day, in the order of days. `isOne`: all of one instrument, which needs no name. */
export function dateEntries(
  page: PageProps,
  laws: readonly DateOfLaw[],
  instruments: readonly InstrumentDate[] = [],
  isOne = false,
): TimelineEntry[] {
  const { c, index, today } = page;
  const name = (id: string): Child =>
    !isOne && (
      <>
        <InstrumentLink c={c} index={index} id={id} />
        {colon(c)}
      </>
    );
  const lines: { day: IsoDate; content: Child }[] = [
    ...instruments.map(({ day, instrument, event }) => ({
      day,
      content: (
        <p>
          {name(instrument)}
          {c.get("t")(`atlas.site.date.${event}`)}
        </p>
      ),
    })),
    ...laws.map((law) => ({
      day: law.day,
      content: (
        <p>
          {name(law.instrument)}
          {happening(page, law)}
        </p>
      ),
    })),
  ];
  return [...Map.groupBy(lines, ({ day }) => day)]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([day, all]) => ({ day, isPast: day <= today, content: <>{all.map(({ content }) => content)}</> }));
}
