import { DunlinError } from "../../errors.ts";
import type { LateMigration } from "../../migrations/find_late.ts";
import { canonicalVersion, isVersion } from "../../migrations/version.ts";
import type { SourceFile } from "../../sources/source.ts";
import type { CommandContext } from "../command.ts";
import { usageError } from "../usage_error.ts";
import type { AppliedVersions } from "./applied_versions.ts";
import { versionsOf } from "./late_migrations.ts";

/** The late migrations a call names, or all. @throws {DunlinError} `usage`, `unknown-version` */
export function chooseLate(
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
        : `late ${late.length === 1 ? "is" : "are"} ${
          late.map(({ version }) => version).join(", ")
        }`,
    );
  });
  return late.filter(({ version }) => wanted.includes(canonicalVersion(version)));
}

/**
 * A new version would make the database apply it twice, and miss the old one.
 *
 * @throws {DunlinError} `plan-refused`, naming each that is applied
 */
export function refuseApplied(late: readonly LateMigration[], applied: AppliedVersions): void {
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
