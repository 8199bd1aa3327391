import { DunlinError } from "../../errors.ts";
import { findMergedLate } from "../../migrations/compare_merged.ts";
import { findLate, type KnownMigration, type LateMigration } from "../../migrations/find_late.ts";
import { findMentions } from "../../migrations/mentions.ts";
import { readFileName } from "../../migrations/file_name.ts";
import { rebase, type Rebased } from "../../migrations/rebase.ts";
import { canonicalVersion, isVersion, type VersionOrder } from "../../migrations/version.ts";
import { plural } from "../../reporters/plural.ts";
import { directory } from "../../sources/directory.ts";
import { folderPath } from "../../sources/folder_path.ts";
import { finishRenames, renameFiles, unfinishedRenames } from "../../sources/rename_files.ts";
import type { SourceFile } from "../../sources/source.ts";
import { readManifest } from "../../sources/stale.ts";
import { writableManifest, writeManifest } from "../../sources/write_manifest.ts";
import { BASE_OPTION } from "../common_options.ts";
import { type CommandContext, defineCommand } from "../command.ts";
import { mergedFiles } from "../git/merged_files.ts";
import { type AppliedVersions, appliedVersions } from "../rebase/applied_versions.ts";
import { reporterOf, say } from "../report.ts";
import { usageError } from "../usage_error.ts";

/** `dunlin migrate:rebase`: new versions for migrations that others have passed by. */
export const migrateRebase = defineCommand({
  name: "migrate:rebase",
  aliases: ["rebase"],
  summary: "Give late migrations of a branch new versions",
  usage: "[VERSION…]",
  args: { least: 0, most: Infinity },
  options: {
    "base": BASE_OPTION,
    "dry-run": { type: "boolean", help: "say what would be renamed; nothing is changed" },
  },
  details:
    "Late is a migration that is not newer than the newest merged one (--base, by git), or " +
    "than the newest applied one (by the database), or that shares its version with another. " +
    "All of its files are renamed, and the manifest is written anew. One that a database has " +
    "applied is refused. Cut off in between, the next call finishes it.",
  examples: [
    "migrate:rebase --base origin/main",
    "migrate:rebase --dry-run",
    "migrate:rebase 20260301120000",
  ],
  async run(context) {
    const folder = folderPath(context.settings.dir.value);
    await finishEarlier(context, folder);
    const files = await directory(folder).list();
    const found = await lateMigrations(context, files);
    const late = chosen(context, files, found.late);
    if (late.length === 0) {
      say(context, "no migration is late: nothing to rename", told([], context, null, []));
      return 0;
    }
    refuseApplied(late, found.applied);
    return await give(context, folder, files, late, found.versions);
  },
});

interface Found {
  readonly late: readonly LateMigration[];
  readonly applied: AppliedVersions;
  /** Every version that is taken. */
  readonly versions: readonly string[];
}

