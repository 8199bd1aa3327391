import type { Random } from "../random.ts";
import type { World } from "./world.ts";

/** A statement and, where there is one, what takes it back. */
export interface Made {
  readonly kind: string;
  readonly sql: string;
  /** Absent: the file that holds it has no down. */
  readonly undo?: string;
}

/** Writes statements that fit the world and changes the world accordingly; none if none fit. */
export type Maker = (world: World, random: Random) => readonly Made[];

/** Makers with how often each is taken. */
export type Makers = readonly (readonly [weight: number, maker: Maker])[];
