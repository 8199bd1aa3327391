import { existsSync } from "node:fs";
import { loadDialect } from "../dialects/load_dialect.ts";
import type { Dialect, Timeouts } from "../dialects/dialect.ts";
import type { ExpectedHistory } from "../dialects/expected_history.ts";
import { DEFAULT_TABLE, parseTableName } from "../dialects/own_tables.ts";
import { parseSqliteUrl } from "../drivers/sqlite_url.ts";
import { connect, type ConnectOptions } from "../drivers/connect.ts";
import type { Connection } from "../drivers/connection.ts";
import { DunlinError } from "../errors.ts";
import type { Blocking } from "../events/blocking.ts";
import type { Collection } from "../migrations/collect.ts";
import { collectWith } from "../migrations/collect_with.ts";
import { compareProblems } from "../migrations/compare_problems.ts";
import { invalidMigrations, soundMigrations } from "../migrations/sound_migrations.ts";
import type { SourceFile } from "../migrations/source_file.ts";
import type { Plan } from "../plan/plan.ts";
import type { MigrationStatus } from "../plan/state.ts";
import type { Target } from "../plan/step.ts";
import type { SeedFile } from "../sources/seed_files.ts";
import { listLate } from "../sources/list_late.ts";
import { sourceOf } from "../sources/source_of.ts";
import type { SqlFlavor } from "../sql/statement.ts";
import { connectPatiently } from "./connect_patiently.ts";
import {
  type ConnectionSettings,
  DEFAULT_LOCK_TIMEOUT_MS,
  DEFAULT_LOCK_WAIT_SECONDS,
  DEFAULT_RETRIES,
  type DownOptions,
  type MigratorOptions,
  type RunOptions,
  type UpOptions,
  type WaitingOptions,
} from "./migrator_options.ts";
import { expectedHistoryOf } from "./expected_history_of.ts";
import { requestOf } from "./request_of.ts";
import { downTarget, upTarget } from "./run_target.ts";
import { beginRun } from "./begin_run.ts";
import type { RunRequest, RunResult } from "./run.ts";
import type { Decision } from "./resolve.ts";
import type { SeedResult } from "./seed_run.ts";
import { Session } from "./session.ts";
import type { LockHolder } from "./unlock.ts";
import type { BlockingWatch } from "./watch_blocking.ts";
import type { Validation } from "./validate.ts";

/** Every migration of files and history, with its state. */
export interface Status {
  /** `postgres`, `mysql`, `mariadb` or `sqlite`. */
  readonly dialect: string;
  /** The history table, qualified and quoted. */
  readonly table: string;
  /** Whether the history table is there yet. */
  readonly exists: boolean;
  /** In version order, repeatables last. */
  readonly migrations: readonly MigrationStatus[];
}

/**
 * Brings a database to the state its migrations describe.
 *
 * @example
 * ```ts ignore
 * import { Migrator } from "@dunlin/dunlin";
 * import migrations from "./migrations/mod.ts";
 *
 * await using migrator = await Migrator.connect("sqlite:app.db", { migrations });
 * await migrator.up();
 * ```
 */
export class Migrator {
  readonly #session: Session;
  readonly #options: MigratorOptions;
  readonly #collection: Collection;
  readonly #owned: boolean;
  #watch: BlockingWatch | null = null;
  /** What the session is known by, also after it was replaced by another. */
  readonly #turnOf: Connection;

  private constructor(
    session: Session,
    options: MigratorOptions,
    collection: Collection,
    owned: boolean,
  ) {
    this.#session = session;
    this.#turnOf = session.connection;
    this.#options = options;
    this.#collection = collection;
    this.#owned = owned;
  }

  /**
   * Opens a session by URL (`postgres:`, `mysql:`, `mariadb:`, `sqlite:`) and
   * reads the migration files at the same time.
   *
   * @throws {DunlinError} What is wrong with the files, all of it; or why no session was had.
   */
  static async connect(
    url: string,
    options: MigratorOptions & ConnectionSettings,
  ): Promise<Migrator> {
    const files = sourceOf(options.migrations).then(listLate);
    const early = SQLITE.test(url) ? await collectEarly(url, await files, options) : null;
    const open = () => connect(url, connectOptions(options));
    const connecting = connectPatiently(open, {
      retries: options.retries ?? DEFAULT_RETRIES,
      signal: options.signal,
      onEvent: options.onEvent,
    });
    // whichever fails first is told; the other must not be left behind
    const [listed, connected] = await Promise.allSettled([files, connecting]);
    if (listed.status === "rejected") {
      if (connected.status === "fulfilled") await connected.value.close();
      throw listed.reason;
    }
    if (connected.status === "rejected") throw connected.reason;
    try {
      const collection = early ??
        await collect(listed.value, connected.value.server.product, options);
      return await Migrator.#over(connected.value, options, collection, open);
    } catch (error) {
      await connected.value.close();
      throw error;
    }
  }

