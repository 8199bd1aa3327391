import { DunlinError } from "../errors.ts";
import type { CommandContext } from "./command.ts";
import type { Setting } from "./settings.ts";

/** The environment of a call and where it was named, if it is `production` or `prod`; else null. */
export function productionOf(
  { settings }: Pick<CommandContext, "settings">,
): Setting<string> | null {
  const { env } = settings;
  return env !== null && /^prod(uction)?$/i.test(env.value) ? env : null;
}

/**
 * In production what destroys a database is written into the call: an answer
 * typed too fast is not enough.
 *
 * @throws {DunlinError} `needs-confirmation`
 */
export function requireYesInProduction(context: CommandContext, what: string): void {
  const production = productionOf(context);
  if (production === null || context.options["yes"]) return;
  throw new DunlinError(
    "needs-confirmation",
    `the environment is ${production.value} (${production.origin}): ${what}`,
    {
      state: "nothing was changed",
      next: "add --yes if this is what you mean; a question at the terminal is not asked here",
    },
  );
}
