import assert from "node:assert/strict";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { connect } from "../../src/drivers/connect.ts";
import type { Notice, StatementResult } from "../../src/drivers/connection.ts";
import { parseDatabaseUrl } from "../../src/drivers/database_url.ts";
import { openPostgres } from "../../src/drivers/postgres.ts";
import type { PostgresTarget } from "../../src/drivers/target.ts";
import { databaseNamed } from "../contract/databases.ts";
import { driverFailure, explainedFailure } from "./failures.ts";
import { opened, until } from "./opened.ts";
import { relayTo } from "./relay.ts";

const postgres = databaseNamed("postgres");
const options = { skip: postgres.skip };

test(
  "postgres: each result is told by its command tag, in order",
  options,
  () =>
    opened(postgres, async (connection) => {
      const results: StatementResult[] = [];
      await connection.send(
        "CREATE TABLE t (a int); INSERT INTO t VALUES (1), (2); ; BEGIN; COMMIT; SELECT a FROM t",
        { onResult: (result) => results.push(result) },
      );
      assert.deepEqual(results, [
        { index: 0, tag: "CREATE TABLE" },
        { index: 1, tag: "INSERT 0 2", changed: 2 },
        { index: 2, tag: "BEGIN" },
        { index: 3, tag: "COMMIT" },
        { index: 4, tag: "SELECT 2" },
      ]);
    }),
);

test(
  "postgres: a result is told as soon as the server lets go of it",
  options,
  () =>
    opened(postgres, async (connection, fresh) => {
      const told = new Promise<StatementResult>((resolve) => {
        // The server sends its full buffer, or all it has with a notice.
        const text = "SELECT 1; DO $$ BEGIN RAISE NOTICE 'n'; PERFORM pg_sleep(60); END $$";
        connection.send(text, { onResult: resolve }).catch(() => {});
      });
      assert.deepEqual(await told, { index: 0, tag: "SELECT 1" });
      await fresh.raw.query(`SELECT pg_cancel_backend(${connection.server.connectionId})`);
    }),
);

test(
  "postgres: rows are kept where they are asked for, and nowhere else",
  options,
  () =>
    opened(postgres, async (connection) => {
      const results: StatementResult[] = [];
      await connection.send("SELECT 1 AS a; SELECT 2 AS b, 3::int8 AS c, NULL AS d; SELECT 4", {
        keepRows: (index) => index === 1,
        onResult: (result) => results.push(result),
      });
      assert.deepEqual(results.map(({ rows }) => rows), [
        undefined,
        [{ b: 2, c: "3", d: null }],
        undefined,
      ]);
    }),
);

test(
  "postgres: 300 MB of rows nobody asked for are not gathered",
  options,
  () =>
    opened(postgres, async (connection) => {
      const before = process.memoryUsage().rss;
      await connection.send("SELECT repeat('x', 500) FROM generate_series(1, 600000)");
      const grown = process.memoryUsage().rss - before;
      // what a collector leaves lying about differs, most on Bun; gathered, it grows by 500 MB
      const most = "Bun" in globalThis ? 400e6 : 150e6;
      assert.ok(grown < most, `grew by ${Math.round(grown / 1e6)} MB`);
    }),
);

test(
  "postgres: parameters, 64-bit integers, decimals and times keep their digits",
  options,
  () =>
    opened(postgres, async (connection) => {
      const [row] = await connection.query({
        text: "SELECT $1::int8 AS big, $2::text AS t, $3::int AS i, $4::text AS n, 1.50 AS d, " +
          "'2026-01-02 03:04:05.123456'::timestamp AS at, ARRAY[1.5] AS ds, true AS b",
        params: [9007199254740993n, "ü😀'\\", 7, null],
      });
      assert.deepEqual(row, {
        big: "9007199254740993",
        t: "ü😀'\\",
        i: 7,
        n: null,
        d: "1.50",
        at: "2026-01-02 03:04:05.123456",
        ds: "{1.5}",
        b: true,
      });
    }),
);

