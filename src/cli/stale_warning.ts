import type { EventListener } from "../events/event.ts";
import { DunlinError } from "../errors.ts";
import { findStale } from "../sources/stale.ts";
import type { CommandContext } from "./command.ts";

/**
 * Where a program brings its migrations with it and their folder is there too,
 * says what the folder has that the program does not.
 */
export async function warnOfStaleManifest(
  context: CommandContext,
  onEvent: EventListener,
): Promise<void> {
  const { manifest, settings } = context;
  if (!manifest) return;
  const stale = await staleness(manifest, settings.dir.value);
  if (stale === null) return;
  onEvent({ type: "warning", code: "manifest-stale", ...stale });
}

async function staleness(
  manifest: NonNullable<CommandContext["manifest"]>,
  folder: string,
): Promise<{ message: string; next: string } | null> {
  try {
    const stale = await findStale(manifest, folder);
    if (stale === null) return null;
    const words = [
      ...stale.added.map((name) => `${name} is not in it`),
      ...stale.removed.map((name) => `${name} is gone`),
      ...stale.changed.map((name) => `${name} has changed`),
    ];
    return {
      message: `${folder} has moved on from the manifest: ${words.join(", ")}`,
      next: "run `dunlin manifest`, then build again",
    };
  } catch (error) {
    // a server's binary may not read the folder, and need not
    if (error instanceof DunlinError && error.code === "permission-denied") return null;
    throw error;
  }
}
