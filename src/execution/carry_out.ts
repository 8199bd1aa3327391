import { isBrief } from "../sql/is_brief.ts";
import { mayRunText } from "../sql/may_run_text.ts";
import type { ErrorMeaning } from "../dialects/dialect.ts";
import type { OwnState } from "../dialects/own_state.ts";
import { DriverError, type Notice } from "../drivers/connection.ts";
import { DunlinError } from "../errors.ts";
import { NoticeFold } from "../events/notice_fold.ts";
import type { JournalEntry } from "../plan/history.ts";
import type { Act, Part } from "./act.ts";
import { ActBuilder } from "./build_acts.ts";
import { WHOLE } from "./code_acts.ts";
import { Cancelling } from "./cancelling.ts";
import { driverErrorOf } from "./driver_error_of.ts";
import { failedUnit } from "./failed_unit.ts";
import type { HeldLock } from "./held_lock.ts";
import type { Waiting } from "./wait_for.ts";
import { type Kept, migrationFailure } from "./migration_failure.ts";
import { Pace } from "./pace.ts";
import { Replan } from "./replan.ts";
import { queryFailure } from "./query_failure.ts";
import { afterReset, resetSession, RESETTING } from "./reset_session.ts";
import type { RunRequest } from "./run.ts";
import type { RunLog } from "./run_log.ts";
import { RunProgress } from "./run_progress.ts";
import { type MessageLimits, PartFailure, Sender } from "./sender.ts";
import type { Session } from "./session.ts";
import { StoppedBetween } from "./stopped_between.ts";
import type { Item } from "./units.ts";
import { withoutValues } from "./without_values.ts";
import { command, word } from "../plan/command.ts";
import { type Body, labelOf, nameOf, type Work } from "./work.ts";

/** All that carrying out a plan needs. */
export interface CarryOut {
  readonly session: Session;
  readonly request: RunRequest;
  readonly log: RunLog;
  readonly waiting: Waiting;
  readonly lock: HeldLock;
  readonly works: readonly Work[];
  readonly state: OwnState;
}

/**
 * Sends the works, in order.
 *
 * @throws {Replan} If a guard fired or the lock was lost
 * @throws {DunlinError} `migration-failed` and its kind, `interrupted`
 */
export async function carryOut(all: CarryOut): Promise<void> {
  await new Carrier(all).run();
}

/** A server this near gets messages that take a moment, so that an interrupt is felt at once. */
const NEAR_MS = 2;
const MIGRATIONS_A_MESSAGE = 50;
const BYTES_A_MESSAGE = 1 << 20;
const MIGRATIONS_TO_PREPARE_FOR = 3;
const TOTAL_ORDER =
  "a statement that is ended on one node of a Galera cluster may be done on the others; its end is waited for";
/** Errors that say all there is to say. */
const PASSED_ON: readonly string[] = ["lock-timeout", "statement-unresolved", "resume-refused"];

class Carrier {
  readonly #all: CarryOut;
  readonly #sender: Sender;
  readonly #builder: ActBuilder;
  readonly #progress: RunProgress;
  readonly #near: boolean;
  /** The session was made new, and what readies it is not sent yet. */
  #unready = false;

