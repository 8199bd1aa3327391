import type { SessionEffect, StatementClass } from "./statement.ts";
import type { StatementWords } from "./statement_words.ts";
import { transactionClass } from "./transaction_command.ts";

/**
 * What ends an open transaction with a commit, beside the transaction commands.
 * Sources: MySQL manual 15.3.3, MariaDB "SQL statements causing an implicit commit".
 */
const COMMITS: readonly RegExp[] = [
  /^(CREATE|ALTER|DROP|RENAME|TRUNCATE|GRANT|REVOKE|FLUSH|INSTALL|UNINSTALL|CLONE|BACKUP)\b/,
  /^(ANALYZE|OPTIMIZE|REPAIR|CHECK) ((LOCAL|NO_WRITE_TO_BINLOG) )?(TABLES?|VIEWS?)\b/,
  /^(CACHE INDEX|LOAD INDEX|IMPORT TABLE|SET PASSWORD|SET DEFAULT ROLE)\b/,
  /^(UN)?LOCK TABLES?\b/,
  /^RESET (?!PERSIST\b)/,
  /^(START|STOP) (ALL )?(SLAVES?|REPLICA|GROUP_REPLICATION)\b|^CHANGE (MASTER|REPLICATION)\b/,
  /^SET .*\bAUTOCOMMIT (=|:=) ('?ON'?|TRUE|1|DEFAULT)\b/,
];

/** These leave the transaction open; ALTER, RENAME and a plain DROP of a temporary table do not. */
const KEEPS_OPEN = /^CREATE (OR REPLACE )?TEMPORARY TABLE\b|^DROP TEMPORARY\b/;

const SAFE_CHARSET = /^['"]?(UTF8|UTF8MB3|UTF8MB4|DEFAULT|BINARY)\b|^@/i;
const CHARSET =
  /(?:^SET (?:NAMES|CHARACTER SET|CHARSET) |\bCHARACTER_SET_CLIENT :?= )("?'?@?@?[\w.]+)/i;

/** The class of a MySQL or MariaDB statement. */
export function classifyMysql(words: StatementWords, text: string): StatementClass {
  const { flat, verb } = words;
  const compound = /^(BEGIN NOT ATOMIC|IF|CASE|LOOP|REPEAT|WHILE|FOR)\b/.test(flat);
  const common = transactionClass(flat);
  return {
    verb,
    ...common,
    outsideTransaction: false,
    commitsImplicitly: COMMITS.some((pattern) => pattern.test(flat)) && !KEEPS_OPEN.test(flat),
    session: compound ? "computed" : sessionEffect(words),
    changesLexing: changesLexing(flat),
    manyResults: compound || /^(CALL|EXECUTE)\b/.test(flat),
    rebuildsTable: false,
    freesLocks: /\brelease_(all_)?locks?\b/i.test(text),
    locksTables: /^(UN)?LOCK TABLES?\b/.test(flat) ||
      /^FLUSH .*\b(WITH READ LOCK|FOR EXPORT)\b/.test(flat),
    refused: common.refused ?? refused(flat),
  };
}

function sessionEffect({ flat, outer }: StatementWords): SessionEffect {
  if (/^USE\b/.test(flat)) return "constant";
  if (/^(CALL|PREPARE|EXECUTE|GET)\b/.test(flat)) return "computed";
  if (/^CREATE (OR REPLACE )?TEMPORARY\b/.test(flat)) return "computed";
  if (/^(CREATE|ALTER|DROP)\b/.test(flat)) return "none"; // what a body says is done when called
  if (/^SET\b/.test(flat)) return settingEffect(flat);
  return /:=/.test(flat) || /\bINTO @/.test(outer) ? "computed" : "none";
}

/** Values that stand in the text, or that a fresh session gives again, can be set again. */
function settingEffect(flat: string): SessionEffect {
  if (
    /^SET (PASSWORD|DEFAULT ROLE|RESOURCE|TRANSACTION|STATEMENT|GLOBAL TRANSACTION)\b/.test(flat)
  ) {
    return "none";
  }
  const onlyServer = /^SET (GLOBAL|PERSIST|PERSIST_ONLY|@ @ (GLOBAL|PERSIST|PERSIST_ONLY))\b/;
  if (onlyServer.test(flat) && !/, (SESSION|LOCAL|@)/.test(flat)) return "none";
  const calls = (flat.match(/\b\w+ \(/g) ?? []).some((call) => !/^(CONCAT|REPLACE) /.test(call));
  const volatile =
    /\bSELECT\b|\bCURRENT_|@ @ (SESSION . |LOCAL . )?(IDENTITY|LAST_INSERT_ID|INSERT_ID|TIMESTAMP|WARNING_COUNT|ERROR_COUNT|RAND_SEED)/;
  return calls || volatile.test(flat) ? "computed" : "constant";
}

function changesLexing(flat: string): boolean {
  if (!/^SET\b/.test(flat)) return false;
  const charset = CHARSET.exec(flat.replaceAll("@ ", "@"));
  if (charset !== null && !SAFE_CHARSET.test(charset[1] ?? "")) return true;
  return /(^SET |, |\. |SESSION |LOCAL |@ )["`]?SQL_MODE["`]? :?= ?/i.test(flat);
}

function refused(flat: string): string | null {
  if (/^LOAD (DATA|XML) (LOW_PRIORITY |CONCURRENT )?LOCAL\b/.test(flat)) {
    return "LOAD DATA LOCAL reads a file of the machine dunlin runs on, which a migration must not " +
      "depend on: write INSERT statements, or LOAD DATA from a file of the server";
  }
  return null;
}
