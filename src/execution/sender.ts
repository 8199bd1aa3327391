import { DriverError, type Notice, type StatementResult } from "../drivers/connection.ts";
import type { Part, SingleAct } from "./act.ts";
import type { Pace } from "./pace.ts";
import type { Session } from "./session.ts";
import { StepFailure } from "./step_failure.ts";
import { StoppedBetween } from "./stopped_between.ts";
import { thrownWords } from "./thrown_words.ts";
import type { Item } from "./units.ts";
import type { Work } from "./work.ts";

/** How much one message may hold. */
export interface MessageLimits {
  readonly bytes: number;
  readonly pace: Pace;
}

/** A part that failed, and where: the statement and, if known, the offset in its file. */
export class PartFailure extends Error {
  override readonly name = "PartFailure";
  readonly part: Part;
  /** The file's statement that failed; null where it was one of dunlin's own, or nobody knows which. */
  readonly item: Item | null;
  /** The first and the last of those of which one failed, where nobody knows which. */
  readonly among: readonly [Item, Item] | null;
  /** UTF-16 offset in the file, if the server pointed at one. */
  readonly fileOffset: number | null;
  readonly error: unknown;
  /** The step of a TypeScript migration it happened in. */
  readonly step: string | null;

  constructor(
    part: Part,
    item: Item | null,
    fileOffset: number | null,
    error: unknown,
    step: string | null = null,
    among: readonly [Item, Item] | null = null,
  ) {
    super(thrownWords(error), { cause: error });
    this.step = step;
    this.among = among;
    this.part = part;
    this.item = item;
    this.fileOffset = fileOffset;
    this.error = error;
  }
}

const SEPARATOR = "\n;\n";

/** What a {@linkcode Sender} asks of a run that may be told to stop. */
export interface Stopping {
  /** Whether no migration is to be begun any more. */
  stops(): boolean;
  /** Whether the server has said that all of it is committed. */
  isFinished(work: Work): boolean;
}

const NEVER: Stopping = { stops: () => false, isFinished: () => false };

/**
 * Packs parts into messages, sends them, and tells each part when its results
 * are in. Once the run is to stop, it brings what was begun to its end, and
 * sends nothing of any migration behind it: {@linkcode StoppedBetween}.
 */
export class Sender {
  readonly #session: Session;
  readonly #limits: MessageLimits;
  readonly #onNotice: (part: Part, notice: Notice) => void;
  readonly #beforeSend: () => void;
  readonly #stopping: Stopping;
  /** Parts of a message that is sent again do not start again. */
  readonly #started = new WeakSet<Part>();
  #begun: Part | null = null;
  #inFlight: readonly Work[] = [];
  #waiting: Part[] = [];
  #bytes = 0;
  #migrations = 0;
  #stopped: StoppedBetween | null = null;

  constructor(
    session: Session,
    limits: MessageLimits,
    onNotice: (part: Part, notice: Notice) => void,
    beforeSend: () => void,
    stopping: Stopping = NEVER,
  ) {
    this.#beforeSend = beforeSend;
    this.#stopping = stopping;
    this.#session = session;
    this.#limits = limits;
    this.#onNotice = onNotice;
  }

  /** The works of the last message: what became of them is not known if its answer never came. */
  get inFlight(): readonly Work[] {
    return this.#inFlight;
  }

  /** The last part sent, unless a migration ends with it; what follows its end counts too. */
  get begun(): Part | null {
    return this.#begun;
  }

  /** Of what waits, sends only what must not be missing behind what was sent. @throws {PartFailure} */
  async settle(): Promise<void> {
    const end = this.#waiting.findIndex((part) => !part.inseparable);
    const parts = end < 0 ? this.#waiting : this.#waiting.slice(0, end);
    this.discard();
    if (parts.length > 0) await this.#send(parts);
  }

  /** Forgets what waits to be sent. */
  discard(): void {
    this.#waiting = [];
    this.#bytes = 0;
    this.#migrations = 0;
  }

