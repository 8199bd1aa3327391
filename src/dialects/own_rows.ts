import type { HistoryRecord, JournalRecord } from "./dialect.ts";

/** How a dialect says the values of a row of dunlin's own. */
export interface RowWords {
  readonly literal: (text: string) => string;
  /** A 64-bit integer. */
  readonly integer: (value: bigint | number) => string;
  /** The server's clock. */
  readonly now: string;
}

/** What a history row holds that each database computes in its own way. */
export interface HistoryWords extends RowWords {
  readonly sequence: string;
  /** In milliseconds. */
  readonly duration: string;
  readonly appliedBy: string;
}

/** The columns of a history row, in the order of {@linkcode historyValues}. */
export const HISTORY_COLUMNS =
  "id, kind, origin, namespace, version, name, checksum, sequence, applied_at, duration_ms, " +
  "applied_by, tool_version, file, down_text, down_checksum";

/** The values of a history row, separated by commas. */
export function historyValues(record: HistoryRecord, words: HistoryWords): string {
  const { literal } = words;
  return [
    literal(record.id),
    `'${record.kind}'`,
    `'${record.origin}'`,
    literal(record.namespace),
    literal(record.version),
    literal(record.name),
    literal(record.checksum),
    words.sequence,
    words.now,
    words.duration,
    words.appliedBy,
    literal(record.toolVersion),
    literal(record.file),
    record.down === null ? "NULL" : literal(record.down.text),
    record.down === null ? "NULL" : literal(record.down.checksum),
  ].join(", ");
}

/** The columns of a journal row, in the order of {@linkcode journalValues}. */
export const JOURNAL_COLUMNS =
  "id, direction, position, total, state, hash, verb, settings, fingerprint, outcome, token, started_at, finished_at";

/** The values of a journal row, separated by commas. */
export function journalValues(record: JournalRecord, token: bigint, words: RowWords): string {
  return [
    words.literal(record.id),
    `'${record.direction}'`,
    record.position,
    record.total,
    `'${record.state}'`,
    words.literal(record.hash),
    words.literal(record.verb),
    record.file === null ? "NULL" : words.literal(JSON.stringify({ file: record.file })),
    record.state === "intent" ? record.looks ?? "NULL" : "NULL",
    record.state === "failed" ? record.looks ?? "NULL" : "NULL",
    words.integer(token),
    words.now,
    record.state === "intent" ? "NULL" : words.now,
  ].join(", ");
}

/**
 * What of a journal row changes when it is written again; `started_at` stays,
 * and so does what was seen before a statement, until it is begun anew.
 */
export function journalChanges(
  state: JournalRecord["state"],
  incoming: (column: string) => string,
): string {
  const seen = state === "intent" ? ["fingerprint", "outcome"] : ["outcome"];
  return ["total", "state", "hash", "verb", "settings", "token", "finished_at", ...seen]
    .map((column) => `${column} = ${incoming(column)}`).join(", ");
}
