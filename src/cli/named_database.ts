import { parseDatabaseUrl } from "../drivers/database_url.ts";
import { describeTarget } from "../drivers/mask.ts";
import type { Target } from "../drivers/target.ts";
import type { CommandContext } from "./command.ts";
import { databaseUrl } from "./open_migrator.ts";

/** The database of a call as a whole thing, which can be made and removed. */
export interface NamedDatabase {
  readonly target: Target;
  /** `shop`; SQLite: the file's path; empty where the URL names none. */
  readonly name: string;
  /** Without secrets: `postgres://app@db.example/shop`. */
  readonly description: string;
}

/** @throws {DunlinError} `missing-url`, `bad-url` */
export function namedDatabase(context: CommandContext): NamedDatabase {
  const target = parseDatabaseUrl(databaseUrl(context), { env: context.env });
  const name = target.dialect === "sqlite" ? target.path : target.database ?? "";
  return { target, name, description: describeTarget(target) };
}