  /** @throws {PartFailure | StoppedBetween} */
  async push(act: SingleAct): Promise<void> {
    if (act.kind !== "sql") return await this.#between(act);
    const { part } = act;
    const bytes = part.text.length * 3; // no UTF-16 unit takes more in UTF-8
    if (part.alone || this.#bytes + bytes > this.#limits.bytes) await this.flush();
    this.#waiting.push(part);
    this.#bytes += bytes;
    if (part.endsMigration) this.#migrations++;
    if (part.alone || this.#migrations >= this.#limits.pace.migrations) await this.flush();
  }

  /** Sends what waits, but what only readies the session for what comes. @throws {PartFailure | StoppedBetween} */
  async flushWork(): Promise<void> {
    if (this.#waiting.some(({ readies }) => readies !== true)) await this.flush();
  }

  /** Sends what waits, as one message. @throws {PartFailure | StoppedBetween} */
  async flush(): Promise<void> {
    const parts = this.#waiting;
    const migrations = this.#migrations;
    this.discard();
    if (parts.length === 0) return;
    const sentAt = performance.now();
    const begun = this.#begun;
    try {
      await this.#send(parts);
      this.#limits.pace.sent(migrations, performance.now() - sentAt);
    } catch (error) {
      if (!this.#nothingRan(error) || migrations < 2) throw error;
      this.#begun = begun; // nothing ran
      // one bad migration must not keep the ones before it from being applied
      for (const alone of byMigration(parts)) await this.#send(alone);
    }
  }

  #nothingRan(error: unknown): boolean {
    return this.#session.dialect.parsesWholeMessage && error instanceof PartFailure &&
      error.error instanceof DriverError && error.error.kind === "sql" &&
      error.error.point?.completed === 0;
  }

  async #between(act: Exclude<SingleAct, { kind: "sql" }>): Promise<void> {
    await this.flush();
    const { part } = act;
    if (this.#due([part]).length === 0) throw this.#stop();
    this.#beforeSend();
    this.#session.connection.onNotice = (notice) => this.#onNotice(part, notice);
    part.onStart?.();
    this.#begun = part;
    try {
      if (act.kind === "call") await act.run();
      else await this.#session.connection.copyIn?.((part.prefix ?? "") + part.text, act.data);
    } catch (error) {
      if (error instanceof StepFailure) {
        throw new PartFailure(part, error.item, null, error.error, error.step);
      }
      const [item = null] = part.items ?? part.itemsOf?.() ?? [];
      const offset = error instanceof DriverError ? error.point?.offset ?? null : null;
      const inFile = item === null || offset === null || act.kind === "call"
        ? null
        : item.statement.start + offset - (part.prefix ?? "").length;
      throw new PartFailure(part, item, inFile, error);
    }
    const [copied] = part.items ?? [];
    if (copied) part.onItem?.(copied, null);
    part.onDone?.();
  }

  async #send(parts: readonly Part[]): Promise<void> {
    for (let left = parts; left.length > 0;) {
      const due = this.#due(left);
      try {
        if (due.length > 0) await this.#sendOnce(due);
        if (due.length < left.length) throw this.#stop();
        return;
      } catch (error) {
        if (!(error instanceof PartFailure) || !error.part.waits || !isBusy(error)) throw error;
        await this.#waitAt(error.part, error.part.waits);
        left = left.slice(left.indexOf(error.part) + 1);
      }
    }
  }

  #stop(): StoppedBetween {
    this.discard();
    this.#begun = null;
    this.#stopped ??= new StoppedBetween();
    return this.#stopped;
  }

  // The one gate that all goes through: what may still be sent once the run is
  // to stop is the rest of what was begun, and what tidies up behind it.
  #due(parts: readonly Part[]): readonly Part[] {
    if (this.#stopped) throw this.#stopped;
    const { stops, isFinished } = this.#stopping;
    if (!stops()) return parts;
    const open = this.#begun !== null && !isFinished(this.#begun.work);
    const [first] = parts;
    if (!open && first && !isFinished(first.work)) return [];
    const [end] = newMigrations(parts, finishedAt(parts, this.#stopping));
    return end === undefined ? parts : parts.slice(0, end);
  }

  // the file is another's: what follows the part goes on once it is ours
  async #waitAt(part: Part, waits: () => Promise<void>): Promise<void> {
    this.#begun = part;
    try {
      await waits();
    } catch (error) {
      throw new PartFailure(part, null, null, error);
    }
    part.onDone?.();
  }

  async #sendOnce(parts: readonly Part[]): Promise<void> {
    this.#beforeSend();
    const message = new Message(parts, this.#started, this.#stopping);
    this.#session.connection.onNotice = (notice) => this.#onNotice(message.current, notice);
    message.start();
    this.#inFlight = [...new Set(parts.map((part) => part.work))];
    const last = parts.at(-1) as Part;
    this.#begun = last.endsMigration ? null : last;
    try {
      // asking for no rows lets a driver run many statements at once
      const asks = parts.some(({ onRows }) => onRows);
      await this.#session.connection.send(message.text, {
        ...(parts.length === 1 && last.whole ? { whole: last.whole } : {}),
        ...(asks ? { keepRows: (index) => message.partOf(index).onRows !== undefined } : {}),
        onResult: (result) => message.result(result),
        until: () => message.until(),
      });
    } catch (error) {
      const failure = message.failure(error);
      this.#begun = failure.part;
      throw failure;
    }
    if (message.isCut) throw this.#stop();
    message.finish();
    if (message.isHeld) this.#begun = null;
  }
}

