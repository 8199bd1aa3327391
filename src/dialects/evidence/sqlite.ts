import { tokenize } from "../../sql/tokenize.ts";
import type { Evidence, EvidenceContext } from "./evidence.ts";

/**
 * What proves how a statement went that SQLite refuses, or ignores, in a
 * transaction. `docs/evidence-sqlite.md` lists them. Source: SQLite "PRAGMA
 * Statements", "VACUUM", "DETACH DATABASE".
 */
export function sqliteEvidence(statement: string, { rules }: EvidenceContext): Evidence {
  const words = tokenize(statement, rules).filter(({ kind }) => kind !== "semicolon")
    .map(({ kind, start, end }) => {
      const text = statement.slice(start, end);
      return kind === "string" ? "'" : kind === "name" ? `"${inside(text)}"` : text.toUpperCase();
    });
  switch (words[0]) {
    case "VACUUM":
      return words[1] === "INTO" || words[2] === "INTO"
        ? none("whether the file is there, whole or in part, cannot be seen from SQL")
        : harmless("a file packed twice is as packed");
    case "ATTACH":
    case "DETACH":
      return harmless("it concerns the session, which is another now");
    case "PRAGMA":
      return pragmaEvidence(words);
    default:
      return none("nothing that can be seen tells what it did");
  }
}

/** Of which saying the same value again changes nothing, or which only tidy up. */
const REPEATABLE: readonly string[] = [
  ..."FOREIGN_KEYS JOURNAL_MODE SYNCHRONOUS AUTO_VACUUM PAGE_SIZE".split(" "),
  ..."TEMP_STORE TEMP_STORE_DIRECTORY ENCODING USER_VERSION APPLICATION_ID".split(" "),
  ..."WAL_CHECKPOINT WAL_AUTOCHECKPOINT INCREMENTAL_VACUUM OPTIMIZE".split(" "),
  ..."LOCKING_MODE SECURE_DELETE CACHE_SIZE MMAP_SIZE MAX_PAGE_COUNT".split(" "),
];

function pragmaEvidence(words: readonly string[]): Evidence {
  const name = words[2] === "." ? words[3] : words[1];
  const pragma = (name ?? "").replaceAll('"', "").toUpperCase();
  return REPEATABLE.includes(pragma)
    ? harmless("what it sets is the same the second time")
    : none(`what PRAGMA ${pragma.toLowerCase()} did cannot be seen`);
}

/** A name without its quotes, `[` included. */
function inside(name: string): string {
  return name.slice(1, -1);
}

function harmless(because: string): Evidence {
  return { kind: "harmless", because };
}

function none(because: string): Evidence {
  return { kind: "none", because };
}
