import { validate } from "../../execution/validate.ts";
import type { MigrationOutline } from "../../migrations/migration_outline.ts";
import type { VersionOrder } from "../../migrations/version.ts";
import { plural } from "../../reporters/plural.ts";
import { directory } from "../../sources/directory.ts";
import { namedFiles } from "../../sources/manifest_inputs.ts";
import { unfinishedRenames } from "../../sources/rename_files.ts";
import { checkManifest, readManifest } from "../../sources/stale.ts";
import type { SqlFlavor } from "../../sql/statement.ts";
import type { CommandContext } from "../command.ts";
import { staleWarnings } from "../warnings.ts";
import { type Check, ok, problem, warning } from "./check.ts";
import { failed } from "./failed.ts";

/** What came of reading the migration files. */
export interface FilesExamination {
  readonly check: Check;
  /** null where they are broken, or nobody knows for which database they are. */
  readonly migrations: readonly MigrationOutline[] | null;
}

/** Reads every file as a run would. */
export async function examineFiles(
  context: CommandContext,
  dialect: SqlFlavor | null,
  order: VersionOrder | undefined,
): Promise<FilesExamination> {
  try {
    return await read(context, dialect, order);
  } catch (error) {
    return { check: failed("files", error), migrations: null };
  }
}

async function read(
  { settings, manifest }: CommandContext,
  dialect: SqlFlavor | null,
  order: VersionOrder | undefined,
): Promise<FilesExamination> {
  const where = manifest ? "the program" : settings.dir.value;
  if (!manifest && (await unfinishedRenames(settings.dir.value)).length > 0) {
    const check = problem(
      "files",
      "a rebase was cut off before all files were renamed",
      "run `dunlin migrate:rebase`: it finishes that first",
    );
    return { check, migrations: null };
  }
  if (dialect === null) {
    const count = manifest?.count ??
      namedFiles(await directory(settings.dir.value).list()).length;
    const check = ok("files", `${plural(count, "file")} in ${where}; read by their names only`);
    return { check, migrations: null };
  }
  const { migrations, problems, warnings } = await validate({
    migrations: manifest ?? settings.dir.value,
    dialect,
    table: settings.table.value,
    ...(order === undefined ? {} : { order }),
  });
  if (problems.length > 0) {
    const check = {
      ...problem(
        "files",
        `${plural(problems.length, "problem")} in ${where}`,
        "see them with `dunlin migrate:validate`",
      ),
      more: problems.map(({ message, where }) => `${where ? `${where.file}: ` : ""}${message}`),
    };
    return { check, migrations: null };
  }
  const [first] = warnings;
  const count = `${plural(migrations.length, "migration")} in ${where}`;
  const check = first === undefined
    ? ok("files", count)
    : warning("files", `${count}: ${first.message}`, first.next ?? "see `dunlin migrate:validate`");
  return { check, migrations };
}

/** Whether the manifest holds what the folder does. */
export async function examineManifest(context: CommandContext): Promise<Check> {
  const name = "manifest";
  try {
    if (context.manifest) {
      const [stale] = await staleWarnings(context);
      if (stale === undefined) return ok(name, `compiled in, ${context.manifest.count} files`);
      return problem(name, stale.message, stale.next ?? "run `dunlin manifest`");
    }
    if (await readManifest(context.settings.dir.value) === null) {
      return ok(name, "there is none, and the folder is read; a binary needs one");
    }
    await checkManifest(context.settings.dir.value);
    return ok(name, "it is what the folder holds");
  } catch (error) {
    return failed(name, error);
  }
}
