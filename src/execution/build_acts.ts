import type { Timeouts } from "../dialects/dialect.ts";
import { markOf } from "../dialects/mark.ts";
import type { Row } from "../drivers/connection.ts";
import type { Act, SingleAct } from "./act.ts";
import { runCode } from "./code.ts";
import { CodeActs } from "./code_acts.ts";
import type { CodeRun } from "./code_run.ts";
import { Replan } from "./replan.ts";
import { RestingForeignKeys } from "./foreign_keys.ts";
import { judgeUnit, unresolved } from "./judge_unit.ts";
import { looksOf } from "./looks_of.ts";
import { OwnActs, type OwnContext, type UnitRecord } from "./own_acts.ts";
import { placeIn } from "./place_in.ts";
import { called } from "./resume.ts";
import type { Session } from "./session.ts";
import { together } from "./together.ts";
import { type Item, type Unit, verbOf } from "./units.ts";
import { SliceReader } from "./large/slice_reader.ts";
import { type Sent, stretchActs, type Warned } from "./large/stretch_acts.ts";
import { itemText, type UnitListeners, unitText } from "./unit_text.ts";
import { isJournaled, labelOf, nameOf, type SqlBody, type Work } from "./work.ts";

/** What the builders tell while their acts are carried out. */
export interface Progress {
  started(work: Work): void;
  /** A statement of its file has ended on the server; it may yet be rolled back. */
  ended(work: Work, item: Item, changed: number | null): void;
  /** A unit of a journaled migration is committed. */
  kept(work: Work, unit: Unit): void;
  /** A statement that an earlier run had begun was found to have taken effect; it was not run again. */
  proved(work: Work, unit: Unit): void;
  /** The migration is committed, history row and all. */
  finished(work: Work): void;
  /** What an earlier attempt at a statement had left behind was removed. */
  removed(work: Work, item: Item, statement: string): void;
  warned(work: Work, item: Item, rows: readonly Row[]): void;
  /** A part of a large file has ended on the server. */
  sent(work: Work, sent: Sent): void;
  /** A statement of a large file left warnings, of which no more is known. */
  warnedUnread(work: Work, number: number, warnings: number): void;
}

/** What the builders need of a run. */
export interface BuildContext extends OwnContext {
  readonly progress: Progress;
}

/** Turns works into acts, in the order they are carried out. */
export class ActBuilder {
  readonly #context: BuildContext;
  readonly #session: Session;
  readonly #own: OwnActs;
  #resting: RestingForeignKeys | null = null;
  #codeActs: CodeActs | null = null;
  readonly #files = new Map<Work, SliceReader>();
  readonly #warned = new Map<Work, Warned>();

  constructor(context: BuildContext) {
    this.#context = context;
    this.#session = context.session;
    this.#own = new OwnActs(context);
  }

  /** Works that are committed together, or one that is committed by itself. */
  *build(works: readonly Work[]): Generator<Act> {
    const [only] = works;
    if (works.length === 1 && only && isJournaled(only)) yield* this.#journaled(only);
    else yield* this.#transaction(works);
  }

