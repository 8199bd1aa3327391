import assert from "node:assert/strict";
import { test } from "node:test";
import { LiveRegion } from "../../src/cli/live_region.ts";

/** A terminal whose widths are told one after another, the last for good. */
class Dragged {
  readonly #widths: number[];
  #heard = () => {};
  written = "";
  readonly rows = 24;

  constructor(...widths: number[]) {
    this.#widths = widths;
  }

  get columns(): number {
    const [width = 80] = this.#widths;
    if (this.#widths.length > 1) this.#widths.shift();
    return width;
  }

  readonly write = (text: string): void => {
    this.written += text;
    this.#heard();
  };

  async says(words: RegExp): Promise<void> {
    while (!words.test(this.written)) await new Promise<void>((done) => this.#heard = done);
  }
}

// deno-lint-ignore no-control-regex
const ERASED = /\x1b\[(\d+)A\r\x1b\[J/;

test("a window that is dragged while a view is drawn has it erased as it was drawn", {
  timeout: 20_000,
}, async () => {
  const terminal = new Dragged(100, 30);
  const streams = {
    out: terminal.write,
    err: terminal.write,
    isTerminal: true,
    columns: 100,
    terminal,
    ask: null,
  };
  const region = new LiveRegion(streams);
  region.open((columns) => ["x".repeat(columns - 1), `drawn for ${columns}`]);
  try {
    await terminal.says(/drawn for 100/);
    await terminal.says(ERASED);
    // 99 characters, broken after every thirtieth, and the line below them
    assert.equal(ERASED.exec(terminal.written)?.[1], "5");
  } finally {
    region.close();
  }
});