  constructor(all: CarryOut) {
    this.#all = all;
    all.log.fold((listener) => {
      const notices = new NoticeFold(listener);
      return (event) => notices.hear(event);
    });
    this.#progress = new RunProgress(all.log, all.request.onStatement);
    const { session, state, lock, waiting, request } = all;
    this.#near = lock.roundTripMs < NEAR_MS;
    this.#sender = new Sender(
      session,
      limitsOf(state, this.#near),
      (part, notice) => this.#notice(part, notice),
      () => lock.assertHeld(),
      {
        stops: () => request.signal?.aborted === true || request.cancel?.aborted === true,
        isFinished: (work) => this.#progress.isFinished(work),
      },
    );
    let sequence = lastSequence(state);
    this.#builder = new ActBuilder({
      session,
      waiting,
      progress: this.#progress,
      ...(request.transaction === "each" ? { prepares: worthPreparing(all.works) } : {}),
      cancelled: request.cancel ?? new AbortController().signal,
      nextSequence: () => ++sequence,
    });
  }

  async run(): Promise<void> {
    const { session, request } = this.#all;
    const cancelling = new Cancelling(session.connection, (said) => this.#cannotCancel(said));
    const cancel = () => {
      // ended on its own node, a DDL statement is done on the others all the same
      const unable = session.limit("cancel");
      if (unable !== null) {
        this.#cannotCancel(`${unable}; the running statement's end is waited for`);
      } else if (session.facts.cluster === "galera") this.#cannotCancel(TOTAL_ORDER);
      else cancelling.begin();
    };
    request.cancel?.addEventListener("abort", cancel, { once: true });
    try {
      await this.#sendAll();
    } catch (error) {
      await cancelling.end(); // what tidies up is not to be stopped
      await this.#builder.code?.leave(); // nor may its code send anything more
      await this.#builder.closeFiles();
      if (isUnmade(error, this.#all.session)) {
        throw queryFailure(error.error, this.#all.session.dialect, RESETTING);
      }
      if (error instanceof StoppedBetween) throw await this.#leaveBetween();
      if (error instanceof PartFailure) throw await this.#explain(error);
      if (error instanceof Replan) await this.#recover(); // nothing may stay open
      throw error;
    } finally {
      await this.#readySession();
      request.cancel?.removeEventListener("abort", cancel);
      await cancelling.end();
      session.connection.onNotice = null;
      await this.#withdrawNote();
    }
  }

  // A server that cannot be told (no free connection, the network is gone) goes
  // on until its statement ends; whoever waits should know.
  #cannotCancel(said: string): void {
    const message = `the server could not be told to stop: ${said}`;
    this.#all.log.event({ type: "warning", code: "cancel-failed", message });
  }

  async #sendAll(): Promise<void> {
    const { works, request, session } = this.#all;
    // SQLite's messages end between two migrations when the run is to stop
    const cuts = session.dialect.transactionIsLock;
    const groups = request.transaction === "all" ? [works] : works.map((work) => [work]);
    for (const group of groups) {
      await this.#stopBetween();
      if (group.length === 0) continue;
      const apart = this.#near && !cuts && group.some(mayTakeLong);
      if (apart) await this.#sender.flushWork();
      for (const act of this.#builder.build(group)) await this.#carryOut(act);
      if (apart) await this.#sender.flush();
      await this.#freshSession(group);
    }
    await this.#sender.flush();
  }

  async #carryOut(act: Act): Promise<void> {
    const { cancel } = this.#all.request;
    if (cancel?.aborted) await this.#stopBefore(act.part);
    if (act.kind !== "stream") return await this.#sender.push(act);
    try {
      for await (const single of act.acts()) await this.#carryOut(single);
    } catch (error) {
      if (isKnown(error)) throw error;
      throw new PartFailure(act.part, null, null, error); // the file, not the server
    }
  }

  // What waits to be sent and belongs to migrations not begun may stay unsent.
  async #stopBetween(): Promise<void> {
    const { signal, cancel } = this.#all.request;
    if (cancel?.aborted) {
      await this.#sender.settle();
      if (this.#begun) throw stopped(this.#begun);
    } else if (!signal?.aborted) return;
    else await this.#sender.flush(); // of what waits only the rest of what was begun is sent
    throw new StoppedBetween();
  }

  // A transaction may have been opened for the next migration, and no more than
  // that; what the last one left in the session has not been undone yet.
  async #leaveBetween(): Promise<DunlinError> {
    const last = this.#sender.inFlight.at(-1);
    await this.#recover();
    if (last) await this.#leaveSession(last);
    return this.#interrupted(null);
  }

  get #begun(): Part | null {
    const part = this.#sender.begun;
    return part && !this.#progress.isFinished(part.work) ? part : null;
  }

  async #stopBefore(part: Part): Promise<void> {
    if (part.inseparable || this.#progress.isFinished(part.work)) return;
    await this.#sender.settle();
    if (this.#progress.isFinished(part.work)) return;
    throw this.#begun ? stopped(part) : new StoppedBetween();
  }

  // What a file left in the session reaches neither the next file nor us. A
  // reset frees named locks, and so may the file itself: the lock is taken again.
  async #freshSession(group: readonly Work[]): Promise<void> {
    const { session, lock, works } = this.#all;
    const { connection } = session;
    const bodies = group.map((work) => work.body);
    const reset = connection.reset !== undefined &&
      bodies.some((body) => body.kind === "code" || (body.kind === "sql" && body.leavesSession));
    const freed = bodies.some((body) =>
      body.kind === "code" ? body.after?.freesLocks : body.kind === "sql" && body.freesLocks
    );
    if (!reset && !freed) return;
    await this.#sender.flush();
    const next = works[works.indexOf(group.at(-1) as Work) + 1];
    if (reset && next && lock.insisting !== null) {
      return await this.#resetAhead(next, lock.insisting);
    }
    if (reset) await resetSession(session);
    if (!await lock.retake()) {
      throw new Replan("another runner took the lock while the session was reset", true);
    }
  }

  // What readies the session, and takes the lock again, travels ahead of the next
  // migration, in its message: without the lock nothing behind it is run.
  async #resetAhead(next: Work, insisting: string): Promise<void> {
    const { session, lock } = this.#all;
    try {
      await session.connection.reset?.();
    } catch (error) {
      throw queryFailure(error, session.dialect, RESETTING);
    }
    lock.freed();
    this.#unready = true;
    const texts = [...afterReset(session), insisting];
    const onDone = () => {
      this.#unready = false;
      lock.retaken();
    };
    const part: Part = {
      work: next,
      text: texts.join("\n;\n"),
      results: texts.length,
      own: true,
      readies: true,
      onDone,
    };
    await this.#sender.push({ kind: "sql", part });
  }

  // Whoever goes on with this session must not meet it half made.
  async #readySession(): Promise<void> {
    if (this.#unready) await this.#newSession();
  }

  #notice(part: Part, notice: Notice): void {
    const told = withoutValues(notice, part.work);
    this.#all.log.event({ type: "notice", id: nameOf(part.work.summary), ...told });
  }

  async #explain(failure: PartFailure): Promise<Error> {
    const { session, request, log } = this.#all;
    const { error, part } = failure;
    const lost = driverErrorOf(error)?.kind === "connection";
    if (lost) {
      const works = this.#sender.inFlight.filter((work) => !this.#progress.isFinished(work));
      log.doubt(works, lastSequence(this.#all.state));
    }
    const cancelled = request.cancel?.aborted === true;
    this.#sender.discard();
    const looks = lost ? null : await this.#looksNow(failure);
    const whole = lost || await this.#recover();
    if (meaningOf(failure, session) === "guard") {
      await this.#leaveSession(part.work);
      if (part.asks) return this.#learnt(part.work, part.asks, whole);
      return new Replan(
        "another runner changed the history",
        session.connection.reset !== undefined,
      );
    }
    if (meaningOf(failure, session) === "unprepared") {
      session.stopPreparing();
      return new Replan("a file has changed what the session has prepared", false, true);
    }
    if (error instanceof Replan) return error;
    if (error instanceof DunlinError && PASSED_ON.includes(error.code)) {
      await this.#leaveSession(part.work);
      if (error.code !== "lock-timeout") log.broke(part.work, error);
      return error;
    }
    if (error instanceof DunlinError && error.code === "interrupted" && !cancelled) {
      return part.waits ? this.#interrupted(null) : error; // it waited before it had begun
    }
    const kept: Kept = {
      units: this.#progress.unitsKept(part.work),
      cancelled,
      rolledBack: whole,
      together: request.transaction === "all" ? this.#all.works.length : 1,
      code: this.#builder.code,
    };
    const failed = migrationFailure(failure, session.dialect, kept);
    const words = cancelled ? this.#interrupted(part.work, failed) : failed;
    const marked = lost ? words : await this.#markFailed(failure, words, whole, looks);
    if (!lost) await this.#leaveSession(part.work);
    log.broke(part.work, marked, whole && this.#builder.code?.mode !== "whole");
    return marked;
  }

  // Statements that ask the same were asked once: all of them are told apart.
  #learnt(work: Work, asked: Item, whole: boolean): Replan | DunlinError {
    const { session } = this.#all;
    const { body } = work;
    if (body.kind === "sql" && body.large) return this.#tooLargeApart(work, asked, whole);
    const condition = session.untransactional(asked);
    const items = body.kind === "sql" ? body.units.flatMap((unit) => unit.items) : [asked];
    for (const item of items) {
      if (session.untransactional(item) === condition) session.setApart(item);
    }
    const lost = session.connection.reset !== undefined;
    return new Replan("a table whose engine knows no transactions has to be written", lost, true);
  }

  // Each of its statements would have to be kept by itself, and a kill in any
  // of them would need a person to say how it went.
  #tooLargeApart(work: Work, asked: Item, whole: boolean): DunlinError {
    const { session, log } = this.#all;
    const nothing = whole && this.#progress.unitsKept(work) === 0;
    const cut = nothing
      ? "cut the file into migrations of at most 8 MB"
      : "undo what is kept by hand, say so with " +
        `${command(`migrate:resolve ${word(nameOf(work.summary))} --abandon`)}, ` +
        "and cut the file into migrations of at most 8 MB";
    const error = new DunlinError(
      "unsupported",
      `${labelOf(work.summary)} writes a table whose engine knows no transactions ` +
        `(statement ${asked.number}), and is too large for that`,
      {
        where: { file: work.summary.file ?? work.summary.name, line: asked.statement.line },
        state: nothing
          ? "nothing of it is kept"
          : `what stands before statement ${asked.number} is kept: ${session.dialect.keepsBecause}`,
        next: `say ALTER TABLE … ENGINE=InnoDB in the database for every table that statement ` +
          `writes, also through views and triggers, and run the same command again: it goes on ` +
          `from there; or ${cut}`,
      },
    );
    log.broke(work, error);
    return error;
  }

  // The session may be used again, by another run. The lock, which a reset
  // frees, was wanted until here.
  async #leaveSession({ body }: Work): Promise<void> {
    const { session } = this.#all;
    const clean = body.kind === "nothing" || (body.kind === "sql" && !body.leavesSession);
    if (clean || session.connection.reset === undefined) return;
    await this.#newSession();
  }

  async #newSession(): Promise<void> {
    const { session } = this.#all;
    this.#unready = false;
    try {
      await resetSession(session);
    } catch (error) {
      if (!(error instanceof DunlinError)) throw error;
      await session.connection.close(); // better none than one that is not what it seems
    }
  }

  /**
   * Leaves no transaction open and nothing of the file in the session.
   *
   * @returns Whether the server rolled everything back; tables without transactions it cannot.
   */
  async #recover(): Promise<boolean> {
    const { session } = this.#all;
    const { dialect, connection } = session;
    connection.onNotice = null; // "there is no transaction in progress" is no news
    const asked = dialect.warnings === null ? [] : [dialect.warnings];
    let whole = true;
    const texts = ["ROLLBACK", ...asked, ...session.resetBefore, ...session.resetAfter];
    try {
      await connection.send(texts.join("\n;\n"), {
        keepRows: (index) => index === asked.length && asked.length > 0,
        onResult: ({ rows }) => {
          if (rows?.some((row) => dialect.keptInRollback(row))) whole = false;
        },
      });
    } catch (error) {
      // no transaction was open (SQLite says so), or the session is gone and the
      // server has rolled back: either way nothing is left to undo
      if (!(error instanceof DriverError)) throw error;
    }
    await this.#builder.restore();
    return whole;
  }

  // As the file's own settings (search_path) have it, so before they are undone.
  async #looksNow({ part, item }: PartFailure): Promise<string | null | undefined> {
    const { connection, dialect } = this.#all.session;
    const evidence = part.unit?.kind === "solo" && item ? this.#all.session.evidenceOf(item) : null;
    if (evidence?.kind !== "claims" || connection.inTransaction?.() === true) return null;
    try {
      const text = dialect.jsonArray(evidence.claims.map((claim) => claim.look));
      const [row] = await connection.query({ text: `SELECT ${text} AS seen` });
      const seen = row?.["seen"];
      return typeof seen === "string" ? seen : JSON.stringify(seen);
    } catch (error) {
      if (!(error instanceof DriverError)) throw error;
      return undefined; // not even that it did nothing is known then: the next run looks
    }
  }

  // The server refused the statement: the next run may take the mended one.
  async #markFailed(
    failure: PartFailure,
    words: DunlinError,
    whole: boolean,
    looks: string | null | undefined,
  ): Promise<DunlinError> {
    if (looks === undefined) return words;
    const { work } = failure.part;
    const { body } = work;
    const unit = failure.part.unit ??
      (body.kind === "sql" ? body.units[this.#progress.unitsKept(work)] : undefined);
    const { literal } = this.#all.session.dialect;
    const failed = failedUnit(work, unit, failure, whole, literal);
    if (failed === null) return words;
    const [item] = unit?.items ?? [];
    const seen = looks === null ? {} : { looks: literal(looks) };
    const record = { ...seen, ...failed };
    try {
      const builder = new ActBuilder({
        session: this.#all.session,
        waiting: this.#all.waiting,
        progress: this.#progress,
        cancelled: new AbortController().signal,
        nextSequence: () => 0,
      });
      await this.#sendActs(builder.markFailed(work, record));
      if (record.position > 1 || record.total === WHOLE.total && work.body.kind === "code") {
        return words;
      }
      // nothing before it is kept: where it left nothing either, nothing needs to be remembered
      const { history } = await this.#all.session.read();
      const entry = history.journal.find(({ id, direction }) =>
        id === work.summary.id && direction === work.direction
      );
      if (entry && leftNothing(entry) && !this.#partly(item)) {
        await this.#sendActs(builder.forgetJournal(work));
      }
      return words;
    } catch (error) {
      await this.#recover(); // the guard may have raised in the middle of it
      const said = error instanceof Error ? error.message : String(error);
      return words.with({
        state: `${words.state}; that it was refused could not be noted (${said})`,
      });
    }
  }

  async #sendActs(acts: Iterable<Act>): Promise<void> {
    for (const act of acts) await this.#carryOut(act);
    await this.#sender.flush();
  }

  #partly(item: Item | undefined): boolean {
    const { session } = this.#all;
    return item !== undefined &&
      (session.standsApart(item) ||
        session.dialect.refusesPartly(item.statement.text, item.traits));
  }

  #interrupted(work: Work | null, cause?: DunlinError): DunlinError {
    this.#all.log.event({ type: "interrupted", during: work ? nameOf(work.summary) : null });
    return new DunlinError(
      "interrupted",
      work ? `stopped while ${nameOf(work.summary)} was running` : "stopped between two migrations",
      {
        ...(cause?.where ? { where: cause.where } : {}),
        state: cause?.state ?? "every migration that was begun is whole",
        next: "run the same command again: it goes on from here",
        ...(cause ? { cause } : {}),
      },
    );
  }

  // For those who wait: nobody is at work any more. If the file is busy now,
  // another runner is, and has left its own note.
  async #withdrawNote(): Promise<void> {
    const { session } = this.#all;
    const note = session.dialect.withdraw(session.tables, session.note);
    if (note === null) return;
    try {
      await session.connection.send([...session.dialect.patience(0), note].join(";\n"));
    } catch (error) {
      if (!(error instanceof DriverError)) throw error;
    }
  }
}

