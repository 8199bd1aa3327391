import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { lacks } from "./clients.ts";
import { databaseNamed, databases } from "./databases.ts";
import { on, type Project } from "./project.ts";
import { PROCESSLIST } from "./servers/processlist.ts";

/** A run that tries again, and what it told of that. */
async function patient(project: Project, onRetry?: (attempt: number) => void) {
  const retried: string[] = [];
  const run = await project.run({ kind: "latest" }, {
    retries: 8,
    lockTimeoutMs: 300,
    onEvent: (event) => {
      if (event.type !== "retrying") return;
      retried.push(event.error.server?.code ?? event.error.code);
      onRetry?.(event.attempt);
    },
  });
  return { run, retried };
}

for (const database of databases) {
  const { name, skip } = database;
  const sqlite = name === "sqlite";

  describe(`${name}: what passes by itself`, { skip }, () => {
    test(
      "a lock of another session is waited for, and each wait is told",
      { skip: sqlite && "a file's lock is waited for before anything is sent" },
      on(database, async (project) => {
        project.files = {
          "1_a.up.sql": "CREATE TABLE a (id int); INSERT INTO a VALUES (1);",
        };
        await project.up();
        const other = await project.fresh.session();
        await other.query("BEGIN");
        await other.query("UPDATE a SET id = 2");
        project.files = { ...project.files, "2_b.up.sql": "ALTER TABLE a ADD COLUMN n int;" };
        let freed: Promise<unknown> = Promise.resolve();
        const { run, retried } = await patient(project, (attempt) => {
          if (attempt === 1) freed = other.query("COMMIT");
        });
        await freed;
        await other.close();
        assert.deepEqual(run.applied, ["2"]);
        const code = name === "postgres" ? "55P03" : "1205";
        assert.equal(retried[0], code);
        assert.equal(project.said("migration_failed").length, 0);
        assert.deepEqual(await project.journal(), []);
      }),
    );

    test(
      "a deadlock is tried again",
      { skip: sqlite && "a file lets one writer in" },
      on(database, async (project) => {
        project.files = {
          "1_a.up.sql": "CREATE TABLE a (id int PRIMARY KEY, n int);\n" +
            "CREATE TABLE heavy (id int PRIMARY KEY, n int);\n" +
            "INSERT INTO a VALUES (1, 0), (2, 0); INSERT INTO heavy VALUES (1, 0);",
        };
        await project.up();
        const other = await project.fresh.session();
        // the server ends the transaction that waits shorter (PostgreSQL) or has written less
        if (name === "postgres") await other.query("SET deadlock_timeout = '60s'");
        await other.query("BEGIN");
        await other.query("UPDATE a SET n = n + 10 WHERE id = 2");
        if (name !== "postgres") {
          await other.query(
            "INSERT INTO heavy WITH RECURSIVE c (x) AS (SELECT 2 UNION ALL SELECT x + 1 FROM c WHERE x < 900) SELECT x, 0 FROM c",
          );
        }
        const wait = name === "postgres" ? "SELECT pg_sleep(1)" : "DO SLEEP(1)";
        project.files = {
          ...project.files,
          "2_b.up.sql": `UPDATE a SET n = n + 1 WHERE id = 1;\n${wait};\n` +
            "UPDATE a SET n = n + 1 WHERE id = 2;\n",
        };
        const running = project.run({ kind: "latest" }, {
          retries: 8,
          onEvent: (event) => {
            if (event.type === "retrying") retried.push(event.error.server?.code ?? "");
          },
        });
        const retried: string[] = [];
        await waitUntil(async () => await isBegun(project));
        await other.query("UPDATE a SET n = n + 10 WHERE id = 1");
        await other.query("COMMIT");
        await other.close();
        assert.deepEqual((await running).applied, ["2"]);
        assert.deepEqual(retried, [name === "postgres" ? "40P01" : "1213"]);
        assert.deepEqual(await project.column("SELECT n FROM a ORDER BY id"), ["11", "11"]);
      }),
    );

    test(
      "what the server finds wrong is never tried again",
      on(database, async (project) => {
        project.files = { "1_a.up.sql": "INSERT INTO nowhere VALUES (1);" };
        await project.failure(patient(project));
        assert.equal(project.said("retrying").length, 0);
        assert.equal(project.said("migration_failed").length, 1);
      }),
    );

    test(
      "retries end, and the last failure is told as ever",
      { skip: sqlite && "a file's lock is waited for before anything is sent" },
      on(database, async (project) => {
        project.files = { "1_a.up.sql": "CREATE TABLE a (id int); INSERT INTO a VALUES (1);" };
        await project.up();
        const other = await project.fresh.session();
        await other.query("BEGIN");
        await other.query("UPDATE a SET id = 2");
        project.files = { ...project.files, "2_b.up.sql": "ALTER TABLE a ADD COLUMN n int;" };
        const error = await project.failure(
          project.run({ kind: "latest" }, { retries: 1, lockTimeoutMs: 200 }),
        );
        await other.query("ROLLBACK");
        await other.close();
        assert.equal(error.code, "migration-failed");
        assert.equal(project.said("retrying").length, 1);
        assert.match(error.next ?? "", /another session holds a lock/);
        assert.deepEqual((await project.up()).applied, ["2"]);
      }),
    );
  });
}