async function lateMigrations(
  context: CommandContext,
  files: readonly SourceFile[],
): Promise<Found> {
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

function versionsOf(names: readonly string[]): string[] {
  return names.flatMap((name) => {
    const reading = readFileName(name);
    return reading.kind === "migration" && reading.parts.kind === "versioned"
      ? [reading.parts.version]
      : [];
  });
}

/** Those the call names, or all. @throws {DunlinError} `usage`, `unknown-version` */
function chosen(
  { args }: CommandContext,
  files: readonly SourceFile[],
  late: readonly LateMigration[],
): readonly LateMigration[] {
  if (args.length === 0) return late;
  const there = versionsOf(files.map(({ name }) => name)).map(canonicalVersion);
  const wanted = args.map((word) => {
    if (!isVersion(word)) {
      throw usageError(`${JSON.stringify(word)} is no version`, "a version is digits");
    }
    const version = canonicalVersion(word);
    if (!there.includes(version)) {
      throw new DunlinError("unknown-version", `no migration of the folder has version ${word}`, {
        next: "see the versions with `dunlin migrate:status`",
      });
    }
    if (late.some((one) => canonicalVersion(one.version) === version)) return version;
    throw usageError(
      `${word} is not late: nothing newer has passed it by`,
      late.length === 0
        ? "nothing is late"
        : `late ${late.length === 1 ? "is" : "are"} ${late.map(versionOf).join(", ")}`,
    );
  });
  return late.filter(({ version }) => wanted.includes(canonicalVersion(version)));
}

/** A new version would make the database apply it twice, and miss the old one. */
function refuseApplied(late: readonly LateMigration[], applied: AppliedVersions): void {
  const problems = late.flatMap((migration) => {
    const entry = applied.known.find(({ version, name }) =>
      canonicalVersion(version) === canonicalVersion(migration.version) &&
      (name === "" || name === migration.name)
    );
    if (entry === undefined) return [];
    return [
      new DunlinError(
        "plan-refused",
        `${migration.version}_${migration.name} is applied in ${applied.database}`,
        {
          state: "nothing was renamed",
          next: "revert it there first (`dunlin migrate:down`), then run this again",
        },
      ),
    ];
  });
  if (problems.length === 1) throw problems[0];
  if (problems.length > 1) {
    throw new DunlinError("plan-refused", `${problems.length} late migrations are applied`, {
      problems,
    });
  }
}

async function give(
  context: CommandContext,
  folder: string,
  files: readonly SourceFile[],
  late: readonly LateMigration[],
  existing: readonly string[],
): Promise<number> {
  const order = context.settings.file["order"] as VersionOrder | undefined;
  const rebased = rebase(late, { existing, now: context.now(), order });
  const hasManifest = await readManifest(folder) !== null;
  if (hasManifest) await writableManifest(folder); // what hinders it, before anything is renamed
  const mentions = findMentions(files, rebased);
  const dry = context.options["dry-run"] === true;
  if (!dry) await renameFiles(folder, rebased.flatMap(({ renames }) => renames));
  const manifest = !dry && hasManifest ? (await writeManifest(folder)).path : null;
  const lines = rebased.flatMap(({ renames }) =>
    renames.map(({ from, to }) => `${dry ? "would rename" : "renamed"} ${from} to ${to}`)
  );
  const ends = [
    ...(manifest === null ? [] : [`wrote ${manifest}`]),
    dry
      ? "dry run: nothing was changed"
      : `${plural(rebased.length, "migration")} with a new version`,
  ];
  say(context, [...lines, ...ends].join("\n"), told(rebased, context, manifest, mentions));
  const report = reporterOf(context);
  const names = new Map(rebased.flatMap(({ renames }) => renames.map((one) => [one.from, one.to])));
  for (const { file, line, text } of mentions) {
    const now = dry ? file : names.get(file) ?? file;
    report({
      type: "warning",
      code: "old-version-named",
      message: `${text} is still named here`,
      where: { file: `${folder}/${now}`, line },
      next: "text is not changed: see whether the new version is meant",
    });
  }
  return 0;
}

function told(
  rebased: readonly Rebased[],
  { options }: CommandContext,
  manifest: string | null,
  mentions: ReturnType<typeof findMentions>,
): Readonly<Record<string, unknown>> {
  return { type: "rebased", dryRun: options["dry-run"] === true, rebased, manifest, mentions };
}

/** What a call that was cut off had begun. */
async function finishEarlier(context: CommandContext, folder: string): Promise<void> {
  const left = await unfinishedRenames(folder);
  if (left.length === 0) return;
  if (context.options["dry-run"]) {
    throw new DunlinError("file-exists", "an earlier rebase was cut off, and is not finished", {
      state: `${plural(left.length, "file")} were to be renamed`,
      next: "run `dunlin migrate:rebase` without --dry-run: it finishes that first",
    });
  }
  await finishRenames(folder);
  const manifest = await readManifest(folder) === null ? null : (await writeManifest(folder)).path;
  say(context, `finished an earlier rebase: ${plural(left.length, "file")} renamed`, {
    type: "rebase_finished",
    renames: left,
    manifest,
  });
}
