import type { HistoryRecord, JournalRecord } from "../dialects/dialect.ts";
import type { Fence } from "../dialects/own_state.ts";
import type { PreparedWords } from "../dialects/prepared.ts";
import type { Act, Part } from "./act.ts";
import { beginTexts, beginTransaction } from "./begin_transaction.ts";
import { historyRecord } from "./history_record.ts";
import type { Waiting } from "./wait_for.ts";
import type { Session } from "./session.ts";
import type { Work } from "./work.ts";

/** What dunlin's own statements need of a run. */
export interface OwnContext {
  readonly session: Session;
  readonly waiting: Waiting;
  /** Aborted when the running statement should end now. */
  readonly cancelled: AbortSignal;
  /** Whose own statements are prepared: none, or the first works of the run. */
  readonly prepares?: ReadonlySet<Work>;
  /** The `sequence` of the next history row. */
  nextSequence(): number;
}

/** What is said of a unit in the journal, beside whose unit it is and how it stands. */
export type UnitRecord = Pick<JournalRecord, "position" | "total" | "hash" | "verb" | "looks">;

/**
 * The acts by which dunlin guards, commits and remembers. It counts the guards
 * it writes, so that the m-th guard of a message expects what the m-1 before it
 * will have left.
 */
export class OwnActs {
  readonly #context: OwnContext;
  readonly #session: Session;
  #expected: Fence;
  #prepared: PreparedWords | null = null;

  constructor(context: OwnContext) {
    this.#context = context;
    this.#session = context.session;
    this.#expected = context.session.fence;
  }

  /** A guarded transaction begins; `first`: nothing of the work is done yet, so waiting may end in a stop. */
  *begin(work: Work, start: Partial<Part> & { readonly first?: boolean } = {}): Generator<Act> {
    const { dialect, tables } = this.#session;
    const { first = false, ...begins } = start;
    // told of what comes first: the server keeps back short answers until the whole message is done
    const { onStart, ...begun } = begins;
    let more: Partial<Part> = begins;
    for (const act of this.#prepare(work, onStart ? { onStart } : {})) {
      yield act;
      more = begun;
    }
    const guard = this.#prepared?.guard(this.#expected) ?? dialect.guard(tables, this.#expected);
    this.#expected = { ...this.#expected, revision: this.#expected.revision + 1n };
    if (dialect.transactionIsLock) {
      const { waiting, cancelled } = this.#context;
      const patience = first ? waiting : { ...waiting, signal: cancelled };
      const waits = () => beginTransaction(this.#session, patience);
      yield this.text(work, beginTexts(this.#session), { ...more, waits });
    } else yield this.text(work, [this.comment(work, dialect.begin)], more);
    yield* this.own(work, guard);
    if (this.#session.shared) yield this.text(work, dialect.timeouts(this.#session.limits, true));
  }

  // in the message of the first transaction, before it
  *#prepare(work: Work, start: Partial<Part>): Generator<Act> {
    // what runs text of its own may have put something else in their place
    if (this.#context.prepares?.has(work) !== true) this.#prepared = null;
    else if (this.#prepared === null) yield* this.#learn(work, start);
  }

  *#learn(work: Work, start: Partial<Part>): Generator<Act> {
    this.#prepared = this.#session.prepared();
    if (!this.#prepared) return;
    yield this.text(work, this.#prepared.prepare, { ...start, commits: true });
  }

  /** The transaction ends; `onDone` hears of it when the server has said so. */
  *commit(work: Work, onDone?: () => void, endsMigration = onDone !== undefined): Generator<Act> {
    const { revision } = this.#expected;
    const resetAfter = this.#prepared?.resetAfter ?? this.#session.resetAfter;
    const reset = endsMigration ? resetAfter : [];
    const committed = () => {
      this.#session.committed(revision);
      onDone?.();
    };
    const ends = endsMigration && reset.length === 0;
    yield this.text(work, ["COMMIT"], { commits: true, endsMigration: ends, onDone: committed });
    if (reset.length === 0) return;
    // its own transaction: else it would be part of the one that follows in the message
    yield this.text(work, ["BEGIN", ...reset, "COMMIT"], { commits: true, endsMigration });
  }

  /** The history row comes or goes, and with it what the journal holds of the work. */
  *recorded(work: Work, journaled: boolean): Generator<Act> {
    const { dialect, tables } = this.#session;
    const { step } = work;
    const id = work.summary.id;
    const resumed = "resume" in step && step.resume !== undefined;
    if (step.kind === "revert" || step.kind === "forget") {
      yield* this.own(work, dialect.recordRemoved(tables, id));
    } else {
      const sequence = this.#context.nextSequence();
      const record: HistoryRecord = historyRecord(step, this.#session, sequence);
      const asPrepared = !journaled && !resumed && step.kind === "apply" &&
        record.kind === "versioned";
      const texts = asPrepared ? this.#prepared?.recordApplied(record) : undefined;
      yield* this.own(work, texts ?? dialect.recordApplied(tables, record));
    }
    if (journaled || resumed) yield* this.clearJournal(work);
  }

  *clearJournal(work: Work): Generator<Act> {
    const { dialect, tables } = this.#session;
    yield* this.own(work, dialect.journalClear(tables, work.summary.id, work.direction));
  }

  journal(work: Work, unit: UnitRecord, state: JournalRecord["state"]): Act {
    const { dialect, tables } = this.#session;
    const { id, file } = work.summary;
    const resumed = "resume" in work.step && (work.step.resume?.length ?? 0) > 0;
    const isNew = state === "intent" && work.body.kind === "sql" && !resumed
      ? { isNew: true } as const
      : {};
    const record = { id, direction: work.direction, state, file, ...unit, ...isNew };
    return this.text(work, dialect.journalWrite(tables, record, this.#expected));
  }

  /** Whoever meets an intent must find who is at work on it. */
  *announce(work: Work): Generator<Act> {
    const note = this.#session.dialect.announce(this.#session.tables, this.#session.note);
    if (note !== null) yield this.text(work, [note]);
  }

  *own(work: Work, texts: readonly string[]): Generator<Act> {
    if (texts.length > 0) yield this.text(work, texts);
  }

  text(work: Work, texts: readonly string[], more: Partial<Part> = {}): Act {
    return {
      kind: "sql",
      part: { work, text: texts.join("\n;\n"), results: texts.length, own: true, ...more },
    };
  }

  call(work: Work, run: () => Promise<void>): Act {
    return { kind: "call", part: { work, text: "", results: 0 }, run };
  }

  /** A statement that names the work in whatever the server shows of it. */
  comment(work: Work, text = "SELECT 1"): string {
    const name = work.summary.id.replaceAll(/[^\w./-]/g, "?");
    return `/* dunlin ${name} */ ${text}`;
  }
}
