import type { LexicalRules } from "../../sql/statement.ts";
import { behindStatementSettings } from "../../sql/set_assignments.ts";
import { setAssignments } from "../../sql/set_assignments.ts";
import { tokenize } from "../../sql/tokenize.ts";
import type { Evidence, EvidenceContext } from "./evidence.ts";
import { alterAccounts } from "./mysql_accounts.ts";
import { harmless, none } from "./mysql_answers.ts";
import {
  alterEvidence,
  createEvidence,
  dropEvidence,
  renameEvidence,
} from "./mysql_definitions.ts";
import { installation, maintenance } from "./mysql_maintenance.ts";
import { revoke } from "./mysql_privileges.ts";
import { Reader } from "./mysql_reader.ts";
import { truncateTable } from "./mysql_tables.ts";

export { mysqlUntransactional } from "./mysql_untransactional.ts";

/**
 * What proves how a statement went: of every kind that MySQL and MariaDB commit
 * by themselves or that must run alone. `docs/evidence-mysql.md` lists them.
 * Nothing it gives raises for want of rights.
 */
export function mysqlEvidence(statement: string, context: EvidenceContext): Evidence {
  const { rules } = context;
  if (Reader.broken(statement, rules)) return none("the statement is not complete");
  const tokens = tokenize(statement, rules).filter(({ kind }) => !kind.startsWith("executable"));
  const inner = behindStatementSettings(statement, tokens); // SET STATEMENT … FOR
  if (inner !== null) return mysqlEvidence(statement.slice(inner), context);
  const reader = Reader.of(statement, rules);
  return maintenance(reader) ?? definition(reader, context) ?? rights(reader, statement, rules) ??
    none("what it does is not known");
}

function definition(reader: Reader, context: EvidenceContext): Evidence | null {
  if (reader.take("CREATE")) return createEvidence(reader, context);
  if (reader.take("ALTER")) return alterEvidence(reader, context);
  if (reader.take("DROP")) return dropEvidence(reader, context);
  if (reader.take("RENAME")) return renameEvidence(reader, context);
  if (reader.take("TRUNCATE")) return truncateTable(reader, context);
  return reader.is("INSTALL") || reader.is("UNINSTALL") ? installation(reader) : null;
}

function rights(reader: Reader, statement: string, rules: LexicalRules): Evidence | null {
  if (reader.is("GRANT")) return harmless("what is granted is granted once");
  if (reader.take("REVOKE")) return revoke(reader);
  if (reader.take("SET PASSWORD")) return alterAccounts(reader);
  if (!reader.take("SET")) return null;
  const computed = setAssignments(statement, rules)
    .some(({ expression }) => /[@(]/.test(expression));
  return computed ? none("what it computes is not known") : harmless("it sets the same once more");
}
