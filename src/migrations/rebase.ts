import { readFileName } from "./file_name.ts";
import type { LateMigration } from "./find_late.ts";
import { nextVersion } from "./next_version.ts";
import type { VersionOrder } from "./version.ts";

/** A file that is given another name in its folder. */
export interface Rename {
  readonly from: string;
  readonly to: string;
}

/** A migration with its new version. */
export interface Rebased {
  readonly version: string;
  readonly name: string;
  readonly newVersion: string;
  readonly renames: readonly Rename[];
}

/** What {@linkcode rebase} has to know. */
export interface RebaseOptions {
  /** Every version there is: of the folder, merged, applied. */
  readonly existing: readonly string[];
  /** The clock the versions are taken from. */
  readonly now: Date;
  readonly order?: VersionOrder | undefined;
}

/**
 * New versions for late migrations: behind everything there is, in the order
 * they have among themselves. Of each, every file is renamed, the downs first: a
 * folder in which only some are is refused as one that has a down without its
 * up, and never run.
 *
 * @param late In version order.
 */
export function rebase(
  late: readonly LateMigration[],
  { existing, now, order }: RebaseOptions,
): readonly Rebased[] {
  const versions = [...existing];
  return late.map(({ version, name, files }) => {
    const newVersion = nextVersion(versions, now, order);
    versions.push(newVersion);
    const renames = [...files.filter(isDown), ...files.filter((file) => !isDown(file))]
      .map((from) => ({ from, to: renamed(from, newVersion) }));
    return { version, name, newVersion, renames };
  });
}

function isDown(file: string): boolean {
  const reading = readFileName(file);
  return reading.kind === "migration" && reading.parts.content === "down";
}

// a dialect keeps the spelling it has: only the digits at the head are replaced
function renamed(file: string, version: string): string {
  return file.replace(/^[0-9]+/, version);
}
