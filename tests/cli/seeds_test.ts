import assert from "node:assert/strict";
import { test } from "node:test";
import { databases, type FreshDatabase, type TestDatabase } from "../contract/databases.ts";
import { inProcess } from "./in_process.ts";
import type { Ended } from "./program.ts";
import { jsonLines, Project } from "./project.ts";

type Options = Parameters<typeof inProcess>[1];

const MIGRATION = {
  "migrations/1_users.up.sql": "CREATE TABLE users (id INTEGER PRIMARY KEY, name VARCHAR(50));\n",
};
const upsert = (kind: string, id: number, name: string) =>
  kind === "mysql" || kind === "mariadb"
    ? `REPLACE INTO users VALUES (${id}, '${name}');\n`
    : `INSERT INTO users VALUES (${id}, '${name}') ON CONFLICT (id) DO UPDATE SET name = excluded.name;\n`;

/** A project on a database of its own; calls name its folders by flags. */
class Seeded {
  readonly project: Project;
  readonly fresh: FreshDatabase;

  constructor(fresh: FreshDatabase, files: Record<string, string>) {
    this.fresh = fresh;
    this.project = new Project({ ...MIGRATION, ...files });
  }

  call(args: readonly string[], options: Options = {}): Promise<Ended> {
    const folders = ["--dir", this.project.path("migrations"), "--database", this.fresh.url];
    const seeds = args[0] === "migrate" ? [] : ["--seeds", this.project.path("seeds")];
    return inProcess([...args, ...folders, ...seeds], options);
  }

  async names(): Promise<unknown[]> {
    const rows = await this.fresh.raw.query("SELECT name FROM users ORDER BY id");
    return rows.map(({ name }) => name);
  }
}

function withSeeds(
  database: TestDatabase,
  files: Record<string, string>,
  act: (seeded: Seeded) => Promise<void>,
): () => Promise<void> {
  return async () => {
    const fresh = await database.fresh();
    try {
      const seeded = new Seeded(fresh, files);
      const { code, err } = await seeded.call(["migrate", "--quiet"]);
      assert.equal(code, 0, err);
      await act(seeded);
    } finally {
      await fresh.dispose();
    }
  };
}