  // the first of them tells: a statement more would only say that there is one
  *#starting(work: Work, acts: Iterable<Act>): Generator<Act> {
    let begun = false;
    for (const act of acts) {
      const { onStart } = act.part;
      const start = () => {
        this.#context.progress.started(work);
        onStart?.();
      };
      yield begun ? act : { ...act, part: { ...act.part, onStart: start } };
      begun = true;
    }
  }

  /** Acts that mark a unit as refused by the server, so that its file may be mended. */
  *markFailed(work: Work, unit: UnitRecord): Generator<Act> {
    yield* this.#own.begin(work);
    yield this.#own.journal(work, unit, "failed");
    yield* this.#own.commit(work);
  }

  /** Acts that drop the journal of a work of which nothing is kept. */
  *forgetJournal(work: Work): Generator<Act> {
    yield* this.#own.begin(work);
    yield* this.#own.clearJournal(work);
    yield* this.#own.commit(work);
  }

  /** The run of a TypeScript migration's code that the journal follows; null where there is none. */
  get code(): CodeRun | null {
    return this.#codeActs?.code ?? null;
  }

  /** Reads no large file any more. */
  async closeFiles(): Promise<void> {
    for (const reader of this.#files.values()) await reader.close();
    this.#files.clear();
  }

  /** Gives back what a failed work had put aside. */
  async restore(): Promise<void> {
    await this.#resting?.restore();
  }

  *#transaction(works: readonly Work[]): Generator<Act> {
    const [own, { progress }] = [this.#own, this.#context];
    const [first, last] = [works[0] as Work, works.at(-1) as Work];
    const resting = this.#restingFor(works);
    if (resting) yield own.call(first, () => resting.rest());
    yield* own.begin(first, { first: true, onStart: () => progress.started(first) });
    if (resting) yield own.call(first, () => resting.remember());
    for (const work of works) {
      if (work !== first) yield this.#started(work);
      yield* this.#body(work);
      yield* own.recorded(work, false);
      if (work !== last) yield* own.own(work, this.#session.resetAfter);
    }
    if (resting) yield own.call(last, () => resting.check());
    yield* own.commit(last, () => works.forEach((work) => progress.finished(work)));
    if (works.some(({ timeouts }) => timeouts)) yield* this.#defaultTimeouts(last);
    if (resting) yield own.call(last, () => resting.restore());
  }

  *#body(work: Work): Generator<Act> {
    const { body } = work;
    if (body.kind === "nothing") return;
    const { dialect } = this.#session;
    if (work.timeouts) yield this.#own.text(work, dialect.timeouts(work.timeouts, true));
    yield* this.#own.own(work, this.#session.becomeRole(true));
    if (body.kind === "code") {
      yield this.#code(work);
      const after = body.after?.units ?? [];
      for (const unit of after) yield* this.#unitText(work, body.after as SqlBody, unit);
    } else {
      for (const unit of body.units) yield* this.#unitText(work, body, unit);
      yield* this.#readToEnd(work, body);
    }
    yield* this.#resetBefore(work);
  }

  *#journaled(work: Work): Generator<Act> {
    const { body } = work;
    if (body.kind === "code") return yield* this.#journaledCode(work);
    if (body.kind !== "sql") return;
    const resting = this.#restingFor([work]);
    if (resting) yield this.#own.call(work, () => resting.rest());
    yield* this.#starting(work, this.#inPieces(work, body, resting));
  }

  *#inPieces(work: Work, body: SqlBody, resting: RestingForeignKeys | null): Generator<Act> {
    const { dialect } = this.#session;
    if (work.timeouts) yield* this.#sessionTimeouts(work, work.timeouts);
    const roles = new Roles(this.#own, this.#session, work);
    for (const item of body.replay) yield itemText(work, item, dialect);
    yield* roles.leave(body.replay);
    for (const unit of body.units.slice(body.unitsDone)) {
      if (
        body.doubt?.position === unit.position && (yield* this.#settled(work, body, unit, roles))
      ) {
        continue;
      }
      yield* unit.kind === "solo"
        ? together(this.#soloUnit(work, body, unit, roles))
        : this.#transactionUnit(work, body, unit, roles, resting);
    }
    if (body.unitsDone === body.units.length) yield* this.#lastWord(work);
    if (work.timeouts) yield* this.#defaultTimeouts(work);
    if (resting) yield this.#own.call(work, () => resting.restore());
  }

  // Every unit was marked done by a run that ended before it wrote the history.
  *#lastWord(work: Work): Generator<Act> {
    yield* this.#own.begin(work);
    yield* this.#resetBefore(work);
    yield* this.#own.recorded(work, true);
    yield* this.#own.commit(work, () => this.#context.progress.finished(work));
  }

  *#transactionUnit(
    work: Work,
    body: SqlBody,
    unit: Unit,
    roles: Roles,
    resting: RestingForeignKeys | null,
  ): Generator<Act> {
    yield* this.#own.begin(work, { unit });
    if (resting) yield this.#own.call(work, () => resting.remember());
    yield* roles.enter();
    yield* this.#unitText(work, body, unit);
    yield* roles.leave(unit.items);
    if (resting) yield this.#own.call(work, () => resting.check());
    yield* this.#unitEnd(work, body, unit);
  }

  // An earlier run began it and could not say how it went: what can be seen says it.
  *#settled(
    work: Work,
    body: SqlBody,
    unit: Unit,
    roles: Roles,
  ): Generator<Act, boolean> {
    const [item] = unit.items;
    const { doubt } = body;
    if (!item || !doubt) return false;
    let done = false;
    yield* roles.enter();
    yield this.#own.call(work, async () => {
      const verdict = await judgeUnit(this.#session, item, doubt);
      if (verdict.kind === "unclear") {
        throw unresolved(this.#session.evidenceOf(item), verdict, {
          what: called(item),
          label: labelOf(work.summary),
          version: nameOf(work.summary),
          where: placeIn(body.script, item.statement.start),
        });
      }
      done = verdict.kind === "done";
    });
    yield* roles.leave([]);
    if (!done) return false;
    yield* this.#own.begin(work, { unit });
    yield* this.#unitEnd(work, body, unit, true);
    return true;
  }

  *#soloUnit(work: Work, body: SqlBody, unit: Unit, roles: Roles): Generator<Act> {
    const unlimited = this.#waitsWithoutHarm(work, body, unit);
    const { limits } = this.#session;
    yield* this.#own.begin(work, { unit });
    yield* this.#own.announce(work);
    yield this.#own.journal(work, { ...recordOf(body, unit), ...this.#looks(unit) }, "intent");
    yield* this.#own.commit(work);
    if (unlimited) yield* this.#sessionTimeouts(work, { ...limits, lockMs: 0 });
    yield* roles.enter();
    yield* this.#clearLeftovers(work, unit);
    yield* this.#marked(work, this.#unitText(work, body, unit));
    yield* roles.leave(unit.items);
    if (unlimited) yield* this.#defaultTimeouts(work);
    yield* this.#own.begin(work);
    yield* this.#unitEnd(work, body, unit);
  }

  #mark(work: Work): string {
    const { tables, fence } = this.#session;
    const name = work.summary.id.replaceAll(/[^\w./-]/g, "?");
    return `${markOf(tables, fence.token)} ${name} */ `;
  }

  // Removing may have taken long, and nothing guards the statement that follows.
  async #stillOurs(): Promise<void> {
    const { token } = this.#session.fence;
    const { fence } = await this.#session.read();
    if (fence?.token !== token) throw new Replan("another runner has taken over", true);
  }

  // Asked behind the intent, in its message; removing waits for old transactions
  // as making does, and stops nobody either.
  *#clearLeftovers(work: Work, unit: Unit): Generator<Act> {
    const [item] = unit.items;
    const look = item && this.#session.leftovers(item);
    if (!look) return;
    const found: string[] = [];
    yield this.#own.text(work, [look], {
      onRows: (rows) => void found.push(...rows.map((row) => String(row["remove"]))),
    });
    yield this.#own.call(work, async () => {
      for (const remove of found) {
        await this.#session.connection.send(this.#mark(work) + remove);
        this.#context.progress.removed(work, item, remove);
      }
      if (found.length > 0) await this.#stillOurs();
    });
  }

  // `CREATE INDEX CONCURRENTLY` waits for old transactions and stops nobody
  // meanwhile; a lock timeout would only leave an invalid index behind
  #waitsWithoutHarm(work: Work, body: SqlBody, unit: Unit): boolean {
    const [item] = unit.items;
    return item !== undefined && work.timeouts === null &&
      !/\block_timeout\b/i.test(textOf(body)) &&
      this.#session.dialect.waitsWithoutHarm(item.statement.text, item.traits);
  }

  // The last unit's transaction also writes the history; before it, a mark.
  *#unitEnd(work: Work, body: SqlBody, unit: Unit, proved = false): Generator<Act> {
    const { progress } = this.#context;
    const last = unit.position === body.units.length;
    if (last) {
      yield* this.#readToEnd(work, body);
      yield* this.#resetBefore(work);
      yield* this.#own.recorded(work, true);
    } else yield this.#own.journal(work, recordOf(body, unit), "done");
    const onDone = () => {
      if (proved) progress.proved(work, unit);
      if (last) progress.finished(work);
      else progress.kept(work, unit);
    };
    yield* this.#own.commit(work, onDone, last);
  }

  *#journaledCode(work: Work): Generator<Act> {
    if (work.body.kind !== "code") return;
    const { cancelled, progress } = this.#context;
    if (work.body.done) {
      yield this.#started(work);
      return yield* this.#lastWord(work);
    }
    this.#codeActs = new CodeActs(work, {
      session: this.#session,
      own: this.#own,
      progress,
      cancelled,
    });
    if (work.timeouts) yield* this.#sessionTimeouts(work, work.timeouts);
    yield* this.#codeActs.build();
    if (work.timeouts) yield* this.#defaultTimeouts(work);
  }

  #looks(unit: Unit): Pick<UnitRecord, "looks"> {
    const [item] = unit.items;
    return item ? looksOf(this.#session, item) : {};
  }

  #restingFor(works: readonly Work[]): RestingForeignKeys | null {
    const rest = works.some(({ body }) => body.kind === "sql" && body.foreignKeysRest);
    this.#resting = rest ? new RestingForeignKeys(this.#session) : null;
    return this.#resting;
  }

  #started(work: Work): Act {
    const onStart = () => this.#context.progress.started(work);
    return this.#own.text(work, [this.#own.comment(work)], { onStart });
  }

  #defaultTimeouts(work: Work): Generator<Act> {
    return this.#sessionTimeouts(work, this.#session.limits);
  }

  // behind a pooler they would be a stranger's: there only transactions have limits
  *#sessionTimeouts(work: Work, timeouts: Timeouts): Generator<Act> {
    if (this.#session.shared) return;
    yield this.#own.text(work, this.#session.dialect.timeouts(timeouts, false));
  }

  // The server's list of what it does tells whose statement it is that runs on
  // after its runner has died.
  *#marked(work: Work, acts: Iterable<Act>): Generator<Act> {
    const prefix = this.#mark(work);
    for (const act of acts) {
      yield act.part.items ? { ...act, part: { ...act.part, prefix } } : act;
    }
  }

  // the role first: what the file became may not be allowed to write the history
  #resetBefore(work: Work): Generator<Act> {
    return this.#own.own(work, this.#session.resetBefore);
  }

  #code(work: Work): Act {
    return this.#own.call(work, () => runCode(work, this.#session, this.#context.cancelled));
  }

  *#unitText(work: Work, body: SqlBody, unit: Unit): Generator<Act> {
    const { progress } = this.#context;
    const listeners: UnitListeners = {
      onWarnings: (...warning) => progress.warned(...warning),
      onItem: (item, changed) => progress.ended(work, item, changed),
    };
    if (unit.kind === "transaction") yield* this.#askEngines(work, unit);
    if (unit.stretch) return yield this.#stretch(work, body, unit, listeners);
    yield* unitText(work, body, unit, this.#session.dialect, listeners);
  }

  #stretch(work: Work, body: SqlBody, unit: Unit, listeners: UnitListeners): Act {
    const { progress } = this.#context;
    const { dialect } = this.#session;
    const reader = this.#reader(work, body);
    const warned = this.#warned.get(work) ?? { unread: 0, asked: 0 };
    this.#warned.set(work, warned);
    const acts = async function* (): AsyncGenerator<SingleAct> {
      const first = unit.stretch?.slices[0];
      if (body.unitsDone > 0 && first) await reader.skip(first);
      yield* stretchActs({
        work,
        body,
        unit,
        dialect,
        reader,
        warned,
        listeners,
        onSent: (sent) => progress.sent(work, sent),
        onUnreadWarnings: (number, warnings) => progress.warnedUnread(work, number, warnings),
      });
    };
    return { kind: "stream", part: { work, unit, text: "", results: 0 }, acts };
  }

  // What was validated is what was sent, to the last character: before the
  // history says so.
  *#readToEnd(work: Work, body: SqlBody): Generator<Act> {
    if (!body.large) return;
    const reader = this.#reader(work, body);
    yield this.#own.call(work, () => reader.finish());
  }

  #reader(work: Work, body: SqlBody): SliceReader {
    const open = this.#files.get(work);
    if (open || !body.large) return open as SliceReader;
    const reader = new SliceReader(body.script.file, body.large.text, body.large.slices);
    this.#files.set(work, reader);
    return reader;
  }

  // A transaction keeps its word only in tables whose engine knows transactions:
  // the server is asked in the same message, right before.
  *#askEngines(work: Work, unit: Unit): Generator<Act> {
    const asked = new Set<string>();
    for (const item of unit.stretch?.asks ?? unit.items) {
      const condition = this.#session.untransactional(item);
      if (condition === null || asked.has(condition)) continue;
      asked.add(condition);
      const text = this.#session.dialect.refuseWhere(this.#session.tables, condition);
      yield this.#own.text(work, [text], { asks: item });
    }
  }
}

