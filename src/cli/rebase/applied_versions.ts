import { DunlinError, type ErrorCode } from "../../errors.ts";
import { checksumOf } from "../../migrations/checksum_of.ts";
import { readFileName } from "../../migrations/file_name.ts";
import type { KnownMigration } from "../../migrations/find_late.ts";
import { canonicalVersion } from "../../migrations/version.ts";
import { parseDatabaseUrl } from "../../drivers/database_url.ts";
import { describeTarget } from "../../drivers/mask.ts";
import type { StatusOutline } from "../../plan/state.ts";
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
    const ups = upsByVersion(files);
    const known = migrations
      .filter(({ kind, namespace }) => kind === "versioned" && namespace === "")
      .map((status) => knownAs(status, ups.get(canonicalVersion(status.version)) ?? []));
    return { known, database: describeTarget(target) };
  } finally {
    await migrator.close();
  }
}

function knownAs({ version, name, entry }: StatusOutline, ups: readonly Up[]): KnownMigration {
  const there = ups.some((up) => up.name === name);
  const renamed = !there && ups.some(({ file }) => checksumOf(file) === entry?.checksum);
  return { version, name: renamed ? "" : name };
}

/** A file that applies a migration, and the name it gives it. */
interface Up {
  readonly name: string;
  readonly file: SourceFile;
}

function upsByVersion(files: readonly SourceFile[]): ReadonlyMap<string, readonly Up[]> {
  const ups = new Map<string, Up[]>();
  for (const file of files) {
    const reading = readFileName(file.name);
    if (reading.kind !== "migration" || reading.parts.kind !== "versioned") continue;
    const { version, name, content } = reading.parts;
    if (content === "down") continue;
    const number = canonicalVersion(version);
    const others = ups.get(number);
    if (others === undefined) ups.set(number, [{ name, file }]);
    else others.push({ name, file });
  }
  return ups;
}
