/** The folders show the architecture; this shows that the imports agree with the folders (DESIGN section 2). */
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "node:test";

const root = fileURLToPath(new URL("..", import.meta.url));
const files = globSync(["packages/*/src/**/*.{ts,tsx}", "app/**/*.{ts,tsx}", "cli/**/*.ts"], { cwd: root }).map(
  (file) => file.split(sep).join("/"),
);
const code = files.filter((file) => !/\.(test|d)\.tsx?$/.test(file) && !file.includes("/fixtures/"));

interface Import {
  readonly from: string;
  /** Path from the root, or the package's name. */
  readonly to: string;
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), "utf8");
  const specifiers = [
    ...text.matchAll(/(?:^|[;\n])\s*(?:import|export)\b[^;"'`]*?\bfrom\s*["']([^"']+)["']/g),
    ...text.matchAll(/(?:^|[;\n])\s*import\s*["']([^"']+)["']/g),
    ...text.matchAll(/\bimport\(\s*["']([^"']+)["']/g),
  ];
  return specifiers.map((match) => {
    const specifier = match[1] ?? "";
    const to = specifier.startsWith(".")
      ? relative(root, join(root, dirname(file), specifier))
          .split(sep)
          .join("/")
      : specifier;
    return { from: file, to };
  });
}

const imports = code.flatMap(importsOf);
const part = (path: string): string => path.split("/").slice(0, 2).join("/");

/** Where a module may reach another module; each edge is explained in the README of the module on the left. */
const edges = new Set<string>([]);
const composition = new Set(["app/main.ts", "app/modules.ts"]);

test("there is code to check, and imports are found in it", () => {
  assert.ok(code.length > 50, `${code.length} files`);
  assert.ok(imports.length > code.length, `${imports.length} imports`);
});

test("packages are pure: no I/O, no framework, no other package", () => {
  const pure = new Set(["node:crypto", "node:buffer", "node:util", "yaml"]);
  const wrong = imports.filter(
    ({ from, to }) => from.startsWith("packages/") && !(to.startsWith(part(from) + "/") || pure.has(to)),
  );
  assert.deepEqual(wrong, []);
});

test("packages take time and chance as arguments", () => {
  const wrong = code
    .filter((file) => file.startsWith("packages/"))
    .filter((file) =>
      /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bperformance\.now\(|\bprocess\.|\bfetch\(|\bset(?:Timeout|Interval)\(/.test(
        readFileSync(join(root, file), "utf8"),
      ),
    );
  assert.deepEqual(wrong, []);
});

test("platform and design know no module, and design knows no platform but words, its context and its form token", () => {
  const wrong = imports.filter(
    ({ from, to }) =>
      (from.startsWith("app/platform/") && to.startsWith("app/") && !/^app\/(platform|design)\//.test(to)) ||
      (from.startsWith("app/design/") &&
        to.startsWith("app/") &&
        !/^app\/(design\/|platform\/(i18n\/|module\.ts$|web\/csrf\.ts$))/.test(to)),
  );
  assert.deepEqual(wrong, []);
});

test("a module reaches another only by a named edge", () => {
  const shared = /^app\/(platform|design)$/;
  const wrong = imports.filter(({ from, to }) => {
    if (!from.startsWith("app/") || composition.has(from) || shared.test(part(from)) || !to.startsWith("app/"))
      return false;
    return part(to) !== part(from) && !shared.test(part(to)) && !edges.has(`${part(from)} -> ${part(to)}`);
  });
  assert.deepEqual(wrong, []);
});

test("nothing imports the command line, tests, scripts or benchmarks", () => {
  assert.deepEqual(
    imports.filter(
      ({ from, to }) => /^(tests|scripts|bench)\//.test(to) || (to.startsWith("cli/") && !from.startsWith("cli/")),
    ),
    [],
  );
});

test("no page builds HTML or CSS outside the components' escape, and nothing evaluates text as code", () => {
  const wrong = code.filter((file) =>
    /\beval\(|new Function\(|dangerouslySetInnerHTML/.test(readFileSync(join(root, file), "utf8")),
  );
  assert.deepEqual(wrong, []);
});

test("files are small and named by what they hold", () => {
  const generated = "app/platform/i18n/keys.ts";
  const long = code.filter(
    (file) => file !== generated && readFileSync(join(root, file), "utf8").split("\n").length > 430,
  );
  assert.deepEqual(long, [], "files of more than about 400 lines");
  assert.deepEqual(
    code.filter((file) => /(^|\/)(utils?|helpers?|common|misc)(\.|\/)/.test(file)),
    [],
    "names that say nothing",
  );
});
