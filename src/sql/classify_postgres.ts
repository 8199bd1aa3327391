import type { LexicalRules, SessionEffect, StatementClass } from "./statement.ts";
import type { StatementWords } from "./statement_words.ts";
import { transactionClass } from "./transaction_command.ts";

/**
 * What PostgreSQL refuses inside a transaction block, as far as the text says
 * so. Source: `PreventInTransactionBlock` in the server, and the pages of the
 * commands. Not here: procedures that commit, partitioned REINDEX and CLUSTER.
 */
const OUTSIDE: readonly RegExp[] = [
  /^(CREATE|DROP) (DATABASE|TABLESPACE)\b/,
  /^CREATE (UNIQUE )?INDEX CONCURRENTLY\b/,
  /^DROP INDEX CONCURRENTLY\b/,
  /^REINDEX (\(.*?\) )?(DATABASE|SYSTEM|SCHEMA)\b/,
  /^REINDEX (\(.*?\) )?(INDEX|TABLE) CONCURRENTLY\b/,
  /^REINDEX \([^)]*\bCONCURRENTLY\b(?! (FALSE|OFF|0|'FALSE'|'OFF'))/,
  /^VACUUM\b/,
  /^CLUSTER( VERBOSE| \(.*?\))?$/,
  /^ALTER SYSTEM\b/,
  /^ALTER TABLE .*\bDETACH PARTITION .* CONCURRENTLY$/,
  /^ALTER DATABASE .* SET TABLESPACE\b/,
  /^DISCARD ALL\b/,
  /^CREATE SUBSCRIPTION\b(?!.*\b(CREATE_SLOT|CONNECT) = '?(FALSE|OFF|0)\b)/,
  /^DROP SUBSCRIPTION\b/,
  /^ALTER SUBSCRIPTION ("[^"]*"|\S+) REFRESH\b/,
  /^ALTER SUBSCRIPTION ("[^"]*"|\S+) (SET|ADD|DROP) PUBLICATION\b(?!.*\bREFRESH = '?(FALSE|OFF|0)\b)/,
  /^ALTER SUBSCRIPTION ("[^"]*"|\S+) SET \(.*\b(FAILOVER|TWO_PHASE)\b/,
];

/** The class of a PostgreSQL statement. */
export function classifyPostgres(
  words: StatementWords,
  text: string,
  rules: LexicalRules,
): StatementClass {
  const { flat, verb } = words;
  return {
    verb,
    ...transactionClass(flat),
    outsideTransaction: OUTSIDE.some((pattern) => pattern.test(flat)),
    commitsImplicitly: false,
    session: sessionEffect(words, text),
    changesLexing: changesLexing(flat, rules),
    manyResults: false,
    rebuildsTable: false,
    freesLocks: /pg_advisory_unlock/i.test(text) || /^DISCARD ALL\b/.test(flat),
    locksTables: false,
  };
}

/** As pg_dump writes it. */
const CONSTANT_CONFIG =
  /^SELECT ("?PG_CATALOG"? \. )?"?SET_CONFIG"? \( '[^']*' , '[^']*' , (TRUE|FALSE) \)$/i;

function sessionEffect({ flat, outer }: StatementWords, text: string): SessionEffect {
  if (/^SET (LOCAL|TRANSACTION|CONSTRAINTS)\b/.test(flat)) return "none";
  if (/^(SET|RESET|LOAD|DISCARD)\b/.test(flat)) return "constant";
  if (/^PREPARE (?!TRANSACTION)|^LISTEN\b/.test(flat)) return "computed";
  if (/^DECLARE\b.*\bWITH HOLD\b/.test(outer)) return "computed";
  if (/^CREATE (OR REPLACE )?((GLOBAL|LOCAL) )?(TEMP|TEMPORARY)\b/.test(flat)) return "computed";
  if (/\bINTO ((GLOBAL|LOCAL) )?(TEMP|TEMPORARY)\b/.test(outer)) return "computed";
  if (/^CREATE TABLE (IF NOT EXISTS )?"?PG_TEMP"? ?\./i.test(flat)) return "computed";
  // What a routine's text says it does when called is done then, not now.
  const runs = !/^(CREATE|ALTER|COMMENT)\b/.test(flat);
  if (!runs) return "none";
  if (CONSTANT_CONFIG.test(flat)) return "constant";
  return /\bset_config\s*\(|\bpg_(try_)?advisory_lock/i.test(text) ? "computed" : "none";
}

const SETTINGS = "STANDARD_CONFORMING_STRINGS|BACKSLASH_QUOTE|CLIENT_ENCODING";
const SET = new RegExp(`^SET (?:SESSION |LOCAL )?"?(${SETTINGS})"? (?:=|TO) (.*)$`, "i");
const RESET = new RegExp(`^(RESET (ALL|"?(${SETTINGS})"?)|DISCARD ALL)$`, "i");
const CONFIG = new RegExp(`\\bSET_CONFIG \\( '(${SETTINGS})'`, "i");

function changesLexing(flat: string, rules: LexicalRules): boolean {
  if (RESET.test(flat) || CONFIG.test(flat)) return true;
  const encoding = /^SET NAMES (.*)$/.exec(flat);
  if (encoding !== null) return !isUtf8(encoding[1] ?? "");
  const set = SET.exec(flat);
  if (set === null) return false;
  const value = set[2] ?? "";
  // pg_dump writes both at the head of every file: what already holds changes nothing.
  if (set[1]?.toUpperCase() === "CLIENT_ENCODING") return !isUtf8(value);
  const on = /^'?(ON|TRUE|YES|1)'?$/.test(value);
  const isSame = set[1]?.toUpperCase() === "STANDARD_CONFORMING_STRINGS" &&
    rules.standardConformingStrings !== false && on;
  return !isSame;
}

function isUtf8(value: string): boolean {
  return /^['"]?(UTF-?8|UNICODE)['"]?$/i.test(value);
}
