import assert from "node:assert/strict";
import { test } from "node:test";
import { databaseNamed, databases } from "./databases.ts";
import { type Files, type Project, withProject } from "./project.ts";

const postgres = databaseNamed("postgres");
const { skip } = postgres;

const OWNERS = "SELECT c.relname || ' ' || pg_get_userbyid(c.relowner) FROM pg_class c " +
  "WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'i') " +
  "AND c.relname NOT LIKE 'dunlin%' ORDER BY 1";

/** A test with a role of its own that may make things, and into which the runner may change. */
function withRole(act: (project: Project, role: string) => Promise<void>): () => Promise<void> {
  return () =>
    withProject(postgres, async (project) => {
      const role = `o'w"n ${project.fresh.name.slice(-12)}`;
      const quoted = `"${role.replaceAll('"', '""')}"`;
      await project.query(`CREATE ROLE ${quoted}`);
      await project.query(`GRANT ALL ON SCHEMA public TO ${quoted}`);
      project.options = { ...project.options, role };
      try {
        await act(project, role);
      } finally {
        await project.query(`DROP OWNED BY ${quoted} CASCADE`);
        await project.query(`DROP ROLE ${quoted}`);
      }
    });
}

const CASES: Readonly<Record<string, Files>> = {
  "one transaction": { "1_a.up.sql": "CREATE TABLE a (id INTEGER);" },
  "kept in pieces": {
    "1_a.up.sql": "-- dunlin: no-transaction\nCREATE TABLE a (id INTEGER);\nSELECT 1;",
  },
  "code": { "1_a.ts": { up: (db) => db.execute("CREATE TABLE a (id INTEGER)") } },
  "behind a file that left the role": {
    "1_first.up.sql": "RESET ROLE;",
    "2_a.up.sql": "CREATE TABLE a (id INTEGER);",
  },
};

for (const [what, files] of Object.entries(CASES)) {
  test(
    `--role: ${what}: the role owns what files make, dunlin's own tables stay the runner's`,
    { skip },
    withRole(async (project, role) => {
      project.files = files;
      await project.up();
      assert.deepEqual(await project.column(OWNERS), [`a ${role}`]);
      const own = await project.column(
        "SELECT DISTINCT tableowner FROM pg_tables WHERE tablename LIKE 'dunlin%'",
      );
      assert.deepEqual(own, ["postgres"]);
    }),
  );
}

test(
  "--role: CREATE INDEX CONCURRENTLY runs as the role, and so does a down",
  { skip },
  withRole(async (project, role) => {
    project.files = {
      "1_a.up.sql": "CREATE TABLE a (id INTEGER);",
      "2_i.up.sql":
        "CREATE INDEX CONCURRENTLY i ON a (id);\nCREATE TABLE b (who TEXT DEFAULT CURRENT_USER);",
      "2_i.down.sql": "INSERT INTO b DEFAULT VALUES;",
    };
    await project.up();
    assert.deepEqual(await project.column(OWNERS), [`a ${role}`, `b ${role}`, `i ${role}`]);
    await project.down();
    assert.deepEqual(await project.column("SELECT who FROM b"), [role]);
  }),
);

test(
  "--role: a file that fails leaves no role behind; mended, it goes on as the role",
  { skip },
  withRole(async (project, role) => {
    project.files = {
      "1_a.up.sql": "-- dunlin: no-transaction\nCREATE TABLE a (id INTEGER);\nSELECT nosuch;",
    };
    const migrator = await project.migrator();
    await assert.rejects(migrator.up(), { code: "migration-failed" });
    assert.equal((await migrator.status()).migrations[0]?.state, "partial");
    await migrator.close();
    project.files = {
      "1_a.up.sql":
        "-- dunlin: no-transaction\nCREATE TABLE a (id INTEGER);\nCREATE TABLE b (id INTEGER);",
    };
    await project.up();
    assert.deepEqual(await project.column(OWNERS), [`a ${role}`, `b ${role}`]);
  }),
);

test(
  "--role: the role needs rights of its own: what it may not do fails",
  { skip },
  withRole(async (project) => {
    await project.query("CREATE TABLE theirs (id INTEGER)");
    project.files = { "1_a.up.sql": "DROP TABLE theirs;" };
    await assert.rejects(project.up(), { code: "permission-denied" });
    assert.ok(await project.exists("theirs"));
  }),
);

test(
  "--role: seeds run as the role, too",
  { skip },
  withRole(async (project, role) => {
    const migrator = await project.migrator();
    await migrator.seed([
      { name: "1.sql", path: "seeds/1.sql", content: "CREATE TABLE a (id INTEGER);" },
      {
        name: "2.sql",
        path: "seeds/2.sql",
        content: "-- dunlin: no-transaction\nCREATE INDEX CONCURRENTLY i ON a (id);",
      },
    ]);
    assert.deepEqual(await project.column(OWNERS), [`a ${role}`, `i ${role}`]);
  }),
);

test(
  "--role: a role that cannot be taken is told before anything is made",
  { skip },
  () =>
    withProject(postgres, async (project) => {
      project.files = { "1_a.up.sql": "CREATE TABLE a (id INTEGER);" };
      const error = await project.failure(project.up({ role: "no_such_role" }));
      assert.equal(error.code, "permission-denied");
      assert.match(error.message, /cannot be run as no_such_role/);
      assert.equal(await project.exists("dunlin_migrations"), false);
    }),
);

test(
  "--role: none, which would leave the files to whoever logs in, is refused",
  { skip },
  () =>
    withProject(postgres, async (project) => {
      project.files = { "1_a.up.sql": "CREATE TABLE a (id INTEGER);" };
      const error = await project.failure(project.up({ role: "none" }));
      assert.equal(error.code, "unsupported");
      assert.equal(await project.exists("dunlin_migrations"), false);
    }),
);

for (const database of databases) {
  if (database.name === "postgres") continue;
  test(
    `${database.name}: --role is refused in words`,
    { skip: database.skip },
    () =>
      withProject(database, async (project) => {
        const error = await project.failure(project.up({ role: "owner" }));
        assert.equal(error.code, "unsupported");
        assert.match(error.message, /a role makes no owner in (MySQL|MariaDB|SQLite)/);
      }),
  );
}