for (const name of ["postgres", "mysql", "mariadb"] as const) {
  const database = databaseNamed(name);
  test(
    `${name}: a server with no connection free is asked again`,
    { skip: database.skip || lacks("opening") },
    on(database, async (project) => {
      project.files = { "1_a.up.sql": "CREATE TABLE a (id int);" };
      const user = `u_${project.fresh.name.slice(-16)}`;
      const url = new URL(project.fresh.url);
      [url.username, url.password] = [user, "secret"];
      await project.query(
        name === "postgres"
          ? `CREATE ROLE ${user} LOGIN PASSWORD 'secret' CONNECTION LIMIT 1; GRANT ALL ON SCHEMA public TO ${user}`
          : `CREATE USER ${user} IDENTIFIED BY 'secret' WITH MAX_USER_CONNECTIONS 1`,
      );
      if (name !== "postgres") {
        await project.query(`GRANT ALL ON ${project.fresh.name}.* TO ${user}`);
      }
      try {
        const first = await project.migrator({ url: url.href });
        await first.status();
        const retried: string[] = [];
        const second = await project.migrator({
          url: url.href,
          retries: 8,
          onEvent: (event) => {
            if (event.type !== "retrying") return;
            retried.push(event.error.server?.code ?? "");
            void first.close();
          },
        });
        assert.deepEqual((await second.up()).applied, ["1"]);
        await second.close();
        assert.equal(retried[0], name === "postgres" ? "53300" : "1226");
      } finally {
        await project.query(
          name === "postgres"
            ? `DROP OWNED BY ${user} CASCADE; DROP ROLE ${user}`
            : `DROP USER ${user}`,
        );
      }
    }),
  );
}

/** Raises what PostgreSQL says of a transaction that met another's, once: a sequence is not rolled back. */
const MEETS_ONCE = "IF nextval('tries') = 1 THEN " +
  "RAISE EXCEPTION 'could not serialize access' USING ERRCODE = '40001'; END IF;";

describe("postgres: a serialization failure", { skip: databaseNamed("postgres").skip }, () => {
  const postgres = databaseNamed("postgres");
  const prepared = (act: (project: Project) => Promise<void>) =>
    on(postgres, async (project) => {
      project.files = {
        "1_a.up.sql": "CREATE TABLE a (id int PRIMARY KEY, n int); INSERT INTO a VALUES (1, 0);\n" +
          "CREATE SEQUENCE tries; CREATE TABLE b (id int);",
      };
      await project.up();
      await act(project);
    });

  for (
    const [how, statement] of [
      ["a block", `DO $$ BEGIN ${MEETS_ONCE} END $$;`],
      ["a function that a SELECT calls", "SELECT meet();"],
    ]
  ) {
    test(
      `raised by ${how} is tried again once, and what was written before it is written once`,
      prepared(async (project) => {
        await project.query(
          `CREATE FUNCTION meet() RETURNS void LANGUAGE plpgsql AS $$ BEGIN ${MEETS_ONCE} END $$`,
        );
        project.files = {
          ...project.files,
          "2_b.up.sql": `INSERT INTO b VALUES (1);\n${statement}\nINSERT INTO b VALUES (2);`,
        };
        const { run, retried } = await patient(project);
        assert.deepEqual(run.applied, ["2"]);
        assert.deepEqual(retried, ["40001"]);
        assert.equal(project.said("migration_failed").length, 0);
        assert.deepEqual(await project.column("SELECT last_value FROM tries"), ["2"]);
        assert.deepEqual(await project.column("SELECT id FROM b ORDER BY id"), ["1", "2"]);
        assert.deepEqual(await project.versions(), ["1", "2"]);
      }),
    );
  }

  test(
    "of a block that commits by itself is not tried again: what it had committed nobody knows",
    prepared(async (project) => {
      project.files = {
        ...project.files,
        "2_b.up.sql": "-- dunlin: no-transaction\n" +
          `DO $$ BEGIN INSERT INTO b VALUES (1); COMMIT; ${MEETS_ONCE} END $$;`,
      };
      const error = await project.failure(patient(project));
      assert.equal(error.code, "statement-unresolved");
      assert.deepEqual(await project.column("SELECT id FROM b"), ["1"]);
      assert.deepEqual(await project.versions(), ["1"]);
    }),
  );

  test(
    "is tried again as often as was asked for, and then told",
    prepared(async (project) => {
      project.files = {
        ...project.files,
        "2_b.up.sql": "INSERT INTO b VALUES (1);\n" +
          "DO $$ BEGIN RAISE EXCEPTION 'always' USING ERRCODE = '40001'; END $$;",
      };
      const error = await project.failure(project.run({ kind: "latest" }, { retries: 2 }));
      assert.equal(error.server?.code, "40001");
      assert.equal(project.said("retrying").length, 2);
      assert.equal(project.said("migration_failed").length, 1);
      assert.deepEqual(await project.column("SELECT id FROM b"), []);
      assert.deepEqual(await project.versions(), ["1"]);
    }),
  );

  test(
    "is told from an error of the same words: that is never tried again",
    prepared(async (project) => {
      project.files = {
        ...project.files,
        "2_b.up.sql": `DO $$ BEGIN ${MEETS_ONCE.replace("40001", "22012")} END $$;`,
      };
      const error = await project.failure(patient(project));
      assert.equal(error.server?.code, "22012");
      assert.equal(project.said("retrying").length, 0);
      assert.deepEqual(await project.column("SELECT last_value FROM tries"), ["1"]);
      assert.deepEqual(await project.versions(), ["1"]);
    }),
  );
});

/** Whether the migration has written its first row and waits: its statement is to be seen. */
async function isBegun(project: Project): Promise<boolean> {
  const [sleeping] = await project.column(
    project.database.name === "postgres"
      ? "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'"
      : `SELECT COUNT(*) FROM ${PROCESSLIST} WHERE STATE = 'User sleep' AND DB = DATABASE()`,
  );
  return Number(sleeping) > 0;
}

async function waitUntil(met: () => Promise<boolean>): Promise<void> {
  while (!await met()) await new Promise((resolve) => setTimeout(resolve, 20));
}
