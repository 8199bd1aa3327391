import type { TestDatabase } from "../../tests/contract/databases.ts";
import type { Contender } from "./contender.ts";
import { Lane, type LaneOptions } from "./lane.ts";
import type { Race } from "./race.ts";
import type { Entry, RaceResult } from "./results.ts";
import type { Standing } from "./standing.ts";
import { takeTurns } from "./take_turns.ts";

/** How a race is run. */
export interface RaceOptions {
  /** At most so many measured runs of each. */
  readonly rounds: number;
  /** For all of them together; each gets an equal part and at least one measured run. */
  readonly budgetMs: number;
  /** An empty folder for the projects. */
  readonly folder: string;
  /** Databases that serve several runs; whoever made it disposes of it. */
  readonly standing: Standing;
  /** Told what goes on. */
  readonly log: (line: string) => void;
}

/**
 * Runs a race on a database: each contender writes its project and brings its
 * history to what is recorded, warms up in a run that is counted and not
 * timed, and then they take turns.
 */
export async function runRace(
  race: Race,
  database: TestDatabase,
  contenders: readonly Contender[],
  options: RaceOptions,
): Promise<RaceResult> {
  const allowanceMs = options.budgetMs / Math.max(1, contenders.length);
  const laneOptions: LaneOptions = { ...options, race, database, allowanceMs };
  const lanes = contenders.map((contender, index) => new Lane(contender, index, laneOptions));
  try {
    for (const lane of lanes) await lane.warmUp();
    await takeTurns(lanes, options.rounds);
    return {
      name: race.name,
      title: race.title,
      engine: database.name,
      entries: lanes.map((lane): Entry => lane.entry()),
    };
  } finally {
    for (const lane of lanes) await lane.leave();
  }
}
