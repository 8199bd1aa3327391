import type { Directives } from "./migration.ts";

/** A file of a migration as results tell it: plain values, which can be written as JSON and cloned. */
export interface FileOutline {
  /** Tells SQL from TypeScript. */
  readonly kind: "sql" | "code";
  /** As the user knows it, for messages: `migrations/1_a.up.sql`. */
  readonly file: string;
  /** SHA-256 in hex; see `checksum.ts` for what is hashed. Null where nobody has had to read the file yet. */
  readonly checksum: string | null;
  /** What the file says at its head; null where nobody has had to read it yet. */
  readonly directives: Directives | null;
  /** The size of a file of SQL that is too large to be held; absent of every other. */
  readonly bytes?: number;
  /** The SQL of a hook, and of what a step of a plan sends; never there of a large file, nor of TypeScript. */
  readonly text?: string;
}

/** A migration of a source, for one dialect, as results tell it. */
export interface MigrationOutline {
  /**
   * Its identity in the history. Versioned: the version as a number without
   * leading zeros; repeatable: `R__name`. A namespace stands before it: `auth/12`.
   */
  readonly id: string;
  /** Whether it runs once, or whenever its text has changed. */
  readonly kind: "versioned" | "repeatable";
  /** The source's namespace; empty for the project's own. */
  readonly namespace: string;
  /** The digits as written, `001`; empty for a repeatable. */
  readonly version: string;
  /** The part after the version: `create_users`. */
  readonly name: string;
  /** What applies it. */
  readonly up: FileOutline;
  /** Absent where nothing was written to undo it. For code, present: `down` may still be missing. */
  readonly down?: FileOutline;
}
