/**
 * One binary, in an empty folder, with nothing beside it: made by `deno
 * compile` and by `bun build --compile`, under the smallest permissions.
 *
 * The compilers are those that `DENO_BIN` and `BUN_BIN` name, or that run this
 * test, stand on PATH or were taken from npm before. Where `deno compile`
 * cannot download its runtime, `DUNLIN_DENORT` names one, and
 * `DUNLIN_DENORT_CONVERT` a script that fits the binary to it. What is not there is
 * skipped, with the reason.
 *
 * @module
 */

import assert from "node:assert/strict";
import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { after, before, describe, test } from "node:test";
import { directory } from "../src/sources/directory.ts";
import { collectMigrations } from "../src/migrations/collect.ts";
import { bunCompiler, type Compiler, denoCompiler } from "./binary/compiler.ts";
import type { OwnFolder } from "./binary/own_folder.ts";
import { emptyPlace, type Outcome, type Place } from "./binary/program.ts";
import { ISOLATED_SESSION, projectCopy } from "./binary/project.ts";
import { type DatabaseName, databaseNamed } from "./contract/databases.ts";

/** All that a binary may do, baked in: nothing here can be left out. */
const ENV = ["DATABASE_URL"];
const SQLITE = ["--allow-read=shop.db", "--allow-write=shop.db"];
/** `pg` looks for its own settings, whatever the address says. */
const ENV_OF = { postgres: ["PG*"], mysql: [], mariadb: [] } as const;

const SHOP = { DATABASE_URL: "sqlite:shop.db" };
const QUICKSTART = "examples/quickstart/migrate.ts";

// Which runtime compares the outcomes makes no difference to a binary.
const compilers: readonly Compiler[] = process.versions["deno"] === undefined
  ? []
  : [await denoCompiler(), await bunCompiler()];
if (compilers.length === 0) {
  test("one binary", { skip: "binaries are built and run by the tests on Deno" }, () => {});
}

/** A project's copy, compiled once for a group of tests. */
class Build {
  readonly #compiler: Compiler;
  #project: OwnFolder | null = null;

  constructor(compiler: Compiler) {
    this.#compiler = compiler;
  }

