import { maskUrl } from "../drivers/mask.ts";
import { DunlinError } from "../errors.ts";
import type { CommandContext } from "./command.ts";
import { databaseUrl } from "./open_migrator.ts";

/** Whether somebody is there to answer: on a terminal, and not in CI, where nobody looks at one. */
export function canAsk({ streams, env }: Pick<CommandContext, "streams" | "env">): boolean {
  return streams.ask !== null && !env["CI"];
}

/**
 * Asks before something is destroyed, naming the database. `--yes` answers;
 * where nobody can, it is refused.
 *
 * @param what What would be done, as a request: `drop every table`.
 * @param where The database, for people; default the URL of the call; empty where it is said already
 * @throws {DunlinError} `needs-confirmation`
 */
export async function confirm(
  context: CommandContext,
  what: string,
  where: string = `in ${maskUrl(databaseUrl(context))}`,
): Promise<void> {
  if (context.options["yes"]) return;
  const whole = where === "" ? what : `${what} ${where}`;
  const answer = canAsk(context) ? await context.streams.ask?.(`${whole}? [y/N] `) : undefined;
  if (answer !== undefined && /^\s*y(es)?\s*$/i.test(answer)) return;
  throw new DunlinError(
    "needs-confirmation",
    answer === undefined ? `nobody is there to confirm: ${whole}` : `not confirmed: ${whole}`,
    { state: "nothing was changed", next: "add --yes to do it without being asked" },
  );
}
