import assert from "node:assert/strict";
import { test } from "node:test";
import { databases, type FreshDatabase, type TestDatabase } from "../contract/databases.ts";
import { inProcess } from "./in_process.ts";
import type { Ended } from "./program.ts";
import { Project, table } from "./project.ts";

type Options = Parameters<typeof inProcess>[1];
type Call = (
  args: readonly string[],
  options?: Options & { readonly url?: string },
) => Promise<Ended>;

const FILES = { ...table(1, "a"), "seeds/1_a.sql": "INSERT INTO a VALUES (7);\n" };

/** A migrated database that also holds a table nobody's migration made. */
function withStray(
  database: TestDatabase,
  act: (call: Call, fresh: FreshDatabase, project: Project) => Promise<void>,
): () => Promise<void> {
  return async () => {
    const fresh = await database.fresh();
    const project = new Project(FILES);
    const call: Call = (args, { url = fresh.url, ...options } = {}) =>
      inProcess(
        [...args, "--dir", project.path("migrations"), "--database", url],
        options,
      );
    try {
      assert.equal((await call(["migrate"])).code, 0);
      const session = await fresh.session();
      await session.query("CREATE TABLE stray (id INTEGER)");
      await session.close();
      await act(call, fresh, project);
    } finally {
      await fresh.dispose();
    }
  };
}

async function isThere(fresh: FreshDatabase, name: string): Promise<boolean> {
  const session = await fresh.session();
  try {
    return await session.query(`SELECT * FROM ${name}`).then(() => true, () => false);
  } finally {
    await session.close();
  }
}

for (const database of databases) {
  const { name: kind, skip } = database;

  test(
    `${kind}: db:fresh leaves what the migrations make, and with --seed what the seeds fill in`,
    { skip },
    withStray(database, async (call, fresh, project) => {
      const { code, out, err } = await call([
        ...["db:fresh", "--yes", "--seed"],
        ...["--seeds", project.path("seeds")],
      ]);
      assert.deepEqual([code, err], [0, ""]);
      assert.match(out, /dropped and created the database[^]*Applied 1_a[^]*Seeded [^]*1 seed run/);
      assert.equal(await isThere(fresh, "stray"), false);
      const session = await fresh.session();
      const rows = await session.query("SELECT id FROM a");
      await session.close();
      assert.deepEqual(rows.map(({ id }) => Number(id)), [7]);
    }),
  );

  test(
    `${kind}: db:fresh that nobody confirms changes nothing`,
    { skip },
    withStray(database, async (call, fresh) => {
      const nobody = await call(["db:fresh"]);
      assert.equal(nobody.code, 2);
      assert.match(nobody.err, /nobody is there to confirm: drop the database/);
      const no = await call(["db:fresh"], { ask: () => Promise.resolve("n") });
      assert.equal(no.code, 2);
      const production = await call(["db:fresh", "--env", "prod"], {
        ask: () => Promise.resolve("y"),
      });
      assert.equal(production.code, 2);
      assert.match(production.err, /the environment is prod \(--env\)/);
      assert.equal(await isThere(fresh, "stray"), true);
    }),
  );

  test(
    `${kind}: db:fresh with broken files, or without the seeds it is to run, drops nothing`,
    { skip },
    withStray(database, async (call, fresh, project) => {
      const seeds = await call(["db:fresh", "--yes", "--seed", "--seeds", project.path("nowhere")]);
      assert.equal(seeds.code, 2);
      project.write({ "migrations/2_b.up.sql": "SELECT 'never closed" });
      const { code, err } = await call(["db:fresh", "--yes"]);
      assert.equal(code, 1);
      assert.match(err, /2_b\.up\.sql:1:8[^]*nothing was changed/);
      assert.equal(await isThere(fresh, "stray"), true);
    }),
  );
}

const postgres = databases.find(({ name }) => name === "postgres");
const noPostgres = { skip: postgres === undefined ? "not asked for" : postgres.skip };

test(
  "postgres: an owner who may not make databases is told before anything is dropped",
  noPostgres,
  withStray(postgres as TestDatabase, async (call, fresh) => {
    const role = `r${fresh.name.slice(-12)}`;
    const session = await fresh.session();
    try {
      await session.query(`CREATE ROLE ${role} LOGIN PASSWORD 'pw'`);
      await session.query(`ALTER DATABASE ${fresh.name} OWNER TO ${role}`);
      await session.close();
      const url = new URL(fresh.url);
      [url.username, url.password] = [role, "pw"];
      const { code, err } = await call(["db:fresh", "--yes"], { url: url.href });
      assert.equal(code, 1);
      assert.match(err, new RegExp(`${role} may not make the database[^]*ALTER ROLE`));
      assert.equal(await isThere(fresh, "stray"), true);
    } finally {
      await fresh.raw.query(`ALTER DATABASE ${fresh.name} OWNER TO CURRENT_USER`);
      await fresh.raw.query(`DROP ROLE ${role}`);
    }
  }),
);

