import v8 from "node:v8";
import vm from "node:vm";

/** Bytes of text after which what was used for it is given back. */
const EVERY_UNITS = 12 << 20;

/**
 * Keeps the memory of a process that reads a large file small. An engine lets
 * what is no longer used lie until several times as much lies there as is in
 * use, which for texts is far more than this work needs.
 */
export class GiveBack {
  readonly #collect = collector();
  #units = 0;

  /** Text of so many UTF-16 units was used. */
  used(units: number): void {
    this.#units += units;
    if (this.#units < EVERY_UNITS) return;
    this.#units = 0;
    this.#collect?.();
  }
}

// null where the engine is another, or does not let itself be asked
function collector(): (() => void) | null {
  try {
    v8.setFlagsFromString("--expose-gc");
    const found: unknown = vm.runInNewContext("gc");
    return typeof found === "function" ? () => void found() : null;
  } catch {
    return null;
  }
}
