import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { SessionFacts } from "../../src/dialects/own_state.ts";
import { markOf } from "../../src/dialects/mark.ts";
import { postgres } from "../../src/dialects/postgres.ts";
import { databaseNamed } from "../contract/databases.ts";
import { on, type Project } from "../contract/project.ts";
import { until } from "../drivers/opened.ts";

const database = databaseNamed("postgres");
const { skip } = database;

/** Gives a test a role of its own, and its URL. */
async function withRole(
  project: Project,
  setUp: (role: string) => string,
  act: (url: string, role: string) => Promise<void>,
): Promise<void> {
  const role = `${project.fresh.name}_role`;
  await project.query(`CREATE ROLE ${role} LOGIN PASSWORD 'secret'`);
  const url = new URL(project.fresh.url);
  url.username = role;
  url.password = "secret";
  try {
    await project.query(setUp(role));
    await act(url.href, role);
  } finally {
    await project.query(`DROP OWNED BY ${role} CASCADE; DROP ROLE ${role}`);
  }
}

const BIRDS = { "1_birds.up.sql": "CREATE TABLE birds (id int);" };

/** As a run that was killed in its second statement of three leaves a migration. */
async function brokenOff(project: Project, options: Parameters<Project["up"]>[0] = {}) {
  const file = (last: string) => ({
    "1_a.up.sql": `CREATE TABLE a (id int);\nVACUUM a;\nINSERT INTO ${last} VALUES (1);`,
  });
  project.files = file("nowhere");
  await project.failure(project.up(options));
  await project.query("UPDATE dunlin_migrations_journal SET state = 'intent' WHERE position = 2");
  project.files = file("a");
}

