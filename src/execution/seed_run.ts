import type { Notice } from "../drivers/connection.ts";
import { DunlinError } from "../errors.ts";
import type { EventListener } from "../events/event.ts";
import { NoticeFold } from "../events/notice_fold.ts";
import type { Collection } from "../migrations/collect.ts";
import type { Migration, SqlScript } from "../migrations/migration.ts";
import type { VersionOrder } from "../migrations/version.ts";
import { compare } from "../plan/compare.ts";
import type { SeedFile } from "../sources/seed_files.ts";
import type { Part, SingleAct } from "./act.ts";
import { Cancelling } from "./cancelling.ts";
import { beginTransaction } from "./begin_transaction.ts";
import { CodeRun } from "./code_run.ts";
import { loadCode } from "./code.ts";
import { RestingForeignKeys } from "./foreign_keys.ts";
import type { HeldLock, LockOptions } from "./held_lock.ts";
import { assertRole } from "./assert_role.ts";
import { acquireLock } from "./lock.ts";
import { resetSession } from "./reset_session.ts";
import { loadWanted } from "./load_wanted.ts";
import { readScripts, readSeeds } from "./seed.ts";
import { type FileRole, refuseUnready, seedFailure } from "./seed_failure.ts";
import { Pace } from "./pace.ts";
import { PartFailure, Sender } from "./sender.ts";
import type { Session } from "./session.ts";
import type { Variables } from "./substitute.ts";
import type { Unit } from "./units.ts";
import { unitText } from "./unit_text.ts";
import type { Waiting } from "./wait_for.ts";
import { withoutValues } from "./without_values.ts";
import type { SqlBody, Work } from "./work.ts";

/** What seeding did. */
export interface SeedResult {
  /** Paths of the seeds that were run, in order. */
  readonly seeded: readonly string[];
  /** Paths of those that are for other environments. */
  readonly skipped: readonly string[];
  /** Of all of it, waiting included. */
  readonly durationMs: number;
}

/** What running files that are not recorded needs to know. */
export interface SeedRequest {
  readonly migrations: readonly Migration[];
  readonly late: Collection["late"];
  readonly env: string | undefined;
  readonly order: VersionOrder | undefined;
  readonly variables: Variables;
  readonly lockWaitMs: number;
  readonly lock: LockOptions;
  /** Aborted: the file under way is finished. */
  readonly signal: AbortSignal | undefined;
  /** Aborted: the running statement is stopped. */
  readonly cancel: AbortSignal | undefined;
  readonly onEvent: EventListener;
}

const BYTES_A_MESSAGE = 1 << 20;

/**
 * Runs seeds in order, each time all of them, under the migration lock: no
 * migration runs meanwhile. Nothing is recorded. Each is one transaction where
 * the database can.
 *
 * @throws {DunlinError} `plan-refused` while migrations are pending; `seed-failed` and its kind
 */
export async function runSeeds(
  session: Session,
  seeds: readonly SeedFile[],
  request: SeedRequest,
): Promise<SeedResult> {
  const started = performance.now();
  await assertMigrated(session, request);
  await session.readyForWork();
  await readSeeds(seeds, session, request.variables); // every problem of every file, before anything is locked
  const waiting: Waiting = {
    waitMs: request.lockWaitMs,
    signal: request.signal,
    onEvent: request.onEvent,
  };
  await session.connection.isolate?.();
  const lock = await acquireLock(session, waiting, request.lock);
  try {
    await assertMigrated(session, request);
    await assertRole(session);
    if (session.setup.length > 0) await session.connection.send(session.setup.join("\n;\n"));
    const works = await readSeeds(seeds, session, request.variables);
    const done = await new Seeder(session, request, waiting, lock, "seed").run(works);
    return { ...done, durationMs: Math.round(performance.now() - started) };
  } finally {
    await lock.release();
  }
}

/**
 * Runs `before_all.sql` or `after_all.sql` under a lock that is held. Nothing
 * is recorded: it may run again.
 *
 * @throws {DunlinError} `hook-failed` and its kind
 */
export async function runHook(
  session: Session,
  script: SqlScript,
  request: SeedRequest,
  { waiting, lock, when }: {
    readonly waiting: Waiting;
    readonly lock: HeldLock;
    readonly when: "before_all" | "after_all";
  },
): Promise<void> {
  const works = await readScripts([script], session, request.variables);
  await new Seeder(session, request, waiting, lock, when).run(works);
}

