import type { Item } from "./units.ts";

/** What a step of a TypeScript migration failed with, and in which one it was. */
export class StepFailure extends Error {
  override readonly name = "StepFailure";
  /** The step's name. */
  readonly step: string;
  /** Its statement that commits by itself, where that is what the server refused. */
  readonly item: Item | null;
  /** What was thrown, as it was thrown. */
  readonly error: unknown;

  constructor(step: string, item: Item | null, error: unknown) {
    super(`step ${step}`, { cause: error });
    this.step = step;
    this.item = item;
    this.error = error;
  }
}
