// @ts-types="@types/pg"
import pg from "pg";
import type { FreshDatabase, RawRow, RawSession } from "../databases.ts";
import { freshName } from "./fresh_name.ts";
import { lazySession } from "./lazy_session.ts";

/** A new database on the PostgreSQL server of that URL; its role must be allowed to create one. */
export async function freshPostgres(serverUrl: string): Promise<FreshDatabase> {
  const name = freshName();
  // template0, because copies of template1 wait for each other's sessions
  await once(serverUrl, `CREATE DATABASE ${name} TEMPLATE template0`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const sessions: RawSession[] = [];
  const session = async () => {
    const opened = await openPostgres(url.href);
    sessions.push(opened);
    return opened;
  };
  let disposal: Promise<void> | undefined;
  const remove = async () => {
    for (const opened of sessions) await opened.close();
    await once(serverUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  };
  return {
    url: url.href,
    name,
    raw: lazySession(session),
    session,
    dispose: () => disposal ??= remove(),
  };
}

/** A session through the plain client. */
export async function openPostgres(url: string): Promise<RawSession> {
  const client = new pg.Client({ connectionString: url, application_name: "dunlin-test" });
  // a session ended from outside is what some tests are about; their queries tell
  client.on("error", () => {});
  await client.connect();
  let closing: Promise<void> | undefined;
  return {
    async query(sql, params) {
      const answer: unknown = params === undefined
        ? await client.query(sql)
        : await client.query(sql, [...params]);
      const last = (Array.isArray(answer) ? answer.at(-1) : answer) as { rows: RawRow[] };
      return last.rows;
    },
    close: () => closing ??= client.end().catch(() => {}),
  };
}

async function once(url: string, sql: string): Promise<void> {
  const session = await openPostgres(url);
  try {
    await session.query(sql);
  } finally {
    await session.close();
  }
}
