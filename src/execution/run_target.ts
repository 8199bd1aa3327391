import type { Target } from "../plan/step.ts";
import type { DownOptions, UpOptions } from "./migrator_options.ts";

/** The target an `up` means. @throws {TypeError} If it means two. */
export function upTarget({ to, steps }: Pick<UpOptions, "to" | "steps">): Target {
  if (to !== undefined && steps !== undefined) {
    throw new TypeError("Expected `to` or `steps`, not both");
  }
  if (to !== undefined) return { kind: "version", version: to };
  return steps === undefined ? { kind: "latest" } : { kind: "up", steps };
}

/** The target a `down` means. @throws {TypeError} If it means two. */
export function downTarget({ to, steps, all }: Pick<DownOptions, "to" | "steps" | "all">): Target {
  if ([to !== undefined, steps !== undefined, all === true].filter(Boolean).length > 1) {
    throw new TypeError("Expected one of `to`, `steps` and `all`");
  }
  if (all) return { kind: "down", steps: "all" };
  return to === undefined ? { kind: "down", steps: steps ?? 1 } : { kind: "version", version: to };
}
