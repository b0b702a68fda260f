import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";
import { Hono, type Context } from "hono";
import type { Child } from "hono/jsx";
import { language, pathWithoutLanguage } from "../platform/i18n/index.ts";
import type { Env, Services } from "../platform/module.ts";
import * as design from "./index.ts";
import { worldShapes } from "./charts/world-shapes.ts";
import { yearTicks } from "./charts/scale.ts";

/** HTML of a part of a page as a request for `path` gets it. */
async function render(make: (c: Context<Env>) => unknown, path = "/en/x"): Promise<string> {
  const assets = { url: (name: string) => `/assets/${name}`, has: () => true };
  const app = new Hono<Env>({ getPath: pathWithoutLanguage });
  app.use(language());
  app.get("*", (c) => {
    const settings = { get: () => hostile };
    c.set("services", { assets, settings } as unknown as Services);
    c.set("actor", { kind: "public", id: null, label: "public", permissions: new Set() });
    c.set("csrfToken", () => hostile);
    return c.html(make(c) as string);
  });
  const answer = await app.request(path);
  const html = await answer.text();
  assert.equal(answer.status, 200, html);
  return html;
}

const hostile = `<script>alert("x")</script>'&`;
const C = design;
const words = { label: hostile, help: hostile, error: hostile };
const options = [{ value: hostile, label: hostile, help: hostile }];

/** Every component with hostile words wherever a page can put words. */
const everything: Readonly<Record<string, (c: Context<Env>) => unknown>> = {
  BarChart: (c) => (
    <C.BarChart
      c={c}
      title={hostile}
      categoryLabel={hostile}
      categories={[{ label: hostile, href: hostile }]}
      series={[
        { label: hostile, values: [2] },
        { label: "b", values: [1] },
      ]}
    />
  ),
  Breadcrumbs: (c) => <C.Breadcrumbs c={c} trail={[{ label: hostile, href: hostile }, { label: hostile }]} />,
  Button: () => (
    <C.Button name={hostile} value={hostile}>
      {hostile}
    </C.Button>
  ),
  ButtonLink: () => (
    <C.ButtonLink href={hostile} download={hostile}>
      {hostile}
    </C.ButtonLink>
  ),
  Callout: () => <C.Callout title={hostile}>{hostile}</C.Callout>,
  ChartTable: (c) => <C.ChartTable c={c} title={hostile} head={[hostile]} rows={[[hostile]]} />,
  ChoiceGroup: () => <C.ChoiceGroup name={hostile} legend={hostile} kind="several" options={options} {...words} />,
  Citation: (c) => (
    <C.Citation c={c} href={hostile} source={hostile} checked="2026-11-24">
      {hostile}
    </C.Citation>
  ),
  CopyLink: (c) => <C.CopyLink c={c} href={hostile} />,
  CsrfField: (c) => <C.CsrfField c={c} />,
  DataTable: (c) => (
    <C.DataTable
      c={c}
      caption={hostile}
      filter
      sort={{ by: "a", descending: false }}
      rows={[hostile]}
      columns={[{ key: "a", label: hostile, sortable: true, cell: (row) => row }]}
    />
  ),
  Day: (c) => (
    <p title={hostile}>
      <C.Day c={c} day="2026-11-24" />
    </p>
  ),
  DefinitionList: () => <C.DefinitionList items={[{ term: hostile, value: hostile }]} />,
  DotTimeline: (c) => (
    <C.DotTimeline
      c={c}
      title={hostile}
      heads={[hostile, hostile, hostile]}
      today="2026-11-24"
      rows={[{ label: hostile, href: hostile, events: [{ day: "2025-01-01", text: hostile, href: hostile }] }]}
    />
  ),
  EmptyState: () => <C.EmptyState title={hostile}>{hostile}</C.EmptyState>,
  Field: () => <C.Field name={hostile} value={hostile} attributes={{ placeholder: hostile }} {...words} />,
  FilterForm: (c) => (
    <C.FilterForm c={c} keep={["q"]}>
      {hostile}
    </C.FilterForm>
  ),
  HeatMap: () => (
    <C.HeatMap
      title={hostile}
      notCoded={hostile}
      columns={[{ label: hostile, href: hostile }]}
      rows={[{ label: hostile, href: hostile, cells: [{ value: 1, text: hostile, href: hostile }] }]}
    />
  ),
  Island: (c) => (
    <C.Island c={c} name="comity-copy" attributes={{ label: hostile }}>
      {hostile}
    </C.Island>
  ),
  Layout: (c) => (
    <C.Layout c={c} title={hostile} description={hostile} notice={hostile} data={{ date: "2026-11-24", href: hostile }}>
      {hostile}
    </C.Layout>
  ),
  PageHead: () => (
    <C.PageHead title={hostile} overline={hostile} lead={hostile} lang={hostile}>
      {hostile}
    </C.PageHead>
  ),
  Pagination: (c) => <C.Pagination c={c} page={2} pages={5} />,
  SearchBox: (c) => <C.SearchBox c={c} action={hostile} value={hostile} label={hostile} name={hostile} />,
  Select: () => <C.Select name={hostile} value={hostile} options={options} {...words} />,
  Stats: () => <C.Stats items={[{ label: hostile, value: hostile, href: hostile }]} />,
  StepChart: (c) => (
    <C.StepChart
      c={c}
      title={hostile}
      dayLabel={hostile}
      valueLabel={hostile}
      until="2027-01-01"
      points={[{ day: "2025-01-01", label: hostile, value: 3 }]}
      mark={{ day: "2026-01-01", label: hostile }}
    />
  ),
  Steps: () => <C.Steps label={hostile} done={1} of={2} />,
  TabLinks: () => <C.TabLinks label={hostile} tabs={[{ label: hostile, href: hostile, isCurrent: true }]} />,
  Tag: () => <C.Tag>{hostile}</C.Tag>,
  Timeline: (c) => <C.Timeline c={c} entries={[{ day: "2026-11-24", isPast: true, content: hostile }]} />,
  Tree: (c) => <C.Tree c={c} reasons={[{ text: hostile, truth: "true", parts: [{ text: hostile }] }]} />,
  WorldMap: (c) => (
    <C.WorldMap
      c={c}
      title={hostile}
      heads={[hostile, hostile]}
      classes={[{ id: "a", label: hostile, fill: 3 }]}
      places={[{ m49: 404, name: hostile, classId: "a", href: hostile }]}
    />
  ),
};

