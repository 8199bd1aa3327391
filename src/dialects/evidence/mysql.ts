import type { LexicalRules } from "../../sql/statement.ts";
import type { Evidence, EvidenceContext } from "./evidence.ts";

/** What proves how a statement went. */
export function mysqlEvidence(_statement: string, _context: EvidenceContext): Evidence {
  return { kind: "none", because: "nothing that can be seen tells" };
}

/** Asked with success only where the session may read InnoDB's own ids of tables. */
export const MYSQL_IDENTITY_PROBE = "SELECT 1";

/**
 * A boolean SQL expression: whether a statement writes a table that a ROLLBACK
 * does not bring back, or that is not of this server; null where it writes none.
 */
export function mysqlUntransactional(_statement: string, _rules: LexicalRules): string | null {
  return null;
}
