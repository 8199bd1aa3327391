import type { StatementProofs } from "../dialect.ts";
import { mysqlEvidence, mysqlUntransactional } from "./mysql.ts";

const SYSTEM = "'sys', 'mysql', 'information_schema', 'performance_schema'";
const CODE = [
  "SELECT 'trigger' AS kind, x.TRIGGER_SCHEMA AS db, x.EVENT_OBJECT_TABLE AS name, " +
  `x.ACTION_STATEMENT AS body FROM information_schema.TRIGGERS x WHERE x.TRIGGER_SCHEMA NOT IN (${SYSTEM})`,
  "SELECT 'routine', x.ROUTINE_SCHEMA, x.ROUTINE_NAME, x.ROUTINE_DEFINITION " +
  `FROM information_schema.ROUTINES x WHERE x.ROUTINE_SCHEMA NOT IN (${SYSTEM})`,
  "SELECT 'parameter', x.SPECIFIC_SCHEMA, x.SPECIFIC_NAME, x.PARAMETER_NAME " +
  "FROM information_schema.PARAMETERS x WHERE x.PARAMETER_NAME IS NOT NULL " +
  `AND x.SPECIFIC_SCHEMA NOT IN (${SYSTEM})`,
  "SELECT 'view', x.TABLE_SCHEMA, x.TABLE_NAME, x.VIEW_DEFINITION " +
  `FROM information_schema.VIEWS x WHERE x.TABLE_SCHEMA NOT IN (${SYSTEM})`,
].join(" UNION ALL ");

/** MySQL's. Source: MySQL manual 26.4, "INFORMATION_SCHEMA InnoDB Tables". */
export const mysqlProofs: StatementProofs = {
  leftovers: () => null,
  evidence: mysqlEvidence,
  // the names and numbers of InnoDB's tablespaces
  identityProbe:
    "SELECT x.SPACE FROM information_schema.INNODB_TABLESPACES_BRIEF x WHERE x.NAME = 'dunlin/none'",
  untransactional: mysqlUntransactional,
  sessionCode: CODE,
};
