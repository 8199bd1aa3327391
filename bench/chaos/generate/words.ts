import type { Makers } from "./made.ts";

/** What a database's files are made of. */
export interface Words {
  /** What a transaction keeps or loses. */
  readonly dml: Makers;
  /** Changes of the schema. */
  readonly ddl: Makers;
  /** What no transaction takes; empty where DDL commits by itself anyway. */
  readonly apart: Makers;
  /** How many of the files hold some of those. */
  readonly mixed: number;
  /** How many of the files say `no-transaction`. */
  readonly noTransaction: number;
  /** The view of a repeatable file. */
  readonly replaceView: (name: string, column: string) => string;
}
