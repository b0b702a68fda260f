/** The charts of `/design`. Their figures are properties of the sample's own words, so that nothing is made up. */
import type { Context } from "hono";
import { languages, ownNames, translator } from "../../platform/i18n/index.ts";
import type { Env } from "../../platform/module.ts";
import { BarChart, DotTimeline, HeatMap, StepChart, WorldMap } from "../index.ts";
import { placeName, sampleCodes } from "./sample-places.ts";

const keys = ["design.footer", "design.names", "design.map.note"] as const;
const m49 = { EG: 818, CN: 156, FR: 250, KE: 404, RU: 643, MX: 484 } as const;
/** Years in which each language became official or working language of the General Assembly (resolutions 2 (I), 247 (III), 2479 (XXIII), 3189 and 3190 (XXVIII)). */
const working = {
  en: "1946-02-01",
  fr: "1946-02-01",
  es: "1948-12-07",
  ru: "1968-12-21",
  zh: "1973-12-18",
  ar: "1973-12-18",
};

export const SampleCharts = ({ c, today }: { c: Context<Env>; today: string }) => {
  const t = c.get("t");
  const name = placeName(c);
  const lengths = languages.map((lang) => keys.map((key) => translator(lang)(key).length));
  const days = Object.entries(working).toSorted(([, a], [, b]) => (a < b ? -1 : 1));
  return (
    <>
      <h2>{t("design.sample.title")}</h2>
      <BarChart
        c={c}
        title={t("design.language")}
        categoryLabel={t("design.language")}
        categories={languages.map((lang) => ({ label: ownNames[lang], href: `/${lang}/design` }))}
        series={keys.map((key, k) => ({ label: key, values: lengths.map((row) => row[k] ?? 0) }))}
      />
      <StepChart
        c={c}
        title={t("design.language")}
        dayLabel={t("design.footer.data")}
        valueLabel={t("design.language")}
        points={[...new Set(days.map(([, day]) => day))].map((day) => ({
          day,
          label: day,
          value: days.filter(([, one]) => one <= day).length,
        }))}
        until={today}
      />
      <DotTimeline
        c={c}
        title={t("design.language")}
        heads={[t("design.language"), t("design.footer.data"), t("design.nav.data")]}
        rows={languages.map((lang) => ({ label: ownNames[lang], events: [{ day: working[lang], text: lang }] }))}
        today={today}
      />
      <HeatMap
        title={t("design.language")}
        notCoded={t("design.truth.unknown")}
        columns={keys.map((key) => ({ label: key }))}
        rows={languages.map((lang, i) => ({
          label: ownNames[lang],
          cells: (lengths[i] ?? []).map((value) => ({ value, text: String(value) })),
        }))}
      />
      <WorldMap
        c={c}
        title={t("design.nav.places")}
        heads={[t("design.nav.places"), t("design.nav.data")]}
        classes={[
          { id: "short", label: t("design.truth.false"), fill: 3 },
          { id: "long", label: t("design.truth.true"), fill: 1 },
          { id: "none", label: t("design.truth.unknown"), fill: 0 },
        ]}
        places={sampleCodes.map((code) => ({
          m49: m49[code],
          name: name(code),
          classId: name(code).length > 5 ? "long" : "short",
          href: c.get("href")(`/places/${code.toLowerCase()}`),
        }))}
      />
    </>
  );
};
