/** A column of a table as a database has it now. */
export interface LiveColumn {
  readonly name: string;
  /** As the database writes it: `numeric(10,2)`. */
  readonly type: string;
  readonly nullable: boolean;
  /** As SQL; null where there is none, and for identity and generated columns. */
  readonly defaultSql: string | null;
  /** What stands behind the name in `ADD COLUMN`, in full. */
  readonly definition: string;
  readonly comment: string | null;
  readonly primaryKey: boolean;
}

/** An index, a constraint or a foreign key as a database has it now. */
export interface LivePart {
  readonly name: string;
  readonly kind: "index" | "unique" | "primary-key" | "foreign-key" | "check" | "other";
  /** The columns of the table it stands on. */
  readonly columns: readonly string[];
  /**
   * SQL that makes it again: a whole statement for an index of PostgreSQL or
   * SQLite, else what stands behind `ALTER TABLE … ADD`.
   */
  readonly definition: string;
}

/** What a database says of one table; the names are unquoted. */
export interface LiveTable {
  readonly name: string;
  /** In their order. */
  readonly columns: readonly LiveColumn[];
  readonly parts: readonly LivePart[];
  /** Foreign keys of other tables that point at it. */
  readonly pointers: readonly (LivePart & { readonly table: string })[];
  /** Statements that make table, indexes, comments and triggers again, in their order. */
  readonly create: readonly string[];
  /** Triggers of the table: what a rebuild drops with it. */
  readonly triggers: readonly { readonly name: string; readonly create: string }[];
  /** SQLite: views and triggers elsewhere that mention it, in the order they were made. */
  readonly mentions: readonly {
    readonly kind: "view" | "trigger";
    readonly name: string;
    readonly create: string;
  }[];
}
