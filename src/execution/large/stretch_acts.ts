import type { Dialect } from "../../dialects/dialect.ts";
import type { StatementResult } from "../../drivers/connection.ts";
import type { SingleAct } from "../act.ts";
import type { Unit } from "../units.ts";
import { type UnitListeners, unitText } from "../unit_text.ts";
import type { SqlBody, Work } from "../work.ts";
import type { Slice } from "./slice.ts";
import { placeInSlice, sliceItems } from "./slice_items.ts";
import type { SliceReader } from "./slice_reader.ts";

/** How far the sending of a large file has come. */
export interface Sent {
  /** The number of the last statement that has ended. */
  readonly number: number;
  /** Rows changed or copied since it was last told. */
  readonly rows: number;
  /** Bytes of the file that were read. */
  readonly bytes: number;
}

/** Warnings of the statements of one file, over all its units. */
export interface Warned {
  /** How many statements left some of which only that is known. */
  unread: number;
  /** How many statements were asked for theirs. */
  asked: number;
}

/** What sending a unit of a large file needs. */
export interface StretchContext {
  readonly work: Work;
  readonly body: SqlBody;
  readonly unit: Unit;
  readonly dialect: Dialect;
  readonly reader: SliceReader;
  readonly warned: Warned;
  readonly listeners: UnitListeners;
  onSent(sent: Sent): void;
  /** Statements that left warnings whose words nobody keeps. */
  onUnreadWarnings(number: number, warnings: number): void;
}

/** Warnings of so many statements are asked for by themselves; of those behind them only how many there are. */
const MOST_ASKED = 100;

/** What a unit of a large file sends, read from the file as it is sent. */
export async function* stretchActs(context: StretchContext): AsyncGenerator<SingleAct> {
  yield* new StretchSender(context).acts();
}

class StretchSender {
  readonly #context: StretchContext;
  readonly #slices: readonly Slice[];
  #ahead: { readonly slice: Slice; readonly text: Promise<string> } | null = null;

  constructor(context: StretchContext) {
    this.#context = context;
    this.#slices = context.unit.stretch?.slices.filter(({ kind }) => kind !== "skipped") ?? [];
  }

  async *acts(): AsyncGenerator<SingleAct> {
    for (let at = 0; at < this.#slices.length; at++) {
      const slice = this.#slices[at] as Slice;
      const text = await this.#take(at);
      if (slice.kind === "copy") {
        const last = this.#lastData(at);
        yield this.#copy(slice, text, at + 1, last);
        at = last;
      } else if (this.#asks) yield* this.#oneByOne(slice, text);
      else yield this.#together(slice, text);
    }
  }

  get #asks(): boolean {
    const { warned } = this.#context;
    return warned.unread > 0 && warned.asked < MOST_ASKED;
  }

  // The next slice is read while the server is busy with this one.
  async #take(at: number): Promise<string> {
    const { reader } = this.#context;
    const slice = this.#slices[at] as Slice;
    const text = await (this.#ahead?.slice === slice ? this.#ahead.text : reader.take(slice));
    const next = this.#slices[at + 1];
    this.#ahead = next === undefined ? null : { slice: next, text: reader.take(next) };
    this.#ahead?.text.catch(() => {}); // who takes it hears of it
    return text;
  }

  #lastData(at: number): number {
    let last = at;
    while (this.#slices[last + 1]?.kind === "data") last++;
    return last;
  }

  #together(slice: Slice, text: string): SingleAct {
    const { work, unit, body, dialect: { transactionIsLock } } = this.#context;
    const { file } = body.script;
    let [rows, seen] = [0, 0];
    return {
      kind: "sql",
      part: {
        work,
        unit,
        text,
        results: slice.count,
        ...(slice.alone ? { alone: true } : {}),
        ...(slice.alone || !transactionIsLock ? {} : { whole: slice.cuts, alone: true }),
        itemsOf: () => sliceItems(slice, text),
        placeAt: (offset) => placeInSlice(file, slice, text, offset),
        onEach: (result) => {
          rows += result.changed ?? 0;
          this.#hear(slice.first + seen++, result);
        },
        onDone: () => this.#sent(slice, slice.first + slice.count - 1, rows),
      },
    };
  }

  #hear(number: number, { warnings = 0 }: StatementResult): void {
    if (warnings === 0) return;
    this.#context.warned.unread++;
    this.#context.onUnreadWarnings(number, warnings);
  }

  // MySQL keeps the warnings of the last statement only: once there are any, each is asked.
  *#oneByOne(slice: Slice, text: string): Generator<SingleAct> {
    const { work, body, unit, dialect, listeners } = this.#context;
    const items = sliceItems(slice, text);
    this.#context.warned.asked += items.length;
    let rows = 0;
    const { stretch: _, ...plain } = unit;
    const heard: UnitListeners = {
      ...listeners,
      onItem: (_, changed) => void (rows += changed ?? 0),
    };
    yield* unitText(work, body, { ...plain, items }, dialect, heard);
    const onDone = () => this.#sent(slice, slice.first + slice.count - 1, rows);
    yield { kind: "call", part: { work, unit, text: "", results: 0, onDone }, run: async () => {} };
  }

  #copy(slice: Slice, text: string, first: number, last: number): SingleAct {
    const { work, unit, body } = this.#context;
    const { file } = body.script;
    const line = this.#slices[first]?.line ?? slice.line + 1;
    return {
      kind: "copy",
      part: {
        work,
        unit,
        text,
        results: 1,
        itemsOf: () => sliceItems(slice, text).slice(0, 1),
        placeAt: (offset) => placeInSlice(file, slice, text, offset),
        dataPlace: (number) => ({ file, line: line + number - 1, column: 1 }),
      },
      data: this.#data(first, last),
    };
  }

  async *#data(first: number, last: number): AsyncGenerator<string> {
    for (let at = first; at <= last; at++) {
      const slice = this.#slices[at] as Slice;
      const text = await this.#take(at);
      yield text;
      this.#sent(slice, slice.first, slice.count);
    }
  }

  // offsets count UTF-16 units; of all of them as large a share as of the bytes
  #sent({ end }: Slice, number: number, rows: number): void {
    const { body: { large }, onSent } = this.#context;
    if (!large) return;
    const whole = large.slices.at(-1)?.end ?? end;
    onSent({ number, rows, bytes: Math.round(large.text.bytes * end / whole) });
  }
}