test(
  "postgres: a failure points into the sent text in UTF-16, past an emoji",
  options,
  () =>
    opened(postgres, async (connection) => {
      const text = "SELECT '😀é'; SELECT '😀', nosuch";
      const error = await driverFailure(connection.send(text), "sql");
      assert.equal(error.code, "42703");
      assert.equal(error.point?.offset, text.indexOf("nosuch"));
      assert.equal(error.point?.completed, 1);
    }),
);

test(
  "postgres: a failure without a position counts what was done",
  options,
  () =>
    opened(postgres, async (connection) => {
      const text =
        "CREATE TABLE t (a int PRIMARY KEY); INSERT INTO t VALUES (1); INSERT INTO t VALUES (1)";
      const error = await driverFailure(connection.send(text), "sql");
      assert.equal(error.code, "23505");
      assert.equal(error.detail, "Key (a)=(1) already exists.");
      assert.deepEqual(error.point, { completed: 2, offset: null, line: null, near: null });
    }),
);

test(
  "postgres: a failure inside a function brings its inner query and call stack",
  options,
  () =>
    opened(postgres, async (connection) => {
      const text = "DO $$ BEGIN EXECUTE 'SELECT nosuch'; END $$";
      const error = await driverFailure(connection.send(text), "sql");
      assert.match(error.context ?? "", /PL\/pgSQL function inline_code_block line 1 at EXECUTE/);
      assert.match(error.context ?? "", /query: SELECT nosuch \(at character 8\)/);
      assert.equal(error.point?.offset, null);
    }),
);

test(
  "postgres: after a failure the transaction is left as the server has it",
  options,
  () =>
    opened(postgres, async (connection) => {
      assert.equal(connection.inTransaction?.(), false);
      await driverFailure(connection.send("BEGIN; SELECT 1/0"), "sql");
      assert.equal(
        (await driverFailure(connection.query({ text: "SELECT 1" }), "sql")).code,
        "25P02",
      );
      assert.equal(connection.inTransaction?.(), true);
      await connection.query({ text: "ROLLBACK" });
      assert.equal(connection.inTransaction?.(), false);
      assert.deepEqual(await connection.query({ text: "SELECT 1 AS one" }), [{ one: 1 }]);
    }),
);

test(
  "postgres: notices arrive while the statement runs",
  options,
  () =>
    opened(postgres, async (connection, fresh) => {
      const heard = new Promise<Notice>((resolve) => connection.onNotice = resolve);
      const sending = connection.send(
        "DO $$ BEGIN RAISE WARNING 'soon' USING HINT = 'wait'; PERFORM pg_sleep(60); END $$",
      );
      const failing = driverFailure(sending, "sql");
      assert.deepEqual(await heard, {
        severity: "WARNING",
        code: "01000",
        message: "soon",
        hint: "wait",
      });
      await fresh.raw.query(`SELECT pg_cancel_backend(${connection.server.connectionId})`);
      await failing;
    }),
);

test(
  "postgres: cancel() stops the running statement and keeps the session",
  options,
  () =>
    opened(postgres, async (connection, fresh) => {
      const failing = driverFailure(connection.send("SELECT pg_sleep(60)"), "sql");
      await until(() => isBusy(fresh.raw, connection.server.connectionId));
      await connection.cancel?.();
      assert.equal((await failing).code, "57014");
      assert.deepEqual(await connection.query({ text: "SELECT 1 AS one" }), [{ one: 1 }]);
    }),
);

async function isBusy(
  raw: { query(sql: string): Promise<Record<string, unknown>[]> },
  pid: string | null,
): Promise<boolean> {
  const rows = await raw.query(
    `SELECT 1 FROM pg_stat_activity WHERE pid = ${pid} AND wait_event = 'PgSleep'`,
  );
  return rows.length > 0;
}

