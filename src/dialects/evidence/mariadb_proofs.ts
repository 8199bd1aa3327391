import type { StatementProofs } from "../dialect.ts";
import { mysqlProofs } from "./mysql_proofs.ts";

/** MariaDB's: MySQL's, but InnoDB's tables are numbered elsewhere. */
export const mariadbProofs: StatementProofs = {
  ...mysqlProofs,
  identityProbe: "SELECT x.TABLE_ID FROM information_schema.INNODB_SYS_TABLES x LIMIT 1",
};
