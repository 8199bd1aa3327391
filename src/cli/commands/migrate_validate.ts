import { parseDatabaseUrl } from "../../drivers/database_url.ts";
import { validate } from "../../execution/validate.ts";
import { compareMerged, type MergedFindings } from "../../migrations/compare_merged.ts";
import { directory } from "../../sources/directory.ts";
import { folderPath } from "../../sources/folder_path.ts";
import { checkManifest, readManifest } from "../../sources/stale.ts";
import type { SqlFlavor } from "../../sql/statement.ts";
import { DunlinError } from "../../errors.ts";
import { type CommandContext, defineCommand } from "../command.ts";
import { BASE_OPTION } from "../common_options.ts";
import { FOUND } from "../exit_code.ts";
import { reporterOf, reportProblem, say } from "../report.ts";
import { usageError } from "../usage_error.ts";
import { plural } from "../../reporters/plural.ts";

/** `dunlin migrate:validate`: files and manifest, without a database. */
export const migrateValidate = defineCommand({
  name: "migrate:validate",
  aliases: ["validate"],
  summary: "Check migration files and manifest, without a database",
  args: { least: 0, most: 0 },
  options: {
    "dialect": {
      type: "string",
      value: "NAME",
      choices: ["postgres", "mysql", "mariadb", "sqlite"],
      help: "the database they are for",
      fallback: "that of the database URL",
    },
    "base": BASE_OPTION,
  },
  details:
    "Every problem of every file is named. Exits 3 if there is one. With --base, git is asked " +
    "what was merged: a merged file that was edited or is gone is a problem, as is a new one " +
    "that is not newer than all of them; an edited down is a warning.",
  examples: [
    "migrate:validate",
    "migrate:validate --dialect postgres",
    "migrate:validate --base origin/main --format github",
  ],
  async run(context) {
    const { settings, manifest } = context;
    const order = settings.file["order"];
    const { migrations, problems, warnings } = await validate({
      migrations: manifest ?? settings.dir.value,
      dialect: dialectOf(context),
      table: settings.table.value,
      ...(order === undefined ? {} : { order: order as "number" | "text" }),
    });
    const report = reporterOf(context);
    const merged = await mergedFindings(context);
    for (const warning of [...warnings, ...merged.warnings]) {
      report({ type: "warning", ...warning });
    }
    const own = [...problems, ...await manifestProblems(context, problems.length > 0)];
    const all = [...own, ...merged.problems];
    for (const problem of all) reportProblem(context, problem);
    const found = all.length === 0
      ? `${plural(migrations.length, "migration")}, no problems`
      : plural(all.length, "problem");
    const names = all.map(({ code, message, where }) => ({
      code,
      message,
      file: where?.file ?? null,
    }));
    say(context, found, {
      type: "validated",
      migrations: migrations.length,
      problems: names,
    });
    return all.length === 0 ? 0 : FOUND;
  },
});

async function mergedFindings(context: CommandContext): Promise<MergedFindings> {
  const base = context.options["base"];
  if (typeof base !== "string") return { problems: [], warnings: [] };
  const folder = context.settings.dir.value;
  const order = context.settings.file["order"];
  const { mergedFiles } = await import("../git/merged_files.ts");
  return compareMerged({
    files: await directory(folder).list(),
    ...await mergedFiles(folder, base),
    base,
    folder: folderPath(folder).replaceAll("\\", "/").replace(/\/+$/, ""),
    ...(order === undefined ? {} : { order: order as "number" | "text" }),
  });
}

function dialectOf(context: CommandContext): SqlFlavor {
  const given = context.options["dialect"];
  if (given !== undefined) return given as SqlFlavor;
  const { database } = context.settings;
  if (database === null) {
    throw usageError(
      "which database the files are for is not known",
      "add --dialect postgres|mysql|mariadb|sqlite, or a database URL",
    );
  }
  const target = parseDatabaseUrl(database.value, { env: context.env });
  return target.dialect === "mysql" ? target.scheme : target.dialect;
}

// a folder without a manifest needs none
async function manifestProblems(context: CommandContext, broken: boolean): Promise<DunlinError[]> {
  if (broken || context.manifest) return [];
  try {
    if (await readManifest(context.settings.dir.value) === null) return [];
    await checkManifest(context.settings.dir.value);
    return [];
  } catch (error) {
    if (error instanceof DunlinError) return [error];
    throw error;
  }
}
