import { maskUrl } from "../drivers/mask.ts";
import { DunlinError } from "../errors.ts";
import type { CommandContext } from "./command.ts";
import { databaseUrl } from "./open_migrator.ts";

/**
 * Asks before something is destroyed, naming the database. `--yes` answers;
 * where nobody can, it is refused.
 *
 * @param place Where, in words; by default the database, which must have been named
 * @throws {DunlinError} `needs-confirmation`
 */
export async function confirm(
  context: CommandContext,
  what: string,
  place: string = ` in ${maskUrl(databaseUrl(context))}`,
): Promise<void> {
  if (context.options["yes"]) return;
  const answer = await context.streams.ask?.(`${what}${place}? [y/N] `);
  if (answer !== undefined && /^\s*y(es)?\s*$/i.test(answer)) return;
  throw new DunlinError(
    "needs-confirmation",
    answer === undefined
      ? `nobody is there to confirm: ${what}${place}`
      : `not confirmed: ${what}${place}`,
    { state: "nothing was changed", next: "add --yes to do it without being asked" },
  );
}
