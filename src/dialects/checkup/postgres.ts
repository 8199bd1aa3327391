import type { Checkup, Right } from "./checkup.ts";

const ROLE = "current_user";

/** Source: PostgreSQL manual 9.26 (access privilege inquiry), 22.5 (predefined roles), 28.2 (pg_stat_ssl). */
export const postgresCheckup: Checkup = {
  banner: "SELECT pg_catalog.version() AS banner",
  clock:
    "SELECT (pg_catalog.date_part('epoch', pg_catalog.clock_timestamp()) OPERATOR(pg_catalog.*) 1000)::pg_catalog.int8::pg_catalog.text AS now, " +
    "pg_catalog.current_setting('TimeZone') AS zone",
  link: "SELECT CASE WHEN s.ssl THEN s.version ELSE '' END AS encryption " +
    "FROM pg_catalog.pg_stat_ssl s WHERE s.pid OPERATOR(pg_catalog.=) pg_catalog.pg_backend_pid()",
  rights: (tables) => {
    const schema = text(tables.schema);
    const writes = [tables.history, tables.journal, tables.lock].map((table) =>
      `COALESCE((SELECT pg_catalog.bool_and(pg_catalog.has_table_privilege(${ROLE}, pg_catalog.to_regclass(${
        text(table)
      })::pg_catalog.oid, p)) ` +
      `FROM pg_catalog.unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) p), true)`
    );
    return `SELECT CASE WHEN pg_catalog.to_regnamespace(${
      text(quoted(tables.schema))
    }) IS NULL THEN ` +
      `pg_catalog.has_database_privilege(${ROLE}, pg_catalog.current_database(), 'CREATE') ` +
      `ELSE pg_catalog.has_schema_privilege(${ROLE}, ${schema}, 'CREATE') END AS creates, ` +
      `${writes.join(" AND ")} AS writes, ` +
      `pg_catalog.pg_has_role(${ROLE}, 'pg_read_all_stats', 'USAGE') AS sees, ` +
      `pg_catalog.pg_has_role(${ROLE}, 'pg_signal_backend', 'USAGE') AS ends, ` +
      `${ROLE}::pg_catalog.text AS role`;
  },
  readRights: ([row], _facts, { schema, history }): readonly Right[] => {
    if (row === undefined) return [];
    const role = quoted(String(row["role"]));
    return [
      {
        what: `create tables in the schema ${schema}`,
        held: row["creates"] === true,
        for: "run",
        grant: `GRANT USAGE, CREATE ON SCHEMA ${quoted(schema)} TO ${role}`,
      },
      {
        what: "write dunlin's own tables",
        held: row["writes"] === true,
        for: "run",
        grant:
          `GRANT SELECT, INSERT, UPDATE, DELETE ON ${history}, and the two beside it, TO ${role}`,
      },
      {
        what: "see what sessions of other roles do",
        held: row["sees"] === true,
        for: "others",
        grant: `GRANT pg_read_all_stats TO ${role}`,
      },
      {
        what: "end sessions of other roles",
        held: row["ends"] === true,
        for: "others",
        grant: `GRANT pg_signal_backend TO ${role}`,
      },
    ];
  },
};

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function text(value: string): string {
  return value.includes("\\")
    ? ` E'${value.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`
    : `'${value.replaceAll("'", "''")}'`;
}
