import type { Dialect } from "./dialect.ts";
import { mysql, probe, readState } from "./mysql.ts";

// not every build knows the variable itself
const CLUSTER =
  "(SELECT IF(v.VARIABLE_VALUE = 'ON', 'galera', NULL) FROM information_schema.GLOBAL_VARIABLES v " +
  "WHERE v.VARIABLE_NAME = 'WSREP_ON')";

/** MariaDB 10.6 and later: MySQL, and where MariaDB differs. Source: MariaDB Server documentation. */
export const mariadb: Dialect = {
  ...mysql,
  name: "mariadb",
  title: "MariaDB",
  lexicalRules: (facts) => ({ ...mysql.lexicalRules(facts), flavor: "mariadb" }),
  readState: (table, expected) => readState(table, CLUSTER, expected),
  probe: (table) => probe(table, CLUSTER),
  blocking: () => null, // its performance schema is off unless somebody turned it on
  // max_statement_time bounds every statement, and counts in seconds
  sessionSetup: (version, limits) => [
    mysql.sessionSetup(version, limits)[0] as string,
    `SET SESSION max_statement_time = ${limits.statementMs / 1000}`,
  ],
  timeouts: (limits, local) => [
    mysql.timeouts(limits, local)[0] as string,
    `SET SESSION max_statement_time = ${limits.statementMs / 1000}`,
  ],
  // of several objects in one statement each goes by itself
  refusesPartly: (statement, traits) =>
    mysql.refusesPartly(statement, traits) || /^(DROP|RENAME)\b[^(]*,/i.test(statement),
  loadProofs: async () => (await import("./evidence/mariadb_proofs.ts")).mariadbProofs,
  codeName: (code) => `MariaDB ${code}`,
  keepsBecause: "MariaDB commits DDL at once",
};
