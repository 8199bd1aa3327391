/**
 * What a call of `migrate` loads that finds nothing to do: most calls are such,
 * and loading is most of what they cost. A figure may fall (then it is lowered
 * here); where one rises, every call of every project costs more.
 *
 * @module
 */
import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, test } from "node:test";
import { COMMANDS } from "../../src/cli/commands/all.ts";
import { KNOWN_COMMANDS } from "../../src/cli/commands/known.ts";
import config from "../../deno.json" with { type: "json" };
import { type DatabaseName, databaseNamed } from "../contract/databases.ts";
import { inFolder } from "../sources/in_folder.ts";
import { loadedModules } from "./modules/loaded_modules.ts";
import { onDeno } from "./program.ts";

/** Files of `src/`, with the migrations in a folder. */
const MOST: Readonly<Record<DatabaseName, number>> = {
  sqlite: 123,
  postgres: 134,
  mysql: 129,
  mariadb: 130,
};

/** Loaded only where there is work to do, or something to ask, draw or explain. */
const FOR_WORK = [
  /^src\/execution\/(run|carry_out|build_acts|sender|file_reader|code_run|retry_work|lock)\.ts$/,
  /^src\/execution\/(load_wanted|planned)\.ts$/,
  /^src\/plan\/(?!command|step)/,
  /^src\/dialects\/evidence\//,
  /^src\/(lint|generate|schema|adopt|fleet|tasks)\/(?!unknown_task)/,
  /^src\/cli\/(commands\/(?!known|migrate\.)|completions\/(?!shells)|doctor|generate|project)/,
  /^src\/cli\/(help|live_run|confirm|prompts|dry_run)\.ts$/,
  /^src\/reporters\/(live|github|gitlab|status)/,
  /^src\/drivers\/(connect_failure|postgres_cancel)\.ts$/,
];

const FILES = {
  "migrations/1_a.up.sql": "CREATE TABLE a (id int);\n",
  "migrations/1_a.down.sql": "DROP TABLE a;\n",
};

for (const name of ["sqlite", "postgres", "mysql", "mariadb"] as const) {
  const database = databaseNamed(name);
  const skip = onDeno ? database.skip : "Deno tells which modules it loads";

  describe(`${name}: migrate with nothing to do`, { skip }, () => {
    const upToDate = (act: (folder: string, url: string) => Promise<void>) =>
      inFolder(FILES, async (folder) => {
        const fresh = await database.fresh();
        try {
          await loadedModules(["migrate", "--database", fresh.url], { cwd: folder });
          await act(folder, fresh.url);
        } finally {
          await fresh.dispose();
        }
      });

    test(`loads at most ${MOST[name]} files`, () =>
      upToDate(async (folder, url) => {
        const { own, out } = await loadedModules(["migrate", "--database", url], { cwd: folder });
        assert.match(out, /^Nothing to do/);
        assert.ok(own.length <= MOST[name], `${own.length} files:\n${own.join("\n")}`);
      }));

    test("loads nothing that does work, draws or explains", () =>
      upToDate(async (folder, url) => {
        const { own } = await loadedModules(["migrate", "--database", url], { cwd: folder });
        const early = own.filter((path) => FOR_WORK.some((pattern) => pattern.test(path)));
        assert.deepEqual(early, []);
      }));

    test("loads one dialect, one driver, and no package of the command line", () =>
      upToDate(async (folder, url) => {
        const { own, packages } = await loadedModules(["migrate", "--database", url], {
          cwd: folder,
        });
        const { dialects, driver, imported } = PARTS[name];
        assert.deepEqual(
          named(own, /^src\/dialects\/(postgres|mysql|mariadb|sqlite)\.ts$/),
          dialects,
        );
        assert.deepEqual(named(own, /^src\/drivers\/(postgres|mysql|sqlite)\.ts$/), [driver]);
        assert.deepEqual(packages.filter((one) => DIRECT.includes(one)), imported);
      }));

    test("by a program that brings its manifest loads nothing that reads a text", () =>
      upToDate(async (folder, url) => {
        const program = join(folder, "migrate.ts");
        await mkdir(join(folder, "elsewhere"));
        const cli = new URL("../../cli.ts", import.meta.url).href;
        await writeFile(
          program,
          `import { main } from ${JSON.stringify(cli)};\n` +
            'import migrations from "./migrations/mod.ts";\nawait main({ migrations });\n',
        );
        await loadedModules(["manifest"], { cwd: folder });
        const { own, out } = await loadedModules(["migrate", "--database", url], {
          cwd: join(folder, "elsewhere"),
          program,
        });
        assert.match(out, /^Nothing to do/);
        assert.ok(own.length < MOST[name], `${own.length} files:\n${own.join("\n")}`);
        const reading =
          /^src\/(sql\/(split|token|class)|migrations\/(read_|check|directives|decode)|sources\/directory)/;
        assert.deepEqual(own.filter((path) => reading.test(path)), []);
      }));
  });
}

const PARTS = {
  sqlite: { dialects: ["sqlite"], driver: "sqlite", imported: [] },
  postgres: { dialects: ["postgres"], driver: "postgres", imported: ["pg"] },
  mysql: { dialects: ["mysql"], driver: "mysql", imported: ["mysql2"] },
  mariadb: { dialects: ["mariadb", "mysql"], driver: "mysql", imported: ["mysql2"] },
} as const;

/** What the house imports by itself. */
const DIRECT = Object.keys(config.imports);

function named(paths: readonly string[], pattern: RegExp): readonly string[] {
  return paths.flatMap((path) => pattern.exec(path)?.[1] ?? []);
}

test("every command is known by its names before it is loaded", async () => {
  const known = KNOWN_COMMANDS.map(({ name, aliases }) => ({ name, aliases }));
  assert.deepEqual(known, COMMANDS.map(({ name, aliases }) => ({ name, aliases })));
  const loaded = await Promise.all(KNOWN_COMMANDS.map(({ load }) => load()));
  assert.deepEqual(loaded.map((command) => COMMANDS.indexOf(command)), [...COMMANDS.keys()]);
});
