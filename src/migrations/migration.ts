import type { Place } from "../errors.ts";
import type { SqlFlavor } from "../sql/statement.ts";
import type { LargeText } from "./large_text.ts";
import type { MigrationOutline } from "./migration_outline.ts";
import type { LateText } from "./source_file.ts";

/** Which way a migration is run. */
export type Direction = "up" | "down";

/** How a file wants to be run; absent fields mean the default. */
export interface Directives {
  /** `-- dunlin: no-transaction` */
  readonly noTransaction?: true;
  /** `-- dunlin: only production,staging` */
  readonly only?: readonly string[];
  /** `-- dunlin: irreversible because …`: the reason. */
  readonly irreversible?: string;
  /** `-- dunlin: lock-timeout 2s`, in milliseconds; 0 is no limit. */
  readonly lockTimeoutMs?: number;
  /** `-- dunlin: statement-timeout 10min`, in milliseconds; 0 is no limit. */
  readonly statementTimeoutMs?: number;
  /** `-- dunlin: vars`: `${NAME}` is a variable in this file; the only names there may be, empty for any. */
  readonly vars?: readonly string[];
  /** `-- dunlin: foreign-keys on|off` (SQLite) */
  readonly foreignKeys?: "on" | "off";
  /** `-- dunlin: allow PG001 because …`: rule and reason, for the lint. */
  readonly allow?: readonly { readonly rule: string; readonly reason: string }[];
}

/** SQL text of one direction of a migration. */
export interface SqlScript {
  /** Tells SQL from TypeScript. */
  readonly kind: "sql";
  /** As the user knows it, for messages: `migrations/1_a.up.sql`. */
  readonly file: string;
  /** The text without BOM, line ends as in the file; where the file is `large`, only its head. */
  readonly text: string;
  /** The whole text of a file that is too large to be held. */
  readonly large?: LargeText | undefined;
  /** What is known of a text that is still to come: then to ask for the rest throws. */
  readonly late?: LateText | undefined;
  /** Where more than the file's text is sent, or variables were put into it: the file's own text, and where in it what is sent comes from. */
  readonly source?: {
    readonly text: string;
    /** UTF-16 offset in what is sent → in the file. */
    offsetOf(offset: number): number;
    /** Values that are not to be shown. */
    readonly secrets: readonly string[];
    /** Another file whose text is sent behind this one's, and where it begins. */
    readonly tail?: { readonly start: number; readonly script: SqlScript };
  };
  /** Of a large file that was read: the place of an offset, as far as it was kept. */
  readonly placeAt?: (offset: number) => Place;
  /** SHA-256 in hex; see `checksum.ts` for what is hashed. */
  readonly checksum: string;
  /** What the file says at its head. */
  readonly directives: Directives;
}

/** What a TypeScript migration exports. */
export interface CodeModule {
  /** Makes the change. */
  up(db: MigrationDatabase): Promise<void> | void;
  /** Undoes it; without it the migration cannot be reverted. */
  down?(db: MigrationDatabase): Promise<void> | void;
}

/** The guarded connection a TypeScript migration is given. */
export interface MigrationDatabase {
  /** What the server is. */
  readonly dialect: SqlFlavor;
  /** One statement with the dialect's own placeholders (`$1` or `?`); all rows. */
  query<Row = Record<string, unknown>>(
    text: string,
    params?: readonly (string | number | bigint | null)[],
  ): Promise<Row[]>;
  /** Statements without parameters, several at once if wanted; rows are discarded. */
  execute(text: string): Promise<void>;
  /**
   * A part of the migration that is kept by itself. On PostgreSQL and SQLite the
   * whole migration is one transaction, and a step just runs. On MySQL and
   * MariaDB a migration goes on behind the last step that was finished when it is
   * run again after a failure, a lost link or a kill.
   *
   * There a step holds either statements that do not commit by themselves, which
   * are one transaction with the mark that says so, or exactly one that does
   * (`CREATE`, `ALTER`, `DROP`, `CALL` …), and reads beside it. What such a
   * statement answers is empty where an earlier run turns out to have run it.
   * Outside of steps such a migration may only read and set its session: that
   * code runs again each time.
   *
   * Steps run in the order they are called, each under a name of its own, one
   * after another: await each. A finished one is not called again and must keep
   * its name and place.
   *
   * @param name For people and for the journal; 200 characters at most
   * @param fn Does the work, through this same database
   * @throws What `fn` throws, and a `DunlinError` where the rules above are not
   * kept. Either way the migration fails, also where it is caught.
   */
  step(name: string, fn: () => Promise<void> | void): Promise<void>;
  /** Aborted when the user insists on stopping now. */
  readonly signal: AbortSignal;
}

/** One direction of a TypeScript migration. */
export interface CodeScript {
  /** Tells TypeScript from SQL. */
  readonly kind: "code";
  /** As the user knows it. */
  readonly file: string;
  /** SHA-256 in hex of the file's text. */
  readonly checksum: string;
  /** What the file says at its head. */
  readonly directives: Directives;
  /** As in {@linkcode SqlScript}. */
  readonly late?: LateText | undefined;
  /** Loads the module; a folder imports it when first needed. */
  load(): Promise<CodeModule>;
}

/** What is run for one direction. */
export type Script = SqlScript | CodeScript;

/** A migration of a source, for one dialect, as it is run. */
export interface Migration extends MigrationOutline {
  readonly up: Script;
  readonly down?: Script;
}
