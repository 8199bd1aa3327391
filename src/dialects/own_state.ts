import { DunlinError } from "../errors.ts";
import type { ExpectedHistory } from "./expected_history.ts";
import type { History, HistoryEntry, JournalEntry } from "../plan/history.ts";

/** The fence row: who may write, and how often anything was written. */
export interface Fence {
  /** Moves on with every taker; decimal text. */
  readonly token: bigint;
  /** Moves on with every change of history or journal. */
  readonly revision: bigint;
  /** The shape of the own tables. */
  readonly format: number;
}

/** What the connection is, as the server sees it; read together with the history. */
export interface SessionFacts {
  /** The schema (MySQL: database) the own tables are in, or would be created in; null if there is none. */
  readonly schema: string | null;
  /** The database the session is in; empty if none was chosen. */
  readonly database: string;
  /** `pg_backend_pid()`, `CONNECTION_ID()`; null for SQLite. */
  readonly sessionId: string | null;
  /** The server accepts no writes here: a replica, a read-only session or file. */
  readonly readOnly: boolean;
  /** Settings that change how text is tokenized: `sql_mode`, or `standard_conforming_strings`. */
  readonly lexing: string;
  /** The most bytes one message may have; null where there is no such limit. */
  readonly messageBytes: number | null;
  /** Several servers take writes, and a lock of one of them says nothing to the others; null for one server. */
  readonly cluster: "galera" | "group" | null;
}

/** All of dunlin's own state, from one statement and so from one snapshot. */
export interface OwnState {
  readonly facts: SessionFacts;
  /** null if the own tables are not there yet. */
  readonly fence: Fence | null;
  readonly history: History;
  /** The history is all that was expected, row for row, and nothing else. */
  readonly asExpected?: true;
}

// `part` tells the rows apart: `F` fence and facts, `H` history, `J` journal
type StateRow = Readonly<Record<string, unknown>>;

/**
 * Rows of a dialect's `readState` → values.
 *
 * @param expected As `readState` was given it; where it sent no rows, they are these
 * @returns null if there is no fence row: the tables are not dunlin's, or damaged.
 */
export function parseOwnState(
  rows: readonly StateRow[],
  expected?: ExpectedHistory,
): OwnState | null {
  let facts: SessionFacts | null = null;
  let fence: Fence | null = null;
  let entries: HistoryEntry[] = [];
  let leftOut = 0;
  const journal: JournalEntry[] = [];
  for (const row of rows) {
    const part = String(row["part"]);
    if (part === "H") entries.push(historyEntry(row));
    else if (part === "J") journal.push(journalEntry(row));
    else {
      facts = parseFacts(row);
      leftOut = expected ? Number(text(row, 10)) : 0;
      fence = {
        token: BigInt(digits(row, 1, "fence")),
        revision: BigInt(digits(row, 2, "fence")),
        format: Number(digits(row, 3, "fence")),
      };
    }
  }
  if (!facts || !fence) return null;
  const recognised = expected !== undefined && entries.length === 0;
  if (recognised) entries = firstOf(expected, leftOut);
  const all = recognised && leftOut > 0 && leftOut === expected.entries.length;
  entries.sort((a, b) => a.sequence - b.sequence);
  journal.sort((a, b) => a.id < b.id ? -1 : a.id > b.id ? 1 : a.position - b.position);
  return { facts, fence, history: { entries, journal }, ...(all ? { asExpected: true } : {}) };
}

function firstOf({ entries, least }: ExpectedHistory, count: number): HistoryEntry[] {
  if (count === 0) return [];
  if (count >= least && count <= entries.length) return entries.slice(0, count);
  throw new TypeError(`Expected ${least} to ${entries.length} rows of the history, not ${count}`);
}

/** The facts of an `F` row (`c4` to `c9`, `c11`); a dialect's `probe` answers in the same columns. */
export function parseFacts(row: StateRow): SessionFacts {
  return {
    schema: row["c4"] === null ? null : text(row, 4),
    database: row["c5"] === null ? "" : text(row, 5),
    sessionId: row["c6"] === null ? null : text(row, 6),
    readOnly: text(row, 7) === "1",
    lexing: text(row, 8),
    messageBytes: row["c9"] === null ? null : Number(text(row, 9)),
    cluster: clusterOf(row["c11"]),
  };
}

function clusterOf(word: unknown): SessionFacts["cluster"] {
  return word === "galera" || word === "group" ? word : null;
}

function text(row: StateRow, column: number): string {
  return String(row[`c${column}`]);
}

/** A number as text. @throws {DunlinError} `history-damaged`, if a hand has written something else */
function digits(row: StateRow, column: number, where: string): string {
  const found = text(row, column);
  if (/^\d+$/.test(found)) return found;
  throw damaged(where, found, "a number");
}

function oneOf<Word extends string>(row: StateRow, column: number, words: readonly Word[]): Word {
  const found = text(row, column);
  const word = words.find((known) => known === found);
  if (word === undefined) throw damaged(text(row, 1), found, words.join(" or "));
  return word;
}

function damaged(where: string, found: string, wanted: string): DunlinError {
  return new DunlinError(
    "history-damaged",
    `a row of dunlin's own tables (${where}) holds ${
      JSON.stringify(found)
    } where ${wanted} belongs`,
    {
      state: "nothing was changed",
      next: "put back what stood there; only dunlin may write its tables",
    },
  );
}

function historyEntry(row: StateRow): HistoryEntry {
  const kind = oneOf(row, 2, ["versioned", "repeatable"]);
  return {
    id: text(row, 1),
    kind,
    origin: oneOf(row, 3, ["applied", "baseline"]),
    namespace: text(row, 4),
    version: kind === "versioned" ? digits(row, 5, text(row, 1)) : text(row, 5),
    name: text(row, 6),
    checksum: text(row, 7),
    sequence: Number(text(row, 8)),
    appliedAt: text(row, 9).replace(/(\.\d{3})\d+Z$/, "$1Z"),
    durationMs: Number(text(row, 10)),
    hasStoredDown: text(row, 11) === "1",
  };
}

function journalEntry(row: StateRow): JournalEntry {
  return {
    id: text(row, 1),
    direction: oneOf(row, 2, ["up", "down"]),
    position: Number(text(row, 3)),
    total: Number(text(row, 4)),
    state: oneOf(row, 5, ["intent", "done", "failed"]),
    hash: text(row, 6),
    startedAt: text(row, 7),
    before: looks(row, 8),
    after: looks(row, 9),
    verb: text(row, 10),
    file: fileOf(row["c11"]),
  };
}

// only words for people come from it: what cannot be read is left out
function fileOf(settings: unknown): string | null {
  const parsed = typeof settings === "string" ? parsedJson(settings) : null;
  const file = (parsed as { file?: unknown } | null | undefined)?.file;
  return typeof file === "string" ? file : null;
}

/** @throws {DunlinError} `history-damaged`, if a hand has written something else */
function looks(row: StateRow, column: number): readonly (string | null)[] | null {
  const found = row[`c${column}`];
  if (found === null || found === undefined) return null;
  const parsed = parsedJson(String(found));
  const fits = Array.isArray(parsed) &&
    parsed.every((look) => look === null || typeof look === "string");
  if (fits) return parsed;
  throw damaged(text(row, 1), String(found), "a JSON array of texts and nulls");
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // no JSON is no array either
  }
}