function lastSequence({ history }: OwnState): number {
  return history.entries.reduce((most, entry) => Math.max(most, entry.sequence), 0);
}

function isKnown(error: unknown): boolean {
  return error instanceof PartFailure || error instanceof Replan || error instanceof StoppedBetween;
}

function stopped(part: Part): PartFailure {
  return new PartFailure(part, null, null, new DunlinError("interrupted", "it was stopped"));
}

function limitsOf(state: OwnState, near: boolean): MessageLimits {
  return {
    bytes: Math.min(BYTES_A_MESSAGE, Math.floor((state.facts.messageBytes ?? Infinity) * 0.9)),
    pace: new Pace(MIGRATIONS_A_MESSAGE, near),
  };
}

/** Whether what a refused statement names looks as it did before. */
function leftNothing({ before, after }: JournalEntry): boolean {
  return JSON.stringify(before) === JSON.stringify(after);
}

// a file, or a TypeScript migration, that raises the same is a failure
function meaningOf({ error, part }: PartFailure, { dialect }: Session): ErrorMeaning {
  if (part.own !== true || !(error instanceof DriverError)) return "other";
  return dialect.meaning(error.code, error.message);
}

// whoever interrupts it should not have to wait for the one behind it, too
function mayTakeLong({ body }: Work): boolean {
  return body.kind === "code" || (body.kind === "sql" && (body.large !== undefined ||
    body.units.some(({ items }) =>
      items.some(({ statement, traits }) => !isBrief(statement, traits))
    )));
}

// of a session that is gone nobody knows what it did of the message
function isUnmade(error: unknown, session: Session): error is PartFailure {
  return error instanceof PartFailure && error.part.readies === true &&
    driverErrorOf(error.error)?.kind !== "connection" && meaningOf(error, session) !== "guard";
}

// What it costs once has to come back with each migration. From the first one on
// that may change what is prepared without a trace nothing rests on it any more.
function worthPreparing(works: readonly Work[]): ReadonlySet<Work> {
  const end = works.findIndex(({ body }) => !leavesPrepared(body));
  const first = end < 0 ? works : works.slice(0, end);
  return new Set(first.length >= MIGRATIONS_TO_PREPARE_FOR ? first : []);
}

function leavesPrepared(body: Body): boolean {
  return body.kind === "nothing" || (body.kind === "sql" && !body.large &&
    body.units.every(({ items }) =>
      !items.some(({ statement, traits }) => mayRunText(statement, traits))
    ));
}