async function assertMigrated(session: Session, request: SeedRequest): Promise<void> {
  const { migrations, env, order } = request;
  const state = await session.read();
  await loadWanted(request, state, "heads");
  refuseUnready(
    compare(migrations, state.history, {
      ...(env === undefined ? {} : { env }),
      ...(order === undefined ? {} : { order }),
    }),
  );
}

class Seeder {
  readonly #session: Session;
  readonly #request: SeedRequest;
  readonly #waiting: Waiting;
  readonly #lock: HeldLock;
  readonly #told: NoticeFold;
  readonly #role: FileRole;
  readonly #seeded: string[] = [];
  readonly #skipped: string[] = [];
  #kept = 0;

  constructor(
    session: Session,
    request: SeedRequest,
    waiting: Waiting,
    lock: HeldLock,
    role: FileRole,
  ) {
    this.#role = role;
    this.#session = session;
    this.#request = request;
    this.#waiting = waiting;
    this.#lock = lock;
    this.#told = new NoticeFold(request.onEvent);
  }

  async run(works: readonly Work[]): Promise<Omit<SeedResult, "durationMs">> {
    const cancelling = new Cancelling(this.#session.connection, () => {});
    const cancel = () => cancelling.begin();
    this.#request.cancel?.addEventListener("abort", cancel, { once: true });
    try {
      return await this.#runAll(works);
    } finally {
      this.#request.cancel?.removeEventListener("abort", cancel);
      await cancelling.end();
      this.#session.connection.onNotice = null;
      this.#told.end();
    }
  }

  async #runAll(works: readonly Work[]): Promise<Omit<SeedResult, "durationMs">> {
    for (const work of works) {
      this.#stopIfAsked();
      const only = work.step.kind === "apply" ? work.step.migration.up.directives.only : undefined;
      if (only !== undefined && !only.includes(this.#request.env ?? "")) {
        this.#skipped.push(work.summary.id);
        this.#told.hear({ type: "seed_skipped", file: work.summary.id, only });
        continue;
      }
      await this.#seed(work);
    }
    return { seeded: this.#seeded, skipped: this.#skipped };
  }

  #stopIfAsked(): void {
    const { signal, cancel } = this.#request;
    if (this.#role !== "seed" || (!signal?.aborted && !cancel?.aborted)) return;
    throw new DunlinError("interrupted", "stopped between two seeds", {
      state: `the seeds before it are kept: ${this.#seeded.join(", ") || "none"}`,
      next: "run the same command again: every seed is run again",
    });
  }

  async #seed(work: Work): Promise<void> {
    const file = work.summary.id;
    const started = performance.now();
    this.#kept = 0;
    const resting = work.body.kind === "sql" && work.body.foreignKeysRest
      ? new RestingForeignKeys(this.#session)
      : null;
    try {
      await this.#carryOut(work, resting);
    } catch (error) {
      await this.#recover(resting);
      if (!(error instanceof PartFailure)) throw error;
      const cancelled = this.#request.cancel?.aborted === true;
      throw seedFailure(error, this.#session.dialect, {
        units: this.#kept,
        cancelled,
        before: this.#seeded,
        role: this.#role,
      });
    }
    await this.#freshSession(work);
    this.#seeded.push(file);
    const durationMs = Math.round(performance.now() - started);
    const type = this.#role === "seed" ? "seed_applied" : "hook_applied";
    this.#told.hear({ type, file, durationMs });
  }

  async #carryOut(work: Work, resting: RestingForeignKeys | null): Promise<void> {
    const sender = this.#sender();
    for (const act of this.#acts(work, resting)) await sender.push(act);
    await sender.flush();
  }

  #sender(): Sender {
    const bytes = Math.min(
      BYTES_A_MESSAGE,
      Math.floor((this.#session.facts.messageBytes ?? Infinity) * 0.9),
    );
    return new Sender(
      this.#session,
      { bytes, pace: new Pace(1, false) },
      ({ work }, notice) => this.#notice(work, notice),
      () => this.#lock.assertHeld(),
    );
  }

  *#acts(work: Work, resting: RestingForeignKeys | null): Generator<SingleAct> {
    const { body } = work;
    if (body.kind === "nothing") return;
    if (body.kind === "code") {
      yield* this.#begin(work);
      yield call(work, () => this.#code(work));
      yield* this.#commit(work);
      return;
    }
    if (resting) yield call(work, () => resting.rest());
    for (const unit of body.units) yield* this.#unit(work, body, unit, resting);
    if (resting) yield call(work, () => resting.restore());
  }

  *#unit(
    work: Work,
    body: SqlBody,
    unit: Unit,
    resting: RestingForeignKeys | null,
  ): Generator<SingleAct> {
    const { dialect } = this.#session;
    const warned = (_: Work, __: unknown, rows: readonly Record<string, unknown>[]) => {
      for (const row of rows) this.#warning(work, row);
    };
    const listeners = { onWarnings: warned, onItem: () => {} };
    const become = this.#session.becomeRole(false);
    if (unit.kind === "solo") {
      if (become.length > 0) yield own(work, become);
      yield* unitText(work, body, unit, dialect, listeners);
      if (become.length > 0) yield own(work, dialect.ownRole);
      yield call(work, () => void this.#kept++);
      return;
    }
    yield* this.#begin(work);
    if (resting) yield call(work, () => resting.remember());
    yield* unitText(work, body, unit, dialect, listeners);
    if (resting) yield call(work, () => resting.check());
    yield* this.#commit(work);
  }

  *#begin(work: Work): Generator<SingleAct> {
    const { dialect, limits } = this.#session;
    if (dialect.transactionIsLock) {
      yield call(work, () => beginTransaction(this.#session, this.#waiting));
      return;
    }
    yield own(work, [
      dialect.begin,
      ...dialect.timeouts(work.timeouts ?? limits, true),
      ...this.#session.becomeRole(true),
    ]);
  }

  *#commit(work: Work): Generator<SingleAct> {
    yield own(work, ["COMMIT"], {
      commits: true,
      endsMigration: true,
      onDone: () => void this.#kept++,
    });
  }

  async #code(work: Work): Promise<void> {
    const module = await loadCode(work);
    const signal = this.#request.cancel ?? new AbortController().signal;
    const run = module.up;
    const session = this.#session;
    await new CodeRun({ module, run, session, signal, journal: null, mark: "" }).toEnd();
  }

  // What a seed set reaches neither the next one nor whatever the session does then.
  async #freshSession({ body }: Work): Promise<void> {
    const session = this.#session;
    if (body.kind === "nothing") return;
    const texts = [...session.resetBefore, ...session.resetAfter];
    if (texts.length > 0) await session.connection.send(texts.join("\n;\n"));
    const reset = session.connection.reset !== undefined &&
      (body.kind === "code" || body.leavesSession);
    if (!reset && !(body.kind === "sql" && body.freesLocks)) return;
    if (reset) await resetSession(session);
    if (!await this.#lock.retake()) await this.#lock.regain();
  }

  async #recover(resting: RestingForeignKeys | null): Promise<void> {
    const session = this.#session;
    session.connection.onNotice = null;
    const texts = ["ROLLBACK", ...session.resetBefore, ...session.resetAfter];
    try {
      await session.connection.send(texts.join("\n;\n"));
      await resting?.restore();
      if (session.connection.reset !== undefined) await resetSession(session);
    } catch {
      // no transaction was open, or the session is gone: the first error is the one to tell
      await resting?.restore().catch(() => session.connection.close());
    }
  }

  #notice(work: Work, notice: Notice): void {
    const told = withoutValues(notice, work);
    this.#told.hear({ type: "notice", id: work.summary.id, ...told });
  }

  // the rows of SHOW WARNINGS
  #warning(work: Work, row: Readonly<Record<string, unknown>>): void {
    const severity = String(row["Level"] ?? "Warning");
    const code = row["Code"] === undefined ? null : String(row["Code"]);
    const message = String(row["Message"] ?? "");
    this.#notice(work, { severity, code, message });
  }
}

function own(work: Work, texts: readonly string[], more: Partial<Part> = {}): SingleAct {
  const text = texts.join("\n;\n");
  return { kind: "sql", part: { work, text, results: texts.length, own: true, ...more } };
}

function call(work: Work, run: () => Promise<void> | void): SingleAct {
  return {
    kind: "call",
    part: { work, text: "", results: 0 },
    run: () => Promise.resolve().then(run),
  };
}
