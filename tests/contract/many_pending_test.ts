import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Connection } from "../../src/drivers/connection.ts";
import { Migrator } from "../../src/execution/migrator.ts";
import { databaseNamed } from "./databases.ts";
import { hooked, near } from "./hooked.ts";
import { type Files, inMemory, on, type Project } from "./project.ts";

/** A run over a session of dunlin's own, whose messages are kept. */
async function run(project: Project, files: Files, messages: string[] = []): Promise<string[]> {
  const connection = hooked(await project.connection(), {
    beforeSend: (text) => void messages.push(text),
  });
  try {
    const migrator = await Migrator.over(connection, { migrations: inMemory(files) });
    project.events = [];
    const onEvent = (event: Project["events"][number]) => void project.events.push(event);
    return [...(await migrator.up({ onEvent })).applied];
  } finally {
    await connection.close();
  }
}

const ROUTINE = (body: string) =>
  `CREATE FUNCTION meddle() RETURNS int LANGUAGE plpgsql AS $$ BEGIN ${body} RETURN 1; END $$;`;
/** Of the same names and parameters, and they do nothing. */
const SWAP = `
  DECLARE p record;
  BEGIN
    FOR p IN SELECT name, array_to_string(parameter_types::text[], ', ') AS types
      FROM pg_prepared_statements WHERE name LIKE 'dunlin%'
    LOOP
      EXECUTE format('DEALLOCATE %I', p.name);
      EXECUTE format('PREPARE %I (%s) AS SELECT 1', p.name, p.types);
    END LOOP;
  END`;
const COUNT =
  "CREATE TABLE seen AS SELECT count(*)::int AS n FROM pg_prepared_statements WHERE name = 'q';";