  /**
   * Uses a session the caller owns, and closes. It must be idle, and is given
   * back without an open transaction. The clients of `pg`, `mysql2`, SQLite and
   * others become one through `@dunlin/dunlin/clients`.
   *
   * @throws {DunlinError} What is wrong with the files, all of it.
   */
  static async over(connection: Connection, options: MigratorOptions): Promise<Migrator> {
    const files = await listLate(await sourceOf(options.migrations));
    const collection = await collect(files, connection.server.product, options);
    const { beside } = connection;
    const another = beside === undefined ? null : () => beside.call(connection);
    return await Migrator.#over(connection, options, collection, another, false);
  }

  /**
   * Waits until migrations are applied by whoever applies them, for an
   * application that starts beside the job that migrates. Reads only. A server
   * that still starts, and a database not made yet, are waited for too.
   *
   * @returns How long it waited, in milliseconds
   * @throws {DunlinError} `wait-timeout` naming what is pending; `interrupted`; what time will not mend
   */
  static async wait(
    url: string,
    options: MigratorOptions & ConnectionSettings & WaitingOptions,
  ): Promise<number> {
    const { waitForMigrations } = await import("./wait_for_migrations.ts");
    const { version, timeoutSeconds = DEFAULT_LOCK_WAIT_SECONDS, onWaiting, signal } = options;
    return await waitForMigrations({
      look: async () => {
        const migrator = await Migrator.connect(url, { ...options, readOnly: true, retries: 0 });
        return await migrator.status().finally(() => migrator.close());
      },
      timeoutMs: timeoutSeconds * 1000,
      ...(version === undefined ? {} : { version }),
      ...(signal === undefined ? {} : { signal }),
      ...(onWaiting === undefined ? {} : { onWaiting }),
    });
  }

