import { callsUnknownFunction } from "./mysql_calls.ts";
import { type Assignment, setAssignments, type Setting, settingsOf } from "./set_assignments.ts";
import type { LexicalRules, SessionEffect, StatementClass } from "./statement.ts";
import type { StatementWords } from "./statement_words.ts";
import { transactionClass } from "./transaction_command.ts";
import { variableUse } from "./variable_use.ts";

/**
 * What ends an open transaction with a commit, beside the transaction commands
 * and autocommit. Sources: MySQL manual 15.3.3, MariaDB "SQL statements causing
 * an implicit commit".
 */
const COMMITS: readonly RegExp[] = [
  /^(CREATE|ALTER|DROP|RENAME|TRUNCATE|GRANT|REVOKE|FLUSH|INSTALL|UNINSTALL|CLONE|BACKUP)\b/,
  /^(ANALYZE|OPTIMIZE|REPAIR|CHECK) ((LOCAL|NO_WRITE_TO_BINLOG) )?(TABLES?|VIEWS?)\b/,
  /^(CACHE INDEX|LOAD INDEX|IMPORT TABLE|SET PASSWORD|SET DEFAULT ROLE)\b/,
  /^(UN)?LOCK TABLES?\b/,
  /^RESET (?!PERSIST\b)/,
  /^(START|STOP) (ALL )?(SLAVES?|REPLICA|GROUP_REPLICATION)\b|^CHANGE (MASTER|REPLICATION)\b/,
];

/** These leave the transaction open; ALTER, RENAME and a plain DROP of a temporary table do not. */
const KEEPS_OPEN = /^CREATE (OR REPLACE )?TEMPORARY TABLE\b|^DROP TEMPORARY\b/;