describe("postgres: files", { skip }, () => {
  test(
    "COPY … FROM stdin brings its data along",
    on(database, async (project) => {
      project.files = {
        "1_a.up.sql": "CREATE TABLE birds (id int, name text);\n" +
          "COPY birds (id, name) FROM stdin;\n1\tknot;--\n2\t\\N\n3\t🐦\n\\.\n\n" +
          "INSERT INTO birds VALUES (4, 'x');\n",
        "2_b.up.sql": 'COPY birds FROM stdin WITH (FORMAT csv);\r\n5,"a,b"\r\n\\.\r\n',
      };
      await project.up();
      assert.deepEqual(
        await project.query("SELECT * FROM birds ORDER BY id"),
        [[1, "knot;--"], [2, null], [3, "🐦"], [4, "x"], [5, "a,b"]].map(([id, name]) => ({
          id,
          name,
        })),
      );
    }),
  );

  test(
    "data of a COPY that was run are not edited behind it in silence; line ends are no edit",
    on(database, async (project) => {
      const file = (rows: string, rest: string) =>
        "-- dunlin: no-transaction\nCREATE TABLE birds (id int);\n" +
        `COPY birds FROM stdin;\n${rows}\\.\nINSERT INTO ${rest} VALUES (3);\n`;
      project.files = { "1_a.up.sql": file("1\n2\n", "nowhere") };
      await project.failure(project.up());
      project.files = { "1_a.up.sql": file("1\n2\n7\n", "birds") };
      const error = await project.failure(project.up());
      assert.equal(error.code, "resume-refused");
      assert.match(error.message, /statement 2 of 1_a was edited after it had been run/);
      project.files = { "1_a.up.sql": file("1\n2\n", "birds").replaceAll("\n", "\r\n") };
      await project.up();
      assert.deepEqual((await project.column("SELECT id FROM birds")).map(Number), [1, 2, 3]);
    }),
  );

  test(
    "bad COPY data fails the migration and leaves nothing",
    on(database, async (project) => {
      project.files = {
        "1_a.up.sql": "CREATE TABLE birds (id int);\nCOPY birds FROM stdin;\n1\nx\n\\.\n",
      };
      const error = await project.failure(project.up());
      assert.equal(error.code, "migration-failed");
      assert.match(error.server?.message ?? "", /invalid input syntax/);
      assert.equal(error.where?.line, 4);
      assert.equal(await project.exists("birds"), false);
    }),
  );

  test(
    "no-transaction sends a procedure that commits by itself",
    on(database, async (project) => {
      project.files = {
        "1_a.up.sql":
          "CREATE TABLE birds (id int); CREATE PROCEDURE fill() LANGUAGE plpgsql AS $$ " +
          "BEGIN FOR i IN 1..3 LOOP INSERT INTO birds VALUES (i); COMMIT; END LOOP; END $$;",
        "2_b.up.sql": "-- dunlin: no-transaction\nCALL fill();\n" +
          "DO $$ BEGIN INSERT INTO birds VALUES (4); COMMIT; END $$;\n",
      };
      assert.deepEqual((await project.up()).applied, ["1", "2"]);
      assert.deepEqual(await project.column("SELECT count(*) FROM birds"), ["4"]);
    }),
  );

  test(
    "a deferred constraint that fails at COMMIT rolls the migration back",
    on(database, async (project) => {
      project.files = {
        "1_a.up.sql": "CREATE TABLE a (id int PRIMARY KEY); CREATE TABLE b (id int REFERENCES a " +
          "DEFERRABLE INITIALLY DEFERRED);",
        "2_b.up.sql": "INSERT INTO b VALUES (1);",
      };
      const error = await project.failure(project.up());
      assert.equal(error.code, "migration-failed");
      assert.match(error.server?.message ?? "", /foreign key/);
      assert.equal(error.where?.file, "migrations/2_b.up.sql");
      assert.deepEqual(await project.versions(), ["1"]);
      assert.deepEqual(project.said("migration_applied").map(({ step }) => step.version), ["1"]);
    }),
  );

  test(
    "an index that could not be built is not taken for one",
    on(database, async (project) => {
      project.files = {
        "1_a.up.sql": "CREATE TABLE birds (id int); INSERT INTO birds VALUES (1), (1);",
        "2_b.up.sql": "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS birds_id ON birds (id);",
      };
      const error = await project.failure(project.up());
      assert.match(error.server?.message ?? "", /could not create unique index/);
      await project.query("DELETE FROM birds WHERE ctid = (SELECT min(ctid) FROM birds)");
      assert.deepEqual((await project.up()).applied, ["2"]);
      assert.deepEqual(project.said("warning").map(({ code }) => code), ["leftover"]);
      assert.deepEqual(
        await project.column(
          "SELECT indisvalid FROM pg_index WHERE indexrelid = 'birds_id'::regclass",
        ),
        ["true"],
      );
    }),
  );

  test(
    "lock_timeout bounds the waiting for another session, and says so",
    on(database, async (project) => {
      project.files = { "1_a.up.sql": "CREATE TABLE birds (id int);" };
      await project.up();
      project.files = {
        ...project.files,
        "2_b.up.sql": "-- dunlin: lock-timeout 100ms\nALTER TABLE birds ADD COLUMN n int;",
      };
      await project.query("BEGIN");
      await project.query("SELECT * FROM birds");
      const error = await project.failure(project.up());
      await project.query("ROLLBACK");
      assert.equal(error.server?.code, "55P03");
      assert.match(error.next ?? "", /lock-timeout/);
      assert.deepEqual((await project.up()).applied, ["2"]);
    }),
  );

  test(
    "the role's own statement_timeout and isolation do not count for the run",
    on(database, async (project) => {
      await withRole(
        project,
        (role) =>
          `GRANT CREATE ON SCHEMA public TO ${role}; ALTER ROLE ${role} SET statement_timeout = '300ms'; ` +
          `ALTER ROLE ${role} SET default_transaction_isolation = 'serializable'`,
        async (url) => {
          project.files = {
            ...BIRDS,
            "2_b.up.sql": "SELECT pg_sleep(0.5);",
            "3_c.up.sql": "SELECT 1;",
          };
          assert.deepEqual((await project.up({ url })).applied, ["1", "2", "3"]);
        },
      );
    }),
  );
});

