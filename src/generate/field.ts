import type { ColumnType } from "./column_type.ts";
import type { KeyKind } from "./grammar.ts";

/** What a foreign key does with its rows when the row they point at goes. */
export type OnDelete = "CASCADE" | "RESTRICT" | "SET NULL" | "SET DEFAULT" | "NO ACTION";

/** What a column points at. */
export interface Reference {
  /** The table as written, not yet plural: `user`. */
  readonly noun: string;
  /** The table was named in brackets: it is taken as it is. */
  readonly named: boolean;
  /** null: the key of the table, `id` where nobody knows better. */
  readonly column: string | null;
  /** null: as the call says for keys. */
  readonly key: Exclude<KeyKind, "none"> | null;
  readonly onDelete: OnDelete | null;
}

/** `name:type:modifier…`, understood. */
export interface Field {
  /** As it was typed. */
  readonly word: string;
  readonly name: string;
  /** null for a reference, and where only modifiers were given. */
  readonly type: ColumnType | null;
  /** null: it was not said. */
  readonly nullable: boolean | null;
  /** SQL; `none` takes the present default away; null: it was not said. */
  readonly defaultSql: { readonly sql: string; readonly constant: boolean } | "none" | null;
  readonly unique: boolean;
  readonly index: boolean;
  readonly primaryKey: boolean;
  readonly unsigned: boolean;
  readonly reference: Reference | null;
  readonly comment: string | null;
  /** A condition, as SQL. */
  readonly check: string | null;
  readonly collation: string | null;
}

/** A word of the call that cannot be what it says. */
export interface FieldProblem {
  readonly word: string;
  /** Where in the word, from 1 in code points; absent where all of it is meant. */
  readonly column?: number;
  readonly message: string;
  readonly next: string;
}

/** Stops the reading of one field. */
export class BadField extends Error {
  readonly problem: FieldProblem;

  constructor(word: string, offset: number | null, message: string, next: string) {
    super(message);
    const column = offset === null ? {} : { column: [...word.slice(0, offset)].length + 1 };
    this.problem = { word, ...column, message, next };
  }
}