test(
  "postgres: a backend killed in flight is a lost connection",
  options,
  () =>
    opened(postgres, async (connection, fresh) => {
      const sending = connection.send("SELECT 1; SELECT pg_sleep(60)");
      const failing = driverFailure(sending, "connection");
      await until(() => isBusy(fresh.raw, connection.server.connectionId));
      await fresh.raw.query(`SELECT pg_terminate_backend(${connection.server.connectionId})`);
      const error = await failing;
      assert.equal(error.code, "57P01");
      assert.equal(error.point?.completed, 1);
      assert.equal(connection.inTransaction?.(), null);
      await driverFailure(connection.query({ text: "SELECT 1" }), "connection");
      await driverFailure(connection.send("SELECT 1"), "connection");
    }),
);

test(
  "postgres: a backend killed while idle is told by the next call",
  options,
  () =>
    opened(postgres, async (connection, fresh) => {
      const pid = connection.server.connectionId;
      await fresh.raw.query(`SELECT pg_terminate_backend(${pid}, 5000)`);
      await until(() => Promise.resolve(connection.inTransaction?.() === null));
      assert.equal(
        (await driverFailure(connection.query({ text: "SELECT 1" }), "connection")).code,
        "57P01",
      );
      await connection.close();
    }),
);

test(
  "postgres: COPY data is streamed in, a megabyte and odd characters too",
  options,
  () =>
    opened(postgres, async (connection) => {
      await connection.query({ text: "CREATE TABLE t (a int, b text)" });
      const rows = Array.from(
        { length: 50_000 },
        (_, index) => `${index}\tü😀 ${"x".repeat(20)}\n`,
      );
      await connection.copyIn?.("COPY t FROM stdin", rows.join(""));
      const [counted] = await connection.query({
        text: "SELECT count(*) AS n, count(*) FILTER (WHERE b LIKE 'ü😀 x%') AS good FROM t",
      });
      assert.deepEqual(counted, { n: "50000", good: "50000" });
    }),
);

test(
  "postgres: bad COPY data is an error, and the session lives",
  options,
  () =>
    opened(postgres, async (connection) => {
      await connection.query({ text: "CREATE TABLE t (a int)" });
      const rows = `x\n${"1\n".repeat(500_000)}`;
      const error = await driverFailure(connection.copyIn!("COPY t FROM stdin", rows), "sql");
      assert.equal(error.code, "22P02");
      assert.match(error.context ?? "", /COPY t, line 1/);
      assert.deepEqual(await connection.query({ text: "SELECT count(*) AS n FROM t" }), [{
        n: "0",
      }]);
    }),
);

test(
  "postgres: COPY FROM stdin in a message fails, it does not hang",
  options,
  () =>
    opened(postgres, async (connection) => {
      const text = "CREATE TABLE t (a int); COPY t FROM stdin";
      assert.equal((await driverFailure(connection.send(text), "sql")).code, "57014");
    }),
);

test(
  "postgres: a listener that throws is heard, and the session lives",
  options,
  () =>
    opened(postgres, async (connection) => {
      const sending = connection.send("SELECT 1; SELECT 2", {
        onResult: () => {
          throw new RangeError("mine");
        },
      });
      await assert.rejects(sending, { name: "RangeError", message: "mine" });
      assert.deepEqual(await connection.query({ text: "SELECT 1 AS one" }), [{ one: 1 }]);
    }),
);

for (const hook of ["onResult", "keepRows"] as const) {
  test(
    `postgres: what ${hook} throws is thrown behind the last statement`,
    options,
    () =>
      opened(postgres, async (connection) => {
        const throwing = () => {
          throw new RangeError("mine");
        };
        const text = "SELECT 1; BEGIN; CREATE TABLE t (a int); COMMIT; BEGIN";
        await assert.rejects(connection.send(text, { [hook]: throwing }), { message: "mine" });
        assert.equal(connection.inTransaction?.(), true);
        assert.deepEqual(await connection.query({ text: "SELECT a FROM t" }), []);
      }),
  );
}

