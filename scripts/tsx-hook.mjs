// Lets Node run `.tsx` in development, tests and production: JSX through oxc-transform, everything else by Node's own type stripping.
// Measured against a bundle in docs/decisions/0003-no-server-bundle.md.
import { readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";
import { transformSync } from "oxc-transform";

registerHooks({
  load(url, context, next) {
    if (!url.endsWith(".tsx")) return next(url, context);
    const file = fileURLToPath(url);
    const { code, errors } = transformSync(file, readFileSync(file, "utf8"), {
      lang: "tsx",
      jsx: { runtime: "automatic", importSource: "hono/jsx" },
      sourcemap: false,
    });
    if (errors.length > 0) throw new SyntaxError(errors.map((error) => error.codeframe ?? error.message).join("\n"));
    return { format: "module", source: code, shortCircuit: true };
  },
});
