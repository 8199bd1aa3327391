import { DunlinError } from "../errors.ts";
import type { Event } from "../events/event.ts";
import type { Collection } from "../migrations/collect.ts";
import type { CommandContext } from "./command.ts";

/** The event that is a warning. */
export type Warning = Extract<Event, { readonly type: "warning" }>;

/** What was found in the files and hinders nothing; also that there are none at all. */
export function collectionWarnings(
  { manifest, settings }: CommandContext,
  { migrations, warnings, absent }: Collection,
): readonly Warning[] {
  const empty = migrations.length === 0 && absent.length === 0;
  return [
    ...warnings.map((warning) => ({ type: "warning" as const, ...warning })),
    ...absent.map(({ name, files }) => ({
      type: "warning" as const,
      code: "other-database",
      message: `${name} has files for other databases only: ${files.join(", ")}`,
    })),
    ...(empty
      ? [noMigrations(manifest ? "the manifest" : `the folder ${settings.dir.value}`)]
      : []),
  ];
}

function noMigrations(holder: string): Warning {
  return {
    type: "warning",
    code: "no-migrations",
    message: `${holder} holds no migrations`,
    next: "make one with `dunlin migrate:create NAME`, or name another folder with --dir",
  };
}

/**
 * Where a program brings its migrations with it and their folder is there too,
 * what the folder has that the program does not.
 */
export async function staleWarnings(
  { manifest, settings }: CommandContext,
): Promise<readonly Warning[]> {
  if (!manifest) return [];
  const stale = await staleness(manifest, settings.dir.value);
  return stale === null ? [] : [{ type: "warning", code: "manifest-stale", ...stale }];
}

async function staleness(
  manifest: NonNullable<CommandContext["manifest"]>,
  folder: string,
): Promise<{ message: string; next: string } | null> {
  try {
    const { findStale } = await import("../sources/stale.ts");
    const stale = await findStale(manifest, folder);
    if (stale === null) return null;
    const words = [
      ...stale.added.map((name) => `${name} is not in it`),
      ...stale.removed.map((name) => `${name} is gone`),
      ...stale.changed.map((name) => `${name} has changed`),
    ];
    return {
      message: `${folder} has moved on from the manifest: ${words.join(", ")}`,
      next: "run `dunlin manifest`; a compiled program must be built again",
    };
  } catch (error) {
    // a server's binary may not read the folder, and need not
    if (error instanceof DunlinError && error.code === "permission-denied") return null;
    throw error;
  }
}
