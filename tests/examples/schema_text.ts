/** Asks the database under test; rows as the driver gives them. */
export type Ask = (text: string) => Promise<readonly Record<string, unknown>[]>;

/** What stands in a database's schema, as text to compare: one line or block for each object. */
export type SchemaText = (ask: Ask) => Promise<string>;

// One column named `line` each. dunlin's own tables stay out.
const POSTGRES_QUERIES: readonly string[] = [
  `SELECT format('%s %s %s %s', c.relkind, c.relname, c.relpersistence,
      pg_catalog.obj_description(c.oid, 'pg_class')) AS line
    FROM pg_catalog.pg_class c
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relname NOT LIKE 'dunlin\\_%'`,
  `SELECT format('%s.%s %s not null %s default %s identity %s generated %s: %s', c.relname, a.attname,
      pg_catalog.format_type(a.atttypid, a.atttypmod), a.attnotnull,
      pg_catalog.pg_get_expr(d.adbin, d.adrelid), a.attidentity, a.attgenerated,
      pg_catalog.col_description(c.oid, a.attnum)) AS line
    FROM pg_catalog.pg_class c
    JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'v', 'm')
      AND c.relname NOT LIKE 'dunlin\\_%' ORDER BY c.relname, a.attnum`,
  `SELECT format('%s on %s: %s', conname, coalesce(conrelid::regclass::text, contypid::regtype::text),
      pg_catalog.pg_get_constraintdef(oid)) AS line
    FROM pg_catalog.pg_constraint WHERE connamespace = current_schema()::regnamespace
      AND conname NOT LIKE 'dunlin\\_%'`,
  `SELECT indexdef || ' valid ' || i.indisvalid AS line
    FROM pg_catalog.pg_indexes
    JOIN pg_catalog.pg_index i ON i.indexrelid = format('%I.%I', schemaname, indexname)::regclass
    WHERE schemaname = current_schema() AND tablename NOT LIKE 'dunlin\\_%'`,
  `SELECT pg_catalog.pg_get_viewdef(c.oid) AS line
    FROM pg_catalog.pg_class c
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('v', 'm')`,
  `SELECT pg_catalog.pg_get_functiondef(p.oid) ||
      coalesce(pg_catalog.obj_description(p.oid, 'pg_proc'), '') AS line
    FROM pg_catalog.pg_proc p WHERE p.pronamespace = current_schema()::regnamespace`,
  `SELECT pg_catalog.pg_get_triggerdef(t.oid) AS line
    FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_class c ON c.oid = t.tgrelid
    WHERE c.relnamespace = current_schema()::regnamespace AND NOT t.tgisinternal`,
  `SELECT format('%s %s %s', t.typname, t.typtype, (
      SELECT string_agg(e.enumlabel, ', ' ORDER BY e.enumsortorder)
      FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid)) AS line
    FROM pg_catalog.pg_type t
    WHERE t.typnamespace = current_schema()::regnamespace AND t.typtype IN ('d', 'e')`,
];

/** Of the current schema: relations, columns, constraints, indexes, views, functions, triggers, types. */
export const postgresSchema: SchemaText = async (ask) => {
  const lines: string[] = [];
  for (const query of POSTGRES_QUERIES) {
    const rows = await ask(query);
    const block = rows.map((row) => String(row["line"]));
    lines.push(...(query.includes("ORDER BY c.relname") ? block : block.toSorted()));
  }
  return lines.join("\n");
};

// Which SHOW CREATE tells an object, and under which column name.
const MYSQL_OBJECTS: readonly { list: string; kind: string; column: RegExp }[] = [
  {
    list: `SELECT table_name AS name FROM information_schema.tables
      WHERE table_schema = DATABASE() AND table_name NOT LIKE 'dunlin\\_%'
      AND table_type = 'BASE TABLE' ORDER BY 1`,
    kind: "TABLE",
    column: /^Create Table$/,
  },
  {
    list: `SELECT table_name AS name FROM information_schema.views
      WHERE table_schema = DATABASE() ORDER BY 1`,
    kind: "VIEW",
    column: /^Create View$/,
  },
  {
    list: `SELECT trigger_name AS name FROM information_schema.triggers
      WHERE trigger_schema = DATABASE() ORDER BY 1`,
    kind: "TRIGGER",
    column: /^SQL Original Statement$/,
  },
  {
    list: `SELECT routine_name AS name FROM information_schema.routines
      WHERE routine_schema = DATABASE() AND routine_type = 'PROCEDURE' ORDER BY 1`,
    kind: "PROCEDURE",
    column: /^Create Procedure$/,
  },
  {
    list: `SELECT event_name AS name FROM information_schema.events
      WHERE event_schema = DATABASE() ORDER BY 1`,
    kind: "EVENT",
    column: /^Create Event$/,
  },
];

/** Of the current database: tables, views, triggers, procedures, events. Counters stay out. */
export const mysqlSchema: SchemaText = async (ask) => {
  const blocks: string[] = [];
  for (const { list, kind, column } of MYSQL_OBJECTS) {
    for (const { name } of await ask(list)) {
      const [row = {}] = await ask(`SHOW CREATE ${kind} \`${String(name)}\``);
      const text = Object.entries(row).find(([key]) => column.test(key))?.[1];
      blocks.push(String(text).replace(/ AUTO_INCREMENT=\d+/, ""));
    }
  }
  return blocks.join("\n");
};

/** Of the main database. A rebuilt table's name comes back quoted, and white space counts for nothing. */
export const sqliteSchema: SchemaText = async (ask) => {
  const rows = await ask(
    "SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE tbl_name NOT LIKE 'dunlin\\_%' " +
      "ESCAPE '\\' ORDER BY type, name",
  );
  const even = (sql: unknown) => String(sql).replaceAll('"', "").replace(/\s+/g, " ").trim();
  return rows.map((row) => `${row["type"]} ${row["name"]} ${even(row["sql"])}`).join("\n");
};