function isBusy({ error }: PartFailure): boolean {
  return error instanceof DriverError && error.kind === "busy";
}

/** One message: its text, and which part a result or an offset belongs to. */
class Message {
  readonly #parts: readonly Part[];
  readonly #started: WeakSet<Part>;
  /** The index of each part's first result. */
  readonly #firstResult: number[] = [];
  /** The offset of each part's text. */
  readonly #offsets: number[] = [];
  readonly text: string;
  #current = 0;
  #results = 0;
  /** How many more results the server has sent than were counted; COMMIT tags tell. */
  #shift = 0;
  readonly #stopping: Stopping;
  /** Where a migration begins behind another. */
  readonly #borders: () => readonly number[];
  #found: readonly number[] | null = null;
  #until = Infinity;
  #held = false;

  constructor(parts: readonly Part[], started: WeakSet<Part>, stopping: Stopping) {
    this.#parts = parts;
    this.#started = started;
    this.#stopping = stopping;
    const behind = finishedAt(parts, stopping);
    this.#borders = () => this.#found ??= newMigrations(parts, behind);
    let text = "";
    let results = 0;
    for (const part of parts) {
      if (text !== "") text += SEPARATOR;
      this.#firstResult.push(results);
      text += part.prefix ?? "";
      this.#offsets.push(text.length);
      text += part.text;
      results += part.results;
    }
    this.text = text;
  }

  get current(): Part {
    return this.#at(this.#current);
  }

