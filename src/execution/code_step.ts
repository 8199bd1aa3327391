import type { Item } from "./units.ts";

/** A step of a TypeScript migration, while it runs. */
export interface CodeStep {
  readonly name: string;
  /** From 1, in the order of the calls. */
  readonly position: number;
  /** Its guarded transaction has begun. */
  open: boolean;
  /** What it wrote in that transaction. */
  wrote: Item | null;
  /** Its statement that commits by itself. */
  alone: Item | null;
  /** That statement has taken effect. */
  made: boolean;
  /** An earlier run turned out to have run it. */
  proved: boolean;
  /** A statement of the transaction failed: whether the transaction still stands is not known. */
  shaken: unknown;
  /** What the server was asked of the engines of its tables, and had nothing against. */
  readonly asked: Set<string>;
  /** What it has left in the session. */
  readonly left: Item[];
}

/** A step of which nothing is done yet. */
export function newStep(name: string, position: number): CodeStep {
  return {
    name,
    position,
    open: false,
    wrote: null,
    alone: null,
    made: false,
    proved: false,
    shaken: undefined,
    asked: new Set(),
    left: [],
  };
}
