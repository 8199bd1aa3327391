import type { SessionEffect, StatementClass } from "./statement.ts";
import type { StatementWords } from "./statement_words.ts";
import { transactionClass } from "./transaction_command.ts";

/**
 * Pragmas that a transaction refuses, or ignores without a word, when they are
 * given a value. Source: SQLite "PRAGMA Statements", and `pragma.c`.
 */
const PRAGMAS = "FOREIGN_KEYS|JOURNAL_MODE|SYNCHRONOUS|AUTO_VACUUM|PAGE_SIZE|TEMP_STORE|" +
  "TEMP_STORE_DIRECTORY";
const SETS_PRAGMA = new RegExp(`^PRAGMA (.*? \\. )?["']?(${PRAGMAS})["']? (=|\\()`, "i");
const CHECKPOINT = /^PRAGMA (.*? \. )?["']?WAL_CHECKPOINT\b/i;

const PLAIN =
  /^(?:INSERT(?!\s+INTO\s+["'`[]?sqlite_(?:schema|master)\b)|UPDATE|DELETE|REPLACE|SELECT)\b/i;
/** How `.dump` writes a virtual table. */
const ADDS_TO_SCHEMA = /^INSERT INTO ["']?SQLITE_(SCHEMA|MASTER)\b/i;
const PLAIN_CLASSES = new Map<string, StatementClass>();

/**
 * The class of a statement that begins with a word after which nothing in it
 * can matter; null of any other. A file of rows has a hundred thousand of them.
 */
export function plainSqliteClass(text: string): StatementClass | null {
  const word = PLAIN.exec(text)?.[0];
  if (word === undefined) return null;
  const verb = word.toUpperCase();
  let known = PLAIN_CLASSES.get(verb);
  if (known === undefined) {
    known = classifySqlite({ flat: verb, outer: verb, verb, calls: [] });
    PLAIN_CLASSES.set(verb, known);
  }
  return known;
}

/** The class of an SQLite statement. */
export function classifySqlite(words: StatementWords): StatementClass {
  const { flat, verb } = words;
  const common = transactionClass(flat);
  return {
    verb,
    ...common,
    outsideTransaction: /^(VACUUM|DETACH)\b/.test(flat) || SETS_PRAGMA.test(flat) ||
      CHECKPOINT.test(flat),
    commitsImplicitly: false,
    session: sessionEffect(flat),
    changesLexing: false,
    manyResults: false,
    rebuildsTable: /^DROP TABLE\b/.test(flat) || /^ALTER TABLE .*\bRENAME TO\b/.test(flat),
    freesLocks: false,
    locksTables: false,
    refused: common.refused ?? (ADDS_TO_SCHEMA.test(flat) ? WRITES_SCHEMA : null),
  };
}

function sessionEffect(flat: string): SessionEffect {
  if (/^(ATTACH|DETACH)\b/.test(flat) || /^(EXPLAIN (QUERY PLAN )?)?PRAGMA .*(=|\()/.test(flat)) {
    return "constant";
  }
  const temporary = /^CREATE (TEMP|TEMPORARY)\b/.test(flat) ||
    /^CREATE [A-Z ]*["']?TEMP["']? \./i.test(flat);
  return temporary ? "computed" : "none";
}

const WRITES_SCHEMA =
  "the dump of a virtual table (FTS5, R*Tree …) writes SQLite's own schema table, which SQLite " +
  "lets nobody but its shell do: take out the PRAGMA writable_schema lines, this one and the " +
  "tables NAME_data, NAME_idx … behind it, and make the table with CREATE VIRTUAL TABLE and INSERT";
