/**
 * The table of a server's sessions, on MySQL and on MariaDB. MySQL's
 * `information_schema.PROCESSLIST` fails while anybody's statement holds an
 * emoji, also that of a test beside this one.
 */
export const PROCESSLIST =
  "/*!80022 performance_schema.processlist */ /*M! information_schema.PROCESSLIST */";
