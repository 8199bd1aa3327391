import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import fc from "fast-check";
import { behindStatement } from "../../src/drivers/behind_statement.ts";
import { connect } from "../../src/drivers/connect.ts";
import type { Connection, StatementResult } from "../../src/drivers/connection.ts";
import { openSqlite } from "../../src/drivers/sqlite.ts";
import { openSqliteSession, sqliteSession } from "../../src/drivers/sqlite_session.ts";
import { databaseNamed } from "../contract/databases.ts";
import { driverFailure, explainedFailure } from "./failures.ts";
import { opened } from "./opened.ts";

const sqlite = databaseNamed("sqlite");

async function inFolder(act: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "dunlin-sqlite-"));
  try {
    await act(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function inMemory(act: (connection: Connection) => Promise<void>): Promise<void> {
  const connection = await openSqlite({ path: ":memory:", readOnly: false, create: false });
  try {
    await act(connection);
  } finally {
    await connection.close();
  }
}

for (const place of ["this thread", "a thread of its own"]) {
  const open = (act: (connection: Connection) => Promise<void>) =>
    opened(sqlite, async (connection) => {
      if (place !== "this thread") await connection.isolate?.();
      await act(connection);
    });

  test(`sqlite in ${place}: statements run one by one, around comments and triggers`, () =>
    open(async (connection) => {
      const results: StatementResult[] = [];
      await connection.send(
        "\uFEFF-- first; nothing\nCREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT UNIQUE);;\n" +
          "/* ; */ CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; SELECT 2; END;\n" +
          "INSERT INTO t VALUES (1, 'x;--'), (9007199254740993, 'y') RETURNING a; -- ; end\n" +
          "SELECT a FROM t /* unclosed",
        { keepRows: (index) => index >= 2, onResult: (result) => results.push(result) },
      );
      const rows = [{ a: 1 }, { a: "9007199254740993" }];
      assert.deepEqual(results, [
        { index: 0, tag: "" },
        { index: 1, tag: "" },
        { index: 2, tag: "", rows },
        { index: 3, tag: "", rows },
      ]);
    }));

  test(`sqlite in ${place}: a text without statements does nothing`, () =>
    open(async (connection) => {
      const results: StatementResult[] = [];
      for (const text of ["", " \n", "-- only\n", "/* only */;", ";;", "/*"]) {
        await connection.send(text, { onResult: (result) => results.push(result) });
        assert.deepEqual(await connection.query({ text }), []);
      }
      assert.deepEqual(results, []);
    }));

  test(`sqlite in ${place}: results are told without keepRows too`, () =>
    open(async (connection) => {
      const indexes: number[] = [];
      const text = "CREATE TABLE t (a);" + "INSERT INTO t VALUES (1);".repeat(300) +
        "SELECT nosuch";
      const sending = connection.send(text, { onResult: ({ index }) => indexes.push(index) });
      const error = await driverFailure(sending, "sql");
      assert.equal(error.point?.completed, 301);
      assert.deepEqual(indexes, Array.from({ length: 301 }, (_, index) => index));
    }));

  for (
    const [text, code, completed, at, near] of [
      ["SELECT 1; CREATE TABLE é😀 (a, b ) ) ;", "1", 1, ") ;", ")"],
      ["SELECT ab FROM (SELECT 1 ab) WHERE ab ab", "1", 0, "ab", "ab"],
      ["SELECT '😀'; SELECT 'abc", "1", 1, "'abc", "'abc"],
      ["SELECT 1 FROM  ", "1", 0, "  ", null],
      ["SELECT 1; SELECT nosuch FROM (SELECT 1)", "1", 1, null, "nosuch"],
      ["SELECT * FROM nosuch", "1", 0, null, "nosuch"],
      ["CREATE TABLE t (a); CREATE TABLE t (a)", "1", 1, null, "t"],
      [
        "CREATE TABLE t (a UNIQUE); INSERT INTO t VALUES (1); INSERT INTO t VALUES (1)",
        "2067",
        2,
        null,
        null,
      ],
      [
        "CREATE TABLE t (a UNIQUE); INSERT INTO t VALUES (1),(1) RETURNING a",
        "2067",
        1,
        null,
        null,
      ],
      ["SELECT 1; SELECT abs(-9223372036854775808)", "1", 1, null, null],
      ["PRAGMA foreign_keys = maybe not", "1", 0, null, "not"],
    ] as const
  ) {
    test(`sqlite in ${place}: the failure of ${text} has its place`, () =>
      open(async (connection) => {
        const error = await driverFailure(connection.send(text), "sql");
        assert.equal(error.code, code, error.message);
        assert.equal(error.point?.completed, completed);
        assert.equal(error.point?.near, near);
        assert.equal(error.point?.offset, at === null ? null : text.lastIndexOf(at));
        const statement = text.split(/(?<=;) /).slice(0, completed).join(" ").length;
        assert.equal(error.point?.statementOffset, statement === 0 ? 0 : statement + 1);
      }));
  }

  test(`sqlite in ${place}: values keep their digits and their types`, () =>
    open(async (connection) => {
      const [row] = await connection.query({
        text: "SELECT ? AS big, ? AS t, ? AS n, typeof(?) AS whole, typeof(?) AS part, 2 AS i",
        params: [9007199254740993n, "ü😀'", null, 5, 0.5],
      });
      assert.deepEqual(row, {
        big: "9007199254740993",
        t: "ü😀'",
        n: null,
        whole: "integer",
        part: "real",
        i: 2,
      });
    }));

  test(`sqlite in ${place}: whether a transaction is open is known`, () =>
    open(async (connection) => {
      assert.equal(connection.inTransaction?.(), false);
      await connection.send("BEGIN");
      assert.equal(connection.inTransaction?.(), true);
      await driverFailure(connection.send("SELECT nosuch"), "sql");
      assert.equal(connection.inTransaction?.(), true);
      await connection.query({ text: "ROLLBACK" });
      assert.equal(connection.inTransaction?.(), false);
    }));

  for (const hook of ["onResult", "keepRows"] as const) {
    test(`sqlite in ${place}: what ${hook} throws is thrown behind the last statement`, () =>
      open(async (connection) => {
        const mine = new RangeError("mine");
        const throwing = () => {
          throw mine;
        };
        const text = "BEGIN; CREATE TABLE t (a); INSERT INTO t VALUES (1); COMMIT";
        const thrown = await connection.send(text, { [hook]: throwing }).catch((error) => error);
        assert.equal(thrown, mine);
        assert.equal(connection.inTransaction?.(), false);
        assert.deepEqual(await connection.query({ text: "SELECT a FROM t" }), [{ a: 1 }]);
      }));
  }

  test(`sqlite in ${place}: millions of comments before a statement are no obstacle`, () =>
    open(async (connection) => {
      const results: number[] = [];
      const text = "-- a\n".repeat(3_000_000) + "SELECT 1;" + "/**/;\n".repeat(1_000_000);
      await connection.send(text, { onResult: ({ index }) => results.push(index) });
      assert.deepEqual(results, [0]);
    }));

  test(`sqlite in ${place}: what is no white space to SQLite is not skipped`, () =>
    open(async (connection) => {
      await driverFailure(connection.send("\u00a0SELECT 1"), "sql");
      await driverFailure(connection.send("\vSELECT 1"), "sql");
    }));

  test(`sqlite in ${place}: after close() every call is refused`, () =>
    open(async (connection) => {
      await connection.close();
      await connection.close();
      await driverFailure(connection.query({ text: "SELECT 1" }), "connection");
      await driverFailure(connection.send("SELECT 1"), "connection");
      assert.equal(connection.inTransaction?.(), null);
    }));
}

test("sqlite: in a thread of its own a long statement leaves this one awake", () =>
  opened(sqlite, async (connection) => {
    await connection.isolate?.();
    let ticks = 0;
    const timer = setInterval(() => ticks++, 1);
    await connection.send(
      "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 1000000) SELECT count(*) FROM c",
    );
    clearInterval(timer);
    assert.ok(ticks > 3, `${ticks} ticks`);
  }));

test("sqlite: an open transaction cannot move to a thread", () =>
  opened(sqlite, async (connection) => {
    await connection.send("BEGIN");
    await assert.rejects(connection.isolate!(), TypeError);
    assert.equal(connection.inTransaction?.(), true);
  }));

test("sqlite: a database in memory stays where it is", () =>
  inMemory(async (connection) => {
    await connection.send("CREATE TABLE t (a)");
    await connection.isolate?.();
    assert.deepEqual(await connection.query({ text: "SELECT * FROM t" }), []);
  }));

test("sqlite: rows nobody asked for fail where they fail", () =>
  inMemory(async (connection) => {
    const text = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 5) " +
      "SELECT CASE WHEN x = 3 THEN abs(-9223372036854775808) END FROM c";
    await driverFailure(connection.send(text), "sql");
  }));

test("sqlite: a statement longer than the first look at the text is one statement", () =>
  inMemory(async (connection) => {
    const long = "x;'' 😀".repeat(20_000);
    const results: StatementResult[] = [];
    await connection.send(`SELECT 1; SELECT '${long}' AS s; SELECT 3`, {
      keepRows: () => true,
      onResult: (result) => results.push(result),
    });
    assert.equal(results.length, 3);
    assert.equal(results[1]?.rows?.[0]?.s, long.replaceAll("''", "'"));
  }));

test("sqlite: however a text is put together, every statement runs once", async () => {
  const blank = fc.constantFrom("", " ", "\n", "-- ;'\n", "/* ; */", ";", "\t;\r\n");
  const statement = fc.constantFrom(
    "INSERT INTO t VALUES ('a;b')",
    "INSERT INTO t VALUES ('it''s -- /*')",
    "INSERT INTO \"t\" VALUES ('😀')",
    "INSERT INTO [t] VALUES (/* ; */ 1)",
  );
  const pieces = fc.array(fc.tuple(blank, statement, blank), { maxLength: 8 });
  await inMemory((connection) =>
    fc.assert(
      fc.asyncProperty(pieces, blank, async (pieces, tail) => {
        await connection.send("DROP TABLE IF EXISTS t; CREATE TABLE t (a)");
        let told = 0;
        await connection.send(pieces.map((parts) => parts.join("")).join(";") + tail, {
          onResult: () => told++,
        });
        const [row] = await connection.query({ text: "SELECT count(*) AS n FROM t" });
        assert.deepEqual([told, row?.n], [pieces.length, pieces.length]);
      }),
      { numRuns: 60 },
    )
  );
});

test("sqlite: a locked file is told at once", () =>
  opened(sqlite, async (connection, fresh) => {
    await connection.send("CREATE TABLE t (a)");
    const other = await connect(fresh.url);
    await other.send("BEGIN IMMEDIATE");
    const began = performance.now();
    const error = await driverFailure(connection.send("SELECT 1; BEGIN IMMEDIATE"), "busy");
    assert.deepEqual([error.code, error.point?.completed], ["5", 1]);
    await driverFailure(connection.query({ text: "INSERT INTO t VALUES (1)" }), "busy");
    assert.ok(performance.now() - began < 1000);
    await other.close();
    await connection.send("BEGIN IMMEDIATE; COMMIT");
  }));

test("sqlite: foreign keys are enforced", () =>
  inMemory(async (connection) => {
    const text =
      "CREATE TABLE p (a PRIMARY KEY); CREATE TABLE c (a REFERENCES p); INSERT INTO c VALUES (1)";
    assert.equal((await driverFailure(connection.send(text), "sql")).code, "787");
  }));

test("sqlite: a missing file is not made unless asked for", () =>
  inFolder(async (folder) => {
    const path = join(folder, "app.db");
    const missing = await explainedFailure(connect(`sqlite:${path}`), "database-missing");
    assert.ok(missing.next);
    await explainedFailure(
      connect(`sqlite:${path}`, { readOnly: true, create: true }),
      "database-missing",
    );
    await assert.rejects(stat(path), { code: "ENOENT" });
    const made = await connect(`sqlite:${path}`, { create: true });
    await made.send("CREATE TABLE t (a)");
    await made.close();
    await (await connect(`sqlite:${path}`)).close();
  }));

test("sqlite: a folder, a missing folder and a file for a folder are told apart", () =>
  inFolder(async (folder) => {
    await writeFile(join(folder, "plain"), "");
    await mkdir(join(folder, "sub"));
    await symlink("nowhere", join(folder, "dangling"));
    const said = async (path: string) => {
      const error = await explainedFailure(
        connect(`sqlite:${join(folder, path)}`, { create: true }),
        "connection-failed",
      );
      return `${error.server?.message} ${error.next}`;
    };
    assert.match(await said("sub"), /is a folder, not a database file/);
    assert.match(await said("nosuch/app.db"), /nosuch is not there.*make the folder first/);
    assert.match(await said("plain/app.db"), /plain is not a folder/);
  }));

test("sqlite: a read-only session writes nothing", () =>
  opened(sqlite, async (connection, fresh) => {
    await connection.send("CREATE TABLE t (a)");
    for (const isolated of [false, true]) {
      const reader = await connect(fresh.url, { readOnly: true });
      if (isolated) await reader.isolate?.();
      assert.deepEqual(await reader.query({ text: "SELECT * FROM t" }), []);
      const error = await driverFailure(reader.send("INSERT INTO t VALUES (1)"), "sql");
      assert.equal(error.code, "8");
      await reader.close();
    }
    const byUrl = await connect(`${fresh.url}?mode=ro`);
    await driverFailure(byUrl.send("INSERT INTO t VALUES (1)"), "sql");
    await byUrl.close();
  }));

test("sqlite: a file that is no database is told by its first statement", () =>
  inFolder(async (folder) => {
    const path = join(folder, "text.db");
    await writeFile(path, "this is not a database ".repeat(50));
    const connection = await connect(`sqlite:${path}`);
    assert.equal(
      (await driverFailure(connection.query({ text: "SELECT * FROM t" }), "sql")).code,
      "26",
    );
    await connection.close();
  }));

test(
  "sqlite: a file this user may not read is told",
  { skip: process.getuid?.() === 0 },
  () =>
    inFolder(async (folder) => {
      const path = join(folder, "secret.db");
      await writeFile(path, "");
      await chmod(path, 0o000);
      const connecting = connect(`sqlite:${path}`);
      const error = await explainedFailure(connecting, "connection-failed");
      assert.match(error.next ?? "", /may be read and written/);
    }),
);

test("sqlite: the version is known, and the description has the path", () =>
  inMemory(async (connection) => {
    const [row] = await connection.query({ text: "SELECT sqlite_version() AS v" });
    assert.deepEqual(connection.server, { product: "sqlite", version: row!.v, connectionId: null });
    assert.equal(connection.description, "sqlite::memory:");
  }));

test("sqlite: a NUL in the text is refused before anything runs", () =>
  inMemory(async (connection) => {
    const error = await driverFailure(connection.send("CREATE TABLE t (a); \0"), "sql");
    assert.equal(error.point?.offset, 20);
    await driverFailure(connection.query({ text: "SELECT * FROM t" }), "sql");
  }));

test("sqlite: what fails beside SQLite is told as a failure, and the session answers on", () => {
  let failing = false;
  class DatabaseSync {
    readonly isTransaction = true;
    prepare() {
      if (failing) throw "no error at all";
      return {
        sourceSQL: "SELECT 1",
        setReadBigInts: () => {},
        columns: () => [],
        all: () => [{ v: "3.0" }],
        iterate: () => [],
      };
    }
    close() {}
  }
  const session = openSqliteSession(
    { DatabaseSync },
    sqliteSession,
    behindStatement,
    ":memory:",
    false,
  );
  failing = true;
  const request = { kind: "steps", text: "SELECT 1", keepRows: false, forMs: 0, most: 1 } as const;
  assert.deepEqual(session.answer(request), {
    kind: "failure",
    failure: {
      code: null,
      message: "no error at all",
      offset: null,
      statementOffset: 0,
      near: null,
    },
    ran: 0,
    inTransaction: true,
  });
});
