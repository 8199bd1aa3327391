import type { Readable, Writable } from "node:stream";
import type { Prompts } from "./prompts.ts";

const COLUMNS = 80;

/** Asks at a terminal; the package that draws the questions is loaded with the first one. */
export function terminalPrompts(input: Readable, terminal: Writable): Prompts {
  const output = wideEnough(terminal);
  const load = () => import("@clack/prompts");
  return {
    async select({ message, choices, initial }) {
      const { select, isCancel } = await load();
      const answer = await select({
        message,
        options: choices.map((choice) => ({ ...choice })),
        initialValue: initial,
        input,
        output,
      });
      return isCancel(answer) ? null : answer;
    },
    async text({ message, initial, wrong }) {
      const { text, isCancel } = await load();
      const answer = await text({
        message,
        initialValue: initial,
        validate: (value) => wrong?.(value ?? "") ?? undefined,
        input,
        output,
      });
      return isCancel(answer) ? null : answer;
    },
  };
}

// a pseudo-terminal may not say how wide it is, and a question would be drawn letter below letter
function wideEnough(terminal: Writable): Writable {
  return new Proxy(terminal, {
    get(target, name) {
      const value = Reflect.get(target, name);
      if (name === "columns") return value || COLUMNS;
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}