describe("postgres: where the tables are", { skip }, () => {
  test(
    "a schema that is named and missing is made",
    on(database, async (project) => {
      project.files = BIRDS;
      await project.up({ table: "ops.migrations" });
      assert.deepEqual(await project.versions("ops.migrations"), ["1"]);
      assert.deepEqual((await project.up({ table: "ops.migrations" })).applied, []);
      assert.equal(await project.exists("public.birds"), true);
    }),
  );

  test(
    "they are made in the first schema of the search_path that is there",
    on(database, async (project) => {
      await project.query("CREATE SCHEMA app; CREATE SCHEMA later");
      await project.query(
        `ALTER DATABASE ${project.fresh.name} SET search_path = "$user", absent, app, later, public`,
      );
      project.files = BIRDS;
      await project.up();
      assert.deepEqual(await project.versions("app.dunlin_migrations"), ["1"]);
      assert.deepEqual((await project.up()).applied, []);
    }),
  );

  test(
    "a schema that appears later and stands before it in the search_path does not hide the history",
    on(database, async (project) => {
      project.files = BIRDS;
      await project.up();
      await project.query("CREATE SCHEMA postgres; CREATE SCHEMA first");
      await project.query(
        `ALTER DATABASE ${project.fresh.name} SET search_path = first, "$user", public`,
      );
      assert.deepEqual((await project.up()).applied, []);
      project.files = { ...BIRDS, "2_b.up.sql": "SELECT 1" };
      assert.deepEqual((await project.up()).applied, ["2"]);
      assert.deepEqual(await project.versions("public.dunlin_migrations"), ["1", "2"]);
    }),
  );

  test(
    "without any schema there is no place, and that is said",
    on(database, async (project) => {
      await project.query(`ALTER DATABASE ${project.fresh.name} SET search_path = absent`);
      project.files = BIRDS;
      const error = await project.failure(project.up());
      assert.equal(error.code, "config");
      assert.match(error.message, /no schema of the search_path exists/);
    }),
  );

  test(
    "a role that may not create in the schema is told what it lacks, and changes nothing",
    on(database, async (project) => {
      const setUp = () => "REVOKE CREATE ON SCHEMA public FROM PUBLIC";
      await withRole(project, setUp, async (url) => {
        project.files = BIRDS;
        const error = await project.failure(project.up({ url }));
        assert.equal(error.code, "permission-denied");
        assert.match(error.server?.message ?? "", /permission denied/);
        assert.match(error.next ?? "", /grant/);
        assert.equal(await project.exists("dunlin_migrations"), false);
        const again = await project.migrator({ url });
        try {
          await project.failure(again.up());
          await project.failure(again.up());
        } finally {
          await again.close();
        }
      });
    }),
  );

  test(
    "a role without rights on the tables is told so",
    on(database, async (project) => {
      project.files = BIRDS;
      await project.up();
      await withRole(project, (role) => `GRANT CREATE ON SCHEMA public TO ${role}`, async (url) => {
        assert.equal((await project.failure(project.up({ url }))).code, "permission-denied");
      });
    }),
  );

  test(
    "a role that may read but not write is told when there is work to do",
    on(database, async (project) => {
      project.files = BIRDS;
      await project.up();
      const setUp = (role: string) => `GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${role}`;
      await withRole(project, setUp, async (url) => {
        assert.deepEqual((await project.up({ url })).applied, []);
        project.files = { ...BIRDS, "2_b.up.sql": "SELECT 1" };
        assert.equal((await project.failure(project.up({ url }))).code, "permission-denied");
      });
    }),
  );

  test(
    "a read-only role is told that nothing can be written here",
    on(database, async (project) => {
      const setUp = (role: string) => `ALTER ROLE ${role} SET default_transaction_read_only = on`;
      await withRole(project, setUp, async (url) => {
        project.files = BIRDS;
        const error = await project.failure(project.up({ url }));
        assert.equal(error.code, "read-only");
        assert.match(error.state ?? "", /nothing was changed/);
      });
    }),
  );

  test(
    "a role that owns nothing takes the role that does",
    on(database, async (project) => {
      const setUp = (role: string) =>
        `CREATE ROLE ${role}_owner; GRANT ${role}_owner TO ${role}; ` +
        `GRANT CREATE ON SCHEMA public TO ${role}_owner; GRANT CREATE ON SCHEMA public TO ${role}`;
      await withRole(project, setUp, async (url, role) => {
        project.files = {
          "1_a.up.sql": `SET ROLE ${role}_owner; CREATE TABLE owned (id int);`,
          "2_b.up.sql": "CREATE TABLE own (id int);",
          "3_c.up.sql": `SET ROLE ${role}_owner; CREATE TABLE owned2 (id int); VACUUM owned2; ` +
            "CREATE INDEX CONCURRENTLY ON owned2 (id); CREATE TABLE owned3 (id int);",
        };
        await project.up({ url });
        assert.deepEqual(
          await project.column(
            "SELECT tableowner FROM pg_tables WHERE tablename LIKE 'own%' ORDER BY tablename",
          ),
          [role, `${role}_owner`, `${role}_owner`, `${role}_owner`],
        );
        await project.query(`DROP OWNED BY ${role}_owner CASCADE; DROP ROLE ${role}_owner`);
      });
    }),
  );

  test(
    "REINDEX of a partitioned table runs by itself in a file without transaction",
    on(database, async (project) => {
      project.files = {
        "1_a.up.sql": "CREATE TABLE a (id int) PARTITION BY RANGE (id);\n" +
          "CREATE TABLE a1 PARTITION OF a FOR VALUES FROM (1) TO (9);\nCREATE INDEX ON a (id);",
        "2_b.up.sql": "-- dunlin: no-transaction\nREINDEX TABLE a;\nINSERT INTO a VALUES (1);",
      };
      assert.deepEqual((await project.up()).applied, ["1", "2"]);
    }),
  );

  test(
    "DDL of a role whose statements this one may not read is waited for under a lease",
    on(database, async (project) => {
      const setUp = (role: string) => `GRANT ALL ON SCHEMA public TO ${role}`;
      await withRole(project, setUp, async (url) => {
        await brokenOff(project, { url, lock: "lease" });
        const other = await project.fresh.session();
        await other.query("CREATE TABLE theirs (id int)");
        await other.query("BEGIN; INSERT INTO theirs VALUES (1)");
        const earlier = await project.fresh.session();
        await earlier.query("BEGIN; LOCK TABLE theirs IN SHARE UPDATE EXCLUSIVE MODE");
        const error = await project.failure(
          project.up({ url, lock: "lease", lockWaitSeconds: 0.5 }),
        );
        assert.equal(error.code, "lock-timeout");
        assert.match(error.message, /a statement of an earlier run \(.*pid \d+ of the role /);
        await earlier.query("COMMIT");
        // who only writes rows is not waited for
        assert.deepEqual((await project.up({ url, lock: "lease" })).applied, ["1"]);
        await other.query("COMMIT");
      });
    }),
  );

  test(
    "DDL of such a role that waits for a lock itself is waited for as well",
    on(database, async (project) => {
      const setUp = (role: string) => `GRANT ALL ON SCHEMA public TO ${role}`;
      await withRole(project, setUp, async (url) => {
        await brokenOff(project, { url, lock: "lease" });
        await project.query("CREATE TABLE theirs (id int)");
        const reader = await project.fresh.session();
        await reader.query("BEGIN; SELECT * FROM theirs");
        const earlier = await project.fresh.session();
        const altered = earlier.query("ALTER TABLE theirs ADD COLUMN n int");
        const waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted " +
          "AND relation = 'theirs'::regclass";
        await until(async () => (await project.column(waiting))[0] !== "0");
        const error = await project.failure(
          project.up({ url, lock: "lease", lockWaitSeconds: 0 }),
        );
        assert.equal(error.code, "lock-timeout");
        await reader.query("COMMIT");
        await altered;
        assert.deepEqual((await project.up({ url, lock: "lease" })).applied, ["1"]);
      });
    }),
  );

  test(
    "a statement at work in another database is not taken for one of an earlier run",
    on(database, async (project) => {
      await brokenOff(project);
      const elsewhere = await database.fresh();
      try {
        const mark = markOf({ schema: "public", name: "dunlin_migrations" }, 99n);
        const session = await elsewhere.session();
        const ended = session.query(`${mark} 1 */ SELECT pg_sleep(60)`).catch(() => {});
        const asleep = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep' " +
          `AND datname = '${elsewhere.name}'`;
        await until(async () => (await project.column(asleep))[0] === "1");
        assert.deepEqual((await project.up({ lockWaitSeconds: 0 })).applied, ["1"]);
        await elsewhere.dispose();
        await ended;
      } finally {
        await elsewhere.dispose();
      }
    }),
  );

  for (const lock of ["native", "lease"] as const) {
    test(
      `a role that may not look at the server's sessions: ${lock} lock`,
      on(database, async (project) => {
        const setUp = (role: string) =>
          `GRANT ALL ON SCHEMA public TO ${role}; REVOKE SELECT ON pg_stat_activity FROM PUBLIC`;
        await withRole(project, setUp, async (url) => {
          await brokenOff(project, { url, lock });
          if (lock === "native") {
            assert.deepEqual((await project.up({ url, lock })).applied, ["1"]);
            return;
          }
          const error = await project.failure(project.up({ url, lock }));
          assert.equal(error.code, "permission-denied");
          assert.match(error.next ?? "", /pg_read_all_stats/);
          assert.deepEqual((await project.up({ lock })).applied, ["1"]);
        });
      }),
    );
  }

  test(
    "a refused statement is looked at with the file's own search_path",
    on(database, async (project) => {
      await project.query("CREATE SCHEMA other");
      project.files = {
        "1_a.up.sql": "CREATE TABLE other.q (v int); INSERT INTO other.q VALUES (1), (1);",
        "2_b.up.sql": "SET search_path TO other;\nCREATE UNIQUE INDEX CONCURRENTLY qi ON q (v);\n",
      };
      await project.failure(project.up());
      await project.query("DELETE FROM other.q WHERE ctid = '(0,1)'");
      assert.deepEqual((await project.up()).applied, ["2"]);
    }),
  );

  test(
    "making the own tables where they are does not wait for a migration that is at work",
    on(database, async (project) => {
      project.files = BIRDS;
      await project.up();
      const other = await project.fresh.session();
      await other.query("BEGIN");
      await other.query("UPDATE dunlin_migrations_lock SET revision = revision + 1");
      const tables = postgres.tables({ schema: "public", name: "dunlin_migrations" }, FACTS);
      await project.query("SET lock_timeout = '1s'");
      for (const text of postgres.createTables(tables, FACTS)) await project.query(text);
      await other.query("ROLLBACK");
      await other.close();
    }),
  );
});

const FACTS: SessionFacts = {
  schema: "public",
  database: "",
  sessionId: null,
  readOnly: false,
  lexing: "on",
  messageBytes: null,
  cluster: null,
};
