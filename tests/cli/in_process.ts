import { runMain } from "../../src/cli/main.ts";
import type { Invocation } from "../../src/cli/main.ts";
import type { Prompts } from "../../src/cli/prompts.ts";
import type { Ended } from "./program.ts";

/** The command line without a process, for what needs none: help, wrong calls, questions. */
export async function inProcess(
  argv: readonly string[],
  options: {
    readonly env?: Record<string, string>;
    readonly ask?: (question: string) => Promise<string>;
    readonly prompts?: Prompts;
    readonly isTerminal?: boolean;
    readonly errorIsTerminal?: boolean;
    readonly columns?: number;
    readonly manifest?: NonNullable<Invocation["manifest"]>;
    readonly tasks?: NonNullable<Invocation["tasks"]>;
    readonly now?: () => Date;
  } = {},
): Promise<Ended> {
  let out = "";
  let err = "";
  const { env = {}, ask = null, isTerminal = false, columns = Infinity } = options;
  const { manifest, tasks, now, errorIsTerminal = isTerminal } = options;
  const code = await runMain({
    argv,
    env,
    program: "dunlin",
    endNow: () => {},
    streams: {
      out: (text) => out += text,
      err: (text) => err += text,
      isTerminal,
      errorIsTerminal,
      columns,
      ask,
      ...(options.prompts === undefined ? {} : { prompts: options.prompts }),
    },
    ...(manifest === undefined ? {} : { manifest }),
    ...(tasks === undefined ? {} : { tasks }),
    ...(now === undefined ? {} : { now }),
  });
  return { code, out, err };
}