test(
  "postgres: what a notice's listener throws is thrown by the call under way",
  options,
  () =>
    opened(postgres, async (connection) => {
      connection.onNotice = () => {
        throw new RangeError("mine");
      };
      const raising = "DO $$ BEGIN RAISE NOTICE 'n'; END $$";
      await assert.rejects(connection.send(`${raising}; CREATE TABLE t (a int)`), {
        message: "mine",
      });
      await assert.rejects(connection.query({ text: raising }), { message: "mine" });
      connection.onNotice = null;
      assert.deepEqual(await connection.query({ text: "SELECT a FROM t" }), []);
    }),
);

test(
  "postgres: a server's refusal comes before what a listener threw, which is forgotten",
  options,
  () =>
    opened(postgres, async (connection) => {
      const onResult = () => {
        throw new RangeError("mine");
      };
      await driverFailure(connection.send("SELECT 1; SELECT nosuch", { onResult }), "sql");
      await connection.send("SELECT 1");
    }),
);

test(
  "postgres: a cancel that finds no server is told as a warning, and rejects nothing",
  options,
  async () => {
    const fresh = await postgres.fresh();
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
  "postgres: a NUL in the text is refused before anything is sent",
  options,
  () =>
    opened(postgres, async (connection) => {
      const error = await driverFailure(
        connection.send("CREATE TABLE t (a int); SELECT '\0'"),
        "sql",
      );
      assert.equal(error.point?.offset, 32);
      assert.deepEqual(await connection.query({ text: "SELECT to_regclass('t') AS t" }), [{
        t: null,
      }]);
    }),
);

test(
  "postgres: the session is known without a query, and named as the URL says",
  options,
  () =>
    opened(postgres, async (connection, fresh) => {
      const { product, version, connectionId } = connection.server;
      const named = await connect(`${fresh.url}?application_name=mine&search_path=a,b`);
      const [row] = await named.query({
        text:
          "SELECT current_setting('application_name') AS name, current_setting('search_path') AS path",
      });
      const [asked] = await connection.query({
        text: "SELECT pg_backend_pid() AS pid, current_setting('server_version') AS version",
      });
      await named.close();
      assert.deepEqual(row, { name: "mine", path: "a,b" });
      assert.deepEqual([product, connectionId], ["postgres", String(asked!.pid)]);
      assert.equal(String(asked!.version).split(" ")[0], version);
      assert.ok(!connection.description.includes("secret"));
    }),
);

test(
  "postgres: connecting sends the handshake and nothing more",
  options,
  () =>
    opened(postgres, async (connection, fresh) => {
      const pid = connection.server.connectionId;
      const rows = await fresh.raw.query(`SELECT query FROM pg_stat_activity WHERE pid = ${pid}`);
      assert.deepEqual(rows, [{ query: "" }]);
    }),
);

test(
  "postgres: close() may be called again, and ends a session in the middle of work",
  options,
  () =>
    opened(postgres, async (connection, fresh) => {
      const failing = driverFailure(connection.send("SELECT pg_sleep(60)"), "connection");
      await until(() => isBusy(fresh.raw, connection.server.connectionId));
      await connection.close();
      await connection.close();
      await failing;
      await driverFailure(connection.query({ text: "SELECT 1" }), "connection");
    }),
);

for (const password of ["p@ss/w?rd#1", "100%sure", "qu\"o'te\\s", "ünï cödé", "%41%42", "a:b@c"]) {
  test(`postgres: the password ${password} works and is in no message`, options, async () => {
    const fresh = await postgres.fresh();
    const role = `${fresh.name}_role`;
    const literal = `'${password.replaceAll("'", "''")}'`;
    try {
      await fresh.raw.query(
        `CREATE ROLE ${role} LOGIN PASSWORD E${literal.replaceAll("\\", "\\\\")}`,
      );
      const url = new URL(fresh.url);
      const urlOf = (secret: string) =>
        `postgres://${role}:${encodeURIComponent(secret)}@${url.host}${url.pathname}`;
      const connection = await connect(urlOf(password));
      const notices: Notice[] = [];
      connection.onNotice = (notice) => notices.push(notice);
      const failing = connection.send(
        `DO $x$ BEGIN RAISE NOTICE '%', $y$${password}$y$; ` +
          `RAISE EXCEPTION '%', $y$${password}$y$; END $x$`,
      );
      const error = await driverFailure(failing, "sql");
      await connection.close();
      const refused = await explainedFailure(
        connect(urlOf(`${password}!`)),
        "authentication-failed",
      );
      const words = [
        error.message,
        error.context,
        JSON.stringify(notices),
        refused.message,
        JSON.stringify(refused),
        String(refused.cause),
        connection.description,
      ].join("\n");
      assert.equal(error.message, "***");
      assert.ok(!words.includes(password), words);
    } finally {
      await fresh.raw.query(`DROP ROLE IF EXISTS ${role}`);
      await fresh.dispose();
    }
  });
}

test("postgres: a password file is used if nobody else may read it", options, async () => {
  const fresh = await postgres.fresh();
  const folder = await mkdtemp(join(tmpdir(), "dunlin-pgpass-"));
  try {
    const { hostname, port, username, password } = new URL(fresh.url);
    const passFile = join(folder, "pgpass");
    const secret = decodeURIComponent(password).replace(/[\\:]/g, "\\$&");
    await writeFile(
      passFile,
      `# mine\nother:1:*:*:wrong\n*:${port}:${fresh.name}:${username}:${secret}\n`,
    );
    const url = `postgres://${username}@${hostname}:${port}/${fresh.name}`;
    const env = { PGPASSFILE: passFile };
    await chmod(passFile, 0o644);
    await explainedFailure(connect(url, { env }), "authentication-failed");
    await chmod(passFile, 0o600);
    await (await connect(url, { env })).close();
  } finally {
    await rm(folder, { recursive: true });
    await fresh.dispose();
  }
});

test(
  "postgres: a wrong password, a missing database and no password are told apart",
  options,
  async () => {
    const fresh = await postgres.fresh();
    try {
      const url = new URL(fresh.url);
      const variant = (change: (url: URL) => void) => {
        const copy = new URL(url);
        change(copy);
        return connect(copy.href);
      };
      const wrong = await explainedFailure(
        variant((url) => url.password = "hunter2"),
        "authentication-failed",
      );
      assert.match(wrong.next ?? "", /check the password/);
      assert.ok(!JSON.stringify(wrong).includes("hunter2"));
      const none = await explainedFailure(
        variant((url) => url.password = ""),
        "authentication-failed",
      );
      assert.match(none.next ?? "", /no password was given/);
      const missing = await explainedFailure(
        variant((url) => url.pathname = "/nosuch"),
        "database-missing",
      );
      assert.match(missing.next ?? "", /CREATE DATABASE "nosuch"/);
    } finally {
      await fresh.dispose();
    }
  },
);

test("postgres: hosts are tried in order", options, async () => {
  const fresh = await postgres.fresh();
  try {
    const target = parseDatabaseUrl(fresh.url) as PostgresTarget;
    const hosts = [{ host: "127.0.0.1", port: 1 }, ...target.hosts];
    const connection = await openPostgres({ ...target, hosts });
    assert.ok(connection.description.includes(`:${target.hosts[0]!.port}/`));
    await connection.close();
  } finally {
    await fresh.dispose();
  }
});

test("postgres: a server that never answers is given up after connect_timeout", async () => {
  await withListener(() => {}, async (port) => {
    const url = `postgres://u:p@127.0.0.1:${port}/d?connect_timeout=1`;
    const error = await explainedFailure(connect(url), "connection-failed");
    assert.match(error.next ?? "", /does not answer/);
  });
});

test("postgres: an abort signal ends connecting with its own reason", async () => {
  const stop = new AbortController();
  await withListener(() => stop.abort(new Error("enough")), async (port) => {
    const connecting = connect(`postgres://u:p@127.0.0.1:${port}/d`, { signal: stop.signal });
    await assert.rejects(connecting, { message: "enough" });
  });
});

test("postgres: a server that hangs up is explained", async () => {
  await withListener((socket) => socket.destroy(), async (port) => {
    const error = await explainedFailure(
      connect(`postgres://u:p@127.0.0.1:${port}/d?sslmode=disable`),
      "connection-failed",
    );
    assert.ok(error.next);
  });
});

test("postgres: sslmode decides whether the session is encrypted", options, async () => {
  const fresh = await postgres.fresh();
  try {
    const hasTls = (await fresh.raw.query("SHOW ssl"))[0]?.ssl === "on";
    const encrypted = async (mode: string) => {
      const connection = await connect(`${fresh.url}?sslmode=${mode}`);
      const text = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
      const [row] = await connection.query({ text });
      await connection.close();
      return row!.ssl;
    };
    assert.equal(await encrypted("disable"), false);
    assert.equal(await encrypted("allow"), false);
    assert.equal(await encrypted("prefer"), hasTls);
    if (hasTls) {
      assert.equal(await encrypted("require"), true);
      const strict = connect(`${fresh.url}?sslmode=verify-full`);
      assert.match((await explainedFailure(strict, "connection-failed")).next ?? "", /sslrootcert/);
    } else {
      const error = await explainedFailure(
        connect(`${fresh.url}?sslmode=require`),
        "connection-failed",
      );
      assert.match(error.next ?? "", /sslmode=disable/);
    }
  } finally {
    await fresh.dispose();
  }
});

test("postgres: cancel() works with TLS and without", options, async () => {
  const fresh = await postgres.fresh();
  try {
    for (const mode of ["disable", "prefer"]) {
      const connection = await connect(`${fresh.url}?sslmode=${mode}`);
      const failing = driverFailure(connection.send("SELECT pg_sleep(60)"), "sql");
      await until(() => isBusy(fresh.raw, connection.server.connectionId));
      await connection.cancel?.();
      assert.equal((await failing).code, "57014");
      await connection.close();
    }
  } finally {
    await fresh.dispose();
  }
});

test(
  "postgres: channel_binding=require is met over TLS, and refused without",
  options,
  async () => {
    const fresh = await postgres.fresh();
    try {
      const hasTls = (await fresh.raw.query("SHOW ssl"))[0]?.ssl === "on";
      if (hasTls) await (await connect(`${fresh.url}?channel_binding=require`)).close();
      const plain = connect(`${fresh.url}?channel_binding=require&sslmode=disable`);
      const error = await explainedFailure(plain, "connection-failed");
      assert.match(error.server?.message ?? "", /channel binding/);
    } finally {
      await fresh.dispose();
    }
  },
);

test("postgres: a Unix socket is a host that is a folder", options, async (t) => {
  const fresh = await postgres.fresh();
  try {
    const { hostname, port, username, password } = new URL(fresh.url);
    const [row] = await fresh.raw.query(
      "SELECT current_setting('unix_socket_directories') AS folders, current_setting('port') AS port",
    );
    const folder = String(row!.folders).split(",")[0]!.trim();
    if (!folder.startsWith("/") || row!.port !== port || !/^(127|localhost)/.test(hostname)) {
      return t.skip("the server has no socket here");
    }
    const account = `${username}:${password}`;
    for (
      const url of [
        `postgres://${account}@/${fresh.name}?host=${folder}&port=${port}`,
        `postgres://${account}@${encodeURIComponent(folder)}:${port}/${fresh.name}`,
      ]
    ) {
      const connection = await connect(url);
      const [asked] = await connection.query({ text: "SELECT inet_server_addr() AS address" });
      assert.equal(asked!.address, null);
      await connection.close();
    }
  } finally {
    await fresh.dispose();
  }
});

async function withListener(
  onSocket: (socket: Socket) => void,
  act: (port: number) => Promise<void>,
): Promise<void> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on("error", () => {});
    onSocket(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    await act((server.address() as { port: number }).port);
  } finally {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
}
