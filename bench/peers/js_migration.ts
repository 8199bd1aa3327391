import { join } from "node:path";
import { type BenchMigration, numberOf } from "../race/contender.ts";
import { writeSql } from "./peer.ts";

/** A migration's SQL as an expression in a module of JavaScript. */
export interface SqlExpression {
  /** For a CommonJS module. */
  readonly commonjs: string;
  /** For an ES module. */
  readonly module: string;
}

/**
 * The text itself; a long one is laid beside the modules, in `sql/`, and read
 * when the migration runs.
 */
export async function jsMigration(
  folder: string,
  migration: BenchMigration,
): Promise<SqlExpression> {
  if (typeof migration.sql === "string") {
    const text = JSON.stringify(migration.sql);
    return { commonjs: text, module: text };
  }
  const path = join(folder, "sql", `${numberOf(migration)}.sql`);
  await writeSql(path, migration);
  const named = JSON.stringify(path);
  return {
    commonjs: `require("node:fs").readFileSync(${named}, "utf8")`,
    module: `(await import("node:fs")).readFileSync(${named}, "utf8")`,
  };
}
