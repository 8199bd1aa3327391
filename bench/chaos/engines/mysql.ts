import type { RawSession } from "../../../tests/contract/databases.ts";
import { freshMysql } from "../../../tests/contract/servers/mysql.ts";
import { COUNTERS, GROUND, MARKS } from "../generate/dml.ts";
import { firstColumn, OWN, type Snapshot, tally } from "../snapshot.ts";
import type { ChaosDatabase } from "./engine.ts";
import { onNode } from "./on_node.ts";
import { onSession } from "./on_session.ts";
import { PROCESSLIST } from "../../../tests/contract/servers/processlist.ts";

const SCHEMA = [
  `SELECT CONCAT_WS(' ', 'column', table_name, ordinal_position, column_name, column_type,
    is_nullable, IFNULL(column_default, '-'), extra) FROM information_schema.columns
    WHERE table_schema = DATABASE() AND table_name NOT LIKE '${OWN}%'`,
  `SELECT CONCAT_WS(' ', 'index', table_name, index_name, seq_in_index, column_name, non_unique)
    FROM information_schema.statistics
    WHERE table_schema = DATABASE() AND table_name NOT LIKE '${OWN}%'`,
  `SELECT CONCAT_WS(' ', 'table', table_name, table_type, IFNULL(engine, '-'))
    FROM information_schema.tables
    WHERE table_schema = DATABASE() AND table_name NOT LIKE '${OWN}%'`,
  `SELECT REPLACE(CONCAT_WS(' ', 'view', table_name, view_definition), DATABASE(), 'here')
    FROM information_schema.views WHERE table_schema = DATABASE()`,
  `SELECT CONCAT_WS(' ', routine_type, routine_name, routine_definition)
    FROM information_schema.routines WHERE routine_schema = DATABASE()`,
  `SELECT CONCAT_WS(' ', 'trigger', trigger_name, event_object_table, action_statement)
    FROM information_schema.triggers WHERE trigger_schema = DATABASE()`,
];

const TABLES = `SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE()
  AND table_type = 'BASE TABLE' ORDER BY 1`;

const OTHERS = `SELECT id AS id FROM ${PROCESSLIST}
  WHERE db = DATABASE() AND id <> CONNECTION_ID()`;

const NO_SUCH_THREAD = 1094;

/** Reads see what any node has committed; other servers do not know the setting. */
const CAUSAL = "SET SESSION wsrep_sync_wait = 15";

/**
 * A database on a MySQL or MariaDB server, with the ground laid.
 *
 * @param nodes Further nodes of its cluster
 */
export async function freshMysqlDatabase(
  serverUrl: string,
  nodes: readonly string[] = [],
): Promise<ChaosDatabase> {
  const fresh = await freshMysql(serverUrl);
  const on = <Result>(act: (session: RawSession) => Promise<Result>) =>
    onSession(fresh, async (session) => {
      if (nodes.length > 0) await session.query(CAUSAL);
      return await act(session);
    });
  await on((session) => session.query(GROUND.join(";")));
  const elsewhere = nodes.map((node) => {
    const url = new URL(fresh.url);
    url.host = new URL(node).host;
    return url.href;
  });
  for (const url of elsewhere) await onNode(url, (session) => session.query("SHOW TABLES"));
  return {
    url: fresh.url,
    urls: [fresh.url, ...elsewhere],
    name: fresh.name,
    onSession: on,
    query: (sql) => on((session) => session.query(sql)),
    snapshot: () => on(snapshot),
    endSessions: async () => {
      let ended = await on(endSessions);
      for (const url of elsewhere) ended += await onNode(url, endSessions);
      return ended;
    },
    dispose: () => fresh.dispose(),
  };
}

async function endSessions(session: Pick<RawSession, "query">): Promise<number> {
  const ids = firstColumn(await session.query(OTHERS));
  for (const id of ids) {
    await session.query(`KILL ${id}`).catch((error) => {
      if (error.errno !== NO_SUCH_THREAD) throw error; // it ended by itself meanwhile
    });
  }
  return ids.length;
}

async function snapshot(session: RawSession): Promise<Snapshot> {
  const ask = async (sql: string) => firstColumn(await session.query(sql));
  const schema: string[] = [];
  for (const part of SCHEMA) schema.push(...await ask(part));
  const tables = await ask(TABLES);
  const foreign = tables.filter((name) => !name.startsWith(OWN) && !name.startsWith("chaos"));
  const sums = foreign.map((table) =>
    `SELECT CONCAT('${table} rows ', COUNT(*), ' sum ', IFNULL(SUM(id), 0)) FROM ${table}`
  );
  const rows = sums.length === 0 ? [] : await ask(sums.join(" UNION ALL "));
  return {
    marks: tally(await ask(`SELECT mark FROM ${MARKS}`)),
    counter: Number((await ask(`SELECT n FROM ${COUNTERS}`))[0]),
    schema: [...schema, ...rows].sort(),
    history: tables.includes(OWN)
      ? await ask(`SELECT CONCAT(id, ' ', checksum) FROM ${OWN} ORDER BY sequence`)
      : null,
    journal: tables.includes(`${OWN}_journal`)
      ? Number((await ask(`SELECT COUNT(*) FROM ${OWN}_journal`))[0])
      : 0,
  };
}