  async make(
    entry: string,
    permissions: readonly string[],
    change: (project: string) => Promise<void> = () => Promise.resolve(),
  ): Promise<void> {
    if (this.#compiler.skip !== false) return;
    this.#project = await projectCopy();
    await change(this.#project.path);
    await this.#compiler.compile(join(this.#project.path, entry), this.program, permissions);
    const { size } = await stat(this.program);
    const megabytes = (size / 1e6).toFixed(0);
    process.stderr.write(`${this.#compiler.name}: ${entry} is a binary of ${megabytes} MB\n`);
  }

  get program(): string {
    if (this.#project === null) throw new TypeError("Expected the binary to have been built");
    return join(this.#project.path, process.platform === "win32" ? "program.exe" : "program");
  }

  async remove(): Promise<void> {
    await this.#project?.remove();
  }
}

async function inEmptyPlace(act: (place: Place) => Promise<void>): Promise<void> {
  const place = await emptyPlace();
  try {
    await act(place);
  } finally {
    await place.remove();
  }
}

function succeeded(outcome: Outcome): string {
  assert.equal(outcome.exitCode, 0, outcome.stdout + outcome.stderr);
  return outcome.stdout;
}

async function countMigrations(example: string, dialect: DatabaseName): Promise<number> {
  const folder = new URL(`../examples/${example}/migrations`, import.meta.url);
  return collectMigrations(await directory(folder).list(), { dialect }).migrations.length;
}

for (const compiler of compilers) {
  const { name, skip } = compiler;

  describe(`${name}: the quickstart as one binary`, () => {
    const build = new Build(compiler);
    before(() => build.make(QUICKSTART, [`--allow-env=${ENV}`, ...SQLITE]));
    after(() => build.remove());

    test("applies every migration and leaves only the database behind", { skip }, async () => {
      await inEmptyPlace(async (place) => {
        const said = succeeded(await place.run(build.program, ["migrate"], SHOP));
        const count = await countMigrations("quickstart", "sqlite");
        assert.match(said, new RegExp(`^${count} migrations applied`, "m"));
        assert.deepEqual(await place.files(), ["shop.db"]);
      });
    });

    test("has nothing to do the second time", { skip }, async () => {
      await inEmptyPlace(async (place) => {
        succeeded(await place.run(build.program, ["migrate"], SHOP));
        assert.match(
          succeeded(await place.run(build.program, ["migrate"], SHOP)),
          /^Nothing to do/,
        );
      });
    });

    test("tells every migration's state as JSON", { skip }, async () => {
      await inEmptyPlace(async (place) => {
        succeeded(await place.run(build.program, ["migrate"], SHOP));
        const said = succeeded(
          await place.run(build.program, ["migrate:status", "--json"], SHOP),
        );
        const { migrations, counts } = JSON.parse(said);
        assert.equal(migrations.length, await countMigrations("quickstart", "sqlite"));
        assert.equal(counts.applied, migrations.length);
      });
    });

    test("reverts the last migration, which is pending afterwards", { skip }, async () => {
      await inEmptyPlace(async (place) => {
        succeeded(await place.run(build.program, ["migrate"], SHOP));
        succeeded(await place.run(build.program, ["migrate:down"], SHOP));
        const check = ["migrate:status", "--check"];
        const outcome = await place.run(build.program, check, SHOP);
        assert.equal(outcome.exitCode, 3, outcome.stderr);
        assert.match(outcome.stdout, /^pending +20260420060000_create_addresses/m);
      });
    });

    test("looks at a database that is not there without making it", { skip }, async () => {
      await inEmptyPlace(async (place) => {
        succeeded(await place.run(build.program, ["migrate:status"], SHOP));
        assert.deepEqual(await place.files(), []);
      });
    });

    test("a missing DATABASE_URL is an error, never a local file", { skip }, async () => {
      await inEmptyPlace(async (place) => {
        const { exitCode, stderr } = await place.run(build.program, ["migrate"]);
        assert.equal(exitCode, 2);
        assert.match(stderr, /no database was named/);
        assert.match(stderr, /DATABASE_URL/);
        assert.deepEqual(await place.files(), []);
      });
    });
  });

  describe(`${name}: a project with tasks of its own as one binary`, () => {
    const build = new Build(compiler);
    const birds = { DATABASE_URL: "sqlite:birds.db" };
    const permissions = ["--allow-read", "--allow-write=birds.db", `--allow-env=${ENV}`];
    before(() => build.make("examples/tasks/migrate.ts", permissions));
    after(() => build.remove());

    test("runs them, and what they need", { skip }, async () => {
      await inEmptyPlace(async (place) => {
        const said = succeeded(await place.run(build.program, ["birds:seed"], birds));
        assert.match(said, /^2 migrations applied.*\nthe tables are ready\n3 birds are there$/m);
        const seen = ["birds:seen", "Ameland", "dunlin"];
        assert.match(succeeded(await place.run(build.program, seen, birds)), /noted 1 at Ameland/);
        assert.match(succeeded(await place.run(build.program, [], birds)), /^dunlin: 1$/m);
        assert.deepEqual(await place.files(), ["birds.db"]);
      });
    });

    test("shows them in list, and looks for no other file", { skip }, async () => {
      await inEmptyPlace(async (place) => {
        await place.write("tasks.ts", "throw new Error('a stranger');");
        const said = succeeded(await place.run(build.program, ["list"]));
        assert.match(said, /^dunlin birds:seed +# Load demo data/m);
      });
    });
  });

  test(`${name}: a binary without tasks runs no tasks.ts that lies about`, { skip }, async () => {
    const build = new Build(compiler);
    try {
      await build.make(QUICKSTART, ["--allow-read", `--allow-env=${ENV}`]);
      await inEmptyPlace(async (place) => {
        await place.write("tasks.ts", "throw new Error('a stranger');");
        assert.match(succeeded(await place.run(build.program, ["list"])), /^dunlin migrate /m);
      });
    } finally {
      await build.remove();
    }
  });

  describe(`${name}: a manifest that was damaged before the build`, () => {
    const shop = "examples/quickstart/migrations";
    const damages = {
      "whose file says something else": async (project: string) => {
        const file = join(project, shop, "20260112140000_create_orders.up.sql");
        await writeFile(file, `${await readFile(file, "utf8")}\nDROP TABLE accounts;\n`);
      },
      "that lost a file": async (project: string) => {
        const file = join(project, shop, "mod.ts");
        const text = await readFile(file, "utf8");
        const left = text.replace(
          / {4}\{ name: "20260112140000_create_orders.up.sql".*\n/,
          "",
        );
        assert.notEqual(left, text);
        await writeFile(file, left);
      },
    };
    for (const [which, damage] of Object.entries(damages)) {
      test(`${which} is refused before anything is written`, { skip }, async () => {
        const build = new Build(compiler);
        try {
          await build.make(QUICKSTART, [`--allow-env=${ENV}`, ...SQLITE], damage);
          await inEmptyPlace(async (place) => {
            const outcome = await place.run(build.program, ["migrate", "--json"], SHOP);
            assert.equal(outcome.exitCode, 1, outcome.stdout + outcome.stderr);
            const last = JSON.parse(outcome.stdout.trim().split("\n").at(-1)!);
            const { code } = last.type === "run_finished" ? last.failed : last;
            assert.equal(code, "manifest-damaged");
            assert.equal(await place.bytes(), 0);
          });
        } finally {
          await build.remove();
        }
      });
    }
  });

  test(`${name}: SQLite works in a thread of its own, in a binary too`, { skip }, async () => {
    const build = new Build(compiler);
    const file = ["--allow-read=isolated.db", "--allow-write=isolated.db"];
    try {
      await build.make(ISOLATED_SESSION, file);
      await inEmptyPlace(async (place) => {
        const said = JSON.parse(succeeded(await place.run(build.program, [])));
        assert.deepEqual(said, { first: "the timer", notices: [] });
      });
    } finally {
      await build.remove();
    }
  });

  for (const database of ["postgres", "mysql", "mariadb"] as const) {
    const { skip: noServer, fresh } = databaseNamed(database);
    const example = database === "postgres" ? "postgres" : "mysql";

    test(
      `${name}: the example of ${database} as one binary`,
      { skip: skip || noServer },
      async () => {
        const build = new Build(compiler);
        const shop = await fresh();
        const { host } = new URL(shop.url);
        try {
          await build.make(`examples/${example}/migrate.ts`, [
            `--allow-net=${host}`,
            `--allow-env=${[...ENV, ...ENV_OF[database]]}`,
          ]);
          await inEmptyPlace(async (place) => {
            const env = { DATABASE_URL: shop.url };
            const count = await countMigrations(example, database);
            const said = succeeded(await place.run(build.program, ["migrate"], env));
            assert.match(said, new RegExp(`^${count} migrations applied`, "m"));
            assert.match(
              succeeded(await place.run(build.program, ["migrate"], env)),
              /^Nothing to do/,
            );
            succeeded(await place.run(build.program, ["migrate:down", "--all", "--yes"], env));
            assert.equal(await place.bytes(), 0);
          });
        } finally {
          await shop.dispose();
          await build.remove();
        }
      },
    );
  }
}
