import type { HistoryRecord, JournalRecord } from "../dialects/dialect.ts";
import type { Fence } from "../dialects/own_state.ts";
import type { Act, Part } from "./act.ts";
import { runCode } from "./code.ts";
import { RestingForeignKeys } from "./foreign_keys.ts";
import { beginTransaction } from "./begin_transaction.ts";
import { historyRecord } from "./history_record.ts";
import type { Waiting } from "./lock.ts";
import type { Session } from "./session.ts";
import type { Item, Unit } from "./units.ts";
import type { Body, Work } from "./work.ts";

/** What the builders tell while their acts are carried out. */
export interface Progress {
  started(work: Work): void;
  /** A unit of a journaled migration is committed. */
  kept(work: Work, unit: Unit): void;
  /** The migration is committed, history row and all. */
  finished(work: Work): void;
  warned(work: Work, item: Item, rows: readonly Readonly<Record<string, unknown>>[]): void;
}

/** What the builders need of a run. */
export interface BuildContext {
  readonly session: Session;
  readonly progress: Progress;
  readonly waiting: Waiting;
  /** Aborted when the running statement should end now. */
  readonly cancelled: AbortSignal;
  /** The `sequence` of the next history row. */
  nextSequence(): number;
}

/**
 * Turns works into acts. It counts the guards it writes, so that the m-th guard
 * of a message expects what the m-1 before it will have left.
 */
export class ActBuilder {
  readonly #context: BuildContext;
  readonly #session: Session;
  #expected: Fence;
  #resting: RestingForeignKeys | null = null;

  constructor(context: BuildContext) {
    this.#context = context;
    this.#session = context.session;
    this.#expected = context.session.fence;
  }

  /** Works that are committed together, or one that is committed by itself. */
  *build(works: readonly Work[]): Generator<Act> {
    const [only] = works;
    if (works.length === 1 && only && isJournaled(only.body)) yield* this.#journaled(only);
    else yield* this.#transaction(works);
  }

