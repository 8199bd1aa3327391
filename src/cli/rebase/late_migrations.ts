import { findMergedLate } from "../../migrations/compare_merged.ts";
import { findLate, type KnownMigration, type LateMigration } from "../../migrations/find_late.ts";
import { readFileName } from "../../migrations/file_name.ts";
import type { VersionOrder } from "../../migrations/version.ts";
import type { SourceFile } from "../../sources/source.ts";
import type { CommandContext } from "../command.ts";
import { mergedFiles } from "../git/merged_files.ts";
import { type AppliedVersions, appliedVersions } from "./applied_versions.ts";

/** The migrations that others have passed by, and what is known beside them. */
export interface LateMigrations {
  readonly late: readonly LateMigration[];
  readonly applied: AppliedVersions;
  /** Every version that is taken. */
  readonly versions: readonly string[];
}

/**
 * Asks git (`--base`) or the database which migrations of a folder are late.
 *
 * @throws {DunlinError} `git`, `missing-url`, and whatever stands in the way of a session
 */
export async function lateMigrations(
  context: CommandContext,
  files: readonly SourceFile[],
): Promise<LateMigrations> {
  const { options, settings } = context;
  const base = options["base"];
  const order = settings.file["order"] as VersionOrder | undefined;
  const names = files.map(({ name }) => name);
  if (typeof base !== "string") {
    const applied = await appliedVersions(context, files, true);
    const late = findLate(names, { known: applied.known, order });
    return { late, applied, versions: [...versionsOf(names), ...applied.known.map(versionOf)] };
  }
  const merged = await mergedFiles(settings.dir.value, base);
  const applied = await appliedVersions(context, files, false);
  const late = findMergedLate({
    files,
    ...merged,
    ...(order === undefined ? {} : { order }),
  });
  const theirs = [...merged.atBase, ...merged.atFork].map(({ name }) => name);
  return {
    late,
    applied,
    versions: [...versionsOf([...names, ...theirs]), ...applied.known.map(versionOf)],
  };
}

function versionOf({ version }: KnownMigration): string {
  return version;
}

/** The versions that file names hold, once for each file. */
export function versionsOf(names: readonly string[]): string[] {
  return names.flatMap((name) => {
    const reading = readFileName(name);
    return reading.kind === "migration" && reading.parts.kind === "versioned"
      ? [reading.parts.version]
      : [];
  });
}
