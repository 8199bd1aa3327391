// A server may be told to watch no threads, or fewer than it has; then the
// answer would be short, and a session that is left out looks like one that has
// ended.
const WATCHED = "EXISTS (SELECT 1 FROM performance_schema.processlist o " +
  "JOIN performance_schema.global_status s ON s.VARIABLE_NAME = 'Performance_schema_thread_instances_lost' " +
  "AND s.VARIABLE_VALUE = '0' WHERE o.ID = CONNECTION_ID())";

const COLUMNS = "ID, USER, HOST, DB, TIME, INFO";

/**
 * The sessions of a MySQL or MariaDB server as a table to select from: ID, USER,
 * HOST, DB, TIME (seconds in the present state) and INFO (the statement). Of
 * other accounts only with PROCESS.
 *
 * MySQL's `information_schema.PROCESSLIST` is utf8mb3: it fails for everyone
 * while any statement on the server holds a character that takes four bytes,
 * such as an emoji. `performance_schema.processlist` does not; MySQL has it
 * since 8.0.22. MariaDB, and MySQL before that, read none of the versioned
 * comments, and so the older table alone. Source: MySQL manual 28.3.23,
 * 29.12.22.7; MariaDB Server documentation, Comment Syntax.
 */
export const MYSQL_SESSIONS =
  `(/*!80022 SELECT ${COLUMNS} FROM performance_schema.processlist WHERE ${WATCHED} UNION ALL */ ` +
  `SELECT ${COLUMNS} FROM information_schema.PROCESSLIST /*!80022 WHERE NOT ${WATCHED} */)`;
