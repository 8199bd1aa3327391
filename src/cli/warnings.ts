import { DunlinError } from "../errors.ts";
import type { Event } from "../events/event.ts";
import type { CollectionOutline } from "../migrations/collect.ts";
import type { Staleness } from "../migrations/compare_manifest.ts";
import type { Manifest } from "../migrations/manifest.ts";
import type { CommandContext } from "./command.ts";

/** The event that is a warning. */
export type Warning = Extract<Event, { readonly type: "warning" }>;

/** What was found in the files and hinders nothing; also that there are none at all. */
export function collectionWarnings(
  { manifest, settings }: CommandContext,
  { migrations, warnings, absent }: CollectionOutline,
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
 *
 * @param by `names` reads no file; `changes` tells the rest, `all` both
 */
export async function staleWarnings(
  { manifest, settings }: CommandContext,
  by: "names" | "changes" | "all" = "all",
): Promise<readonly Warning[]> {
  if (!manifest) return [];
  const { value: folder } = settings.dir;
  const stale = by === "names"
    ? await unlessDenied(() => staleNames(manifest, folder))
    : await unlessDenied(() => staleFiles(manifest, folder));
  const words = stale === null ? [] : [
    ...(by === "changes" ? [] : stale.added.map((name) => `${name} is not in it`)),
    ...(by === "changes" ? [] : stale.removed.map((name) => `${name} is gone`)),
    ...stale.changed.map((name) => `${name} has changed`),
  ];
  return words.length === 0 ? [] : [{
    type: "warning",
    code: "manifest-stale",
    message: `${folder} has moved on from the manifest: ${words.join(", ")}`,
    next: "run `dunlin manifest`; a compiled program must be built again",
  }];
}

type Stale = Pick<Staleness, "added" | "removed" | "changed"> | null;

async function staleNames(manifest: Manifest, folder: string): Promise<Stale> {
  const { findStaleNames } = await import("../sources/stale_names.ts");
  const stale = await findStaleNames(manifest, folder);
  return stale === null ? null : { ...stale, changed: [] };
}

async function staleFiles(manifest: Manifest, folder: string): Promise<Stale> {
  const { findStale } = await import("../sources/stale.ts");
  return await findStale(manifest, folder);
}

// a server's binary may not read the folder, and need not
async function unlessDenied(act: () => Promise<Stale>): Promise<Stale> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof DunlinError && error.code === "permission-denied") return null;
    throw error;
  }
}
