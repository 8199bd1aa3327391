import type { ChaosDatabase } from "./engines/engine.ts";
import { doHere } from "./in_process.ts";
import type { Command } from "./project.ts";
import type { ToldError } from "./runner.ts";
import type { Snapshot } from "./snapshot.ts";

/** What is known after a command of a project. */
export interface After {
  /** Has done the command once. */
  readonly twin: ChaosDatabase;
  readonly folder: string;
  /** The twin before the command. */
  readonly earlier: Snapshot;
  /** The disturbed database now. */
  readonly is: Snapshot;
}

/**
 * What a database should be like. Nobody can know whether a redo that was
 * killed had been done: it was, as often as the down left its mark.
 */
export async function expectedAfter(command: Command, after: After): Promise<Snapshot> {
  const { twin, folder, earlier, is } = after;
  if (command.redoes === undefined) return await twin.snapshot();
  const mark = `d${command.redoes}a`;
  const times = (is.marks.get(mark) ?? 0) - (earlier.marks.get(mark) ?? 0);
  if (times === 0) return earlier;
  for (let again = 1; again < times; again++) await doHere(twin.url, folder, command);
  return await twin.snapshot();
}

/** The command that ends a revert that an interrupted redo left half done; null if it was not that. */
export function finisherOf(error: Pick<ToldError, "next"> | null): readonly string[] | null {
  const found = /`dunlin (?:migrate:)?down( \d+)?` reverts the rest/.exec(error?.next ?? "");
  return found ? ["down", (found[1] ?? "1").trim()] : null;
}
