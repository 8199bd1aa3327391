/** A statement of a file has ended on the server; whether it is kept, the events tell. */
export interface StatementDone {
  /** As in `StepSummary`. */
  readonly id: string;
  /** Its number in the file, from 1. */
  readonly number: number;
  /** How many the file holds. */
  readonly total: number;
  /** How many rows it changed; null where the server does not say. */
  readonly rows: number | null;
  /** Of a large file, which is told message by message: how many of its bytes were read so far. */
  readonly bytes?: number;
  /** Of a large file: how many it has. */
  readonly totalBytes?: number;
}

/** Receives every statement that has ended, in order, synchronously. It must not throw. */
export type StatementListener = (done: StatementDone) => void;
