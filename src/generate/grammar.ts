import type { SqlFlavor } from "../sql/statement.ts";
import type { TypeRule, ValueKind } from "./column_type.ts";

/** The kinds of primary key `create_…` can make by itself. */
export type KeyKind = "bigint" | "uuid" | "none";

/** What generated SQL of one database is made of. */
export interface Grammar {
  readonly flavor: SqlFlavor;
  /** For people: `PostgreSQL`. */
  readonly title: string;
  readonly types: readonly TypeRule[];
  /** Names may be this long; null where nothing limits them. */
  readonly longestName: { readonly most: number; readonly unit: "bytes" | "characters" } | null;
  /** A name as SQL, quoted only where it has to be. */
  quote(name: string): string;
  /** A string literal for people to read. */
  literal(text: string): string;
  /** What stands behind `id` in CREATE TABLE. */
  readonly keys: Readonly<Record<Exclude<KeyKind, "none">, string>>;
  /** The type of a column that points at such a key. */
  readonly keyTypes: Readonly<Record<Exclude<KeyKind, "none">, string>>;
  /** What `default=now` means for a kind of values; `{precision}` is `(3)` or nothing. */
  readonly now: Readonly<Partial<Record<ValueKind, string>>>;
  /** What `default=uuid` means. */
  readonly newUuid: string;
  readonly booleans: readonly [no: string, yes: string];
  /** Whether a default that is an expression stands in brackets. */
  readonly bracketsExpressions: boolean;
  /** Kinds of values whose defaults stand in brackets even where they are literals. */
  readonly bracketsLiterals: readonly ValueKind[];
  /** Where a column's comment goes: a statement, a word behind the column, or a comment of the SQL text. */
  readonly comments: "statement" | "attribute" | "text";
  /** Whether indexes are written inside CREATE TABLE, and belong to ALTER TABLE. */
  readonly indexesInTable: boolean;
  readonly arrays: boolean;
  readonly unsigned: boolean;
  /** The pair of columns every table gets: name and what stands behind it. */
  readonly timestamps: readonly (readonly [name: string, definition: string])[];
}