  *#transaction(works: readonly Work[]): Generator<Act> {
    const [first, last] = [works[0] as Work, works.at(-1) as Work];
    const resting = this.#restingFor(works);
    if (resting) yield this.#call(first, () => resting.rest());
    yield* this.#begin(first, () => this.#context.progress.started(first));
    if (resting) yield this.#call(first, () => resting.remember());
    for (const work of works) {
      if (work !== first) yield this.#started(work);
      yield* this.#body(work);
      yield* this.#recorded(work);
    }
    if (resting) yield this.#call(last, () => resting.check());
    yield* this.#commit(last, () => works.forEach((work) => this.#context.progress.finished(work)));
    if (works.some(({ timeouts }) => timeouts)) yield this.#defaultTimeouts(last);
    if (resting) yield this.#call(last, () => resting.restore());
  }

  /** Gives back what a failed work had put aside. */
  async restore(): Promise<void> {
    await this.#resting?.restore();
  }

  #restingFor(works: readonly Work[]): RestingForeignKeys | null {
    const rest = works.some(({ body }) => body.kind === "sql" && body.foreignKeysRest);
    this.#resting = rest ? new RestingForeignKeys(this.#session) : null;
    return this.#resting;
  }

  #started(work: Work): Act {
    const onStart = () => this.#context.progress.started(work);
    return this.#text(work, this.#comment(work), { onStart });
  }

  #defaultTimeouts(work: Work): Act {
    return this.#text(work, this.#session.dialect.timeouts(this.#session.limits, false));
  }

  *#body(work: Work): Generator<Act> {
    const { body } = work;
    if (body.kind === "nothing") return;
    const { dialect } = this.#session;
    if (work.timeouts) yield this.#text(work, dialect.timeouts(work.timeouts, true));
    if (body.kind === "code") {
      yield this.#call(work, () => runCode(work, this.#session, this.#context.cancelled));
    } else for (const unit of body.units) yield* this.#unitText(work, body, unit);
    // the role first: what the file became may not be allowed to write the history
    yield* this.#own(work, dialect.resetBefore(this.#version, this.#session.limits));
  }

  *#journaled(work: Work): Generator<Act> {
    const { body } = work;
    if (body.kind === "code") return yield* this.#journaledCode(work);
    if (body.kind !== "sql") return;
    const resting = this.#restingFor([work]);
    if (resting) yield this.#call(work, () => resting.rest());
    yield this.#started(work);
    if (work.timeouts) yield this.#text(work, this.#session.dialect.timeouts(work.timeouts, false));
    for (const item of body.replay) yield this.#itemsText(work, [item], {});
    for (const unit of body.units.slice(body.unitsDone)) {
      yield* unit.kind === "solo"
        ? this.#soloUnit(work, body, unit)
        : this.#transactionUnit(work, body, unit, resting);
    }
    if (body.unitsDone === body.units.length) yield* this.#lastWord(work);
    yield this.#defaultTimeouts(work);
    if (resting) yield this.#call(work, () => resting.restore());
  }

  // Every unit was marked done by a run that ended before it wrote the history.
  *#lastWord(work: Work): Generator<Act> {
    yield* this.#begin(work);
    yield* this.#recorded(work, true);
    yield* this.#commit(work, () => this.#context.progress.finished(work));
  }

  *#transactionUnit(
    work: Work,
    body: SqlBody,
    unit: Unit,
    resting: RestingForeignKeys | null,
  ): Generator<Act> {
    yield* this.#begin(work, undefined, unit);
    if (resting) yield this.#call(work, () => resting.remember());
    yield* this.#unitText(work, body, unit);
    if (resting) yield this.#call(work, () => resting.check());
    yield* this.#unitEnd(work, body, unit);
  }

  *#soloUnit(work: Work, body: SqlBody, unit: Unit): Generator<Act> {
    yield* this.#begin(work, undefined, unit);
    yield* this.#journal(work, body, unit, "intent");
    yield* this.#commit(work);
    yield* this.#unlimited(work, unit);
    yield* this.#unitText(work, body, unit);
    yield* this.#begin(work);
    yield* this.#unitEnd(work, body, unit);
  }

  // `CREATE INDEX CONCURRENTLY` waits for old transactions and stops nobody
  // meanwhile; a lock timeout would only leave an invalid index behind
  *#unlimited(work: Work, unit: Unit): Generator<Act> {
    const [item] = unit.items;
    const { dialect, limits } = this.#session;
    if (!item || work.timeouts || !dialect.waitsWithoutHarm(item.statement.text, item.traits)) {
      return;
    }
    yield this.#text(work, dialect.timeouts({ ...limits, lockMs: 0 }, false));
  }

  // The last unit's transaction also writes the history; before it, a mark.
  *#unitEnd(work: Work, body: SqlBody, unit: Unit): Generator<Act> {
    const last = unit.position === body.units.length;
    if (last) yield* this.#recorded(work, true);
    else yield* this.#journal(work, body, unit, "done");
    yield* this.#commit(work, () => {
      if (last) this.#context.progress.finished(work);
      else this.#context.progress.kept(work, unit);
    }, last);
  }

  *#journaledCode(work: Work): Generator<Act> {
    if (work.body.kind !== "code") return;
    const unit = { position: 1, total: 1, hash: work.body.script.checksum, verb: "TypeScript" };
    yield* this.#begin(work, () => this.#context.progress.started(work));
    yield this.#text(work, this.#journalText(work, unit, "intent"));
    yield* this.#commit(work);
    yield this.#call(work, () => runCode(work, this.#session, this.#context.cancelled));
    yield* this.#begin(work);
    yield* this.#recorded(work, true);
    yield* this.#commit(work, () => this.#context.progress.finished(work));
  }

  *#journal(work: Work, body: SqlBody, unit: Unit, state: JournalRecord["state"]): Generator<Act> {
    const verb = unit.items[0]?.traits.verb ?? "";
    const record = { position: unit.position, total: body.units.length, hash: unit.hash, verb };
    yield this.#text(work, this.#journalText(work, record, state));
  }

  #journalText(
    work: Work,
    unit: Pick<JournalRecord, "position" | "total" | "hash" | "verb">,
    state: JournalRecord["state"],
  ): string[] {
    const { dialect, tables } = this.#session;
    const record = { id: work.summary.id, direction: work.direction, state, ...unit };
    return dialect.journalWrite(tables, record, this.#expected);
  }

  /** Acts that mark a unit as refused by the server, so that its file may be mended. */
  *markFailed(
    work: Work,
    unit: Pick<JournalRecord, "position" | "total" | "hash" | "verb">,
  ): Generator<Act> {
    yield* this.#begin(work);
    yield this.#text(work, this.#journalText(work, unit, "failed"));
    yield* this.#commit(work);
  }

  /** Acts that drop the journal of a work of which nothing is kept. */
  *forgetJournal(work: Work): Generator<Act> {
    const { dialect, tables } = this.#session;
    yield* this.#begin(work);
    yield* this.#own(work, dialect.journalClear(tables, work.summary.id, work.direction));
    yield* this.#commit(work);
  }

  *#begin(work: Work, onStart?: () => void, unit?: Unit): Generator<Act> {
    const { dialect, tables } = this.#session;
    const guard = dialect.guard(tables, this.#expected);
    this.#expected = { ...this.#expected, revision: this.#expected.revision + 1n };
    const start = { ...(onStart ? { onStart } : {}), ...(unit ? { unit } : {}) };
    if (dialect.transactionIsLock) {
      yield {
        kind: "call",
        part: { work, text: "", results: 0, ...start },
        run: () => beginTransaction(this.#session, this.#context.waiting),
      };
      yield* this.#own(work, guard);
      return;
    }
    yield this.#text(work, [...this.#comment(work, dialect.begin)], start);
    yield* this.#own(work, guard);
  }

  // names the run in whatever the server shows of it
  #comment(work: Work, text = "SELECT 1"): string[] {
    const name = work.summary.id.replaceAll(/[^\w./-]/g, "?");
    return [`/* dunlin ${name} */ ${text}`];
  }

  *#commit(work: Work, onDone?: () => void, endsMigration = onDone !== undefined): Generator<Act> {
    const { revision } = this.#expected;
    const reset = endsMigration ? this.#session.dialect.resetAfter : [];
    const committed = () => {
      this.#session.committed(revision);
      onDone?.();
    };
    const ends = endsMigration && reset.length === 0;
    yield this.#text(work, ["COMMIT"], { commits: true, endsMigration: ends, onDone: committed });
    if (reset.length > 0) yield this.#text(work, reset, { endsMigration });
  }

  *#recorded(work: Work, journaled = false): Generator<Act> {
    const { dialect, tables } = this.#session;
    const { step } = work;
    const id = work.summary.id;
    if (step.kind === "revert" || step.kind === "forget") {
      yield* this.#own(work, dialect.recordRemoved(tables, id));
    } else {
      const record: HistoryRecord = historyRecord(
        step,
        this.#session,
        this.#context.nextSequence(),
      );
      yield* this.#own(work, dialect.recordApplied(tables, record));
    }
    if (journaled) yield* this.#own(work, dialect.journalClear(tables, id, work.direction));
  }

  *#own(work: Work, texts: readonly string[]): Generator<Act> {
    for (const text of texts) yield this.#text(work, [text]);
  }

  #text(work: Work, texts: readonly string[], more: Partial<Part> = {}): Act {
    return {
      kind: "sql",
      part: { work, text: texts.join("\n;\n"), results: texts.length, ...more },
    };
  }

  #call(work: Work, run: () => Promise<void>): Act {
    return { kind: "call", part: { work, text: "", results: 0 }, run };
  }

  *#unitText(work: Work, body: SqlBody, unit: Unit): Generator<Act> {
    for (const run of this.#runs(body, unit.items)) {
      const [first] = run;
      const data = first?.statement.copyData;
      if (first && data) {
        yield {
          kind: "copy",
          part: { work, unit, text: first.statement.text, results: 1, items: run },
          data: body.script.text.slice(data.start, data.end),
        };
      } else yield this.#itemsText(work, run, { unit }, body.script.text);
      yield* this.#warnings(work, unit, run);
    }
  }

  // Statements that may be sent as written, one text from the first to the last.
  #runs(body: SqlBody, items: readonly Item[]): Item[][] {
    const runs: Item[][] = [];
    for (const item of items) {
      const run = runs.at(-1);
      const previous = run?.at(-1);
      if (run && previous && this.#joins(body, previous, item)) run.push(item);
      else runs.push([item]);
    }
    return runs;
  }

  #joins(body: SqlBody, before: Item, after: Item): boolean {
    const separate = ({ statement, traits }: Item) =>
      statement.copyData !== undefined || traits.manyResults || traits.changesLexing;
    return this.#session.dialect.warnings === null && after.number === before.number + 1 &&
      !separate(before) && !separate(after) &&
      !body.gaps.some((gap) =>
        gap.start >= before.statement.end && gap.end <= after.statement.start
      );
  }

  #itemsText(work: Work, run: readonly Item[], more: Partial<Part>, text?: string): Act {
    const [first, last] = [run[0] as Item, run.at(-1) as Item];
    const raw = text?.slice(first.statement.start, last.statement.end) ?? first.statement.text;
    const alone = run.some(({ traits }) => traits.manyResults || traits.changesLexing) ||
      (more.unit?.kind === "solo" && !this.#session.dialect.mixesStatements);
    return {
      kind: "sql",
      part: {
        work,
        text: raw,
        results: run.length,
        items: run,
        ...(alone ? { alone } : {}),
        ...more,
      },
    };
  }

  // MySQL keeps the warnings of the last statement only
  *#warnings(work: Work, unit: Unit, run: readonly Item[]): Generator<Act> {
    const { warnings } = this.#session.dialect;
    const item = run.at(-1);
    if (warnings === null || !item) return;
    const next = unit.items[unit.items.indexOf(item) + 1];
    if (
      next &&
      /\b(ROW_COUNT|FOUND_ROWS|DIAGNOSTICS|SHOW\s+(COUNT|WARNINGS|ERRORS))\b/i.test(
        next.statement.text,
      )
    ) return;
    yield this.#text(work, [warnings], {
      onRows: (rows) => rows.length > 0 && this.#context.progress.warned(work, item, rows),
    });
  }

  get #version(): string {
    return this.#session.connection.server.version;
  }
}

type SqlBody = Extract<Body, { kind: "sql" }>;

function isJournaled(body: Body): boolean {
  return body.kind !== "nothing" && body.journaled;
}
