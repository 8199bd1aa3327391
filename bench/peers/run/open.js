/** The plain drivers behind three calls, for tools that want such a thing from their user. */

/** Opens the database that BENCH_URL names. */
export async function open() {
  const url = new URL(process.env.BENCH_URL);
  return await ({ "postgres:": postgres, "sqlite:": sqlite })[url.protocol]?.(
    url,
  ) ??
    await mysql(url);
}

async function postgres(url) {
  const { default: pg } = await import("pg");
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  return {
    dialect: "pg",
    client,
    script: (text) => client.query(text),
    rows: async (text) => (await client.query(text)).rows,
    record: (table, name) => client.query(`INSERT INTO ${table} (name) VALUES ($1)`, [name]),
    close: () => client.end(),
  };
}

async function mysql(url) {
  const { default: mysql2 } = await import("mysql2/promise");
  const client = await mysql2.createConnection({
    host: url.hostname,
    port: Number(url.port),
    user: url.username,
    password: decodeURIComponent(url.password),
    database: url.pathname.slice(1),
    multipleStatements: true,
  });
  return {
    dialect: "mysql",
    client,
    script: (text) => client.query(text),
    rows: async (text) => (await client.query(text))[0],
    record: (table, name) => client.execute(`INSERT INTO ${table} (name) VALUES (?)`, [name]),
    close: () => client.end(),
  };
}

async function sqlite(url) {
  const { default: Database } = await import("better-sqlite3");
  const client = new Database(decodeURIComponent(url.pathname));
  return {
    dialect: "sqlite3",
    client,
    script: (text) => Promise.resolve(client.exec(text)),
    rows: (text) => Promise.resolve(client.prepare(text).all()),
    record: (table, name) =>
      Promise.resolve(
        client.prepare(`INSERT INTO ${table} (name) VALUES (?)`).run(name),
      ),
    close: () => Promise.resolve(client.close()),
  };
}