  start(): void {
    const { current } = this;
    if (this.#started.has(current) || this.#holds()) return;
    current.onStart?.();
    this.#started.add(current);
  }

  // Behind the last migration that is whole nothing but dunlin's own transaction
  // was opened for the next: that one is not told as begun, and is not gone on with.
  #holds(): boolean {
    if (this.#held || !this.#stopping.stops()) return this.#held;
    const border = this.#borders().at(-1) ?? Infinity;
    this.#held = this.#current >= border &&
      !this.#started.has(this.#at(border)) &&
      this.#parts.slice(border).every(({ own, commits }) => own && !commits);
    return this.#held;
  }

  /** Whether a migration that it only opened a transaction for is not begun, because the run is to stop. */
  get isHeld(): boolean {
    return this.#held;
  }

  /** Behind how many results it may end early: those of the migrations begun, once the run is to stop. */
  until(): number {
    if (this.#until < Infinity || !this.#stopping.stops()) return this.#until;
    const border = this.#borders().find((at) =>
      at > this.#current || (at === this.#current && this.#counted === this.#firstResult[at])
    );
    if (border !== undefined) this.#until = this.#firstResult[border] as number;
    return this.#until;
  }

  /** Whether it ended early. */
  get isCut(): boolean {
    return this.#counted === this.#until;
  }

  partOf(result: number): Part {
    return this.#at(this.#placeOf(result));
  }

  // results come in order, so it is nearly always the current part's
  #placeOf(result: number): number {
    const [first, next] = [this.#firstResult[this.#current], this.#firstResult[this.#current + 1]];
    const isCurrent = (first as number) <= result && result < (next ?? Infinity);
    return isCurrent ? this.#current : this.#indexAt(this.#firstResult, result);
  }

  /**
   * A tag of COMMIT proves a commit; a count only suggests one, so where there
   * are tags no commit is believed without its own. One that comes too early is
   * not ours: something in the file has ended dunlin's transaction.
   */
  result(result: StatementResult): void {
    const { index, tag, rows, changed } = result;
    this.start();
    this.partOf(index - this.#shift).onEach?.(result);
    if (rows) this.partOf(index - this.#shift).onRows?.(rows);
    this.#tellItem(index - this.#shift, changed ?? null);
    this.#results = index + 1;
    if (tag === "COMMIT" && this.#counted > this.#firstOfCommit) this.#passCommit();
    while (this.#current < this.#last && this.#counted >= this.#firstOfNext) {
      if (tag !== "" && this.current.commits) break;
      this.#advance();
    }
  }

  #tellItem(result: number, changed: number | null): void {
    const at = this.#placeOf(result);
    const { items, onItem } = this.#at(at);
    const item = items?.[result - (this.#firstResult[at] as number)];
    if (item) onItem?.(item, changed);
  }

  /** The last part is done when the whole message is. */
  finish(): void {
    while (this.#current < this.#last) this.#advance();
    this.current.onDone?.();
  }

  failure(error: unknown): PartFailure {
    this.start();
    const point = error instanceof DriverError ? error.point : undefined;
    const offset = point?.offset ?? null;
    const completed = (point?.completed ?? this.#results) - this.#shift;
    const index = offset === null
      ? this.#indexAt(this.#firstResult, completed)
      : this.#indexAt(this.#offsets, offset);
    const part = this.#at(index);
    const items = part.items ?? part.itemsOf?.();
    const first = items?.[0];
    if (!items || !first) return new PartFailure(part, null, null, error);
    const last = items.at(-1) as Item;
    if (point?.somewhere && last !== first) {
      return new PartFailure(part, null, null, error, null, [first, last]);
    }
    const inFile = offset === null
      ? null
      : first.statement.start + (offset - (this.#offsets[index] as number));
    const item = inFile === null
      ? items[completed - (this.#firstResult[index] as number)]
      : items.findLast((candidate) => candidate.statement.start <= inFile);
    return new PartFailure(part, item ?? first, inFile, error);
  }

  get #last(): number {
    return this.#parts.length - 1;
  }

  get #counted(): number {
    return this.#results - this.#shift;
  }

  get #firstOfNext(): number {
    return this.#firstResult[this.#current + 1] as number;
  }

  get #firstOfCommit(): number {
    const index = this.#parts.findIndex((part, at) => at >= this.#current && part.commits);
    return this.#firstResult[index] ?? Infinity;
  }

  #passCommit(): void {
    while (this.#current < this.#last && !this.current.commits) this.#advance();
    if (this.#current === this.#last) return;
    this.#advance();
    this.#shift = this.#results - (this.#firstResult[this.#current] as number);
  }

  #advance(): void {
    this.current.onDone?.();
    this.#current++;
    // what is not to be begun is not told as begun
    const begins = this.#stopping.stops() && this.#borders().includes(this.#current);
    if (!begins) this.start();
  }

  #at(index: number): Part {
    const part = this.#parts[Math.min(index, this.#parts.length - 1)];
    if (!part) throw new RangeError("Expected a message to have parts");
    return part;
  }

  #indexAt(starts: readonly number[], value: number): number {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] as number) <= value) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}

/** The work that the first of them tidies up behind; null where it is not finished. */
function finishedAt([first]: readonly Part[], { isFinished }: Stopping): Work | null {
  return first && isFinished(first.work) ? first.work : null;
}

/**
 * Where, among parts, a migration begins behind another that has ended. What
 * tidies up behind one belongs to it.
 *
 * @param behind The work that has ended before the first of them, if they go on with it
 */
function newMigrations(parts: readonly Part[], behind: Work | null): readonly number[] {
  const borders: number[] = [];
  let ended = behind;
  for (const [index, { work, endsMigration }] of parts.entries()) {
    if (ended !== null && work !== ended) {
      borders.push(index);
      ended = null;
    }
    if (endsMigration) ended = work;
  }
  return borders;
}

function byMigration(parts: readonly Part[]): Part[][] {
  const groups: Part[][] = [[]];
  for (const part of parts) {
    (groups.at(-1) as Part[]).push(part);
    if (part.endsMigration) groups.push([]);
  }
  return groups.filter((group) => group.length > 0);
}
