import process from "node:process";
import { textWidth } from "../reporters/text_width.ts";
import type { Streams, Terminal } from "./streams.ts";

/** The lines to be seen now, none of them as wide as `columns`. */
export type Render = (columns: number) => readonly string[];

type Size = Pick<Terminal, "columns" | "rows">;

/** The drawing of `log-update`: replaces what it drew before. */
interface Drawing {
  (text: string): void;
  clear(): void;
  done(): void;
}

const REDRAW_EVERY_MS = 100;
const HIDE_CURSOR = "\x1b[?25l";
const SHOW_CURSOR = "\x1b[?25h";
// deno-lint-ignore no-control-regex
const STYLES = /\x1b\[\d+m/g;

/**
 * A few lines at the bottom of a terminal that are drawn anew while ordinary
 * lines scroll up above them. Without an open region, text goes out as it
 * comes. What is written at once reaches the terminal at once, so that nothing
 * flickers; the cursor is hidden meanwhile and comes back however it ends.
 */
export class LiveRegion {
  /** The streams it was made over; what is written to them stands above the region. */
  readonly streams: Streams;
  readonly #terminal: Terminal | null;
  #render: Render = () => [];
  #drawing: Drawing | null = null;
  #shown: readonly string[] = [];
  /** For which size it was drawn. */
  #columns = 0;
  /** As it was when what is drawn now was begun: one drawing is for one size. */
  #size: Size = { columns: 80, rows: 24 };
  #hidden = false;
  #loading: Promise<Drawing | null> | null = null;
  #waiting = "";
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(streams: Streams) {
    this.#terminal = streams.terminal ?? null;
    const below = (write: (text: string) => void, here: boolean) => (text: string) =>
      this.#drawing !== null && here ? this.#redraw(text) : write(text);
    this.streams = {
      ...streams,
      get columns() {
        return streams.columns;
      },
      out: below(streams.out, true),
      // the same screen, as a rule: two streams would come in any order
      err: below(streams.err, streams.errorIsTerminal === true),
    };
  }

  /**
   * Draws what `render` says, ten times a second, until {@linkcode close}.
   * What is over in no time is not drawn, and does not wait for the means to.
   *
   * @returns Whether there is a terminal to draw on.
   */
  open(render: Render): boolean {
    if (this.#terminal === null || this.#timer !== undefined) return false;
    this.#render = render;
    this.#timer = setInterval(() => this.#tick(), REDRAW_EVERY_MS);
    process.once("exit", this.close);
    return true;
  }

  /** Takes the region away and shows the cursor; without an open region it does nothing. */
  readonly close = (): void => {
    if (this.#timer === undefined) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
    process.off("exit", this.close);
    this.#measure();
    this.#erase();
    if (this.#hidden) this.#waiting += SHOW_CURSOR;
    this.#flush();
    this.#hidden = false;
    this.#drawing = null;
  };

  #tick(): void {
    if (this.#drawing !== null) return this.#redraw("");
    const timer = this.#timer;
    const size = () => this.#size;
    this.#loading ??= drawingOn({
      isTTY: true,
      write: (text) => void (this.#waiting += text),
      get columns() {
        return size().columns;
      },
      get rows() {
        return size().rows;
      },
    });
    this.#loading.then((drawing) => {
      // it may be over by now
      if (this.#timer === timer) this.#drawing = drawing;
    });
  }

  #redraw(text: string): void {
    const { columns, rows } = this.#measure();
    // no line may wrap, and no region may be taller than the screen
    const lines = this.#render(columns).slice(0, Math.max(rows - 1, 0));
    if (text !== "" || columns !== this.#columns || lines.length === 0) this.#erase();
    this.#waiting += text;
    this.#columns = columns;
    if (lines.length > 0) {
      if (!this.#hidden) this.#waiting += HIDE_CURSOR;
      this.#hidden = true;
      this.#drawing?.(lines.join("\n"));
    }
    this.#shown = lines;
    this.#flush();
  }

  #measure(): Size {
    const { columns, rows } = this.#terminal as Terminal;
    return this.#size = { columns, rows };
  }

  #erase(): void {
    if (this.#shown.length === 0) return;
    const columns = Math.max(this.#size.columns, 1);
    if (columns === this.#columns) this.#drawing?.clear();
    else {
      // a terminal that became narrower has broken the lines anew
      const rows = this.#shown.map((line) => Math.ceil(widthOf(line) / columns) || 1)
        .reduce((sum, count) => sum + count, 0);
      this.#waiting += `\x1b[${rows}A\r\x1b[J`;
      this.#drawing?.done();
    }
    this.#shown = [];
  }

  #flush(): void {
    if (this.#waiting !== "") this.#terminal?.write(this.#waiting);
    this.#waiting = "";
  }
}

function widthOf(line: string): number {
  return textWidth(line.replace(STYLES, ""));
}

interface DrawnOn {
  readonly isTTY: true;
  readonly columns: number;
  readonly rows: number;
  readonly write: (text: string) => void;
}

// Progress is a comfort: without the package, or the permissions it wants, a
// run tells what it does in plain lines.
async function drawingOn(stream: DrawnOn): Promise<Drawing | null> {
  try {
    const { createLogUpdate } = await import("log-update");
    const target = stream as unknown as Parameters<typeof createLogUpdate>[0];
    return createLogUpdate(target, { showCursor: true });
  } catch {
    return null;
  }
}
