import type { ChaosDatabase, Engine } from "../engines/engine.ts";
import type { Gate } from "../gate.ts";
import type { Random } from "../random.ts";
import type { Ended, Runner } from "../runner.ts";

/** Where a disturbance strikes. */
export interface Situation {
  readonly engine: Engine;
  readonly database: ChaosDatabase;
  /** What the runner reaches the server by, for those that asked for it. */
  readonly gate: Gate | null;
  readonly runner: Runner;
  /** One more runner of the same command, directly on the database. */
  another(): Runner;
  readonly random: Random;
}

/** One way to be in the way. */
export interface Disturbance {
  readonly name: string;
  /** How often it is chosen. */
  readonly weight: number;
  /** Whether the runner reaches the server by way of a gate. */
  readonly gated: boolean;
  /** Why it cannot be done here; null if it can. */
  unfit(engine: Engine): string | null;
  /** No runner outlives it. */
  readonly fatal?: boolean;
  /** Lets the runner run to its end: what was prepared is in its way, not an instant. */
  readonly passive?: boolean;
  /** Prepares the database for it, and takes that back. */
  around?(database: ChaosDatabase, random: Random): Promise<() => Promise<void>>;
  /** Strikes, and returns once what it began is over; how further runners it started ended. */
  strike(situation: Situation): Promise<readonly Ended[]>;
}

/** For those that need a server: SQLite is a file. */
export function needsServer(engine: Engine): string | null {
  return engine.flavor === "sqlite" ? "there is no server" : null;
}
