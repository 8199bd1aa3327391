/**
 * The one error dunlin throws when the world is not as hoped, and the table of
 * its codes. Wrong calls throw `TypeError` or `RangeError` instead.
 *
 * @module
 */

/** What the exit code of the command line says about an error. */
export type ErrorClass = "work" | "usage" | "check" | "lock";

/** Every code with its class and what it means, in one line. */
export const ERROR_CODES = {
  // the call or the configuration
  "usage": { class: "usage", means: "the command line was not understood" },
  "config": { class: "usage", means: "a setting or the configuration file is wrong" },
  "missing-url": { class: "usage", means: "no database was named" },
  "bad-url": { class: "usage", means: "the database URL cannot be read" },
  "unsupported": { class: "usage", means: "this database or file cannot do what was asked" },
  "missing-folder": { class: "usage", means: "the migrations folder is not there" },
  "unknown-version": { class: "usage", means: "no migration has that version" },
  "needs-confirmation": { class: "usage", means: "nobody could confirm a destructive command" },
  // a project's own tasks
  "invalid-tasks": { class: "usage", means: "the project's tasks cannot be loaded" },
  "task-failed": { class: "work", means: "a task of the project failed" },
  // files
  "invalid-migrations": { class: "work", means: "migration files have problems" },
  "manifest-damaged": { class: "work", means: "the manifest does not hold what it says" },
  "manifest-stale": { class: "check", means: "the folder has moved on from its manifest" },
  "file-exists": { class: "usage", means: "a file to be written is already there" },
  "io": { class: "work", means: "a file could not be read or written" },
  "merged-changed": { class: "check", means: "a migration that was merged is not as it was" },
  "late-migration": { class: "check", means: "a new migration is older than a merged one" },
  "git": { class: "usage", means: "git could not say what was merged" },
  // the plan
  "plan-refused": { class: "work", means: "files and history do not fit together" },
  "no-down": { class: "work", means: "a migration cannot be reverted" },
  "checks-found": { class: "check", means: "a check found something" },
  // reaching the database
  "connection-failed": { class: "work", means: "the server could not be reached" },
  "authentication-failed": { class: "work", means: "the server refused the credentials" },
  "database-missing": { class: "work", means: "the database does not exist" },
  "permission-denied": { class: "work", means: "the role or the runtime lacks a permission" },
  "read-only": { class: "work", means: "the server, session or file accepts no writes" },
  "driver-missing": { class: "usage", means: "the driver package is not installed" },
  // the history
  "foreign-history": { class: "work", means: "the history table has another tool's shape" },
  "history-damaged": { class: "work", means: "dunlin's own tables are incomplete" },
  "newer-format": { class: "work", means: "a newer dunlin has written the tables" },
  // the run
  "lock-timeout": { class: "lock", means: "another runner held the lock for too long" },
  "migration-failed": { class: "work", means: "a migration failed" },
  "hook-failed": { class: "work", means: "before_all.sql or after_all.sql failed" },
  "seed-failed": { class: "work", means: "a seed failed" },
  "wait-timeout": { class: "lock", means: "migrations waited for were not applied in time" },
  "statement-unresolved": {
    class: "work",
    means: "a statement was started and nothing proves whether it took effect",
  },
  "resume-refused": { class: "work", means: "a partial migration cannot be resumed as it is" },
  "nothing-to-resolve": { class: "usage", means: "nothing of that migration is in doubt" },
  "connection-lost": { class: "work", means: "the link to the server broke" },
  "own-tables-touched": { class: "work", means: "a migration changed dunlin's own tables" },
  "interrupted": { class: "work", means: "the run was stopped by a signal" },
  "query-failed": { class: "work", means: "the server refused one of dunlin's own queries" },
  "unexpected": { class: "work", means: "a defect, of dunlin or of the project's own code" },
} as const satisfies Record<string, { class: ErrorClass; means: string }>;

/** A stable, machine-readable name of what went wrong. */
export type ErrorCode = keyof typeof ERROR_CODES;

