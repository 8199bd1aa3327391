import type { World } from "./world.ts";

/** What one kind of step does. */
export interface Step {
  readonly pattern: RegExp;
  /** Gets what the pattern's groups matched, and the text between three quotes, if there is one. */
  readonly act: (world: World, ...given: string[]) => void | Promise<void>;
}

/** A kind of step; the whole of its text has to match. */
export function step(pattern: RegExp, act: Step["act"]): Step {
  return { pattern: new RegExp(`^(?:${pattern.source})$`), act };
}
