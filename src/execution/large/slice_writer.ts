import { createHash } from "node:crypto";
import type { LexicalRules, Statement } from "../../sql/statement.ts";
import type { Slice } from "./slice.ts";
import type { TextWindow } from "./text_window.ts";

/** How a file may be cut into messages. */
export interface SliceLimits {
  /** UTF-16 units after which a slice ends; a longer statement is a slice of its own. */
  readonly units: number;
  /** Whether two statements may be sent as one text, judged by what stands between them. */
  joins(between: string): boolean;
}

/** One statement as it is cut. */
export interface Cut {
  readonly statement: Statement;
  readonly number: number;
  readonly rules: LexicalRules;
  /** Nothing else may share its text. */
  readonly alone: boolean;
}

type Draft =
  & { -readonly [Key in keyof Omit<Slice, "hash" | "cuts">]: Slice[Key] }
  & { readonly cuts?: number[] };

/** Cuts a text, as it is read, into slices that leave no gap between them. */
export class SliceWriter {
  readonly slices: Slice[] = [];
  readonly #window: TextWindow;
  readonly #limits: SliceLimits;
  #draft: Draft | null = null;
  #behind = 0;
  #copy: Cut | null = null;
  #data: { readonly copy: Cut; start: number; line: number } | null = null;

  constructor(window: TextWindow, limits: SliceLimits) {
    this.#window = window;
    this.#limits = limits;
  }

  /** UTF-16 offset up to which nothing is needed any more. */
  get needless(): number {
    return this.#behind;
  }

  /** A statement that is sent; `gap`: a client command stands before it. */
  add(cut: Cut, gap: boolean): void {
    const draft = this.#draft;
    if (draft !== null && this.#joins(draft, cut, gap)) {
      const last = draft.cuts?.at(-1) ?? 0;
      if (draft.end - draft.start - last >= CUT_UNITS) draft.cuts?.push(draft.end - draft.start);
      draft.end = cut.statement.end;
      draft.count++;
    } else this.#open("text", cut);
  }

  /** A COPY; its data follows. */
  copy(cut: Cut): void {
    this.#open("copy", cut);
    this.close();
    this.#copy = cut;
  }

  /** Where its data begin: UTF-16 offset and line of the file. */
  dataBegin(start: number, line: number): void {
    if (this.#copy !== null) this.#data = { copy: this.#copy, start, line };
    this.#copy = null;
  }

  /** Lines of its data. */
  data(text: string): void {
    const data = this.#data;
    if (data === null || text === "") return;
    if (this.#draft === null) {
      const { number, rules } = data.copy;
      this.#draft = {
        kind: "data",
        from: this.#behind,
        start: data.start,
        end: data.start,
        count: 0,
        first: number,
        line: data.line,
        column: 1,
        rules,
        alone: true,
      };
    }
    const lines = linesIn(text);
    this.#draft.end += text.length;
    this.#draft.count += lines;
    data.start = this.#draft.end;
    data.line += lines;
    if (this.#draft.end - this.#draft.start >= this.#limits.units) this.close();
  }

  /** @returns The line of what stands behind the data; null where there was none */
  dataEnd(): number | null {
    this.close();
    const line = this.#data?.line ?? 0;
    this.#data = null;
    return line === 0 ? null : line;
  }

  /** Text up to an offset is not sent from here. */
  skip(cut: Pick<Cut, "number" | "rules"> & { readonly statement: Statement }): void {
    this.#open("skipped", { ...cut, alone: true });
    this.close();
  }

  /** Whatever stands behind the last statement. */
  end(rules: LexicalRules): void {
    this.close();
    const at = this.#window.end;
    if (at === this.#behind) return;
    const place = { line: 0, column: 0, first: 0, count: 0, rules };
    const from = this.#behind;
    this.#draft = { kind: "skipped", from, start: from, end: at, ...place, alone: true };
    this.close();
  }

  close(): void {
    if (this.#draft === null) return;
    const slice = this.#draft;
    const hash = createHash("sha256");
    this.#window.each(slice.from, slice.end, (part) => hash.update(part));
    this.slices.push({ cuts: [], ...slice, hash: hash.digest("hex") });
    this.#behind = slice.end;
    this.#draft = null;
  }

  #open(kind: Slice["kind"], { statement, number, rules, alone }: Cut): void {
    this.close();
    const { start, end, line, column } = statement;
    const place = { line, column, first: number, count: kind === "skipped" ? 0 : 1, rules };
    const cuts = kind === "text" ? { cuts: [] } : {};
    this.#draft = { kind, from: this.#behind, start, end, ...place, alone, ...cuts };
  }

  #joins(draft: Draft, { statement, rules, alone }: Cut, gap: boolean): boolean {
    if (gap || alone || draft.alone || rules !== draft.rules) return false;
    if (statement.end - draft.start > this.#limits.units) return false;
    return this.#limits.joins(this.#window.slice(draft.end, statement.start));
  }
}

/** A text is run in parts of about so many UTF-16 units where that is quicker. */
const CUT_UNITS = 1 << 15;

function linesIn(text: string): number {
  let lines = 0;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines++;
  return lines;
}
