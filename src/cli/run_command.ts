import { DunlinError } from "../errors.ts";
import type { EventListener } from "../events/event.ts";
import type { Migrator } from "../execution/migrator.ts";
import type { RunOptions } from "../execution/migrator_options.ts";
import type { CommandContext } from "./command.ts";
import { exitCodeOf } from "./exit_code.ts";
import { openMigrator } from "./open_migrator.ts";
import { reporterOf } from "./report.ts";
import { openWatchedRun } from "./watched_run.ts";
import { collectionWarnings, staleWarnings } from "./warnings.ts";

/**
 * Opens a migrator, does something that runs migrations, tells every event and
 * closes it whatever happened. On a terminal a live view stands below what is told.
 *
 * @param act Gets what its run is to be given: how it is stopped, and watched.
 * @returns The exit code; an error the events have told is not thrown again.
 */
export async function runCommand(
  context: CommandContext,
  act: (migrator: Migrator, run: RunOptions) => Promise<unknown>,
): Promise<number> {
  let finished = false;
  let worked = false;
  const reporter = reporterOf(context);
  const live = await openWatchedRun(context);
  const onEvent: EventListener = (event) => {
    if (event.type === "run_finished") finished = true;
    if (event.type === "plan_made") worked = true;
    live.hear(event);
    reporter(event);
  };
  try {
    for (const warning of await staleWarnings(context, "names")) onEvent(warning);
    const migrator = await openMigrator(context, { readOnly: false, onEvent });
    live.watch(migrator);
    try {
      for (const warning of collectionWarnings(context, migrator.collection)) onEvent(warning);
      const { signal, cancel } = context;
      await act(migrator, { signal, cancel, onStatement: live.onStatement });
      // an older text than that of the folder was run, it may be
      const changed = worked ? await staleWarnings(context, "changes") : [];
      for (const warning of changed) onEvent(warning);
      return 0;
    } catch (error) {
      if (!finished || !(error instanceof DunlinError)) throw error;
      return exitCodeOf(error);
    } finally {
      context.setWork("nothing");
      await migrator.close();
    }
  } finally {
    live.close();
  }
}
