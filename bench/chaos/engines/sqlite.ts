import type { RawSession } from "../../../tests/contract/databases.ts";
import { freshSqlite } from "../../../tests/contract/servers/sqlite.ts";
import { COUNTERS, GROUND, MARKS } from "../generate/dml.ts";
import { firstColumn, OWN, type Snapshot, tally } from "../snapshot.ts";
import type { ChaosDatabase } from "./engine.ts";
import { onSession } from "./on_session.ts";

const SCHEMA = `SELECT type || ' ' || name || ' on ' || tbl_name || ': ' || coalesce(sql, '-')
  FROM sqlite_schema WHERE tbl_name NOT LIKE '${OWN}%' AND name NOT LIKE 'sqlite_%' ORDER BY 1`;

/** A file with the ground laid. */
export async function freshSqliteDatabase(): Promise<ChaosDatabase> {
  const fresh = await freshSqlite(true);
  const on = <Result>(act: (session: RawSession) => Promise<Result>) => onSession(fresh, act);
  await on(async (session) => {
    for (const sql of GROUND) await session.query(sql);
  });
  return {
    url: fresh.url,
    urls: [fresh.url],
    name: fresh.name,
    onSession: on,
    query: (sql) => on((session) => session.query(sql)),
    snapshot: () => on(snapshot),
    endSessions: () => Promise.resolve(0),
    dispose: () => fresh.dispose(),
  };
}

async function snapshot(session: RawSession): Promise<Snapshot> {
  const ask = async (sql: string) => firstColumn(await session.query(sql));
  const tables = await ask("SELECT name FROM sqlite_schema WHERE type = 'table'");
  const foreign = tables.filter((name) => !/^(?:dunlin_|chaos_|sqlite_)/.test(name));
  const rows: string[] = [];
  for (const table of foreign) {
    rows.push(
      ...await ask(
        `SELECT '${table} rows ' || COUNT(*) || ' sum ' || coalesce(SUM(id), 0) FROM ${table}`,
      ),
    );
  }
  const version = (await ask("PRAGMA user_version"))[0];
  const mode = (await ask("PRAGMA journal_mode"))[0];
  return {
    marks: tally(await ask(`SELECT mark FROM ${MARKS}`)),
    counter: Number((await ask(`SELECT n FROM ${COUNTERS}`))[0]),
    schema: [
      ...await ask(SCHEMA),
      ...rows.sort(),
      `user_version ${version}`,
      `journal_mode ${mode}`,
    ],
    history: tables.includes(OWN)
      ? await ask(`SELECT id || ' ' || checksum FROM ${OWN} ORDER BY sequence`)
      : null,
    journal: tables.includes(`${OWN}_journal`)
      ? Number((await ask(`SELECT COUNT(*) FROM ${OWN}_journal`))[0])
      : 0,
  };
}
