import type { Evidence, EvidenceContext } from "./evidence.ts";
import { alterAccounts, createAccounts, dropAccounts, renameAccounts } from "./mysql_accounts.ts";
import { alterTable, createIndex, dropIndex } from "./mysql_alter_table.ts";
import { harmless, none } from "./mysql_answers.ts";
import { createTable } from "./mysql_create_table.ts";
import {
  alterProgram,
  createProgram,
  createView,
  dropProgram,
  type ProgramWord,
} from "./mysql_programs.ts";
import type { Reader } from "./mysql_reader.ts";
import { alterSequence, createSequence } from "./mysql_sequence.ts";
import { database, foreignServer, library, listed, tablespace } from "./mysql_server_objects.ts";
import { dropTables, renameTables } from "./mysql_tables.ts";

const TEMPORARY = none("a temporary table ends with its session");
const PROGRAM_WORDS = ["PROCEDURE", "FUNCTION", "PACKAGE BODY", "PACKAGE", "EVENT", "TRIGGER"];

/** CREATE, read from behind it. */
export function createEvidence(reader: Reader, context: EvidenceContext): Evidence {
  const replaces = reader.take("OR REPLACE");
  if (reader.take("TEMPORARY")) return TEMPORARY;
  if (reader.take("TABLE")) return createTable(reader, replaces, context);
  if (reader.take("SEQUENCE")) return createSequence(reader, replaces, context);
  return createdIndex(reader, replaces, context) ?? createdProgram(reader, replaces) ??
    ofServer(reader, "CREATE", replaces, context) ?? none("what it makes is not known");
}

function createdIndex(
  reader: Reader,
  replaces: boolean,
  context: EvidenceContext,
): Evidence | null {
  reader.takeOne(["ONLINE", "OFFLINE"]);
  if (reader.is("SPATIAL REFERENCE")) return null;
  const unique = reader.take("UNIQUE");
  const type = (["FULLTEXT", "SPATIAL", "VECTOR"] as const).find((word) => reader.take(word));
  if (!reader.take("INDEX")) return null;
  return createIndex(reader, { unique, type: type ?? null, replaces }, context);
}

function createdProgram(reader: Reader, replaces: boolean): Evidence | null {
  takeAttributes(reader);
  if (reader.take("VIEW")) return createView(reader, replaces);
  reader.take("AGGREGATE");
  const word = reader.takeOne(PROGRAM_WORDS) as ProgramWord | null;
  return word === null ? null : createProgram(reader, word, replaces);
}

/** ALTER, read from behind it. */
export function alterEvidence(reader: Reader, context: EvidenceContext): Evidence {
  while (reader.takeOne(["ONLINE", "OFFLINE", "IGNORE"]) !== null);
  if (reader.take("TABLE")) return alterTable(reader, context);
  if (reader.take("SEQUENCE")) return alterSequence(reader);
  takeAttributes(reader);
  if (reader.take("VIEW")) return harmless("it defines the view as a whole, and does so again");
  const word = reader.takeOne(PROGRAM_WORDS) as ProgramWord | null;
  if (word !== null) return alterProgram(reader, word);
  if (reader.take("INSTANCE")) return harmless("it turns keys and logs of the server once more");
  return ofServer(reader, "ALTER", false, context) ?? none("what it alters is not known");
}

/** DROP, read from behind it. */
export function dropEvidence(reader: Reader, context: EvidenceContext): Evidence {
  if (reader.take("TEMPORARY")) return TEMPORARY;
  if (reader.takeOne(["TABLES", "TABLE"]) !== null) return dropTables(reader, "table");
  if (reader.take("VIEW")) return dropTables(reader, "view");
  if (reader.take("SEQUENCE")) return dropTables(reader, "sequence");
  reader.takeOne(["ONLINE", "OFFLINE"]);
  if (reader.take("INDEX")) return dropIndex(reader);
  const word = reader.takeOne(PROGRAM_WORDS) as ProgramWord | null;
  if (word !== null) return dropProgram(reader, word);
  return ofServer(reader, "DROP", false, context) ?? none("what it drops is not known");
}

/** RENAME, read from behind it. */
export function renameEvidence(reader: Reader, context: EvidenceContext): Evidence {
  if (reader.take("USER")) return renameAccounts(reader);
  if (reader.takeOne(["TABLES", "TABLE"]) === null) return none("what it renames is not known");
  return renameTables(reader, context);
}

// accounts, databases, and what belongs to no database
function ofServer(
  reader: Reader,
  verb: "CREATE" | "ALTER" | "DROP",
  replaces: boolean,
  context: EvidenceContext,
): Evidence | null {
  if (reader.takeOne(["DATABASE", "SCHEMA"])) return database(reader, verb, replaces);
  const account = reader.takeOne(["USER", "ROLE"]);
  if (account !== null) {
    const role = account === "ROLE" && context.rules.flavor === "mariadb";
    if (verb === "ALTER") return alterAccounts(reader);
    return verb === "CREATE" ? createAccounts(reader, replaces, role) : dropAccounts(reader, role);
  }
  if (reader.take("SERVER")) return foreignServer(verb, replaces);
  if (reader.take("UNDO TABLESPACE") || reader.take("TABLESPACE")) {
    return tablespace(reader, verb, context);
  }
  if (reader.take("LOGFILE GROUP")) return none("the catalog of this engine is not looked at");
  if (reader.take("RESOURCE GROUP")) return listed(reader, verb, replaces, "resource group");
  if (reader.take("SPATIAL REFERENCE SYSTEM")) {
    return listed(reader, verb, replaces, "spatial reference system");
  }
  return reader.take("LIBRARY") ? library(reader, verb, context) : null;
}

/** What MySQL writes between CREATE and a view, routine or event. */
function takeAttributes(reader: Reader): void {
  for (;;) {
    if (reader.take("ALGORITHM =") || reader.take("SQL SECURITY")) reader.next();
    else if (reader.take("DEFINER =")) {
      reader.next();
      if (reader.take("@")) reader.next();
      else reader.parens();
    } else if (!reader.take("JSON") && !reader.take("RELATIONAL") && !reader.take("DUALITY")) {
      return;
    }
  }
}