const postgres = databaseNamed("postgres");
describe("postgres: many pending migrations", { skip: postgres.skip }, () => {
  test(
    "what each of them needs is prepared once",
    on(postgres, async (project) => {
      const files = Object.fromEntries(
        Array.from({ length: 9 }, (_, n) => [`${n + 1}_t.up.sql`, `CREATE TABLE t${n} (id int);`]),
      );
      const messages: string[] = [];
      assert.equal((await run(project, files, messages)).length, 9);
      const text = messages.join("\n");
      assert.equal(text.match(/PREPARE dunlin_/g)?.length, 2);
      assert.equal(text.match(/EXECUTE dunlin_/g)?.length, 18);
      assert.equal(text.includes("INSERT INTO"), true);
    }),
  );

  test(
    "a second run of the same session prepares anew",
    on(postgres, async (project) => {
      const files = Object.fromEntries(
        Array.from({ length: 8 }, (_, n) => [`${n + 1}_t.up.sql`, `CREATE TABLE t${n} (id int);`]),
      );
      const migrator = await project.migrator({ migrations: inMemory(files) });
      const replanned: string[] = [];
      const onEvent = ({ type }: { type: string }) => {
        if (type === "replanned") replanned.push(type);
      };
      assert.equal((await migrator.up({ steps: 4, onEvent })).applied.length, 4);
      assert.equal((await migrator.up({ onEvent })).applied.length, 4);
      assert.deepEqual(replanned, []);
    }),
  );

  for (
    const [what, body, replans] of [
      ["prepares something, which reaches no other file", "EXECUTE 'PREPARE q AS SELECT 1';", 1],
      ["takes away what dunlin had prepared, and is run once", "EXECUTE 'DEALLOCATE ALL';", 1],
      ["does nothing of the kind", "", 0],
    ] as const
  ) {
    test(
      `a routine that ${what}`,
      on(postgres, async (project) => {
        // of routines that are there already, the files say nothing
        const first = { "1_routine.up.sql": `${ROUTINE(body)} CREATE TABLE runs (n int);` };
        await run(project, first);
        const applied = await run(project, {
          ...first,
          "2_meddles.up.sql": "INSERT INTO runs SELECT meddle();",
          "3_looks.up.sql": COUNT,
          "4_more.up.sql": "INSERT INTO runs SELECT 2;",
        });
        assert.deepEqual(applied, ["2", "3", "4"]);
        assert.deepEqual(await project.column("SELECT n FROM runs ORDER BY n"), ["1", "2"]);
        assert.deepEqual(await project.column("SELECT n FROM seen"), ["0"]);
        assert.equal(project.said("replanned").length, replans);
        assert.deepEqual(await project.versions(), ["1", ...applied]);
      }),
    );
  }

  for (
    const [what, swap] of [
      ["a block", (code: string) => `DO $$ ${code} $$;`],
      [
        "a routine",
        (code: string) =>
          `CREATE FUNCTION swap() RETURNS void LANGUAGE plpgsql AS $$ ${code} $$; SELECT swap();`,
      ],
    ] as const
  ) {
    test(
      `${what} that puts others in the place of dunlin's own prepared statements changes nothing`,
      on(postgres, async (project) => {
        const messages: string[] = [];
        const applied = await run(project, {
          "1_a.up.sql": "CREATE TABLE runs (n int);",
          "2_b.up.sql": "INSERT INTO runs VALUES (2);",
          "3_c.up.sql": "INSERT INTO runs VALUES (3);",
          "4_swaps.up.sql": swap(SWAP),
          "5_e.up.sql": "INSERT INTO runs VALUES (5);",
          "6_f.up.sql": "INSERT INTO runs VALUES (6);",
        }, messages);
        assert.match(messages.join("\n"), /EXECUTE dunlin_h_/); // those before are worth it
        assert.deepEqual(applied, ["1", "2", "3", "4", "5", "6"]);
        assert.deepEqual(await project.versions(), applied);
        const runs = await project.column("SELECT n FROM runs ORDER BY n");
        assert.deepEqual(runs, ["2", "3", "5", "6"]);
        assert.equal(project.said("replanned").length, 0);
      }),
    );
  }

  test(
    "files that prepare and deallocate themselves are planned for",
    on(postgres, async (project) => {
      const applied = await run(project, {
        "1_prepares.up.sql": "PREPARE q AS SELECT 1; EXECUTE q;",
        "2_looks.up.sql": COUNT,
        "3_frees.up.sql": "DEALLOCATE ALL;",
        "4_more.up.sql": "CREATE TABLE more (id int);",
      });
      assert.deepEqual(applied, ["1", "2", "3", "4"]);
      assert.deepEqual(await project.column("SELECT n FROM seen"), ["0"]);
      assert.equal(project.said("replanned").length, 0);
    }),
  );

  test(
    "a server near by gets more of them with each message, and what may take long alone",
    on(postgres, async (project) => {
      const slow = "UPDATE t1 SET id = id;";
      const files = Object.fromEntries(
        Array.from({ length: 12 }, (_, index) => {
          const n = index + 1;
          const name = `${String(n).padStart(2, "0")}_m.up.sql`;
          return [name, n === 9 ? slow : `CREATE TABLE t${n} (id int);`];
        }),
      );
      const messages: string[] = [];
      await near(() => run(project, files, messages));
      const begun = messages.map((text) => text.match(/\/\* dunlin \d+ \*\//g)?.length ?? 0);
      assert.deepEqual(begun.filter((count) => count > 0), [1, 2, 4, 1, 1, 3]);
    }),
  );
});

for (const name of ["mysql", "mariadb"] as const) {
  const database = databaseNamed(name);
  const files: Files = {
    "1_sets.up.sql": "SET @v = 1; SET FOREIGN_KEY_CHECKS = 0;",
    "2_looks.up.sql": "CREATE TABLE two AS SELECT @v AS v, @@foreign_key_checks AS f;",
    "3_goes.up.sql": "USE information_schema;",
    "4_looks.up.sql": "CREATE TABLE four AS SELECT DATABASE() <> 'information_schema' AS v;",
    "5_sets.up.sql": "SET @v = 5;",
  };

  describe(`${name}: files that leave something in the session`, { skip: database.skip }, () => {
    test(
      "the session is made new between them, and readied in the message of the next",
      on(database, async (project) => {
        const messages: string[] = [];
        assert.deepEqual(await run(project, files, messages), ["1", "2", "3", "4", "5"]);
        assert.deepEqual(await project.column("SELECT CONCAT(v IS NULL, f) FROM two"), ["11"]);
        assert.deepEqual(await project.column("SELECT v FROM four"), ["1"]);
        const readied = messages.filter((text) => text.startsWith("USE ") && text.includes("LOCK"));
        assert.deepEqual(readied.map((text) => text.includes("/* dunlin ")), [true, true]);
      }),
    );

    test(
      "another runner that takes the lock meanwhile is waited for, and nothing is run without it",
      on(database, async (project) => {
        const connection = await project.connection();
        const other = await project.connection();
        const taken = lockTaker(connection, other);
        const migrations = inMemory(files);
        try {
          const options = { migrations, lockWaitSeconds: 0, retries: 0 };
          const migrator = await Migrator.over(taken, options);
          const error = await project.failure(migrator.up());
          assert.equal(error.code, "lock-timeout");
          assert.deepEqual(error.progress?.applied, ["1"]);
          assert.equal(await project.exists("two"), false);
        } finally {
          await connection.close();
          await other.close();
        }
        assert.deepEqual((await project.up({ migrations })).applied, ["2", "3", "4", "5"]);
      }),
    );

    test(
      "a run that is stopped between them leaves a session that works",
      on(database, async (project) => {
        const connection = await project.connection();
        try {
          const migrator = await Migrator.over(connection, { migrations: inMemory(files) });
          const stop = new AbortController();
          const onEvent = ({ type }: { type: string }) => {
            if (type === "migration_applied") stop.abort();
          };
          const error = await project.failure(migrator.up({ signal: stop.signal, onEvent }));
          assert.equal(error.code, "interrupted");
          const { migrations } = await migrator.status();
          assert.deepEqual(migrations.map(({ state }) => state), [
            "applied",
            ...Array<string>(4).fill("pending"),
          ]);
          assert.deepEqual((await migrator.up()).applied, ["2", "3", "4", "5"]);
        } finally {
          await connection.close();
        }
      }),
    );
  });
}

/** Lets `other` take the lock of `connection` as soon as that was reset. */
function lockTaker(connection: Connection, other: Connection): Connection {
  let lock = "";
  return new Proxy(connection, {
    get(target, key) {
      const value = Reflect.get(target, key);
      if (key === "query") {
        return (query: { readonly text: string }) => {
          lock ||= /GET_LOCK\(('[^']+')/.exec(query.text)?.[1] ?? "";
          return target.query(query);
        };
      }
      if (key === "reset") {
        return async () => {
          await target.reset?.();
          await other.query({ text: `SELECT GET_LOCK(${lock}, 0) AS taken` });
        };
      }
      return typeof value === "function" ? value.bind(target) : value;
    },
    set: (target, key, value) => Reflect.set(target, key, value),
  });
}
