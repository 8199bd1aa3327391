import process from "node:process";
import { parseDatabaseUrl } from "../../drivers/database_url.ts";
import type { Target } from "../../drivers/target.ts";
import { DunlinError } from "../../errors.ts";
import type { VersionOrder } from "../../migrations/version.ts";
import type { SqlFlavor } from "../../sql/statement.ts";
import { VERSION } from "../../version.ts";
import type { CommandContext } from "../command.ts";
import { DEFAULT_SETTINGS, readSettings, type Settings } from "../settings.ts";
import type { Check } from "./check.ts";
import { checkConfiguration } from "./configuration.ts";
import { examineDatabase } from "./examine_database.ts";
import { examineFiles, examineManifest } from "./examine_files.ts";
import { failed } from "./failed.ts";
import { checkMigrations } from "./migrations.ts";
import { checkPermissions } from "./permissions.ts";
import { checkRuntime } from "./runtime.ts";
import { wantedPermissions } from "./wanted_permissions.ts";

/**
 * Looks at everything a run would need, and changes nothing. What cannot be
 * looked at is a finding; the rest is looked at all the same.
 */
export async function examine(call: CommandContext): Promise<readonly Check[]> {
  const { settings, configuration } = await settled(call);
  const context = { ...call, settings };
  const { target, unreadable } = targetOf(context);
  const database = target === null ? null : await examineDatabase(context, target);
  const dialect = database?.product ?? flavorOf(target);
  const order = settings.file["order"] as VersionOrder | undefined;
  const files = await examineFiles(context, dialect, order);
  return [
    checkRuntime(process.versions, VERSION),
    checkPermissions(
      wantedPermissions(settings, target, call.manifest !== undefined),
      call.askPermission ?? null,
    ),
    configuration,
    files.check,
    await examineManifest(context),
    ...(unreadable === null ? [] : [failed("connection", unreadable)]),
    ...(database?.checks ?? []),
    ...(database?.statuses && files.migrations
      ? [checkMigrations(database.statuses(files.migrations))]
      : []),
  ];
}

/** The settings of the call; where they are broken, the defaults and what is wrong with them. */
async function settled(
  { options, env }: CommandContext,
): Promise<{ readonly settings: Settings; readonly configuration: Check }> {
  try {
    const settings = await readSettings(options, env);
    return { settings, configuration: checkConfiguration(settings) };
  } catch (error) {
    if (!(error instanceof DunlinError)) throw error;
    // what was typed holds without the file
    const typed = { ...DEFAULT_SETTINGS, ...flags(options) };
    return { settings: typed, configuration: failed("configuration", error) };
  }
}

function flags(options: CommandContext["options"]): Partial<Settings> {
  const given = (name: string) => {
    const value = options[name];
    return typeof value === "string" ? { value, origin: `--${name}` } : null;
  };
  const [database, dir, table] = [given("database"), given("dir"), given("table")];
  return {
    ...(database === null ? {} : { database }),
    ...(dir === null ? {} : { dir }),
    ...(table === null ? {} : { table }),
  };
}

function targetOf(
  { settings, env }: CommandContext,
): { readonly target: Target | null; readonly unreadable: unknown } {
  if (settings.database === null) return { target: null, unreadable: null };
  try {
    return { target: parseDatabaseUrl(settings.database.value, { env }), unreadable: null };
  } catch (error) {
    return { target: null, unreadable: error };
  }
}

function flavorOf(target: Target | null): SqlFlavor | null {
  return target?.dialect === "mysql" ? target.scheme : target?.dialect ?? null;
}
