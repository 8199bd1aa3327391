import type { Evidence, EvidenceContext } from "./evidence.ts";
import { detachedPartition, droppedIndex, indexEvidence } from "./postgres_claims.ts";
import { readIndex } from "./postgres_index.ts";
import { harmless, none, NOTHING, SETS } from "./postgres_kinds.ts";
import {
  changedSubscription,
  createdDatabase,
  createdTablespace,
  droppedDatabase,
  droppedSubscription,
  droppedTablespace,
  movedDatabase,
} from "./postgres_objects.ts";
import { PostgresReader } from "./postgres_reader.ts";

/**
 * What proves how a statement went that PostgreSQL refuses in a transaction.
 * `docs/evidence-postgres.md` lists them. Source: `PreventInTransactionBlock`
 * in the server, 14 to 18.
 */
export function postgresEvidence(statement: string, { rules }: EvidenceContext): Evidence {
  const index = readIndex(statement, rules);
  if (index !== null) return indexEvidence(index);
  const reader = new PostgresReader(statement, rules);
  for (const [words, read] of KINDS) {
    if (reader.take(...words)) return read(reader) ?? none(UNREAD);
  }
  return none(NOTHING);
}

type Read = (reader: PostgresReader) => Evidence | null;

const UNREAD = "it is written in a way dunlin does not read";
const REPEATS = "it makes nothing new, and may be repeated";
const REBUILDS = "an index built twice is the same index";

const KINDS: readonly (readonly [words: readonly string[], read: Read])[] = [
  [["DROP", "INDEX", "CONCURRENTLY"], droppedIndex],
  [["REINDEX"], () => harmless(REBUILDS)],
  [["VACUUM"], () => harmless(REPEATS)],
  [["CLUSTER"], () => harmless(REPEATS)],
  [["CHECKPOINT"], () => harmless(REPEATS)],
  [["DISCARD", "ALL"], () => harmless("it concerns the session, which is another now")],
  [["ALTER", "SYSTEM"], () => harmless(SETS)],
  [["ALTER", "TABLE"], detachedPartition],
  [["CREATE", "DATABASE"], createdDatabase],
  [["DROP", "DATABASE"], droppedDatabase],
  [["ALTER", "DATABASE"], movedDatabase],
  [["CREATE", "TABLESPACE"], createdTablespace],
  [["DROP", "TABLESPACE"], droppedTablespace],
  [["CREATE", "SUBSCRIPTION"], () => none("what it did on the publishing server cannot be seen")],
  [["DROP", "SUBSCRIPTION"], droppedSubscription],
  [["ALTER", "SUBSCRIPTION"], changedSubscription],
  [["CALL"], () => none("what the procedure did and committed cannot be seen")],
  [["DO"], () => none("what the block did and committed cannot be seen")],
];
