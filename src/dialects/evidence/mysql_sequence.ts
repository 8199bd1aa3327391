import type { Evidence, EvidenceContext } from "./evidence.ts";
import { claims, harmless, none, UNREADABLE } from "./mysql_answers.ts";
import { blindTable, replacedNeeds } from "./mysql_create_table.ts";
import { optionally, quoted, tableIsThere } from "./mysql_catalog.ts";
import { identityOf } from "./mysql_identity.ts";
import type { Reader } from "./mysql_reader.ts";

/** CREATE SEQUENCE of MariaDB, read from behind SEQUENCE. A sequence is a table to the catalog. */
export function createSequence(
  reader: Reader,
  replaces: boolean,
  context: EvidenceContext,
): Evidence {
  const optional = reader.take("IF NOT EXISTS");
  const name = reader.named();
  if (name === null) return UNREADABLE;
  const own = context.identity ? identityOf(name, context.rules.flavor) : blindTable(name);
  const claimed = claims({
    what: `sequence ${quoted(name)}`,
    becomes: replaces ? "put" : "there",
    look: replaces ? own : tableIsThere(name),
    ...optionally(optional),
  });
  return { ...claimed, ...(replaces ? replacedNeeds(context) : {}) };
}

/** ALTER SEQUENCE, read from behind SEQUENCE: its value is not in the catalog. */
export function alterSequence(reader: Reader): Evidence {
  return reader.outerWords().includes(" RESTART ")
    ? none("values given out since would be given out again")
    : harmless("it says how the sequence shall be");
}