for (const database of databases) {
  const { name: kind, skip } = database;
  const transactional = kind === "postgres" || kind === "sqlite";

  test(
    `${kind}: db:seed runs .sql and .ts in name order, every time, and records nothing`,
    { skip },
    withSeeds(database, {
      "seeds/10_ada.sql": upsert(kind, 1, "ada"),
      "seeds/20_all.ts": "export default async function (db) {\n" +
        "  const [row] = await db.query('SELECT COUNT(*) AS n FROM users');\n" +
        "  await db.execute(`UPDATE users SET name = '${row.n} of them' WHERE id = 1`);\n}\n",
      "seeds/30_bob.ts": `export async function seed(db) {\n  await db.execute(\`${
        upsert(kind, 2, "bob").trim()
      }\`);\n}\n`,
      "seeds/_shared.ts": "throw new Error('imported by nobody');",
      "seeds/README.md": "these are seeds",
    }, async (seeded) => {
      const history = "SELECT * FROM dunlin_migrations";
      const before = await seeded.fresh.raw.query(history);
      for (const _ of ["first", "again"]) {
        const { code, out, err } = await seeded.call(["db:seed"]);
        assert.deepEqual([code, err], [0, ""]);
        assert.match(out, /Seeded .*10_ada\.sql[^]*Seeded .*20_all\.ts[^]*Seeded .*30_bob\.ts/);
        assert.match(out, /3 seeds run\n$/);
      }
      assert.deepEqual(await seeded.names(), ["2 of them", "bob"]);
      assert.deepEqual(await seeded.fresh.raw.query(history), before);
    }),
  );

  test(
    `${kind}: a seed that fails names file, line and column, and what is kept`,
    { skip },
    withSeeds(database, {
      "seeds/1_good.sql": upsert(kind, 1, "ada"),
      "seeds/2_bad.sql": upsert(kind, 2, "bob") +
        "INSERT INTO users\n  VALUES (3, 'c'), (3, 'd');\n",
      "seeds/3_late.sql": upsert(kind, 4, "late"),
    }, async (seeded) => {
      const { code, out } = await seeded.call(["db:seed", "--json"]);
      assert.equal(code, 1);
      const error = jsonLines(out).find(({ type }) => type === "error") as Record<string, unknown>;
      assert.equal(error["code"], "seed-failed");
      assert.match(String(error["message"]), /2_bad\.sql failed at statement 2 of 2/);
      const where = error["where"] as Record<string, unknown>;
      assert.deepEqual([where["line"], where["column"]], [2, 1]);
      assert.match(String(error["state"]), /nothing of it is kept; the seed before it is kept/);
      assert.match(String(error["next"]), /dunlin db:seed/);
      assert.deepEqual(await seeded.names(), ["ada"]);
    }),
  );

  test(
    `${kind}: a .ts seed that throws is rolled back and names its file`,
    { skip },
    withSeeds(database, {
      "seeds/1_bad.ts": "export default async (db) => {\n" +
        `  await db.execute(\`${
          upsert(kind, 1, "ada").trim()
        }\`);\n  throw new Error("no luck");\n};\n`,
    }, async (seeded) => {
      const { code, err } = await seeded.call(["db:seed"]);
      assert.equal(code, 1);
      assert.match(err, /the seed \S+1_bad\.ts failed: (Error: )?no luck/);
      assert.deepEqual(await seeded.names(), []);
    }),
  );

  // SQLite has neither statements of that kind nor settings that a seed would make
  if (kind !== "sqlite") {
    test(
      `${kind}: statements that cannot be one transaction are kept one by one, and that is said`,
      { skip },
      withSeeds(database, {
        "seeds/1_mixed.sql": upsert(kind, 1, "ada") +
          (transactional
            ? "CREATE INDEX CONCURRENTLY IF NOT EXISTS users_name ON users (name);\n"
            : "CREATE TABLE IF NOT EXISTS extra (id INTEGER);\n") +
          "INSERT INTO users VALUES (2, 'b'), (2, 'c');\n",
      }, async (seeded) => {
        const { code, err } = await seeded.call(["db:seed"]);
        assert.equal(code, 1);
        assert.match(err, /failed at statement 3 of 3/);
        assert.match(err, /statements 1 to 2 are kept/);
        assert.deepEqual(await seeded.names(), ["ada"]);
      }),
    );

    test(
      `${kind}: what one seed sets in its session does not reach the next`,
      { skip },
      withSeeds(database, {
        "seeds/1_a.sql": kind === "postgres"
          ? "SET search_path TO pg_catalog;\nSELECT 1;"
          : "SET SESSION sql_mode = 'ANSI_QUOTES';\nSELECT 1;",
        "seeds/2_b.sql": kind === "postgres"
          ? upsert(kind, 1, "ada")
          : 'REPLACE INTO users VALUES (1, "ada");',
      }, async (seeded) => {
        const { code, err } = await seeded.call(["db:seed"]);
        assert.deepEqual([code, err], [0, ""]);
        assert.deepEqual(await seeded.names(), ["ada"]);
      }),
    );
  }

  test(
    `${kind}: seeds wait for migrations: while one is pending, db:seed refuses and names it`,
    { skip },
    withSeeds(database, { "seeds/1_a.sql": upsert(kind, 1, "ada") }, async (seeded) => {
      seeded.project.write({ "migrations/2_more.up.sql": "CREATE TABLE more (id INTEGER);" });
      const { code, err } = await seeded.call(["db:seed"]);
      assert.equal(code, 1);
      assert.match(err, /a migration is pending \(2_more\)[^]*dunlin migrate/);
      assert.deepEqual(await seeded.names(), []);
    }),
  );

  test(
    `${kind}: a seed for another environment is skipped, and said; it may not touch the history`,
    { skip },
    withSeeds(database, {
      "seeds/1_a.sql": "-- dunlin: only staging\n" + upsert(kind, 1, "ada"),
    }, async (seeded) => {
      const { code, out } = await seeded.call(["db:seed"]);
      assert.equal(code, 0);
      assert.match(out, /Skipped \S+1_a\.sql: only for staging/);
      assert.equal((await seeded.call(["db:seed", "--env", "staging"])).code, 0);
      assert.deepEqual(await seeded.names(), ["ada"]);
      seeded.project.write({ "seeds/2_bad.sql": "DELETE FROM dunlin_migrations;" });
      const refused = await seeded.call(["db:seed"]);
      assert.equal(refused.code, 1);
      assert.match(refused.err, /touches dunlin's own tables/);
    }),
  );
}

const sqlite = databases.find(({ name }) => name === "sqlite") as TestDatabase;
const skip = sqlite === undefined ? "not asked for" : false;
const ONE = { "seeds/1_a.sql": upsert("sqlite", 1, "ada") };

for (const word of ["production", "prod", "Production"]) {
  test(
    `in ${word} db:seed wants --yes, or a yes at the terminal`,
    { skip },
    withSeeds(sqlite, ONE, async (seeded) => {
      const env = { DUNLIN_ENV: word };
      const refused = await seeded.call(["db:seed"], { env });
      assert.equal(refused.code, 2);
      assert.match(refused.err, new RegExp(`run the seeds in ${word} \\(DUNLIN_ENV\\)`));
      assert.deepEqual(await seeded.names(), []);
      const asked = await seeded.call(["db:seed"], { env, ask: () => Promise.resolve("y") });
      assert.equal(asked.code, 0);
      assert.equal((await seeded.call(["db:seed", "--yes"], { env })).code, 0);
    }),
  );
}

test(
  "a folder of seeds that is not there, and one without seeds, are told in words",
  { skip },
  withSeeds(sqlite, {}, async (seeded) => {
    const missing = await seeded.call(["db:seed"]);
    assert.equal(missing.code, 2);
    assert.match(missing.err, /there is no folder [^]*make the folder and put seeds into it/);
    seeded.project.write({ "seeds/README.md": "none yet" });
    const empty = await seeded.call(["db:seed"]);
    assert.equal(empty.code, 0);
    assert.match(empty.err, /holds no seeds/);
  }),
);

test(
  "sqlite: a seed that rebuilds a table cannot leave rows that point nowhere",
  { skip },
  withSeeds(sqlite, {
    "seeds/1_a.sql":
      "PRAGMA foreign_keys = OFF;\nCREATE TABLE IF NOT EXISTS pets (owner REFERENCES users);\n" +
      "INSERT INTO pets VALUES (9);\nPRAGMA foreign_keys = ON;\n",
  }, async (seeded) => {
    const { code, err } = await seeded.call(["db:seed"]);
    assert.equal(code, 1);
    assert.match(err, /a foreign key points nowhere/);
    assert.deepEqual(await seeded.names(), []);
  }),
);

test(
  "a .ts file that exports no seed is told what to write",
  { skip },
  withSeeds(sqlite, { "seeds/1_a.ts": "export const x = 1;\n" }, async (seeded) => {
    const { code, err } = await seeded.call(["db:seed"]);
    assert.equal(code, 1);
    assert.match(err, /exports no seed[^]*export default async function/);
  }),
);