/** A place in a file. Lines and columns count from 1; columns in code points. */
export interface Place {
  /** As the user knows it: relative to the working folder where possible. */
  readonly file: string;
  /** From 1. */
  readonly line?: number;
  /** From 1, in code points. */
  readonly column?: number;
  /** The source line (cut to a readable width) and a line with a caret below it. */
  readonly excerpt?: string;
}

/** What the server said, in its own words. */
export interface ServerMessage {
  /** SQLSTATE, MySQL error number or SQLite result code, as text. */
  readonly code: string | null;
  /** The code as people look it up: `MySQL 1060`. */
  readonly label?: string;
  /** The server's own words. */
  readonly message: string;
  /** More of the same, where the server says more. */
  readonly detail?: string;
  /** What the server advises. */
  readonly hint?: string;
}

/** How far a run came before it stopped. Each entry is a migration's id. */
export interface RunProgress {
  /** Applied and kept, in order. */
  readonly applied: readonly string[];
  /** Reverted and kept, in order. */
  readonly reverted: readonly string[];
  /** The one that failed; null if the run stopped between two. */
  readonly failed: string | null;
  /** Planned and not begun. */
  readonly remaining: readonly string[];
}

/** The parts of a {@linkcode DunlinError} beside its code and message. */
export interface ErrorParts {
  /** Where in a file it happened. */
  readonly where?: Place;
  /** What the server said. */
  readonly server?: ServerMessage;
  /** What is true of the database now: what was kept, what was rolled back. */
  readonly state?: string;
  /** What to do or type next. */
  readonly next?: string;
  /** The error behind this one. */
  readonly cause?: unknown;
  /** All problems, where one error stands for several. */
  readonly problems?: readonly DunlinError[];
  /** How far the run came. */
  readonly progress?: RunProgress;
}

/**
 * Something outside the program stands in the way. `message` says what
 * happened in one sentence without a final period; `where`, `server`, `state`
 * and `next` say the rest. No field ever holds a password.
 */
export class DunlinError extends Error {
  /** Always `DunlinError`. */
  override readonly name = "DunlinError";
  /** Stable; the message may change. */
  readonly code: ErrorCode;
  /** Where in a file it happened. */
  readonly where: Place | undefined;
  /** What the server said. */
  readonly server: ServerMessage | undefined;
  /** What is true of the database now: what was kept, what was rolled back. */
  readonly state: string | undefined;
  /** What to do or type next. */
  readonly next: string | undefined;
  /** All problems, where one error stands for several; else empty. */
  readonly problems: readonly DunlinError[];
  /** How far the run came, where there was one. */
  readonly progress: RunProgress | undefined;

  /** One sentence without a final period, and the parts that say the rest. */
  constructor(code: ErrorCode, message: string, parts: ErrorParts = {}) {
    super(message, parts.cause === undefined ? undefined : { cause: parts.cause });
    this.code = code;
    this.where = parts.where;
    this.server = parts.server;
    this.state = parts.state;
    this.next = parts.next;
    this.problems = parts.problems ?? [];
    this.progress = parts.progress;
  }

  /** All of its parts, the message too: what `JSON.stringify` writes. The error behind it stays out. */
  toJSON(): Readonly<Record<string, unknown>> {
    const { name, code, message, where, server, state, next, problems, progress } = this;
    return { name, code, message, where, server, state, next, problems, progress };
  }

  /** The same error with some parts added or replaced; used on the way out. */
  with(parts: ErrorParts): DunlinError {
    const own = {
      where: this.where,
      server: this.server,
      state: this.state,
      next: this.next,
      cause: this.cause,
      problems: this.problems,
      progress: this.progress,
    };
    const merged: Record<string, unknown> = {};
    for (const [key, value] of Object.entries({ ...own, ...parts })) {
      if (value !== undefined) merged[key] = value;
    }
    return new DunlinError(this.code, this.message, merged as ErrorParts);
  }
}