const path = `/en/x?q=${encodeURIComponent(hostile)}&sort=a`;

test("every component is rendered here", () => {
  const components = Object.keys(design).filter((name) => /^[A-Z]/.test(name));
  assert.deepEqual(Object.keys(everything).toSorted(), components.toSorted());
});

for (const [name, make] of Object.entries(everything))
  test(`${name} escapes what it shows`, async () => {
    const html = await render(make, path);
    assert.ok(html.includes(name === "Pagination" ? "q=%3Cscript%3E" : "&lt;script&gt;"), `shows the words: ${html}`);
    assert.ok(!html.includes("<script>"), html);
    // No attribute ends early: between tags there is no quote of ours left bare.
    assert.ok(!/alert\("/.test(html), html);
  });

test("the page says its language, direction, alternates and place in the navigation", async () => {
  const html = await render((c) => <C.Layout c={c} title="T" current="places" />, "/ar/places?a=1");
  assert.match(html, /^<!doctype html><html lang="ar" dir="rtl">/);
  assert.match(html, /<a href="\/ar\/places" aria-current="page">/);
  assert.match(html, /href="\/fr\/places\?a=1" lang="fr" hreflang="fr"/);
});

test("links of sorting and paging keep the rest of the query", async () => {
  const table = (c: Context<Env>): Child => (
    <C.DataTable
      c={c}
      caption="c"
      rows={["r"]}
      sort={C.readSort(c, ["a", "b"])}
      columns={["a", "b"].map((key) => ({ key, label: key, sortable: true, cell: (row: string) => row }))}
    />
  );
  const html = await render(table, "/fr/x?q=1&page=3&sort=-b");
  assert.match(html, /<th scope="col"><a rel="nofollow" href="\/fr\/x\?q=1&amp;sort=a">/);
  assert.match(html, /<th scope="col" aria-sort="descending"><a rel="nofollow" href="\/fr\/x\?q=1&amp;sort=b">/);
  const pages = await render((c) => <C.Pagination c={c} page={2} pages={9} />, "/fr/x?q=1&page=2");
  assert.match(pages, /href="\/fr\/x\?q=1" rel="prev"/);
  assert.match(pages, /href="\/fr\/x\?q=1&amp;page=3" rel="next"/);
});

test("help and error are tied to their control", async () => {
  const html = await render(() => <C.Field name="mail" label="Mail" help="h" error="e" />);
  assert.match(
    html,
    /<input id="field-mail" name="mail" aria-describedby="field-mail-help field-mail-error" aria-invalid="true"/,
  );
});

test("days in words", () => {
  assert.equal(C.dayInWords("en", "2026-11-24"), "24 November 2026");
  assert.equal(C.dayInWords("fr", "2026-11-24"), "24 novembre 2026");
  assert.equal(C.dayInWords("ar", "2026-11-24"), "24 نوفمبر 2026");
  assert.equal(C.dayInWords("zh", "2026-11-24"), "2026年11月24日");
});

test("round years on axes, never more than asked", () => {
  assert.deepEqual(yearTicks("2024-03-01", "2027-12-02"), ["2025-01-01", "2026-01-01", "2027-01-01"]);
  assert.deepEqual(yearTicks("1946-02-01", "2026-11-24")[0], "1950-01-01");
  assert.ok(yearTicks("1900-01-01", "2026-11-24").length <= 12);
});

test("the map: a shape for each code, United Nations borders where Natural Earth differs", () => {
  const codes = worldShapes().flatMap(({ m49 }) => (m49 === null ? [] : [m49]));
  assert.equal(new Set(codes).size, codes.length);
  const parts = (code: number): number =>
    worldShapes()
      .find(({ m49 }) => m49 === code)
      ?.path.split("z").length ?? 0;
  // Two outlines each, so three parts: Ukraine with Crimea, Cyprus with the north, Somalia with the north.
  assert.deepEqual([804, 196, 706].map(parts), [3, 3, 3]);
  assert.ok(worldShapes().every(({ path: one }) => /^(M[\d.,-]+l[\d., -]+z)+$/.test(one)));
});

test("the map with every country a link weighs less than 35 kB compressed", async () => {
  const places = worldShapes().flatMap(({ m49 }) =>
    m49 === null ? [] : [{ m49, name: `Place number ${m49}`, classId: m49 % 2 ? "a" : "b", href: `/en/places/${m49}` }],
  );
  const html = await render((c) => (
    <C.WorldMap
      c={c}
      title="t"
      heads={["p", "s"]}
      places={places}
      classes={[
        { id: "a", label: "Law in force", fill: 1 },
        { id: "b", label: "Bill", fill: 4 },
      ]}
    />
  ));
  assert.equal(html.split("<a href=").length - 1, places.length * 2, "a link on the map and one in the table");
  const size = gzipSync(html).length;
  assert.ok(size < 35_000, String(size));
});
