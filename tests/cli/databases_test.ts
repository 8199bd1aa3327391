import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { connect } from "../../src/drivers/connect.ts";
import { databases, type TestDatabase } from "../contract/databases.ts";
import { inProcess } from "./in_process.ts";
import { Project } from "./project.ts";

/** A database that is not there yet: its name, hard to quote, and its URL. */
interface Missing {
  readonly name: string;
  readonly url: string;
  /** A session in it, or the error that it is not there. */
  session(): ReturnType<typeof connect>;
}

/** Runs a test with a database that is not there; whatever is there at its end is removed. */
async function withMissing(
  database: TestDatabase,
  act: (missing: Missing) => Promise<void>,
): Promise<void> {
  const fresh = await database.fresh();
  const name = database.name === "sqlite"
    ? new Project().path("it's new.db")
    : `${fresh.name} it's "a\` name`;
  const url = new URL(fresh.url);
  url.pathname = `/${encodeURIComponent(name)}`;
  const missing = {
    name,
    url: database.name === "sqlite" ? `sqlite:${name}` : url.href,
    session: () => connect(missing.url),
  };
  try {
    await act(missing);
  } finally {
    await inProcess(["db:drop", "--yes", "--force", "--database", missing.url]);
    await fresh.dispose();
  }
}

for (const database of databases) {
  const { skip } = database;
  const kind = database.name;

  test(
    `${kind}: db:create makes the database, and again says that it is there`,
    { skip },
    () =>
      withMissing(database, async ({ name, url, session }) => {
        const first = await inProcess(["db:create", "--database", url]);
        assert.deepEqual([first.code, first.err], [0, ""]);
        assert.ok(first.out.startsWith(`created the database ${name} (`), first.out);
        const opened = await session();
        if (kind === "mysql" || kind === "mariadb") {
          const [row] = await opened.query({ text: "SELECT @@character_set_database AS c" });
          assert.equal(row?.["c"], "utf8mb4");
        }
        await opened.close();
        const again = await inProcess(["db:create", "--database", url]);
        assert.equal(again.code, 0);
        assert.ok(again.out.startsWith(`the database ${name} is there already (`), again.out);
      }),
  );

  test(
    `${kind}: db:drop removes the database, and again says that it is gone`,
    { skip },
    () =>
      withMissing(database, async ({ url, session }) => {
        await inProcess(["db:create", "--database", url]);
        const first = await inProcess(["db:drop", "--yes", "--json", "--database", url]);
        assert.deepEqual([first.code, JSON.parse(first.out)["dropped"]], [0, true]);
        await assert.rejects(session(), { code: "database-missing" });
        const again = await inProcess(["db:drop", "--yes", "--json", "--database", url]);
        assert.deepEqual([again.code, JSON.parse(again.out)["dropped"]], [0, false]);
      }),
  );

  test(
    `${kind}: db:drop asks, naming database and server; only yes does it`,
    { skip },
    () =>
      withMissing(database, async ({ name, url, session }) => {
        await inProcess(["db:create", "--database", url]);
        const questions: string[] = [];
        const answered = (answer: string) =>
          inProcess(["db:drop", "--database", url], {
            ask: (question) => (questions.push(question), Promise.resolve(answer)),
          });
        assert.equal((await answered("n")).code, 2);
        const nobody = await inProcess(["db:drop", "--database", url]);
        assert.equal(nobody.code, 2);
        assert.match(nobody.err, /nobody is there to confirm: drop the database/);
        await (await session()).close();
        assert.equal((await answered("yes")).code, 0);
        for (const question of questions) {
          assert.ok(question.includes(`drop the database ${name}`), question);
          if (kind !== "sqlite") assert.ok(question.includes(new URL(url).host), question);
          assert.doesNotMatch(question, /:secret@/);
        }
      }),
  );

  test(
    `${kind}: in production db:drop asks nobody and needs --yes`,
    { skip },
    () =>
      withMissing(database, async ({ url, session }) => {
        await inProcess(["db:create", "--database", url]);
        const args = ["db:drop", "--env", "production", "--database", url];
        const refused = await inProcess(args, { ask: () => Promise.resolve("y") });
        assert.equal(refused.code, 2);
        assert.match(refused.err, /the environment is production \(--env\): drop the database/);
        await (await session()).close();
        assert.equal((await inProcess([...args, "--yes"])).code, 0);
      }),
  );
}