const SAFE_CHARSET = /^['"]?(UTF8|UTF8MB3|UTF8MB4|DEFAULT|BINARY)\b|^@/i;
const CHARSET =
  /(?:^SET (?:NAMES|CHARACTER SET|CHARSET) |\bCHARACTER_SET_CLIENT :?= )("?'?@?@?[\w.]+)/i;

/** The class of a MySQL or MariaDB statement. */
export function classifyMysql(
  words: StatementWords,
  text: string,
  rules: LexicalRules,
): StatementClass {
  const { flat, verb } = words;
  const compound = /^(BEGIN NOT ATOMIC|IF|CASE|LOOP|REPEAT|WHILE|FOR)\b/.test(flat);
  const common = transactionClass(flat);
  const assignments = /^SET\b/.test(flat) ? setAssignments(text, rules) : [];
  const settings = settingsOf(assignments);
  const manyResults = compound || /^(CALL|EXECUTE)\b/.test(flat);
  const setsUnseen = manyResults || mayRunUnseen(words);
  const variables = variableUse(text, rules);
  return {
    verb,
    ...common,
    outsideTransaction: false,
    commitsImplicitly: (COMMITS.some((pattern) => pattern.test(flat)) && !KEEPS_OPEN.test(flat)) ||
      settings.some(turnsOnAutocommit),
    session: compound ? "computed" : sessionEffect(words, assignments),
    ...(setsUnseen || leavesUnsaid(flat) ? { mayLeaveSession: true as const } : {}),
    ...(setsUnseen ? { setsUnseen: true as const } : {}),
    ...(variables === null ? {} : { variables }),
    ...(settings.some(({ scope }) => scope === "global") ? { setsServer: true as const } : {}),
    changesLexing: changesLexing(flat),
    manyResults,
    rebuildsTable: false,
    freesLocks: /\brelease_(all_)?locks?\b/i.test(text),
    locksTables: /^(UN)?LOCK TABLES?\b/.test(flat) ||
      /^FLUSH .*\b(WITH READ LOCK|FOR EXPORT)\b/.test(flat),
    refused: common.refused ?? refused(flat, settings),
  };
}

/** Everything but a constant "off" may turn it on, which commits. */
function turnsOnAutocommit({ name, scope, value }: Setting): boolean {
  return name === "AUTOCOMMIT" && scope === "session" &&
    !/^(0+|OFF|FALSE|(['"])OFF\2)$/.test(value);
}

/** What a fresh session lacks after one of these, though nothing in the file needs it. */
function leavesUnsaid(flat: string): boolean {
  return /^SET TRANSACTION\b/.test(flat); // of the next transaction, whose ever that is
}

/** A function of the database may set variables and settings. */
function mayRunUnseen({ flat, calls }: StatementWords): boolean {
  if (/^LOAD (DATA|XML)\b/.test(flat)) return /@ /.test(flat) || callsUnknownFunction(calls);
  const runs = /^(SELECT|INSERT|UPDATE|DELETE|REPLACE|WITH|VALUES|TABLE|DO|SET)\b/.test(flat);
  return runs && callsUnknownFunction(calls);
}

function sessionEffect(
  { flat, outer, calls }: StatementWords,
  assignments: readonly Assignment[],
): SessionEffect {
  if (/^USE\b/.test(flat)) return "constant";
  if (/^(CALL|PREPARE|EXECUTE|GET)\b|^HANDLER \S+( \. \S+)? OPEN\b/.test(flat)) return "computed";
  if (/^CREATE (OR REPLACE )?TEMPORARY\b/.test(flat)) return "computed";
  if (/^(CREATE|ALTER|DROP)\b/.test(flat)) return "none"; // what a body says is done when called
  if (/^SET\b/.test(flat)) return settingEffect(flat, assignments);
  if (calls.some(({ name }) => name === "GET_LOCK")) return "computed";
  return /:=/.test(flat) || /\bINTO @/.test(outer) ? "computed" : "none";
}

/** Their value is the same whenever they are asked with the same arguments. */
const STABLE_CALLS = new Set("CONCAT CONCAT_WS REPLACE IF IFNULL NULLIF COALESCE".split(" "));
/** Words and variables whose value another session, or a later moment, does not have. */
const VOLATILE = new RegExp(
  "\\b(SELECT|NEXT VALUE|PREVIOUS VALUE|SYSDATE|SYSTIMESTAMP|CURRENT_\\w+|UTC_(DATE|TIME|TIMESTAMP)|" +
    "LOCALTIME|LOCALTIMESTAMP|NEXTVAL|CURRVAL)\\b|" +
    "@ @ ((SESSION|LOCAL|GLOBAL) \\. )?(IDENTITY|LAST_INSERT_ID|INSERT_ID|TIMESTAMP|WARNING_COUNT|" +
    "ERROR_COUNT|RAND_SEED[12]|PSEUDO_THREAD_ID|IN_TRANSACTION|LAST_GTID|GTID_\\w+)\\b",
);

/** Values that stand in the text, or that a fresh session gives again, can be set again. */
function settingEffect(flat: string, assignments: readonly Assignment[]): SessionEffect {
  if (
    /^SET (PASSWORD|DEFAULT ROLE|TRANSACTION|(GLOBAL|PERSIST|PERSIST_ONLY) TRANSACTION)\b/.test(
      flat,
    )
  ) {
    return "none";
  }
  const settings = settingsOf(assignments);
  const onlyServer = settings.length === assignments.length &&
    settings.every(({ scope }) => scope === "global");
  if (onlyServer) return "none";
  return assignments.some(({ expression }) => isVolatile(expression)) ? "computed" : "constant";
}

function isVolatile(expression: string): boolean {
  const called = [...expression.matchAll(/(\. )?(\w+|"") \(/g)];
  return VOLATILE.test(expression) ||
    called.some(([, qualified, name = ""]) => qualified !== undefined || !STABLE_CALLS.has(name));
}

function changesLexing(flat: string): boolean {
  if (!/^SET\b/.test(flat)) return false;
  const charset = CHARSET.exec(flat.replaceAll("@ ", "@"));
  if (charset !== null && !SAFE_CHARSET.test(charset[1] ?? "")) return true;
  return /(^SET |, |\. |SESSION |LOCAL |@ )["`]?SQL_MODE["`]? :?= ?/i.test(flat);
}

function refused(flat: string, settings: readonly Setting[]): string | null {
  if (/^LOAD (DATA|XML) (LOW_PRIORITY |CONCURRENT )?LOCAL\b/.test(flat)) {
    return "LOAD DATA LOCAL reads a file of the machine dunlin runs on, which a migration must not " +
      "depend on: write INSERT statements, or LOAD DATA from a file of the server";
  }
  return settings.some(changesCompletion)
    ? "completion_type decides what dunlin's own COMMIT does to its session, up to ending it: " +
      "remove it, and write the option at the statement (COMMIT AND CHAIN) where it is meant"
    : null;
}

function changesCompletion({ name, value }: Setting): boolean {
  return name === "COMPLETION_TYPE" && !/^(0+|NO_CHAIN|DEFAULT|(['"])NO_CHAIN\2)$/.test(value);
}
