import { readFileName } from "./file_name.ts";
import { canonicalVersion, compareText, compareVersions, type VersionOrder } from "./version.ts";

/** A version and the name behind it; an empty name stands for any. */
export interface KnownMigration {
  readonly version: string;
  readonly name: string;
}

/** A migration whose version has been passed by others. */
export interface LateMigration extends KnownMigration {
  /** All of its files, by name: up, down, every dialect's. */
  readonly files: readonly string[];
  /** What it is behind of, or shares its version with: `3_c`. */
  readonly than: string;
  /** Two migrations of one version. */
  readonly collides: boolean;
}

/** What is settled: merged, or applied. */
export interface Settled {
  /** Names of files. */
  readonly names?: readonly string[];
  /** What a history says. */
  readonly known?: readonly KnownMigration[];
  readonly order?: VersionOrder | undefined;
}

/** One migration of a folder, whatever its files are. */
interface Group extends KnownMigration {
  readonly files: string[];
}

/**
 * The migrations of a folder that are neither settled nor newer than everything
 * that is; and of two that share a version the one that is not settled, or, where
 * neither is, all but the first by name. Repeatables have no version.
 *
 * One that was only renamed is for the caller to tell: by an empty name of what is
 * settled.
 *
 * @param names Of the files of the folder.
 * @returns In version order, then by name.
 */
export function findLate(names: readonly string[], settled: Settled): readonly LateMigration[] {
  const { order } = settled;
  const known = [...groups(settled.names ?? []), ...settled.known ?? []];
  const here = groups(names).sort((a, b) =>
    compareVersions(a.version, b.version, order) || compareText(a.name, b.name)
  );
  const newest = known.reduce<KnownMigration | null>(
    (best, one) =>
      best === null || compareVersions(one.version, best.version, order) > 0 ? one : best,
    null,
  );
  const hereBy = Map.groupBy(here, numberOf);
  const knownBy = Map.groupBy(known, numberOf);
  return here.flatMap((group): LateMigration[] => {
    const twins = (hereBy.get(numberOf(group)) ?? []).filter((one) => one !== group);
    const holders = knownBy.get(numberOf(group)) ?? [];
    if (holders.some((one) => one.name === "" || one.name === group.name)) return [];
    const first = twins.find((one) => compareText(one.name, group.name) < 0);
    const rival = holders[0] ?? first;
    if (rival !== undefined) return [late(group, rival, true)];
    const behind = newest !== null && compareVersions(group.version, newest.version, order) < 0;
    return behind ? [late(group, newest, false)] : [];
  });
}

function late(group: Group, than: KnownMigration, collides: boolean): LateMigration {
  return { ...group, than: labelOf(than), collides };
}

function labelOf({ version, name }: KnownMigration): string {
  return name === "" ? version : `${version}_${name}`;
}

function numberOf({ version }: KnownMigration): string {
  return canonicalVersion(version);
}

function groups(names: readonly string[]): Group[] {
  const found = new Map<string, Group>();
  for (const file of [...names].sort(compareText)) {
    const reading = readFileName(file);
    if (reading.kind !== "migration" || reading.parts.kind !== "versioned") continue;
    const { version, name } = reading.parts;
    const key = `${canonicalVersion(version)}_${name}`;
    const group = found.get(key);
    if (group === undefined) found.set(key, { version, name, files: [file] });
    else group.files.push(file);
  }
  return [...found.values()];
}
