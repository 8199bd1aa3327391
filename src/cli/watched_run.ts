import type { Event } from "../events/event.ts";
import type { StatementListener } from "../events/statement_done.ts";
import type { Migrator } from "../execution/migrator.ts";
import type { CommandContext } from "./command.ts";
import { verbosityOf } from "./report.ts";

/** A run as it is watched on a terminal. */
export interface LiveRun {
  readonly hear: (event: Event) => void;
  readonly onStatement: StatementListener;
  /** From now on a statement that takes long is asked who blocks it. */
  watch(migrator: Migrator): void;
  close(): void;
}

/** Where a run is told in lines alone: nothing is drawn. */
export const UNSEEN: LiveRun = {
  hear: () => {},
  onStatement: () => {},
  watch: () => {},
  close: () => {},
};

/** Opens the live view of a run, where somebody watches; what draws it is loaded then. */
export async function openWatchedRun(context: CommandContext): Promise<LiveRun> {
  if (!isWatched(context)) return UNSEEN;
  const { openLiveRun } = await import("./live_run.ts");
  return openLiveRun(context);
}

/**
 * Whether a person watches: on a terminal that can move its cursor, not in CI,
 * and not where more, less or JSON was asked for.
 */
function isWatched({ streams, options, env }: CommandContext): boolean {
  return streams.isTerminal && !options["json"] && verbosityOf({ options, env }) === "normal" &&
    env["TERM"] !== "dumb" && !env["CI"];
}
