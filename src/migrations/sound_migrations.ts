import { DunlinError } from "../errors.ts";
import type { Collection } from "./collect.ts";
import type { Migration } from "./migration.ts";

/**
 * The migrations of a collection, for those who want nothing else.
 *
 * @throws {DunlinError} `invalid-migrations`, with all problems.
 */
export function soundMigrations(collection: Collection): readonly Migration[] {
  const { problems, migrations } = collection;
  const [first] = problems;
  if (first === undefined) return migrations;
  throw invalidMigrations(problems);
}

/** All problems as one error; a single problem stands for itself. */
export function invalidMigrations(problems: readonly DunlinError[]): DunlinError {
  const [first] = problems;
  if (first !== undefined && problems.length === 1) return first;
  return new DunlinError(
    "invalid-migrations",
    `the migration files have ${problems.length} problems`,
    { problems, next: "put them right, then run `dunlin migrate:validate`" },
  );
}
