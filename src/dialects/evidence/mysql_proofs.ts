import type { StatementProofs } from "../dialect.ts";
import { mysqlEvidence, mysqlUntransactional } from "./mysql.ts";

/** MySQL's. Source: MySQL manual 26.4, "INFORMATION_SCHEMA InnoDB Tables". */
export const mysqlProofs: StatementProofs = {
  leftovers: () => null,
  evidence: mysqlEvidence,
  // the names and numbers of InnoDB's tablespaces
  identityProbe:
    "SELECT x.SPACE FROM information_schema.INNODB_TABLESPACES_BRIEF x WHERE x.NAME = 'dunlin/none'",
  untransactional: mysqlUntransactional,
};