/**
 * A file kept in pieces may become another role in the middle, who is not
 * allowed to write the journal: dunlin steps out of it for its own statements,
 * and into it again for the file's.
 */
class Roles {
  readonly #own: OwnActs;
  readonly #dialect: Session["dialect"];
  readonly #work: Work;
  /** What makes the session the role that all files run as. */
  readonly #become: readonly string[];
  readonly #taken: Item[] = [];

  constructor(own: OwnActs, session: Session, work: Work) {
    this.#own = own;
    this.#dialect = session.dialect;
    this.#become = session.becomeRole(false);
    this.#work = work;
  }

  *enter(): Generator<Act> {
    yield* this.#own.own(this.#work, this.#become);
    for (const item of this.#taken) yield itemText(this.#work, item, this.#dialect);
  }

  *leave(ran: readonly Item[]): Generator<Act> {
    const changes = ran.filter(({ statement }) => this.#dialect.changesRole(statement.text));
    // SET LOCAL ends with its transaction, and is not said again
    this.#taken.push(...changes.filter(({ traits }) => traits.session === "constant"));
    if (changes.length > 0 || this.#taken.length > 0 || this.#become.length > 0) {
      yield* this.#own.own(this.#work, this.#dialect.ownRole);
    }
  }
}

/** The text of a file; of a large one what is known of it. */
function textOf({ large, script, units }: SqlBody): string {
  if (!large) return script.text;
  return units.flatMap(({ items }) => items).map(({ statement }) => statement.text).join("\n");
}

function recordOf(body: SqlBody, unit: Unit): UnitRecord {
  const verb = verbOf(unit);
  return { position: unit.position, total: body.units.length, hash: unit.hash, verb };
}
