import type { RawRow, RawSession } from "../../../tests/contract/databases.ts";
import { freshPostgres } from "../../../tests/contract/servers/postgres.ts";
import { COUNTERS, GROUND, MARKS } from "../generate/dml.ts";
import { firstColumn, OWN, type Snapshot, tally } from "../snapshot.ts";
import type { ChaosDatabase } from "./engine.ts";
import { onSession } from "./on_session.ts";

const SCHEMA = `
SELECT line FROM (
  SELECT 'column ' || c.relname || '.' || a.attname || ' ' ||
    format_type(a.atttypid, a.atttypmod) || ' ' || a.attnotnull || ' ' ||
    coalesce(pg_get_expr(d.adbin, d.adrelid), '-') AS line
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
  WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v', 'p')
    AND c.relname NOT LIKE '${OWN}%'
  UNION ALL
  SELECT pg_get_indexdef(i.indexrelid) || ' valid ' || i.indisvalid || ' ready ' || i.indisready
  FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
  WHERE c.relnamespace = 'public'::regnamespace AND c.relname NOT LIKE '${OWN}%'
  UNION ALL
  SELECT 'view ' || c.relname || ' ' || pg_get_viewdef(c.oid)
  FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'v'
  UNION ALL
  SELECT pg_get_functiondef(p.oid) FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace
  UNION ALL
  SELECT pg_get_triggerdef(t.oid) FROM pg_trigger t WHERE NOT t.tgisinternal
) AS lines ORDER BY line`;

const TABLES = `SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace
  AND relkind = 'r' AND relname NOT LIKE '${OWN}%' AND relname NOT LIKE 'chaos%' ORDER BY 1`;

const END = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
  WHERE datname = current_database() AND pid <> pg_backend_pid()`;

/** A database on a PostgreSQL server, with the ground laid. */
export async function freshPostgresDatabase(serverUrl: string): Promise<ChaosDatabase> {
  const fresh = await freshPostgres(serverUrl);
  const on = <Result>(act: (session: RawSession) => Promise<Result>) => onSession(fresh, act);
  await on((session) => session.query(GROUND.join(";")));
  return {
    url: fresh.url,
    urls: [fresh.url],
    name: fresh.name,
    onSession: on,
    query: (sql) => on((session) => session.query(sql)),
    snapshot: () => on(snapshot),
    endSessions: async () => (await on((session) => session.query(END))).length,
    dispose: () => fresh.dispose(),
  };
}

async function snapshot(session: RawSession): Promise<Snapshot> {
  const ask = async (sql: string): Promise<RawRow[]> => await session.query(sql);
  const tables = firstColumn(await ask(TABLES));
  const sums = tables.map((table) =>
    `SELECT '${table} rows ' || count(*) || ' sum ' || coalesce(sum(id), 0) FROM ${table}`
  );
  const rows = sums.length === 0 ? [] : firstColumn(await ask(sums.join(" UNION ALL ")));
  const [own] = await ask(`SELECT to_regclass('public.${OWN}') AS own`);
  const exists = own?.["own"] !== null;
  return {
    marks: tally(firstColumn(await ask(`SELECT mark FROM ${MARKS}`))),
    counter: Number(firstColumn(await ask(`SELECT n FROM ${COUNTERS}`))[0]),
    schema: [...firstColumn(await ask(SCHEMA)), ...rows],
    history: exists
      ? firstColumn(await ask(`SELECT id || ' ' || checksum FROM ${OWN} ORDER BY sequence`))
      : null,
    journal: exists ? Number(firstColumn(await ask(`SELECT count(*) FROM ${OWN}_journal`))[0]) : 0,
  };
}
