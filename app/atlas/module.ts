/** The atlas: see how the world's AI rules differ, as cited data, and what they mean for one AI system. */
import type { Module } from "../platform/module.ts";
import { atlasApi } from "./api/api.ts";
import { registerAssess } from "./pages/assess.tsx";
import { registerSite } from "./pages/site.tsx";
import { loadAtlas } from "./store/load-atlas.ts";

export const atlas: Module = {
  name: "atlas",
  register(app) {
    const loaded = loadAtlas();
    app.route("/", atlasApi(loaded));
    registerAssess(app, loaded);
    registerSite(app, loaded);
  },
};
