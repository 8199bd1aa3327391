import mysql from "mysql2/promise";
import type { FreshDatabase, RawRow, RawSession } from "../databases.ts";
import { freshName } from "./fresh_name.ts";
import { lazySession } from "./lazy_session.ts";
import { PROCESSLIST } from "./processlist.ts";

/**
 * A new database on the MySQL or MariaDB server of that URL; its user must have full rights.
 *
 * @param setup What each of its sessions begins with.
 */
export async function freshMysql(serverUrl: string, setup?: string): Promise<FreshDatabase> {
  const name = freshName();
  await onServer(serverUrl, (server) => server.query(`CREATE DATABASE ${name}`));
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const sessions: RawSession[] = [];
  const session = async () => {
    const opened = await open(url);
    if (setup !== undefined) await opened.query(setup);
    sessions.push(opened);
    return opened;
  };
  let disposal: Promise<void> | undefined;
  const remove = async () => {
    for (const opened of sessions) await opened.close();
    await onServer(serverUrl, (server) => drop(server, name));
  };
  return {
    url: url.href,
    name,
    raw: lazySession(session),
    session,
    dispose: () => disposal ??= remove(),
  };
}

async function drop(server: RawSession, name: string): Promise<void> {
  await endSessions(server, name);
  await server.query(`DROP DATABASE IF EXISTS ${name}`);
}

/** A session left behind in the middle of something would keep DROP DATABASE waiting. */
export async function endSessions(server: RawSession, name: string): Promise<void> {
  const left = await server.query(
    `SELECT id AS id FROM ${PROCESSLIST} WHERE db = ?`,
    [name],
  );
  for (const { id } of left) {
    await server.query(`KILL ${id}`).catch((error) => {
      if (error.errno !== 1094) throw error; // it ended by itself meanwhile
    });
  }
}

async function open(url: URL): Promise<RawSession> {
  const connection = await mysql.createConnection({
    host: url.hostname,
    port: Number(url.port || 3306),
    user: decodeURIComponent(url.username),
    password: decodeURIComponent(url.password),
    database: url.pathname.slice(1),
    multipleStatements: true,
    supportBigNumbers: true,
    bigNumberStrings: true,
    dateStrings: true,
    flags: ["-IGNORE_SPACE", "-LOCAL_FILES"],
  });
  // a session ended from outside is what some tests are about; their queries tell
  connection.on("error", () => {});
  let closing: Promise<void> | undefined;
  return {
    query: async (sql, params) => rowsOf((await connection.query(sql, params?.slice()))[0]),
    close: () => closing ??= connection.end().catch(() => {}),
  };
}

/** mysql2 answers rows, a header, or (several statements) a list of those. */
function rowsOf(answer: unknown): RawRow[] {
  if (!Array.isArray(answer)) return [];
  const several = answer.some((part) => Array.isArray(part) || "affectedRows" in part);
  const rows: RawRow[] = several ? rowsOf(answer.at(-1)) : answer;
  return rows.map((row) => ({ ...row }));
}

/** On a session of its own. */
export async function onServer<T>(
  url: string,
  act: (server: RawSession) => Promise<T>,
): Promise<T> {
  const server = await open(new URL(url));
  try {
    return await act(server);
  } finally {
    await server.close();
  }
}
