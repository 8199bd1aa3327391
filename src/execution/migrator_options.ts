import type { OpenOptions } from "../drivers/open_options.ts";
import type { Environment } from "../drivers/target.ts";
import type { EventListener } from "../events/event.ts";
import type { StatementListener } from "../events/statement_done.ts";
import type { VersionOrder } from "../migrations/version.ts";
import type { Policy } from "../plan/step.ts";
import type { SourceInput } from "../sources/to_source.ts";
import type { LargeCuts } from "./large/read_large.ts";
import type { LockKind } from "./held_lock.ts";
import type { Awaited } from "./wait_for_migrations.ts";

/** Where migrations come from, and how they are run. */
export interface MigratorOptions {
  /** A manifest, a folder's path or URL, a source, or several of them. */
  readonly migrations: SourceInput;
  /** The history table: `name` or `schema.name`. Default `dunlin_migrations`. */
  readonly table?: string;
  /** What `-- dunlin: only …` is compared with. */
  readonly env?: string;
  /** Values of `${NAME}` in files that say `-- dunlin: vars`: by name, or a function that knows them. */
  readonly vars?: Readonly<Record<string, string>> | ((name: string) => string | undefined);
  /** How versions are ordered; default as numbers, with a warning where text order differs. */
  readonly order?: VersionOrder;
  /** What to do about what does not fit; the rest is as in `DEFAULT_POLICY`. */
  readonly policy?: Partial<Policy>;
  /** One transaction for each migration (default), or one for all where the database can. */
  readonly transaction?: "each" | "all";
  /**
   * How runners keep out of each other's way. `native`: the server's own lock
   * (advisory, GET_LOCK); `lease`: a row that expires and is renewed; `auto`
   * (default): native, and the lease behind poolers, proxies and on clusters.
   */
  readonly lock?: LockKind;
  /** How long to wait for another runner, in seconds. Default 60; 0 asks once. */
  readonly lockWaitSeconds?: number;
  /** How long a lease holds without being renewed, in seconds. Default 30. */
  readonly leaseSeconds?: number;
  /** How often what passes by itself is tried again (lock timeouts, deadlocks, lost links, restarts). Default 8. */
  readonly retries?: number;
  /** How long a statement waits for a lock of the database, in milliseconds. Default 5000; 0 for ever. */
  readonly lockTimeoutMs?: number;
  /** How long a statement may run, in milliseconds. Default 0: no limit. */
  readonly statementTimeoutMs?: number;
  /**
   * PostgreSQL: what files run as, `SET ROLE`, and so who owns what they make;
   * dunlin's own tables stay those of the role that logs in.
   */
  readonly role?: string;
  /** How large files are cut into messages and pieces; left out, as is best. For tests. */
  readonly largeCuts?: LargeCuts;
  /** Hears everything a run says. */
  readonly onEvent?: EventListener;
  /** The session refuses writes: for dry runs and status. SQLite files are opened read-only. */
  readonly readOnly?: boolean;
}

/** How a migrator connects. */
export interface ConnectionSettings extends OpenOptions {
  /** SQLite: whether a missing file is made. Default: unless `readOnly`. */
  readonly create?: boolean;
  /** What fills in what the URL leaves open (`PG*`, `MYSQL_*`). Default: nothing does. */
  readonly environment?: Environment;
  /**
   * The password of a server, asked for anew with every connection, the second
   * one of a lease and those after a lost link too: tokens that rotate. It goes
   * before that of the URL.
   */
  readonly password?: () => string | Promise<string>;
}

/** How one run may differ from the migrator's options. */
export interface RunOptions {
  /** Aborted: the current migration is finished, then the run stops. */
  readonly signal?: AbortSignal;
  /** Aborted: the running statement is stopped on the server and rolled back. */
  readonly cancel?: AbortSignal;
  /** Hears what this run says, after the migrator's own listener. */
  readonly onEvent?: EventListener;
  /**
   * Hears of every statement of a file as it ends, for those who watch. Servers
   * differ in how soon they tell: PostgreSQL at the end of a whole message.
   */
  readonly onStatement?: StatementListener;
}

/** How far to go up: to the latest, to a version (down, if that is lower), or a number of steps. */
export interface UpOptions extends RunOptions {
  /** The version to stop at; `0` is before the first. */
  readonly to?: string;
  /** How many of the pending to apply. */
  readonly steps?: number;
}

/** How far to go down: a number of migrations (1), to a version, or everything. */
export interface DownOptions extends RunOptions {
  /** The version to stop at; what is newer is reverted. */
  readonly to?: string;
  /** How many to revert. */
  readonly steps?: number;
  /** Whether everything is reverted. */
  readonly all?: boolean;
}

/** What is waited for, and for how long. */
export interface WaitingOptions {
  /** A version or an id; left out: all that the files hold. */
  readonly version?: string;
  /** Default 60; 0 looks once. */
  readonly timeoutSeconds?: number;
  /** Hears what is in the way, at once and whenever that changes. */
  readonly onWaiting?: (awaited: Awaited) => void;
}

/** How long another runner is waited for, where nobody says otherwise. */
export const DEFAULT_LOCK_WAIT_SECONDS = 60;
/** How long a lease holds without being renewed, where nobody says otherwise. */
export const DEFAULT_LEASE_SECONDS = 30;
/** How often what passes by itself is tried again in a row, where nobody says otherwise. */
export const DEFAULT_RETRIES = 8;
/** How long a statement waits for a lock of the database, where nobody says otherwise. */
export const DEFAULT_LOCK_TIMEOUT_MS = 5000;