  static async #over(
    connection: Connection,
    options: MigratorOptions,
    collection: Collection,
    reopen: (() => Promise<Connection>) | null,
    owned = true,
  ): Promise<Migrator> {
    const dialect: Dialect = await loadDialect(connection.server.product);
    const limits: Timeouts = {
      lockMs: options.lockTimeoutMs ?? DEFAULT_LOCK_TIMEOUT_MS,
      statementMs: options.statementTimeoutMs ?? 0,
    };
    if (options.leaseSeconds !== undefined && !(options.leaseSeconds >= 1)) {
      throw new RangeError(`a lease holds for at least a second, not ${options.leaseSeconds}`);
    }
    const table = parseTableName(options.table ?? DEFAULT_TABLE);
    const session = new Session(connection, dialect, table, limits, reopen, options.readOnly);
    if (options.role !== undefined) session.role = checkedRole(options.role, dialect);
    return new Migrator(session, options, collection, owned);
  }

  /**
   * What was read of the files: migrations, warnings, those for other databases
   * only. Of a manifest, a script's `text` and `directives` throw until a plan or
   * a status has needed them.
   */
  get collection(): Collection {
    return this.#collection;
  }

  /**
   * Applies what is pending.
   *
   * @throws {DunlinError} With `progress`: what was applied, what failed, what is left.
   */
  up(options: UpOptions = {}): Promise<RunResult> {
    return this.run(upTarget(options), options);
  }

  /** Reverts the last applied, backwards along the order of application. @throws {DunlinError} As {@linkcode up}. */
  down(options: DownOptions = {}): Promise<RunResult> {
    return this.run(downTarget(options), options);
  }

  /** Reverts the last N (1) and applies them again. @throws {DunlinError} As {@linkcode up}. */
  redo(options: RunOptions & { readonly steps?: number } = {}): Promise<RunResult> {
    return this.run({ kind: "redo", steps: options.steps ?? 1 }, options);
  }

  /** Reverts everything and applies everything. @throws {DunlinError} As {@linkcode up}. */
  reset(options: RunOptions = {}): Promise<RunResult> {
    return this.run({ kind: "redo", steps: "all" }, options);
  }

  /** Records every migration up to and with a version as applied, without running any. */
  baseline(version: string, options: RunOptions = {}): Promise<RunResult> {
    return this.run({ kind: "baseline", version }, options);
  }

  /** Brings the database to a target. @throws {DunlinError} As {@linkcode up}. */
  run(target: Target, options: RunOptions = {}): Promise<RunResult> {
    return this.#inTurn(() => beginRun(this.#session, this.#request(target, options)));
  }

  /**
   * Says how a statement went that nothing proves, or that a partial migration
   * was undone by hand; the next run goes on from there.
   *
   * @param version As written, or an id; its file may be gone
   * @throws {DunlinError} `nothing-to-resolve`, `lock-timeout`
   */
  async resolve(version: string, decision: Decision, options: RunOptions = {}): Promise<void> {
    const request = this.#request({ kind: "latest" }, options);
    const { lockWaitMs, signal, onEvent, lock } = request;
    const waiting = { waitMs: lockWaitMs, signal, onEvent };
    onEvent(
      await this.#inTurn(async () => {
        const { resolve } = await import("./resolve.ts");
        return await resolve(this.#session, version, decision, waiting, lock);
      }),
    );
  }

  /**
   * Runs seeds in name order, each time all of them; nothing is recorded. Each
   * is one transaction where the database can.
   *
   * @param seeds A folder's path or URL, or files
   * @throws {DunlinError} `plan-refused` while migrations are pending; `seed-failed` and its kind
   */
  async seed(
    seeds: string | URL | readonly SeedFile[],
    options: RunOptions = {},
  ): Promise<SeedResult> {
    const listed = typeof seeds === "string" || seeds instanceof URL
      ? await (await import("../sources/seed_files.ts")).seedFiles(seeds)
      : seeds;
    const request = this.#request({ kind: "latest" }, options);
    return await this.#inTurn(async () => {
      const { runSeeds } = await import("./seed_run.ts");
      return await runSeeds(this.#session, listed, request);
    });
  }

  /**
   * Who keeps the statement that runs now waiting, asked from a second session
   * beside it; empty where nobody does, or where the server cannot tell.
   */
  async blocking(): Promise<readonly Blocking[]> {
    const { BlockingWatch } = await import("./watch_blocking.ts");
    this.#watch ??= new BlockingWatch(this.#session);
    return await this.#watch.ask();
  }

  /** Who keeps other runners waiting now; nothing is changed. */
  lockHolders(): Promise<LockHolder[]> {
    return this.#inTurn(async () => {
      const { lockHolders } = await import("./unlock.ts");
      return await lockHolders(this.#session);
    });
  }

  /**
   * Takes the lock from whoever holds it; what that runner sends next is refused.
   *
   * @returns Who held it
   * @throws {DunlinError} `unsupported` (SQLite), `permission-denied`, `lock-timeout`
   */
  unlock(): Promise<LockHolder[]> {
    return this.#inTurn(async () => {
      const { unlock } = await import("./unlock.ts");
      return await unlock(this.#session);
    });
  }

  /** Every migration with its state; nothing is locked or written. */
  async status(): Promise<Status> {
    const state = await this.#inTurn(() => this.#session.read());
    const { env, order } = this.#options;
    const [{ loadWanted }, { compare }] = await Promise.all([
      import("./load_wanted.ts"),
      import("../plan/compare.ts"),
    ]);
    await loadWanted(this.#request({ kind: "latest" }, {}), state, "heads");
    return {
      dialect: this.#session.dialect.name,
      table: this.#session.tables.history,
      exists: state.fence !== null,
      migrations: compare(this.#collection.migrations, state.history, {
        ...(env === undefined ? {} : { env }),
        ...(order === undefined ? {} : { order }),
      }),
    };
  }

  /** What a run would do, as data; nothing is locked or written. @throws {DunlinError} `plan-refused` and its kind */
  async plan(target: Target | UpOptions = {}): Promise<Plan> {
    const request = this.#request("kind" in target ? target : upTarget(target), {});
    const read = (expected?: ExpectedHistory) => this.#inTurn(() => this.#session.read(expected));
    const known = await read(expectedHistoryOf(request));
    // what is told of a partial migration counts the others
    const state = known.history.journal.length === 0 ? known : await read();
    const [{ loadWanted }, { planned }] = await Promise.all([
      import("./load_wanted.ts"),
      import("./planned.ts"),
    ]);
    await loadWanted(request, state, request.target);
    return planned(state, request);
  }

  /**
   * Reads every file as a run would, up and down, for this very database;
   * nothing is asked of it. Problems are returned, not thrown.
   */
  async validate(): Promise<Validation> {
    const { validate } = await import("./validate.ts");
    const { migrations, order } = this.#options;
    return await validate({
      migrations,
      dialect: this.#session.dialect.name,
      table: this.#options.table ?? DEFAULT_TABLE,
      ...(order === undefined ? {} : { order }),
    });
  }

  /** Ends the session, if the migrator opened it. */
  async close(): Promise<void> {
    await this.#watch?.close();
    if (this.#owned) await this.#session.connection.close();
  }

  /** As {@linkcode close}. */
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #request(target: Target, run: RunOptions): RunRequest {
    return requestOf(this.#collection, this.#options, target, run);
  }

  // A session does one thing at a time: calls made at once wait for each other,
  // also those of two migrators over one session.
  #inTurn<Answer>(act: () => Promise<Answer>): Promise<Answer> {
    const before = turns.get(this.#turnOf) ?? Promise.resolve();
    const answer = before.then(() => this.#thenRest(act));
    turns.set(this.#turnOf, answer.catch(() => {})); // its caller has it
    return answer;
  }

  async #thenRest<Answer>(act: () => Promise<Answer>): Promise<Answer> {
    let answer: Answer;
    try {
      answer = await act();
    } catch (error) {
      await this.#session.rest().catch(() => {}); // the first failure is the one to tell
      throw error;
    }
    await this.#session.rest();
    return answer;
  }
}

/** @throws {DunlinError} `unsupported` */
function checkedRole(role: string, { becomeRole, title }: Dialect): string {
  if (becomeRole !== null && role !== "none") return role;
  if (becomeRole !== null) {
    // PostgreSQL takes it for RESET ROLE, also in quotes
    throw new DunlinError("unsupported", '"none" is no role', {
      state: "nothing was changed",
      next: "name the role that is to own what files make, or leave it out",
    });
  }
  throw new DunlinError("unsupported", `a role makes no owner in ${title}`, {
    state: "nothing was changed",
    next: "leave out the role, or log in as the account that is to run the migrations",
  });
}

function connectOptions(options: MigratorOptions & ConnectionSettings): ConnectOptions {
  const { applicationName, signal, environment, password, readOnly = false, create } = options;
  return {
    ...(applicationName === undefined ? {} : { applicationName }),
    ...(signal === undefined ? {} : { signal }),
    ...(environment === undefined ? {} : { env: environment }),
    ...(password === undefined ? {} : { password }),
    readOnly,
    create: create ?? !readOnly,
  };
}

/** What each session is busy with. */
const turns = new WeakMap<Connection, Promise<unknown>>();

const SQLITE = /^\s*(?:sqlite3?|file):/i;

/**
 * Connecting to SQLite makes a file, which bad migrations should not leave behind:
 * where there is none all of them are pending, and looked at before.
 *
 * @throws {DunlinError} What is wrong with the files, all of it
 */
async function collectEarly(
  url: string,
  files: readonly SourceFile[],
  options: MigratorOptions,
): Promise<Collection> {
  const collection = await collect(files, "sqlite", options);
  if (collection.late.size > 0 && !isThere(parseSqliteUrl(url.trim()).path)) {
    const { loadTexts } = await import("../migrations/load_texts.ts");
    await loadTexts(collection);
  }
  return collection;
}

function isThere(path: string): boolean {
  try {
    return existsSync(path);
  } catch {
    return true; // Deno may not look; whoever opens it says so
  }
}

/** @throws {DunlinError} What is wrong with the files, as far as they have been read */
async function collect(
  files: readonly SourceFile[],
  dialect: SqlFlavor,
  { order }: MigratorOptions,
): Promise<Collection> {
  // where every text is late, nothing that reads one is loaded
  const read = files.every(({ late }) => late !== undefined)
    ? null
    : (await import("../migrations/read_migration_file.ts")).readMigrationFile;
  const collection = collectWith(read, files, {
    dialect,
    ...(order === undefined ? {} : { order }),
  });
  if (collection.problems.length > 0 && collection.late.size > 0) {
    // there will be no run: what else is wrong is told with it
    const { problemsOfTexts } = await import("../migrations/load_texts.ts");
    throw invalidMigrations(
      [...collection.problems, ...await problemsOfTexts(collection)].sort(compareProblems),
    );
  }
  soundMigrations(collection);
  return collection;
}
