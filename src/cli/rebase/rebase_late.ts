import { DunlinError } from "../../errors.ts";
import type { LateMigration } from "../../migrations/find_late.ts";
import { findMentions } from "../../migrations/mentions.ts";
import { rebase, type Rebased } from "../../migrations/rebase.ts";
import type { VersionOrder } from "../../migrations/version.ts";
import { plural } from "../../reporters/plural.ts";
import { directory } from "../../sources/directory.ts";
import { folderPath } from "../../sources/folder_path.ts";
import { finishRenames, renameFiles, unfinishedRenames } from "../../sources/rename_files.ts";
import type { SourceFile } from "../../sources/source.ts";
import { readManifest } from "../../sources/stale.ts";
import { writableManifest, writeManifest } from "../../sources/write_manifest.ts";
import type { CommandContext } from "../command.ts";
import { chooseLate, refuseApplied } from "./choose_late.ts";
import { lateMigrations } from "./late_migrations.ts";
import { reporterOf, say } from "../report.ts";

/** Gives late migrations new versions, or finishes what an earlier call began. @returns The exit code. */
export async function rebaseLate(context: CommandContext): Promise<number> {
  const folder = folderPath(context.settings.dir.value);
  await finishEarlier(context, folder);
  const files = await directory(folder).list();
  const found = await lateMigrations(context, files);
  const late = chooseLate(context, files, found.late);
  if (late.length === 0) {
    say(context, "no migration is late: nothing to rename", told([], context, null, []));
    return 0;
  }
  refuseApplied(late, found.applied);
  return await give(context, folder, files, late, found.versions);
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
