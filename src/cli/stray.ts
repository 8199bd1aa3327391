import { fileURLToPath } from "node:url";
import { relative } from "node:path";
import { DunlinError, type Place } from "../errors.ts";
import { thrownWords } from "../execution/thrown_words.ts";

/** Has somebody hear what no code caught, until the answer is called. */
export type HearStrays = (hear: (thrown: unknown) => void) => () => void;

/** Something that nobody caught: a promise no one awaited, or a timer, threw it. */
export function strayError(thrown: unknown): DunlinError {
  const where = placeIn(String((thrown as { readonly stack?: unknown } | null)?.stack));
  return new DunlinError("unexpected", `nobody caught this: ${thrownWords(thrown)}`, {
    ...(where === null ? {} : { where }),
    state: "what was under way was cut off, as by a kill: the next run finds out how far it came",
    next: "await the promise, or catch what the timer throws, where it is begun",
    cause: thrown,
  });
}

// the first frame in a file; code of packages has none that helps
function placeIn(stack: string): Place | null {
  const frame = /(?:file:\/\/\/|\(\/|at \/)[^\s()]*?:\d+:\d+/.exec(stack)?.[0];
  const [, name, line, column] = /^(?:at |\()?(.*):(\d+):(\d+)$/.exec(frame ?? "") ?? [];
  if (name === undefined || name.includes("node_modules")) return null;
  const path = name.startsWith("file:") ? fileURLToPath(name) : name;
  return { file: relative(".", path), line: Number(line), column: Number(column) };
}
