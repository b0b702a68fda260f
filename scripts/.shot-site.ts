import { chromium } from "playwright-core";
const base = process.argv[2]!;
const b = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
});
const list = JSON.parse(process.argv[3]!) as [string, string, number, string?][];
for (const [name, path, w, scheme] of list) {
  const p = await b.newPage({ viewport: { width: w, height: 900 }, colorScheme: (scheme as never) ?? "light" });
  const errs: string[] = [];
  p.on("console", (m) => {
    if (m.type() === "error") errs.push(m.text());
  });
  await p.goto(base + path);
  const over = await p.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  const h = await p.evaluate(() => document.documentElement.scrollHeight);
  await p.screenshot({
    path: `/tmp/site/${name}.png`,
    fullPage: true,
    clip: { x: 0, y: 0, width: w, height: Math.min(h, 2600) },
  });
  console.log(name, over, h, errs.join("|"));
  await p.close();
}
await b.close();