test("postgres: db:fresh keeps owner, encoding and collation", noPostgres, async () => {
  const fresh = await postgres!.fresh();
  const role = `r${fresh.name.slice(-12)}`;
  const name = `${fresh.name}_sql`;
  const url = new URL(fresh.url);
  url.pathname = `/${name}`;
  try {
    await fresh.raw.query(`CREATE ROLE ${role}`);
    await fresh.raw.query(
      `CREATE DATABASE ${name} OWNER ${role} TEMPLATE template0 ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'`,
    );
    const project = new Project(table(1, "a"));
    const args = ["--dir", project.path("migrations"), "--database", url.href];
    const { code, err } = await inProcess(["db:fresh", "--yes", ...args]);
    assert.deepEqual([code, err], [0, ""]);
    const rows = await fresh.raw.query(
      "SELECT pg_get_userbyid(datdba) AS owner, pg_encoding_to_char(encoding) AS encoding, datcollate AS collate " +
        `FROM pg_database WHERE datname = '${name}'`,
    );
    assert.deepEqual(rows, [{ owner: role, encoding: "SQL_ASCII", collate: "C" }]);
  } finally {
    await fresh.raw.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await fresh.raw.query(`DROP ROLE IF EXISTS ${role}`);
    await fresh.dispose();
  }
});

test("postgres: db:fresh keeps a locale that is not libc's", noPostgres, async (t) => {
  const fresh = await postgres!.fresh();
  const name = `${fresh.name}_icu`;
  const url = new URL(fresh.url);
  url.pathname = `/${name}`;
  try {
    try {
      await fresh.raw.query(
        `CREATE DATABASE ${name} TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'de-u-co-phonebk'`,
      );
    } catch (error) {
      return t.skip(`this server makes no such database: ${(error as Error).message}`);
    }
    const like = async () =>
      await fresh.raw.query(
        "SELECT to_jsonb(d) ->> 'datlocprovider' AS provider, " +
          "COALESCE(to_jsonb(d) ->> 'datlocale', to_jsonb(d) ->> 'daticulocale') AS locale " +
          `FROM pg_database d WHERE datname = '${name}'`,
      );
    const before = await like();
    const project = new Project(table(1, "a"));
    const args = ["--dir", project.path("migrations"), "--database", url.href];
    const { code, err } = await inProcess(["db:fresh", "--yes", ...args]);
    assert.deepEqual([code, err], [0, ""]);
    assert.deepEqual(await like(), before);
    assert.equal(before[0]?.provider, "i");
  } finally {
    await fresh.raw.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await fresh.dispose();
  }
});

for (const database of databases) {
  if (database.name !== "mysql" && database.name !== "mariadb") continue;
  test(
    `${database.name}: db:fresh that dropped and may not make says what became of the database`,
    { skip: database.skip },
    withStray(database, async (call, fresh) => {
      const user = `u${fresh.name.slice(-12)}`;
      await fresh.raw.query(`CREATE USER '${user}'@'%' IDENTIFIED BY 'secret'`);
      try {
        await fresh.raw.query(`GRANT SELECT, DROP ON \`${fresh.name}\`.* TO '${user}'@'%'`);
        const url = new URL(fresh.url);
        url.username = user;
        url.password = "secret";
        const { code, err } = await call(["db:fresh", "--yes", "--force"], { url: url.href });
        assert.notEqual(code, 0);
        assert.match(err, /may not make the database/);
        assert.doesNotMatch(err, /nothing was changed/);
        assert.match(err, /was dropped, and is not there any more/);
        assert.match(err, /make it: `dunlin db:create`/);
      } finally {
        await fresh.raw.query(`CREATE DATABASE IF NOT EXISTS \`${fresh.name}\``).catch(() => {});
        await fresh.raw.query(`DROP USER '${user}'@'%'`);
      }
    }),
  );

  test(
    `${database.name}: db:fresh keeps character set and collation`,
    { skip: database.skip },
    withStray(database, async (call, fresh) => {
      await fresh.raw.query("ALTER DATABASE CHARACTER SET latin1 COLLATE latin1_german2_ci");
      assert.equal((await call(["db:fresh", "--yes"])).code, 0);
      const session = await fresh.session();
      const rows = await session.query("SELECT @@collation_database AS c");
      await session.close();
      assert.deepEqual(rows, [{ c: "latin1_german2_ci" }]);
    }),
  );
}