for (const database of databases) {
  if (database.name === "sqlite") continue;
  const { skip } = database;
  const kind = database.name;
  const busy = kind === "postgres" ? "SELECT 1" : "START TRANSACTION; SELECT * FROM t";

  test(
    `${kind}: db:drop names the sessions that are in it; --force ends them`,
    { skip },
    async () => {
      const fresh = await database.fresh();
      try {
        await fresh.raw.query("CREATE TABLE t (id INTEGER)");
        const session = await fresh.session();
        await session.query(busy);
        const args = ["db:drop", "--yes", "--database", fresh.url];
        if (kind === "postgres") { // on MySQL it takes the ten seconds of a lock timeout
          const { code, err } = await inProcess(args);
          assert.equal(code, 1);
          assert.match(err, /is in use: process \d+, user postgres, application\s+dunlin-test/);
          assert.match(err, /--force/);
        }
        const forced = await inProcess([...args, "--force"]);
        assert.deepEqual([forced.code, forced.err], [0, ""]);
        await assert.rejects(session.query("SELECT 1"));
      } finally {
        await fresh.dispose();
      }
    },
  );

  test(`${kind}: the server's own databases are never dropped`, { skip }, async () => {
    const fresh = await database.fresh();
    try {
      const own = kind === "postgres"
        ? ["postgres", "template0", "template1"]
        : ["mysql", "SYS", "information_schema", "performance_schema"];
      for (const name of own) {
        const url = new URL(fresh.url);
        url.pathname = `/${name}`;
        for (const command of ["db:drop", "db:fresh"]) {
          const { code, err } = await inProcess([
            command,
            "--yes",
            "--force",
            "--database",
            url.href,
          ]);
          assert.equal(code, 2, err);
          assert.match(err, new RegExp(`${name} is a database of the server itself`));
        }
      }
    } finally {
      await fresh.dispose();
    }
  });

  test(
    `${kind}: an account that may not make databases is told what it lacks`,
    { skip },
    async () => {
      const fresh = await database.fresh();
      const account = `r${fresh.name.slice(-12)}`;
      const host = kind === "postgres" ? "" : "@'%'";
      const words = kind === "postgres" ? `LOGIN PASSWORD 'pw'` : `IDENTIFIED BY 'pw'`;
      try {
        await fresh.raw.query(`CREATE USER ${account}${host} ${words}`);
        const url = new URL(fresh.url);
        [url.username, url.password, url.pathname] = [account, "pw", `/${fresh.name}_more`];
        const { code, err } = await inProcess(["db:create", "--database", url.href]);
        assert.equal(code, 1, err);
        assert.match(err, new RegExp(`${account} may not make the database ${fresh.name}_more`));
        assert.match(err, kind === "postgres" ? /ALTER ROLE "\w+" CREATEDB/ : /GRANT ALL ON/);
      } finally {
        await fresh.raw.query(`DROP USER IF EXISTS ${account}${host}`);
        await fresh.dispose();
      }
    },
  );
}

test("a URL that names no database is told so", {
  skip: databases.find(({ name }) => name === "mysql")?.skip ?? "not asked for",
}, async () => {
  const { code, err } = await inProcess(["db:create", "--database", "mysql://app:x@127.0.0.1/"]);
  assert.equal(code, 2);
  assert.match(err, /names no database/);
});

test("sqlite: a file that is no database is not removed", async () => {
  const project = new Project();
  writeFileSync(
    project.path("notes.txt"),
    "these are my notes, and they are long enough\n".repeat(9),
  );
  const url = `sqlite:${project.path("notes.txt")}`;
  const { code, err } = await inProcess(["db:drop", "--yes", "--force", "--database", url]);
  assert.equal(code, 2, err);
  assert.match(err, /is not a SQLite database/);
  assert.ok(existsSync(project.path("notes.txt")));
});

test("sqlite: db:drop takes the files beside it along, and stops where another is in it", async () => {
  const project = new Project();
  const url = `sqlite:${project.path("app.db")}`;
  await inProcess(["db:create", "--database", url]);
  const other = await connect(url);
  await other.send(
    "PRAGMA journal_mode = WAL; CREATE TABLE t (id); BEGIN; INSERT INTO t VALUES (1)",
  );
  const { code, err } = await inProcess(["db:drop", "--yes", "--database", url]);
  assert.equal(code, 1);
  assert.match(err, /is in use by another process/);
  assert.ok(project.has("app.db-wal"));
  await other.send("COMMIT");
  await other.close();
  assert.equal((await inProcess(["db:drop", "--yes", "--database", url])).code, 0);
  for (const suffix of ["", "-wal", "-shm"]) assert.ok(!project.has(`app.db${suffix}`));
});
