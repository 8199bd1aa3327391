import type { Step } from "../step.ts";
import { BINARY_STEPS } from "./binary.ts";
import { COMMAND_STEPS } from "./commands.ts";
import { DATABASE_STEPS } from "./database.ts";
import { FILE_STEPS } from "./files.ts";
import { TWO_RUNNER_STEPS } from "./two_runners.ts";
import { WORD_STEPS } from "./words.ts";

/** Every kind of step the scenarios may hold. */
export const STEPS: readonly Step[] = [
  ...FILE_STEPS,
  ...COMMAND_STEPS,
  ...WORD_STEPS,
  ...DATABASE_STEPS,
  ...TWO_RUNNER_STEPS,
  ...BINARY_STEPS,
];
