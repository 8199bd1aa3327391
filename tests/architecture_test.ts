import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import { brokenWalls, type Files } from "./architecture/broken_walls.ts";
import { importsOf } from "./architecture/imports_of.ts";

const root = new URL("../", import.meta.url);

function houseFiles(): Files {
  const inside = readdirSync(fileURLToPath(new URL("src/", root)), { recursive: true })
    .map((path) => "src/" + String(path).replaceAll("\\", "/"))
    .filter((path) => path.endsWith(".ts"));
  const doors = ["mod.ts", "cli.ts", "tasks.ts", "clients.ts"].filter((path) =>
    existsSync(new URL(path, root))
  );
  return new Map([...inside.sort(), ...doors].map((path) => [
    path,
    readFileSync(new URL(path, root), "utf8"),
  ]));
}

function broken(files: Record<string, string>): readonly string[] {
  return brokenWalls(new Map(Object.entries(files)));
}

test("every import runs one way, and no wall of the house is broken", () => {
  const files = houseFiles();
  assert.ok(files.size > 50, `only ${files.size} files were found`);
  assert.deepEqual(brokenWalls(files), []);
});

test("the imports of the house are seen at all", () => {
  const count = [...houseFiles().values()].flatMap(importsOf).length;
  assert.ok(count > 100, `only ${count} imports were found`);
});

const ALLOWED: readonly (readonly [what: string, files: Record<string, string>])[] = [
  ["an import to the left", {
    "src/errors.ts": "",
    "src/sql/a.ts": 'import { DunlinError } from "../errors.ts";',
  }],
  ["an import in a comment", {
    "src/sql/a.ts": '// import x from "../cli/main.ts"\n/* Deno.cwd() */',
  }],
  ["an import in a template", {
    "src/sql/a.ts":
      'export const a = `import x from "../cli/main.ts";\n${b({ c: `Deno` })} console.log`;',
  }],
  ["a quote in a regular expression", { "src/sql/a.ts": "const a = /[\"'`/]/.test(b); // Bun" }],
  ["a driver loaded when it is needed", { "src/drivers/a.ts": 'const a = await import("pg");' }],
  ["a TypeScript migration loaded by a folder", { "src/sources/a.ts": "await import(href);" }],
  ["a hash in a pure room", { "src/plan/a.ts": 'import { createHash } from "node:crypto";' }],
  ["a circle closed by a type", {
    "src/sql/a.ts": 'import { b } from "./b.ts";',
    "src/sql/b.ts": 'import type { A } from "./a.ts";',
  }],
  ["a type behind the process door", {
    "src/sql/a.ts": "",
    "cli.ts": 'import type { A } from "./src/sql/a.ts";',
  }],
];

for (const [what, files] of ALLOWED) {
  test(`${what} is allowed`, () => assert.deepEqual(broken(files), []));
}

const REFUSED:
  readonly (readonly [what: string, files: Record<string, string>, problem: RegExp])[] = [
    [
      "an import to the right",
      { "src/cli/b.ts": "", "src/sql/a.ts": 'import { b } from "../cli/b.ts";' },
      /^src\/sql\/a\.ts: sql may not import cli \(src\/cli\/b\.ts\)$/,
    ],
    [
      "a re-export to the right, over several lines",
      { "src/cli/b.ts": "", "src/sql/a.ts": 'export {\n  b,\n} from "../cli/b.ts";' },
      /sql may not import cli/,
    ],
    [
      "a type from the right",
      { "src/plan/b.ts": "", "src/sql/a.ts": 'import type { B } from "../plan/b.ts";' },
      /sql may not import plan/,
    ],
    [
      "a dynamic import to the right",
      { "src/cli/b.ts": "", "src/execution/a.ts": 'await import("../cli/b.ts");' },
      /execution may not import cli/,
    ],
    [
      "a type written in place",
      { "src/cli/b.ts": "", "src/plan/a.ts": 'type B = import("../cli/b.ts").B;' },
      /plan may not import cli/,
    ],
    [
      "an import for its effect",
      { "src/cli/b.ts": "", "src/plan/a.ts": 'import "../cli/b.ts";' },
      /plan may not import cli/,
    ],
    ["a room nobody knows", { "src/helpers/a.ts": "" }, /no walls are drawn for the room helpers/],
    ["a file that is not there", { "src/sql/a.ts": 'import "./b.ts";' }, /has no src\/sql\/b\.ts/],
    ["an import without .ts", { "src/sql/a.ts": 'import "./b";' }, /\.\/b has no \.ts/],
    ["Deno", { "src/drivers/a.ts": "await Deno.readFile(path);" }, /names Deno/],
    ["Bun by a detour", { "src/drivers/a.ts": "globalThis.Bun?.version" }, /names Bun/],
    ["process.exit", { "src/cli/a.ts": "process.exit(1);" }, /calls process\.exit/],
    [
      "exit by name",
      { "src/cli/a.ts": 'import { exit } from "node:process";' },
      /calls process\.exit/,
    ],
    ["the console", { "src/cli/a.ts": 'console.log("x");' }, /writes to the console/],
    [
      "files in a pure room",
      { "src/plan/a.ts": 'import { readFile } from "node:fs/promises";' },
      /is pure, and imports node:fs\/promises/,
    ],
    ["a clock in a pure room", { "src/plan/a.ts": "const now = Date.now();" }, /reads a clock/],
    ["chance in a pure room", { "src/sql/a.ts": "Math.random()" }, /throws dice/],
    ["the environment in a pure room", { "src/sql/a.ts": "process.env.HOME" }, /reaches outside/],
    [
      "a package outside drivers",
      { "src/execution/a.ts": 'const a = await import("pg");' },
      /this room imports no packages \(pg\)/,
    ],
    [
      "a package before it is needed",
      { "src/drivers/a.ts": 'import pg from "pg";' },
      /imports the package pg before it is needed/,
    ],
    [
      "a computed import in the core",
      { "src/plan/a.ts": "await import(name);" },
      /only a run can name/,
    ],
    [
      "the command line behind the library door",
      { "src/cli/main.ts": "", "mod.ts": 'export { main } from "./src/cli/main.ts";' },
      /^mod\.ts: imports \.\/src\/cli\/main\.ts$/,
    ],
    [
      "the command line behind the door of tasks",
      { "src/cli/main.ts": "", "tasks.ts": 'export { main } from "./src/cli/main.ts";' },
      /^tasks\.ts: imports \.\/src\/cli\/main\.ts$/,
    ],
    [
      "the core behind the process door",
      { "src/plan/a.ts": "", "cli.ts": 'import { a } from "./src/plan/a.ts";' },
      /^cli\.ts: imports \.\/src\/plan\/a\.ts$/,
    ],
    [
      "a circle of files",
      {
        "src/sql/a.ts": 'import { b } from "./b.ts";',
        "src/sql/b.ts": 'import { c } from "./c.ts";',
        "src/sql/c.ts": 'export { a } from "./a.ts";',
      },
      /^circle: src\/sql\/a\.ts → src\/sql\/b\.ts → src\/sql\/c\.ts → src\/sql\/a\.ts$/,
    ],
  ];

for (const [what, files, problem] of REFUSED) {
  test(`${what} is refused`, () => {
    const problems = broken(files);
    assert.equal(problems.length > 0, true);
    assert.ok(problems.some((one) => problem.test(one)), problems.join("\n"));
  });
}
