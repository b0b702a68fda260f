/** Look and parts of every page: style sheet, islands, error page, the choice of light or dark, and the page that shows it all. */
import type { Module } from "../platform/module.ts";
import { islandFolder } from "./island-files.ts";
import { errorPage } from "./pages/error-page.tsx";
import { SamplePage } from "./pages/sample-page.tsx";
import { keepTheme, ownPath, themes } from "./theme.ts";

export const design: Module = {
  name: "design",
  errorPage,
  register(app, { assets }) {
    assets.addFolder("design", new URL("./assets/", import.meta.url));
    assets.addFolder("islands", islandFolder);
    app.get("/design", (c) => c.html(<SamplePage c={c} />));
    // A preference of looks, not a change of state: a link suffices and keeps pages free of form tokens.
    app.get("/theme/:theme", (c) => {
      const theme = themes.find((one) => one === c.req.param("theme"));
      if (theme === undefined) return c.notFound();
      keepTheme(c, theme);
      c.header("Cache-Control", "no-store");
      return c.redirect(ownPath(c.req.query("back")), 303);
    });
  },
};
