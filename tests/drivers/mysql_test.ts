import assert from "node:assert/strict";
import { stat } from "node:fs/promises";
import process from "node:process";
import { test } from "node:test";
import { connect } from "../../src/drivers/connect.ts";
import type { Notice, StatementResult } from "../../src/drivers/connection.ts";
import { databaseNamed, type RawSession } from "../contract/databases.ts";
import { driverFailure, explainedFailure } from "./failures.ts";
import { opened, until } from "./opened.ts";
import { relayTo } from "./relay.ts";
import { PROCESSLIST } from "../contract/servers/processlist.ts";

for (const name of ["mysql", "mariadb"] as const) {
  const database = databaseNamed(name);
  const options = { skip: database.skip };

  test(
    `${name}: each result is told, in order, with its warnings and how many rows it changed`,
    options,
    () =>
      opened(database, async (connection) => {
        const results: StatementResult[] = [];
        await connection.send(
          "CREATE TABLE t (a int); INSERT INTO t VALUES (1), (2); SELECT a FROM t; " +
            "SELECT CAST('x' AS signed) AS c; DROP TABLE IF EXISTS nosuch",
          { keepRows: (index) => index === 3, onResult: (result) => results.push(result) },
        );
        const c = String(results[3]?.rows?.[0]?.c);
        assert.equal(c, "0");
        assert.deepEqual(results.map(({ rows: _, ...result }) => result), [
          { index: 0, tag: "", warnings: 0, changed: 0 },
          { index: 1, tag: "", warnings: 0, changed: 2 },
          { index: 2, tag: "", warnings: 0 },
          { index: 3, tag: "", warnings: 1 },
          { index: 4, tag: "", warnings: 1, changed: 0 },
        ]);
        assert.deepEqual(results.map(({ rows }) => rows?.length), [
          undefined,
          undefined,
          undefined,
          1,
          undefined,
        ]);
      }),
  );

  test(
    `${name}: rows nobody asked for are not gathered`,
    options,
    () =>
      opened(database, async (connection) => {
        await connection.send(
          "CREATE TABLE d (a int); INSERT INTO d VALUES (0),(1),(2),(3),(4),(5),(6),(7),(8),(9)",
        );
        const before = process.memoryUsage().rss;
        await connection.send(
          "SELECT repeat('x', 6000) FROM d a, d b, d c, d d, d e; SELECT 1",
        );
        const grown = process.memoryUsage().rss - before;
        assert.ok(grown < 300e6, `grew by ${Math.round(grown / 1e6)} MB for 600 MB of rows`);
      }),
  );

  test(
    `${name}: a failure counts what was done, and says near what and on which line`,
    options,
    () =>
      opened(database, async (connection) => {
        const text = "CREATE TABLE t (a int); SELECT a FROM t; SELECT 1\nFROM t WHER 'it''s'";
        const error = await driverFailure(connection.send(text), "sql");
        assert.equal(error.code, "1064");
        assert.deepEqual(error.point, { completed: 2, offset: null, line: 2, near: "'it''s'" });
        const missing = await driverFailure(connection.send("SELECT 1; SELECT nosuch"), "sql");
        assert.deepEqual([missing.code, missing.point?.completed], ["1054", 1]);
        assert.deepEqual([missing.point?.near, missing.point?.line], [null, null]);
      }),
  );

  test(
    `${name}: parameters, 64-bit integers, decimals and times keep their digits`,
    options,
    () =>
      opened(database, async (connection) => {
        const text = "SELECT CAST(9007199254740993 AS signed) AS big, 1.50 AS d, " +
          "CAST('2026-01-02 03:04:05.123456' AS datetime(6)) AS moment, ";
        const expected = {
          big: "9007199254740993",
          d: "1.50",
          moment: "2026-01-02 03:04:05.123456",
        };
        const plain = await connection.query({ text: `${text} 'ü😀' AS s, NULL AS n` });
        const bound = await connection.query({
          text: `${text} ? AS s, ? AS n`,
          params: ["ü😀", null],
        });
        assert.deepEqual({ ...plain[0] }, { ...expected, s: "ü😀", n: null });
        assert.deepEqual({ ...bound[0] }, { ...expected, s: "ü😀", n: null });
        const [exact] = await connection.query({
          text: "SELECT ? = 9007199254740993 AS yes, ? AS quoted",
          params: [9007199254740993n, "'; DROP TABLE x; --\\"],
        });
        assert.deepEqual([Number(exact!.yes), exact!.quoted], [1, "'; DROP TABLE x; --\\"]);
      }),
  );

  test(
    `${name}: sql_mode is the server's, and the character set is utf8mb4`,
    options,
    () =>
      opened(database, async (connection) => {
        const [row] = await connection.query({
          text:
            "SELECT @@SESSION.sql_mode = @@GLOBAL.sql_mode AS same, @@character_set_client AS c, " +
            "@@character_set_connection AS k, @@character_set_results AS r",
        });
        assert.deepEqual([Number(row!.same), row!.c, row!.k, row!.r], [
          1,
          "utf8mb4",
          "utf8mb4",
          "utf8mb4",
        ]);
      }),
  );

  test(
    `${name}: LOCAL INFILE reads nothing`,
    options,
    () =>
      opened(database, async (connection) => {
        await connection.send("CREATE TABLE t (a text)");
        const text = "LOAD DATA LOCAL INFILE '/etc/hostname' INTO TABLE t";
        await driverFailure(connection.send(text), "sql");
        const [row] = await connection.query({ text: "SELECT count(*) AS n FROM t" });
        assert.equal(String(row!.n), "0");
      }),
  );

  test(
    `${name}: reset() forgets variables and temporary tables and frees named locks`,
    options,
    () =>
      opened(database, async (connection, fresh) => {
        const lock = fresh.name;
        await connection.send(
          `SET @a = 1, sql_mode = ''; CREATE TEMPORARY TABLE t (a int); DO GET_LOCK('${lock}', 0)`,
        );
        const statement = { text: "SELECT ? + 1 AS two", params: [1] };
        await connection.query(statement);
        await connection.reset?.();
        const [row] = await connection.query({
          text: `SELECT @a AS a, @@sql_mode <> '' AS mode, IS_FREE_LOCK('${lock}') AS free, ` +
            "@@character_set_client AS c",
        });
        assert.deepEqual(
          [row!.a, Number(row!.mode), Number(row!.free), row!.c],
          [null, 1, 1, "utf8mb4"],
        );
        assert.equal(Number((await connection.query(statement))[0]!.two), 2);
        assert.equal((await driverFailure(connection.send("SELECT * FROM t"), "sql")).code, "1146");
      }),
  );

  test(
    `${name}: whether a transaction is open is known without asking`,
    options,
    () =>
      opened(database, async (connection) => {
        assert.equal(connection.inTransaction?.(), false);
        await connection.send("CREATE TABLE t (a int); BEGIN; INSERT INTO t VALUES (1)");
        assert.equal(connection.inTransaction?.(), true);
        await connection.send("SELECT * FROM t");
        assert.equal(connection.inTransaction?.(), true);
        await connection.send("COMMIT");
        assert.equal(connection.inTransaction?.(), false);
      }),
  );

  test(
    `${name}: cancel() ends the session, and the rest does not run`,
    options,
    () =>
      opened(database, async (connection, fresh) => {
        await connection.send("CREATE TABLE t (a int)");
        const text = "INSERT INTO t VALUES (1); SELECT sleep(60); INSERT INTO t VALUES (2)";
        const failing = driverFailure(connection.send(text), "connection");
        await until(() => sleeps(fresh.raw, connection.server.connectionId));
        await connection.cancel?.();
        assert.equal((await failing).point?.completed, 1);
        assert.deepEqual(await fresh.raw.query("SELECT a FROM t"), [{ a: 1 }]);
        await driverFailure(connection.query({ text: "SELECT 1" }), "connection");
        await connection.cancel?.(); // nothing is left to end
      }),
  );

  test(
    `${name}: a session killed while idle is told by the next call`,
    options,
    () =>
      opened(database, async (connection, fresh) => {
        await fresh.raw.query(`KILL ${connection.server.connectionId}`);
        await driverFailure(connection.query({ text: "SELECT 1" }), "connection");
        await driverFailure(connection.send("SELECT 1"), "connection");
      }),
  );

  test(
    `${name}: product, version and thread id are known from the handshake`,
    options,
    () =>
      opened(database, async (connection) => {
        const [row] = await connection.query({
          text: "SELECT CONNECTION_ID() AS id, VERSION() AS v",
        });
        assert.equal(connection.server.product, name);
        assert.equal(connection.server.connectionId, String(row!.id));
        assert.ok(String(row!.v).startsWith(connection.server.version), connection.server.version);
        assert.ok(!connection.description.includes("secret"));
      }),
  );

  test(
    `${name}: a listener that throws is heard, and the session lives`,
    options,
    () =>
      opened(database, async (connection) => {
        const onResult = () => {
          throw new RangeError("mine");
        };
        const sending = connection.send("SELECT 1; DO 1", { onResult });
        await assert.rejects(sending, { name: "RangeError", message: "mine" });
        assert.equal((await connection.query({ text: "SELECT 1 AS one" })).length, 1);
      }),
  );

  for (const hook of ["onResult", "keepRows"] as const) {
    test(
      `${name}: what ${hook} throws is thrown once, behind the last statement`,
      options,
      () =>
        opened(database, async (connection) => {
          let calls = 0;
          const throwing = () => {
            calls++;
            throw new RangeError("mine");
          };
          const text = "BEGIN; SELECT 1 UNION SELECT 2; CREATE TABLE t (a int); BEGIN";
          await assert.rejects(connection.send(text, { [hook]: throwing }), { message: "mine" });
          assert.equal(calls, hook === "onResult" ? 4 : 1);
          assert.equal(connection.inTransaction?.(), true);
          assert.deepEqual(await connection.query({ text: "SELECT a FROM t" }), []);
        }),
    );
  }

  test(
    `${name}: a server's refusal comes before what a listener threw, which is forgotten`,
    options,
    () =>
      opened(database, async (connection) => {
        const onResult = () => {
          throw new RangeError("mine");
        };
        await driverFailure(connection.send("SELECT 1; SELECT nosuch", { onResult }), "sql");
        await connection.send("DO 1");
      }),
  );

  test(
    `${name}: a cancel that finds no server is told as a warning, and rejects nothing`,
    options,
    async () => {
      const fresh = await database.fresh();
      const relay = await relayTo(fresh.url);
      const connection = await connect(relay.url);
      try {
        const notices: Notice[] = [];
        connection.onNotice = (notice) => notices.push(notice);
        relay.refuseMore();
        await connection.cancel?.();
        assert.equal(notices.length, 1);
        assert.match(notices[0]!.message, /could not be cancelled/);
        assert.equal((await connection.query({ text: "SELECT 1" })).length, 1);
      } finally {
        await connection.close();
        await fresh.dispose();
      }
    },
  );

  test(
    `${name}: close() may be called again, and ends a session in the middle of work`,
    options,
    () =>
      opened(database, async (connection, fresh) => {
        const failing = driverFailure(connection.send("SELECT sleep(60)"), "connection");
        await until(() => sleeps(fresh.raw, connection.server.connectionId));
        await connection.close();
        await connection.close();
        await failing;
      }),
  );

  test(
    `${name}: a wrong password, a missing database and a closed port are told apart`,
    options,
    async () => {
      const fresh = await database.fresh();
      try {
        const variant = (change: (url: URL) => void) => {
          const url = new URL(fresh.url);
          change(url);
          return connect(url.href);
        };
        const wrong = await explainedFailure(
          variant((url) => url.password = "hunter2"),
          "authentication-failed",
        );
        assert.match(wrong.next ?? "", /check the password/);
        assert.ok(!JSON.stringify(wrong).includes("hunter2"));
        const missing = await explainedFailure(
          variant((url) => url.pathname = "/nosuch"),
          "database-missing",
        );
        assert.match(missing.next ?? "", /CREATE DATABASE `nosuch`/);
        const closed = await explainedFailure(
          variant((url) => url.port = "1"),
          "connection-failed",
        );
        assert.match(closed.next ?? "", /nothing listens/);
      } finally {
        await fresh.dispose();
      }
    },
  );

  for (const password of ["p@ss/w?rd#1", "100%sure", "qu\"o't\\e", "%41%42", "ünï cödé"]) {
    test(`${name}: the password ${password} works and is in no message`, options, async () => {
      const fresh = await database.fresh();
      const user = fresh.name.slice(-30);
      const literal = `'${password.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
      try {
        await fresh.raw.query(`CREATE USER '${user}'@'%' IDENTIFIED BY ${literal}`);
        await fresh.raw.query(`GRANT ALL ON ${fresh.name}.* TO '${user}'@'%'`);
        const { host, pathname } = new URL(fresh.url);
        const urlOf = (secret: string) =>
          `mysql://${user}:${encodeURIComponent(secret)}@${host}${pathname}`;
        const connection = await connect(urlOf(password));
        const error = await driverFailure(connection.send(`SELECT 1 AS a b ${literal}`), "sql");
        await connection.close();
        const refused = await explainedFailure(
          connect(urlOf(`${password}!`)),
          "authentication-failed",
        );
        const words = [error.message, String(error.point?.near), refused.message, refused.next];
        const said = `${words.join("\n")}\n${JSON.stringify(refused)}\n${refused.cause}`;
        assert.ok(!said.includes(password), said);
      } finally {
        await fresh.raw.query(`DROP USER IF EXISTS '${user}'@'%'`);
        await fresh.dispose();
      }
    });
  }

  test(
    `${name}: a Unix socket is named in the query`,
    options,
    (t) =>
      opened(database, async (connection, fresh) => {
        const [row] = await connection.query({ text: "SELECT @@socket AS socket" });
        const socket = String(row!.socket);
        const there = await stat(socket).then((found) => found.isSocket(), () => false);
        if (!there) return t.skip("the server has no socket here");
        const { username, password } = new URL(fresh.url);
        const url = `mysql://${username}:${password}@/${fresh.name}?socket=${socket}`;
        const local = await connect(url);
        assert.equal((await local.query({ text: "SELECT 1 AS one" })).length, 1);
        assert.ok(local.description.endsWith(`?socket=${socket}`));
        await local.close();
      }),
  );

  test(
    `${name}: TLS is used where the server has it`,
    options,
    () =>
      opened(database, async (connection, fresh) => {
        const cipher = async (session: { query(q: { text: string }): Promise<unknown[]> }) =>
          String(
            (await session.query({ text: "SHOW STATUS LIKE 'Ssl_cipher'" }) as [{ Value: string }])[
              0
            ].Value,
          );
        const rows = await fresh.raw.query("SHOW VARIABLES LIKE 'have_ssl'");
        const hasTls = name === "mysql" || rows[0]?.Value === "YES";
        assert.equal(await cipher(connection) !== "", hasTls);
        const plain = await connect(`${fresh.url}?ssl-mode=DISABLED`);
        assert.equal(await cipher(plain), "");
        await plain.close();
        const strict = connect(`${fresh.url}?ssl-mode=VERIFY_CA`);
        const error = await explainedFailure(strict, "connection-failed");
        assert.match(error.next ?? "", hasTls ? /ssl-ca/ : /ssl-mode=DISABLED/);
      }),
  );
}

async function sleeps(raw: RawSession, id: string | null): Promise<boolean> {
  const rows = await raw.query(
    `SELECT 1 AS one FROM ${PROCESSLIST} WHERE id = ${id} AND info LIKE '%sleep(%' AND state = 'User sleep'`,
  );
  return rows.length > 0;
}
