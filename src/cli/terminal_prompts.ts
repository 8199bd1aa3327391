import type { Readable, Writable } from "node:stream";
import type { Prompts } from "./prompts.ts";

/** Asks at a terminal; the package that draws the questions is loaded with the first one. */
export function terminalPrompts(input: Readable, output: Writable): Prompts {
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
