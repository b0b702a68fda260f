/** The atlas: see how the world's AI rules differ, as cited data, and what they mean for one AI system. */
import { systemActor } from "../platform/actor.ts";
import { execute } from "../platform/commands/execute.ts";
import type { Module } from "../platform/module.ts";
import { atlasApi } from "./api/api.ts";
import { publishRelease } from "./commands/publish-release.ts";
import { registerAssess } from "./pages/assess.tsx";
import { registerSite } from "./pages/site.tsx";
import { loadAtlas } from "./store/load-atlas.ts";

export const atlas: Module = {
  name: "atlas",
  migrations: new URL("./migrations/", import.meta.url),
  commands: [publishRelease],
  register(app) {
    const loaded = loadAtlas();
    app.route("/", atlasApi(loaded));
    registerAssess(app, loaded);
    registerSite(app, loaded);
  },
  async atStart(services) {
    const { atlas, release } = loadAtlas();
    await execute(services, publishRelease, systemActor("start"), {
      release,
      rules: atlas.rules.size,
      instruments: atlas.instruments.size,
    });
    return [];
  },
};
