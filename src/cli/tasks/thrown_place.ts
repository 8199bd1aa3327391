import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type { Place } from "../../errors.ts";

/**
 * Where in a file something was thrown, as far as the runtime tells: by the
 * stack, by the words of a syntax error, or by Bun's own `position`. The file
 * alone where it tells nothing.
 *
 * @param file As the user knows it; null if there is none to be found in a stack
 */
export function thrownPlace(thrown: unknown, file: string | null): Place | undefined {
  if (file === null) return undefined;
  const { position, stack, message } = (thrown ?? {}) as {
    readonly position?: {
      readonly file?: string;
      readonly line?: number;
      readonly column?: number;
    };
    readonly stack?: unknown;
    readonly message?: unknown;
  };
  const path = resolve(file);
  if (position?.file === path && position.line !== undefined) {
    return { file, line: position.line, column: position.column ?? 1 };
  }
  return { file, ...lineIn(`${message}\n${stack}`, path) };
}

// `file:///app/tasks.ts:3:7`, `/app/tasks.ts:3:7`; Node says only the line of a syntax error
function lineIn(text: string, path: string): { line?: number; column?: number } {
  const href = pathToFileURL(path).href;
  for (const name of [href, path]) {
    for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
      const found = /^(?:\?[^:\s]*)?:(\d+)(?::(\d+))?/.exec(text.slice(at + name.length));
      if (found === null) continue;
      const [, line, column] = found;
      return { line: Number(line), ...(column === undefined ? {} : { column: Number(column) }) };
    }
  }
  return {};
}
