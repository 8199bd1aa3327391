import type { Target } from "../plan/step.ts";
import { plural } from "../reporters/plural.ts";
import type { CommandContext } from "./command.ts";
import { canAsk, confirm } from "./confirm.ts";
import { openMigrator } from "./open_migrator.ts";

/**
 * Asks before everything is reverted, and says how many migrations that are.
 * Where none is applied nothing would be lost, and nothing is asked.
 *
 * @param andThen What follows it: `apply all of them again`.
 * @throws {DunlinError} `needs-confirmation`; whatever stands in the way of the plan
 */
export async function confirmRevert(
  context: CommandContext,
  target: Target,
  andThen?: string,
): Promise<void> {
  const more = andThen === undefined ? "" : ` and ${andThen}`;
  if (context.options["yes"] || !canAsk(context)) {
    return await confirm(context, `revert every migration${more}`);
  }
  const count = await revertCount(context, target);
  if (count === 0) return;
  const every = count === 1 ? "the only migration" : `all ${plural(count, "migration")}`;
  await confirm(context, `revert ${every} that ${count === 1 ? "is" : "are"} applied${more}`);
}

// in a session that refuses writes
async function revertCount(context: CommandContext, target: Target): Promise<number> {
  const migrator = await openMigrator(context, { readOnly: true });
  try {
    const { steps } = await migrator.plan(target);
    return steps.filter(({ kind }) => kind === "revert").length;
  } finally {
    await migrator.close();
  }
}
