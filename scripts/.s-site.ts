import { readAtlas } from "../app/atlas/store/load-atlas.ts";
import { createSearch } from "../app/atlas/search/search.ts";
const { atlas } = readAtlas("/tmp/site/atlas");
let t = performance.now();
const s = createSearch(atlas);
console.log("build", performance.now() - t);
for (const [q, lang] of [
  ["high-risk documentation", "en"],
  ["Art. 53(1)(a)", "en"],
  ["korea", "en"],
  ["documentation technique", "fr"],
  ["Corée", "fr"],
  ["transparencia", "es"],
  ["прозрачность", "ru"],
  ["Республика Корея", "ru"],
  ["الشفافيه", "ar"],
  ["الذكاء الاصطناعي", "ar"],
  ["人工智能", "zh"],
  ["透明度", "zh"],
  ["韩国", "zh"],
  ["biometrc", "en"],
  ["deepfake", "en"],
  ["transparency nonsenseword", "en"],
  ["اوزبكستان", "ar"],
] as const) {
  t = performance.now();
  const r = s.find(q, { lang });
  console.log(
    q,
    "|",
    r.total,
    r.isLoose,
    (performance.now() - t).toFixed(1) + "ms",
    r.groups
      .map(
        (g) =>
          `${g.kind} ${g.total}: ${g.results
            .slice(0, 3)
            .map((x) => x.title.map((m) => (m.hit ? `[${m.text}]` : m.text)).join(""))
            .join(" / ")}`,
      )
      .join("\n   "),
  );
}
console.log(s.find("high-risk documentation", { lang: "en" }).groups.find((g) => g.kind === "rule")?.results[0]);
