import { DunlinError, type ErrorCode } from "../../errors.ts";
import { checksumOf } from "../../migrations/checksum_of.ts";
import { readFileName } from "../../migrations/file_name.ts";
import type { KnownMigration } from "../../migrations/find_late.ts";
import { canonicalVersion } from "../../migrations/version.ts";
import { parseDatabaseUrl } from "../../drivers/database_url.ts";
import { describeTarget } from "../../drivers/mask.ts";
import type { MigrationStatus } from "../../plan/state.ts";
import type { SourceFile } from "../../sources/source.ts";
import type { CommandContext } from "../command.ts";
import { databaseUrl, openMigrator } from "../open_migrator.ts";
import { reporterOf } from "../report.ts";

/** What the database of a call has applied, or begun. */
export interface AppliedVersions {
  /** Its own namespace only; an empty name where the file was renamed, or only a journal is left. */
  readonly known: readonly KnownMigration[];
  /** For people, without secrets; empty if none was asked. */
  readonly database: string;
}

const OUT_OF_REACH: readonly ErrorCode[] = [
  "connection-failed",
  "authentication-failed",
  "database-missing",
  "permission-denied",
  "driver-missing",
];

/**
 * Asks the database of a call; the migration files need not be sound for that.
 *
 * @param wanted Whether it must be asked. Else nobody needs to name one, and one
 * that is out of reach is a warning.
 * @throws {DunlinError} `missing-url`, and whatever stands in the way of a session
 */
export async function appliedVersions(
  context: CommandContext,
  files: readonly SourceFile[],
  wanted: boolean,
): Promise<AppliedVersions> {
  if (!wanted && context.settings.database === null) return { known: [], database: "" };
  try {
    return await ask(context, files);
  } catch (error) {
    const away = error instanceof DunlinError && OUT_OF_REACH.includes(error.code);
    if (wanted || !away) throw error;
    reporterOf(context)({
      type: "warning",
      code: "database-not-asked",
      message: `whether a late migration is applied in the database is not known: ${error.message}`,
      next: "revert it there before the next migrate, if it is",
    });
    return { known: [], database: "" };
  }
}

async function ask(
  context: CommandContext,
  files: readonly SourceFile[],
): Promise<AppliedVersions> {
  const target = parseDatabaseUrl(databaseUrl(context), { env: context.env });
  const migrator = await openMigrator(context, { readOnly: true, withoutFiles: true });
  try {
    const { migrations } = await migrator.status();
    const known = migrations
      .filter(({ kind, namespace }) => kind === "versioned" && namespace === "")
      .map((status) => knownAs(status, files));
    return { known, database: describeTarget(target) };
  } finally {
    await migrator.close();
  }
}

function knownAs(
  { version, name, entry }: MigrationStatus,
  files: readonly SourceFile[],
): KnownMigration {
  const ups = files.filter((file) => isUpOf(file, version));
  const there = ups.some((file) => nameOf(file) === name);
  const renamed = !there && ups.some((file) => checksumOf(file) === entry?.checksum);
  return { version, name: renamed ? "" : name };
}

function nameOf({ name }: SourceFile): string | null {
  const reading = readFileName(name);
  return reading.kind === "migration" ? reading.parts.name : null;
}

function isUpOf(file: SourceFile, version: string): boolean {
  const reading = readFileName(file.name);
  return reading.kind === "migration" && reading.parts.kind === "versioned" &&
    reading.parts.content !== "down" &&
    canonicalVersion(reading.parts.version) === canonicalVersion(version);
}
