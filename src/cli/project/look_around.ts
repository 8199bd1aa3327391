import { readdir } from "node:fs/promises";
import { readFileName } from "../../migrations/file_name.ts";
import { fileIsThere } from "./write_new.ts";
import type { Runtime } from "./add_tasks.ts";

/** What is in the working folder already, as far as a new project cares. */
export interface Surroundings {
  /** `deno.json` or `deno.jsonc`. */
  readonly deno: boolean;
  /** `package.json`. */
  readonly node: boolean;
  /** A lock file of Bun's. */
  readonly bun: boolean;
  /** What a project here is run with, by all that is there. */
  readonly runtime: Runtime;
  /** A folder that holds migrations named as dunlin has them; null if there is none. */
  readonly folder: string | null;
  /** What another tool has left, in words. */
  readonly others: readonly string[];
}

const FOLDERS = [
  "migrations",
  "db/migrations",
  "database/migrations",
  "sql/migrations",
  "src/migrations",
  "supabase/migrations",
];

/** A file or folder by which another tool is known. */
const TOOLS: readonly (readonly [path: string, tool: string])[] = [
  ["prisma/schema.prisma", "Prisma"],
  ["drizzle.config.ts", "Drizzle"],
  ["knexfile.js", "Knex"],
  ["knexfile.ts", "Knex"],
  [".sequelizerc", "Sequelize"],
  ["ormconfig.json", "TypeORM"],
  ["nessie.config.ts", "Nessie"],
  ["flyway.conf", "Flyway"],
  ["flyway.toml", "Flyway"],
  ["db/schema.sql", "dbmate"],
  ["atlas.hcl", "Atlas"],
  ["sqitch.conf", "Sqitch"],
  ["alembic.ini", "Alembic"],
];

/** Looks at the working folder; changes nothing. */
export async function lookAround(): Promise<Surroundings> {
  const [jsonc, json, node, bunLock, bunLockb] = await Promise.all(
    ["deno.jsonc", "deno.json", "package.json", "bun.lock", "bun.lockb"].map(fileIsThere),
  );
  const deno = jsonc === true || json === true;
  const bun = bunLock === true || bunLockb === true;
  const found = await Promise.all(
    TOOLS.map(async ([path, tool]) => await fileIsThere(path) ? `${path} (${tool})` : null),
  );
  return {
    deno,
    node: node === true,
    bun,
    runtime: deno || !node ? "deno" : bun ? "bun" : "node",
    folder: await folderOfMigrations(),
    others: found.filter((words) => words !== null),
  };
}

async function folderOfMigrations(): Promise<string | null> {
  for (const folder of FOLDERS) {
    const names = await readdir(folder).catch(() => []); // most of them are not there
    if (names.some((name) => readFileName(name).kind === "migration")) return folder;
  }
  return null;
}
