import { createHash } from "node:crypto";
import { DunlinError, type Place } from "../errors.ts";
import { checksumOf } from "./checksum_of.ts";
import { type FileNameParts, readFileName } from "./file_name.ts";
import { findLate, type LateMigration } from "./find_late.ts";
import type { SourceFile } from "./source_file.ts";
import { canonicalVersion, compareText, type VersionOrder } from "./version.ts";

/** A file of another branch's migrations folder. */
export interface MergedFile {
  readonly name: string;
  readonly content: Uint8Array;
}

/** What {@linkcode compareMerged} holds against each other. */
export interface MergedComparison {
  /** The folder as it is. */
  readonly files: readonly SourceFile[];
  /** Where this branch left the other one. */
  readonly atFork: readonly MergedFile[];
  /** What the other one holds now. */
  readonly atBase: readonly MergedFile[];
  /** The other one's name, for messages: `origin/main`. */
  readonly base: string;
  /** The folder as the user knows it. */
  readonly folder: string;
  readonly order?: VersionOrder;
}

/** What came of it. */
export interface MergedFindings {
  /** Of the codes `merged-changed` and `late-migration`. */
  readonly problems: readonly DunlinError[];
  /** What no database has run yet, but should be known. */
  readonly warnings: readonly {
    readonly code: string;
    readonly message: string;
    readonly where: Place;
    readonly next: string;
  }[];
}

/**
 * Holds a folder against the branch it is to be merged into. What that branch
 * has may have been applied anywhere, so of a versioned migration
 *
 * - the up (SQL or TypeScript) must be as it was merged, by its checksum: line
 *   ends and white space at the end of the file do not matter;
 * - no file may be gone or renamed;
 * - a down may be edited, with a warning: databases that have applied the up keep
 *   the down of that time for when the file is gone, but run the file while it is there;
 * - a file for one more database may be added, with a warning;
 * - a new one must be newer than every merged one.
 *
 * A file the other branch has added or changed since is its own affair: the merge
 * brings it. Repeatables are meant to be edited, and are left out.
 */
export function compareMerged(comparison: MergedComparison): MergedFindings {
  const { base, folder } = comparison;
  const here = byName(comparison.files);
  const fork = byName(comparison.atFork);
  const merged = byName(comparison.atBase);
  const problems: DunlinError[] = [];
  const warnings: MergedFindings["warnings"][number][] = [];
  for (const name of [...new Set([...fork.keys(), ...merged.keys()])].sort(compareText)) {
    const parts = versioned(name);
    if (parts === null) continue;
    const [mine, then, now] = [here.get(name), fork.get(name), merged.get(name)];
    const where = { file: `${folder}/${name}` };
    if (mine === undefined) {
      // gone in both: the other branch removed it too
      if (then !== undefined && now !== undefined) problems.push(gone(where, base));
      continue;
    }
    if (same(mine, then) || same(mine, now)) continue;
    if (parts.content === "down") warnings.push(editedDown(where, base));
    else problems.push(edited(where, base, then === undefined));
  }
  warnings.push(...addedTo(comparison));
  for (const late of findMergedLate(comparison)) {
    const file = late.files.find((name) => versioned(name)?.content !== "down") ?? late.files[0];
    problems.push(
      new DunlinError(
        "late-migration",
        `${late.version}_${late.name} is ${
          late.collides ? "of the same version as" : "older than"
        } ${late.than}, which ${base} has already`,
        {
          where: { file: `${folder}/${file}` },
          next: `give it a new version: \`dunlin migrate:rebase --base ${base}\``,
        },
      ),
    );
  }
  return { problems, warnings };
}

/** The migrations of a folder that the other branch has passed by; see `findLate`. */
export function findMergedLate(
  { files, atFork, atBase, order }: Omit<MergedComparison, "base" | "folder">,
): readonly LateMigration[] {
  const here = byName(files);
  const merged = [...byName(atFork).keys(), ...byName(atBase).keys()];
  // where this branch renamed a merged file, that is what is wrong, not its version
  const renamed = [...byName(atFork).keys()].flatMap((name) => {
    const parts = here.has(name) ? null : versioned(name);
    return parts === null ? [] : [{ version: parts.version, name: "" }];
  });
  return findLate([...here.keys()], { names: merged, known: renamed, order });
}

/** Ups of this branch alone for a version that was merged: databases that have applied it never run them. */
function addedTo({ files, atFork, atBase, base, folder }: MergedComparison) {
  const merged = [...byName(atFork).keys(), ...byName(atBase).keys()];
  const key = (name: string) => {
    const parts = versioned(name);
    return parts === null ? null : `${canonicalVersion(parts.version)}_${parts.name}`;
  };
  const keys = new Set(merged.map(key));
  return [...byName(files).keys()].flatMap((name) => {
    const parts = versioned(name);
    const added = parts !== null && parts.content !== "down" && keys.has(key(name)) &&
      !merged.includes(name);
    return added ? [addedUp({ file: `${folder}/${name}` }, base)] : [];
  });
}

/** By names in Unicode's composed form: file systems differ. */
function byName<File extends { readonly name: string }>(
  files: readonly File[],
): ReadonlyMap<string, File> {
  return new Map(files.map((file) => [file.name.normalize("NFC"), file]));
}

function versioned(name: string): FileNameParts | null {
  const reading = readFileName(name);
  return reading.kind === "migration" && reading.parts.kind === "versioned" ? reading.parts : null;
}

function same(
  mine: Pick<SourceFile, "content" | "large">,
  other: Pick<MergedFile, "content"> | undefined,
): boolean {
  return other !== undefined && sum(mine) === sum(other);
}

// what is not text is told by the files' own check; here its bytes are held against the other's
function sum(file: Pick<SourceFile, "content" | "large">): string {
  return checksumOf(file) ?? createHash("sha256").update(file.content).digest("hex");
}

function edited(where: Place, base: string, added: boolean): DunlinError {
  return new DunlinError(
    "merged-changed",
    added
      ? `this file is in ${base} too, with other text`
      : `this file was edited after it was merged into ${base}`,
    {
      where,
      next: added
        ? `take that of ${base}, and give this one another version: \`dunlin migrate:create NAME\``
        : `put it back (\`git checkout ${base} -- ${where.file}\`), and make the change in a new ` +
          "migration: `dunlin migrate:create NAME`",
    },
  );
}

function gone(where: Place, base: string): DunlinError {
  return new DunlinError(
    "merged-changed",
    `this file was removed or renamed after it was merged into ${base}`,
    { where, next: `put it back: \`git checkout ${base} -- ${where.file}\`` },
  );
}

function addedUp(where: Place, base: string): MergedFindings["warnings"][number] {
  return {
    code: "merged-up-added",
    message: `this file is new, and its migration was merged into ${base} without it`,
    where,
    next: "databases that have applied the migration never run it, and see an edited one",
  };
}

function editedDown(where: Place, base: string): MergedFindings["warnings"][number] {
  return {
    code: "merged-down-changed",
    message: `this down was edited after it was merged into ${base}`,
    where,
    next: "see that it still undoes what the merged up did",
  };
}
