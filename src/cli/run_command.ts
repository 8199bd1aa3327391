import { DunlinError } from "../errors.ts";
import type { EventListener } from "../events/event.ts";
import type { Migrator } from "../execution/migrator.ts";
import type { CommandContext } from "./command.ts";
import { exitCodeOf } from "./exit_code.ts";
import { openMigrator } from "./open_migrator.ts";
import { reporterOf } from "./report.ts";
import { collectionWarnings, staleWarnings } from "./warnings.ts";

/**
 * Opens a migrator, does something that runs migrations, tells every event and
 * closes it whatever happened.
 *
 * @returns The exit code; an error the events have told is not thrown again.
 */
export async function runCommand(
  context: CommandContext,
  act: (migrator: Migrator) => Promise<unknown>,
): Promise<number> {
  let finished = false;
  const reporter = reporterOf(context);
  const onEvent: EventListener = (event) => {
    if (event.type === "run_finished") finished = true;
    reporter(event);
  };
  for (const warning of await staleWarnings(context)) onEvent(warning);
  const migrator = await openMigrator(context, { readOnly: false, onEvent });
  try {
    for (const warning of collectionWarnings(context, migrator.collection)) onEvent(warning);
    await act(migrator);
    return 0;
  } catch (error) {
    if (!finished || !(error instanceof DunlinError)) throw error;
    return exitCodeOf(error);
  } finally {
    context.setWork("nothing");
    await migrator.close();
  }
}
